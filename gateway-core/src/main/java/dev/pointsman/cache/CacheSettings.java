package dev.pointsman.cache;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.rules.RequestCondition;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code cache}.
 *
 * @param semantic null where like requests are not answered alike
 */
public record CacheSettings(Exact exact, @Nullable SemanticSettings semantic) {
    static final Duration MOST_TTL = Duration.ofDays(30);
    private static final Duration TTL = Duration.ofMinutes(10);
    private static final long SIZE = 256_000_000;
    private static final long LEAST_SIZE = 100_000;
    private static final long LARGEST = 1_000_000;
    private static final long MOST_LARGEST = 64_000_000;

    /** Which requests have a reply worth keeping. */
    public enum Requests {
        ANY,
        /** Those that ask for one answer only: {@code temperature: 0}, or a {@code seed}; vectors, rankings and moderations always. */
        DETERMINISTIC
    }

    /**
     * How far the store of a fleet is asked and told.
     *
     * @param within the most that a request waits for a finding, 1 ms to 1 s; 5 ms
     * @param largestBytes of a reply's body that is kept there, 1 kB to 4 MB; 256 kB
     */
    public record Shared(Duration within, int largestBytes) {
        private static final Duration WAIT = Duration.ofMillis(5);
        private static final Duration LONGEST = Duration.ofSeconds(1);
        private static final int LARGEST = 256_000;
        private static final int MOST_LARGEST = 4_000_000;
        static final Shared USUAL = new Shared(WAIT, LARGEST);

        /** Reads {@code true}, {@code false} or {@code { wait: 5ms, largest: 256kB }}; null where replies are not shared. */
        private static @Nullable Shared from(ConfigNode node) {
            if (!node.isMap()) {
                return node.bool(false) ? USUAL : null;
            }
            node.onlyKeys("wait", "largest");
            return new Shared(
                    node.read("wait", WAIT, Shared::wait), (int) bytes(node, "largest", LARGEST, 1_000, MOST_LARGEST));
        }

        private static Duration wait(ConfigNode node, Duration usual) {
            Duration wait = node.duration(usual);
            if (wait.toMillis() < 1 || wait.compareTo(LONGEST) > 0) {
                node.problem("expected a time from 1ms to 1s but found \"" + node.text() + "\"");
                return usual;
            }
            return wait;
        }
    }

    /**
     * Identical requests have one reply.
     *
     * @param ttl time for which a reply is kept
     * @param sizeBytes that all replies may take
     * @param largestBytes of one reply, and of all that waits for one call at a time
     * @param singleFlight identical requests at the same time share one call
     * @param when null for always
     * @param shared null where replies are this gateway's own
     */
    public record Exact(
            Duration ttl,
            long sizeBytes,
            long largestBytes,
            Tenants per,
            Requests requests,
            boolean singleFlight,
            @Nullable RequestCondition when,
            @Nullable Shared shared) {}

    /** Reads {@code { exact: { ttl: 10m, size: 256MB, largest: 1MB, per: key, requests: any, single_flight: true } }}, the defaults; null where it is not there. */
    public static @Nullable CacheSettings from(@Nullable ConfigNode node, SemanticSettings.Resources resources) {
        if (node == null) {
            return null;
        }
        node.onlyKeys("exact", "semantic");
        ConfigNode exact = node.required("exact");
        ConfigNode semantic = node.at("semantic");
        return exact == null
                ? null
                : new CacheSettings(exact(exact), semantic == null ? null : SemanticSettings.from(semantic, resources));
    }

    /** Whether both say the same, as far as that can be told: conditions and encoders are compared by their presence. */
    public boolean sameValues(@Nullable CacheSettings other) {
        return other != null && plain().equals(other.plain());
    }

    private List<Object> plain() {
        SemanticSettings alike = semantic;
        return List.of(
                exact.ttl,
                exact.sizeBytes,
                exact.largestBytes,
                exact.per,
                exact.requests,
                exact.singleFlight,
                exact.when == null,
                exact.shared == null ? List.of() : exact.shared,
                alike == null ? List.of() : List.of(alike.threshold(), alike.ttl(), alike.entries(), alike.per()));
    }

    private static Exact exact(ConfigNode node) {
        node.onlyKeys("ttl", "size", "largest", "per", "requests", "single_flight", "when", "shared");
        ConfigNode when = node.at("when");
        long size = bytes(node, "size", SIZE, LEAST_SIZE, Long.MAX_VALUE);
        return new Exact(
                node.read("ttl", TTL, CacheSettings::ttl),
                size,
                bytes(node, "largest", Math.min(LARGEST, size), 1_000, Math.min(size, MOST_LARGEST)),
                node.read("per", Tenants.KEY, (per, usual) -> per.oneOf(Tenants.class, usual)),
                node.read("requests", Requests.ANY, (which, usual) -> which.oneOf(Requests.class, usual)),
                node.read("single_flight", true, ConfigNode::bool),
                when == null ? null : RequestCondition.from(when, "cache"),
                node.at("shared") == null ? null : Shared.from(node.orNothing("shared")));
    }

    static Duration ttl(ConfigNode node, Duration fallback) {
        Duration ttl = node.duration(fallback);
        if (ttl.compareTo(Duration.ofSeconds(1)) < 0 || ttl.compareTo(MOST_TTL) > 0) {
            node.problem("expected a time from 1s to " + MOST_TTL.toDays() + "d but found \"" + node.text() + "\"");
            return fallback;
        }
        return ttl;
    }

    private static long bytes(ConfigNode parent, String key, long usual, long least, long most) {
        ConfigNode node = parent.at(key);
        long bytes = node == null ? usual : node.bytes(usual);
        if (node != null && (bytes < least || bytes > most)) {
            node.problem("expected " + (most == Long.MAX_VALUE ? "at least " + least : least + " to " + most)
                    + " bytes but found \"" + node.text() + "\"");
            return usual;
        }
        return bytes;
    }
}
