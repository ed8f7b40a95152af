package dev.pointsman.catalog;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What deployments need to know of the providers of a policy.
 *
 * @param billedAs for each provider's name the type whose list prices hold there; "" where none do, as for a server of one's own
 * @param balancers plug-ins, by type
 */
public record ProviderTypes(Map<String, String> billedAs, PriceOverlay prices, Map<String, BalancerFactory> balancers) {
    public ProviderTypes {
        billedAs = Map.copyOf(billedAs);
        balancers = Map.copyOf(balancers);
    }

    /** With nothing but what ships with the gateway. */
    public ProviderTypes(Map<String, String> billedAs, PriceTable builtIn) {
        this(billedAs, PriceOverlay.none(builtIn), Map.of());
    }

    /** With plug-in balancers. */
    public ProviderTypes balancedBy(List<BalancerFactory> factories) {
        Map<String, BalancerFactory> byType = new TreeMap<>();
        factories.forEach(factory -> byType.put(factory.type(), factory));
        return new ProviderTypes(billedAs, prices, byType);
    }

    /** List price of a model at a provider; null where it is not known. */
    @Nullable
    Price listPrice(String provider, String upstreamModel) {
        return prices.price(provider, billedAs.getOrDefault(provider, ""), upstreamModel);
    }
}
