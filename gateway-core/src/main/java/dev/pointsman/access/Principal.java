package dev.pointsman.access;

import dev.pointsman.routing.facts.KeyTraits;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a virtual key and what it stands for.
 *
 * @param key name of the key; "anonymous" where the gateway runs open
 * @param models names the key may ask for; null where it may ask for all
 * @param priority of its requests where there is no place for all
 */
public record Principal(
        String key, @Nullable String team, @Nullable Set<String> models, KeyTraits traits, Priority priority) {
    public static final Principal ANONYMOUS = new Principal("anonymous", null, null);

    public Principal {
        models = models == null ? null : Set.copyOf(models);
    }

    /** Of a key like most. */
    public Principal(String key, @Nullable String team, @Nullable Set<String> models, KeyTraits traits) {
        this(key, team, models, traits, Priority.NORMAL);
    }

    /** Of a key without tags that may fall back. */
    public Principal(String key, @Nullable String team, @Nullable Set<String> models) {
        this(key, team, models, KeyTraits.NONE);
    }

    public boolean mayUse(String model) {
        return models == null || models.contains(model);
    }
}
