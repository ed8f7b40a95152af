package dev.pointsman.access;

import dev.pointsman.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One virtual key of the policy's {@code keys}.
 *
 * @param hash SHA-256 of the key's UTF-8 bytes, 64 lower-case hex digits
 * @param models names it may ask for; null for all
 */
public record KeySettings(
        String name,
        String hash,
        @Nullable String team,
        @Nullable Set<String> models) {
    private static final Pattern HASH = Pattern.compile("sha256:([0-9a-fA-F]{64})");
    private static final String NO_HASH = "0".repeat(64);

    public KeySettings {
        models = models == null ? null : Set.copyOf(models);
    }

    /** Of the whole {@code keys} list; duplicate names and hashes are noted. */
    public static List<KeySettings> listFrom(ConfigNode keys) {
        List<KeySettings> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (ConfigNode node : keys.items()) {
            KeySettings key = from(node);
            if (!names.add(key.name())) {
                node.problem("another key is named \"" + key.name() + "\"");
            } else if (!key.hash().equals(NO_HASH) && !hashes.add(key.hash())) {
                node.problem("another key has the same hash");
            }
            all.add(key);
        }
        return List.copyOf(all);
    }

    static KeySettings from(ConfigNode node) {
        node.onlyKeys("name", "hash", "team", "models");
        ConfigNode name = node.required("name");
        ConfigNode hash = node.required("hash");
        ConfigNode team = node.at("team");
        ConfigNode models = node.at("models");
        return new KeySettings(
                name == null ? "" : name.text(),
                hash == null ? NO_HASH : digest(hash),
                team == null ? null : team.text(),
                models == null ? null : Set.copyOf(models.texts()));
    }

    private static String digest(ConfigNode hash) {
        var matcher = HASH.matcher(hash.text());
        if (matcher.matches()) {
            return matcher.group(1).toLowerCase(Locale.ROOT);
        }
        hash.problem("expected \"sha256:\" and 64 hex digits (printf %s \"$KEY\" | sha256sum)");
        return NO_HASH;
    }
}
