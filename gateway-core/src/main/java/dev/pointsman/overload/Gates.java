package dev.pointsman.overload;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places of all models of a policy, and those in all; immutable. Those that a policy has as the one before it had them are the same: who is in stays
 * counted over a reload.
 */
public final class Gates {
    public static final Gates NONE = new Gates(null, Map.of());

    private final @Nullable Places inAll;
    private final Map<String, Places> models;

    private Gates(@Nullable Places inAll, Map<String, Places> models) {
        this.inAll = inAll;
        this.models = Collections.unmodifiableMap(models);
    }

    /**
     * Builds them.
     *
     * @param models names of all models that may be called
     * @param before those of the policy before
     * @param nanoTime monotonic clock
     */
    public static Gates of(OverloadSettings settings, Collection<String> models, Gates before, LongSupplier nanoTime) {
        Map<String, Places> places = new LinkedHashMap<>();
        for (String model : models) {
            Places its = places(settings.of(model), before.models.get(model), nanoTime);
            if (its != null) {
                places.put(model, its);
            }
        }
        Places inAll = places(settings.inAll(), before.inAll, nanoTime);
        return places.isEmpty() && inAll == null ? NONE : new Gates(inAll, places);
    }

    private static @Nullable Places places(
            @Nullable PlaceSettings settings, @Nullable Places before, LongSupplier nanoTime) {
        if (settings == null) {
            return null;
        }
        if (before == null) {
            return new Places(settings, nanoTime);
        }
        before.settings(settings);
        return before;
    }

    /** Null where nothing limits what is under way in all. */
    public @Nullable Places inAll() {
        return inAll;
    }

    /** Null where nothing limits that model. */
    public @Nullable Places of(String model) {
        return models.get(model);
    }

    /** By model. */
    public Map<String, Places> models() {
        return models;
    }
}
