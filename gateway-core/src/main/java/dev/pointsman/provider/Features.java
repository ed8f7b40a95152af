package dev.pointsman.provider;

import dev.pointsman.provider.Feature.Support;
import java.util.EnumMap;
import java.util.Map;

/** What a provider type has of the {@link Feature}s; what is not named it has not. Immutable. */
public final class Features {
    public static final Features NONE = new Features(new EnumMap<>(Feature.class));

    private final Map<Feature, Support> support;

    private Features(Map<Feature, Support> support) {
        this.support = support;
    }

    /** All of these as things of the provider's own. */
    public static Features of(Feature... some) {
        return NONE.and(Support.NATIVE, some);
    }

    /** The same, with these as told. */
    public Features and(Support how, Feature... some) {
        Map<Feature, Support> more = new EnumMap<>(Feature.class);
        more.putAll(support);
        for (Feature each : some) {
            more.put(each, how);
        }
        return new Features(more);
    }

    public Support of(Feature feature) {
        return support.getOrDefault(feature, Support.NONE);
    }
}
