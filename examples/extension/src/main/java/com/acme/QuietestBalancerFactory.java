package com.acme;

import dev.pointsman.catalog.Balancer;
import dev.pointsman.catalog.BalancerFactory;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** A balancer: {@code balance: { type: acme-quietest }} tries the deployment with the fewest calls under way first, of equals the last in the file. */
public final class QuietestBalancerFactory implements BalancerFactory {
    @Override
    public String type() {
        return "acme-quietest";
    }

    @Override
    public Balancer create(ConfigNode settings) {
        settings.onlyKeys("type");
        return (eligible, load, draw) -> {
            List<Deployment> order = new ArrayList<>(eligible);
            Collections.reverse(order);
            order.sort(Comparator.comparingInt(load::inflight));
            return order;
        };
    }
}
