package dev.pointsman.access;

import dev.pointsman.config.ConfigNode;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One value that a virtual key has, told by its digest.
 *
 * @param hash SHA-256 of the value's UTF-8 bytes, 64 lower-case hex digits
 * @param until when it counts no more, as it was replaced; null where it was not
 */
public record KeyHash(String hash, @Nullable Instant until) {
    static final KeyHash NONE = new KeyHash("0".repeat(64), null);
    private static final Pattern WRITTEN = Pattern.compile("sha256:([0-9a-fA-F]{64})");

    /** Of {@code sha256:…}; notes a mistake and gives {@link #NONE}. */
    static KeyHash from(ConfigNode node, @Nullable Instant until) {
        var matcher = WRITTEN.matcher(node.text());
        if (matcher.matches()) {
            return new KeyHash(matcher.group(1).toLowerCase(Locale.ROOT), until);
        }
        node.problem("expected \"sha256:\" and 64 hex digits (printf %s \"$KEY\" | sha256sum)");
        return NONE;
    }
}
