package dev.pointsman.policy;

import dev.pointsman.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/** Sections of the language that are known but not available yet: their keys are checked, and their use is a problem, never ignored. */
final class LaterSections {
    private LaterSections() {}

    static void check(ConfigNode root) {
        ConfigNode limits = later(root, "limits", "");
        if (limits != null) {
            limits.items().forEach(limit -> limit.onlyKeys("per", "requests", "tokens", "concurrent", "spend", "then"));
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
}
