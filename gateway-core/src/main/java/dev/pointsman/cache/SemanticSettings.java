package dev.pointsman.cache;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.HashedVectors;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.routing.rules.RequestCondition;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code cache.semantic}: a request is answered with the reply to a like one.
 *
 * @param threshold cosine of the two texts from which they are alike, 0..1
 * @param when which requests want that
 * @param ttl time after which a reply answers no other request
 * @param entries texts that are remembered
 */
public record SemanticSettings(
        double threshold, RequestCondition when, Duration ttl, int entries, Tenants per, TextEncoder encoder) {
    private static final double THRESHOLD = 0.95;
    private static final double LEAST_THRESHOLD = 0.5;
    private static final int ENTRIES = 10_000;
    private static final int MOST_ENTRIES = 1_000_000;

    /**
     * What reading it needs beside the policy.
     *
     * @param paths where the file stands that a node names; null, with a problem noted there, where there is none
     * @param encoders that were plugged in
     */
    public record Resources(Function<ConfigNode, @Nullable String> paths, List<TextEncoderFactory> encoders) {
        public Resources {
            encoders = List.copyOf(encoders);
        }
    }

    /** Reads {@code { threshold: 0.95, ttl: 10m, size: 10k, per: key, encoder: hashed }}, the defaults, and {@code when}, which must be there; null where it is not. */
    static @Nullable SemanticSettings from(ConfigNode node, Resources resources) {
        node.onlyKeys("threshold", "when", "ttl", "size", "per", "encoder");
        ConfigNode when = node.required("when");
        SemanticSettings settings = new SemanticSettings(
                node.read("threshold", THRESHOLD, (value, usual) -> value.number(LEAST_THRESHOLD, 1, usual)),
                when == null ? RequestCondition.NEVER : RequestCondition.from(when, "cache.semantic"),
                node.read("ttl", CacheSettings.MOST_TTL, CacheSettings::ttl),
                node.read("size", ENTRIES, SemanticSettings::entries),
                node.read("per", Tenants.KEY, (per, usual) -> per.oneOf(Tenants.class, usual)),
                encoder(node.at("encoder"), resources));
        return when == null ? null : settings;
    }

    private static int entries(ConfigNode node, int usual) {
        int entries = node.count(usual);
        if (entries < 1 || entries > MOST_ENTRIES) {
            node.problem("expected 1 to " + MOST_ENTRIES + " texts but found \"" + node.text() + "\"");
            return usual;
        }
        return entries;
    }

    private static TextEncoder encoder(@Nullable ConfigNode node, Resources resources) {
        TextEncoder hashed = new HashedVectors();
        if (node == null || (node.isScalar() && node.text().equals("hashed"))) {
            return hashed;
        }
        for (TextEncoderFactory factory : resources.encoders) {
            if (node.isMap() && node.at(factory.type()) != null) {
                TextEncoder made = factory.create(node, resources.paths);
                return made == null ? hashed : made;
            }
        }
        node.problem(
                "expected hashed, or the map of an encoder that was plugged in, such as { onnx: FILE, vocab: FILE }");
        return hashed;
    }
}
