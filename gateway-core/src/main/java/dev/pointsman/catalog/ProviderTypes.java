package dev.pointsman.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What deployments need to know of the providers of a policy.
 *
 * @param billedAs for each provider's name the type whose list prices hold there; "" where none do, as for a server of one's own
 */
public record ProviderTypes(Map<String, String> billedAs, PriceOverlay prices) {
    public ProviderTypes {
        billedAs = Map.copyOf(billedAs);
    }

    /** With nothing but what ships with the gateway. */
    public ProviderTypes(Map<String, String> billedAs, PriceTable builtIn) {
        this(billedAs, PriceOverlay.none(builtIn));
    }

    /** List price of a model at a provider; null where it is not known. */
    @Nullable
    Price listPrice(String provider, String upstreamModel) {
        return prices.price(provider, billedAs.getOrDefault(provider, ""), upstreamModel);
    }
}
