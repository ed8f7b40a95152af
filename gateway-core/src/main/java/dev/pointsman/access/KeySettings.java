package dev.pointsman.access;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.facts.KeyTraits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One virtual key of the policy's {@code keys}. What it overrides of the rules is read by {@code routing.rules.KeyRouter}.
 *
 * @param hashes of its values: one, or several while they are changed
 * @param models names it may ask for; null for all
 * @param expires when it ends; null where it does not
 * @param priority of its requests where there is no place for all; normal
 * @param disabled whether it is known and refused
 */
public record KeySettings(
        String name,
        List<KeyHash> hashes,
        @Nullable String team,
        @Nullable Set<String> models,
        KeyTraits traits,
        Priority priority,
        @Nullable Instant expires,
        boolean disabled) {
    private static final int MOST_HASHES = 4;

    public KeySettings {
        hashes = List.copyOf(hashes);
        models = models == null ? null : Set.copyOf(models);
    }

    /** Of one value, without an end. */
    public KeySettings(String name, String hash, @Nullable String team, @Nullable Set<String> models) {
        this(name, List.of(new KeyHash(hash, null)), team, models, KeyTraits.NONE, Priority.NORMAL, null, false);
    }

    /** Words that rules may ask for. */
    public Set<String> tags() {
        return traits.tags();
    }

    /** Whom it stands for. */
    public Principal principal() {
        return new Principal(name, team, models, traits, priority);
    }

    /** Of the whole {@code keys} list; duplicate names and hashes are noted. */
    public static List<KeySettings> listFrom(ConfigNode keys) {
        List<KeySettings> all = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (ConfigNode node : keys.items()) {
            KeySettings key = from(node);
            boolean shared = false;
            for (KeyHash hash : key.hashes()) {
                shared |= !hash.equals(KeyHash.NONE) && !hashes.add(hash.hash());
            }
            if (!names.add(key.name())) {
                node.problem("another key is named \"" + key.name() + "\"");
            } else if (shared) {
                node.problem("another key has the same hash");
            }
            all.add(key);
        }
        return List.copyOf(all);
    }

    static KeySettings from(ConfigNode node) {
        node.onlyKeys(
                "name",
                "hash",
                "rotated",
                "team",
                "tags",
                "models",
                "priority",
                "expires",
                "disabled",
                "only",
                "max_cost",
                "score",
                "fallback");
        ConfigNode name = node.required("name");
        ConfigNode team = node.at("team");
        ConfigNode models = node.at("models");
        ConfigNode expires = node.at("expires");
        return new KeySettings(
                name == null ? "" : name.text(),
                hashes(node),
                team == null ? null : team.text(),
                models == null ? null : Set.copyOf(models.texts()),
                new KeyTraits(tags(node.at("tags")), node.read("fallback", true, ConfigNode::bool)),
                node.read("priority", Priority.NORMAL, (value, normal) -> value.oneOf(Priority.class, normal)),
                expires == null ? null : KeyTime.from(expires),
                node.read("disabled", false, ConfigNode::bool));
    }

    private static List<KeyHash> hashes(ConfigNode node) {
        ConfigNode hash = node.required("hash");
        ConfigNode rotated = node.at("rotated");
        List<KeyHash> hashes = new ArrayList<>();
        if (hash != null) {
            hash.itemsOrSelf().forEach(each -> hashes.add(KeyHash.from(each, null)));
            if (hashes.isEmpty() || hashes.size() > MOST_HASHES) {
                hash.problem("expected one hash, or a list of 1 to " + MOST_HASHES);
            }
        }
        if (rotated != null) {
            rotated.onlyKeys("hash", "until");
            ConfigNode old = rotated.required("hash");
            ConfigNode until = rotated.required("until");
            if (old != null && until != null) {
                hashes.add(KeyHash.from(old, KeyTime.from(until)));
            }
        }
        return hashes;
    }

    /** A list of words, or a map: {@code { stage: prod }} is the tag {@code stage=prod}. */
    private static Set<String> tags(@Nullable ConfigNode node) {
        Set<String> tags = new LinkedHashSet<>();
        if (node == null) {
            return tags;
        }
        if (!node.isMap()) {
            tags.addAll(node.texts());
            return tags;
        }
        for (Map.Entry<String, ConfigNode> tag : node.entries().entrySet()) {
            tag.getValue().texts().forEach(value -> tags.add(tag.getKey() + "=" + value));
        }
        return tags;
    }
}
