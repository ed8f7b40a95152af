package dev.pointsman.access;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: a virtual key and what it stands for.
 *
 * @param key name of the key in the policy; "anonymous" where the gateway runs open
 * @param models names the key may ask for; null where it may ask for all
 */
public record Principal(
        String key, @Nullable String team, @Nullable Set<String> models) {
    public static final Principal ANONYMOUS = new Principal("anonymous", null, null);

    public Principal {
        models = models == null ? null : Set.copyOf(models);
    }

    public boolean mayUse(String model) {
        return models == null || models.contains(model);
    }
}
