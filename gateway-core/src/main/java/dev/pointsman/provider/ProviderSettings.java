package dev.pointsman.provider;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the policy's {@code providers}.
 *
 * @param name its name in the policy
 * @param type the factory that reads it
 * @param url base URL, null for the type's own
 * @param key null where none is given
 * @param connectTimeout from the policy's {@code reliability.timeout.connect}
 * @param node the whole entry, for keys of the type's own
 */
public record ProviderSettings(
        String name,
        String type,
        @Nullable String url,
        @Nullable Secret key,
        Duration connectTimeout,
        ConfigNode node) {}
