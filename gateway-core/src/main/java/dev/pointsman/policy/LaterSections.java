package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/** Sections of the language that are known but not available yet: their keys are checked, and their use is a problem, never ignored. */
final class LaterSections {
    private LaterSections() {}

    static void check(ConfigNode root) {
        ConfigNode cache = later(root, "cache", "");
        if (cache != null) {
            cache.onlyKeys("exact", "semantic");
            keys(cache.at("exact"), "ttl", "size");
            keys(cache.at("semantic"), "threshold", "when");
        }
    }

    private static @Nullable ConfigNode later(ConfigNode root, String section, String instead) {
        ConfigNode node = root.at(section);
        if (node != null) {
            root.problemAtKey(
                    section,
                    "\"" + section + "\" is not available yet" + (instead.isEmpty() ? "" : ": use " + instead));
        }
        return node;
    }

    private static void keys(@Nullable ConfigNode node, String... known) {
        if (node != null) {
            node.onlyKeys(known);
        }
    }
}
