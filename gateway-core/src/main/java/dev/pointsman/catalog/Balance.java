package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import java.util.Set;

/** How calls are shared among the deployments of a model. */
public enum Balance {
    ORDER,
    ROUND_ROBIN,
    RANDOM,
    WEIGHTED,
    LEAST_INFLIGHT;

    private static final Set<String> LATER = Set.of("latency", "adaptive", "hash");

    static Balance from(ConfigNode node) {
        if (node.isScalar() && LATER.contains(node.text())) {
            node.notYet("balance \"" + node.text() + "\"", "least-inflight");
            return ORDER;
        }
        return node.oneOf(Balance.class, ORDER);
    }
}
