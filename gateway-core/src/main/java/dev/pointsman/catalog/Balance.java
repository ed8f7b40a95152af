package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How calls are shared among the deployments of a model.
 *
 * @param hashing how {@link Way#HASH} hashes; its default, and of no account, elsewhere
 * @param plugIn orders in place of the way, which is {@link Way#ROUND_ROBIN} then; null where none does
 */
public record Balance(Way way, Hashing hashing, @Nullable Balancer plugIn) {
    /** The word of the policy. */
    public enum Way {
        ORDER,
        ROUND_ROBIN,
        RANDOM,
        WEIGHTED,
        LEAST_INFLIGHT,
        LATENCY,
        ADAPTIVE,
        HASH;

        /** Whether it looks at weights, so that a weight of 0 takes no traffic. */
        public boolean weighs() {
            return this == WEIGHTED || this == ADAPTIVE || this == HASH;
        }
    }

    /**
     * What keeps requests together, and how far.
     *
     * @param by the first of these that a request has is its key, at least one
     * @param load calls under way a deployment may have, as a multiple of its share of all: 1 to 100
     */
    public record Hashing(List<RequestKey> by, double load) {
        /** Load factor that Mirrokni, Thorup and Zadimoghaddam find a good trade, as HAProxy does. */
        private static final double LOAD = 1.25;

        public static final Hashing DEFAULT =
                new Hashing(List.of(RequestKey.header("x-session-id"), RequestKey.USER, RequestKey.PREFIX), LOAD);

        public Hashing {
            by = List.copyOf(by);
        }

        /** Reads {@code { by: [header.x-session-id, user, prefix], load: 1.25 }}, which is also what is left out. */
        static Hashing from(ConfigNode node) {
            node.onlyKeys("by", "load");
            List<RequestKey> by = node.read("by", DEFAULT.by(), (given, none) -> RequestKey.all(given));
            return new Hashing(by, node.read("load", LOAD, (load, none) -> load.number(1, 100, LOAD)));
        }
    }

    /** Without a plug-in. */
    public Balance(Way way, Hashing hashing) {
        this(way, hashing, null);
    }

    public static final Balance ORDER = new Balance(Way.ORDER, Hashing.DEFAULT);
    public static final Balance ROUND_ROBIN = new Balance(Way.ROUND_ROBIN, Hashing.DEFAULT);
    public static final Balance RANDOM = new Balance(Way.RANDOM, Hashing.DEFAULT);
    public static final Balance WEIGHTED = new Balance(Way.WEIGHTED, Hashing.DEFAULT);
    public static final Balance LEAST_INFLIGHT = new Balance(Way.LEAST_INFLIGHT, Hashing.DEFAULT);
    public static final Balance LATENCY = new Balance(Way.LATENCY, Hashing.DEFAULT);
    public static final Balance ADAPTIVE = new Balance(Way.ADAPTIVE, Hashing.DEFAULT);
    public static final Balance HASH = new Balance(Way.HASH, Hashing.DEFAULT);

    /**
     * Reads a word, {@code { hash: {…} }}, or {@code { type: PLUG-IN, … }}.
     *
     * @param plugIns by type
     */
    static Balance from(ConfigNode node, Map<String, BalancerFactory> plugIns) {
        if (!node.isMap()) {
            return new Balance(node.oneOf(Way.class, Way.ORDER), Hashing.DEFAULT);
        }
        ConfigNode type = node.at("type");
        if (type != null) {
            BalancerFactory factory = plugIns.get(type.text());
            if (factory != null) {
                return new Balance(Way.ROUND_ROBIN, Hashing.DEFAULT, factory.create(node));
            }
            type.problem("unknown balancer \"" + type.text() + "\": expected one of a plug-in"
                    + NearestWord.hint(type.text(), plugIns.keySet()));
            return ORDER;
        }
        node.onlyKeys("hash");
        if (node.entries().isEmpty()) {
            node.problem("expected a word such as adaptive, or { hash: { by: [header.x-session-id, user, prefix] } }");
        }
        return new Balance(Way.HASH, Hashing.from(node.orNothing("hash")));
    }
}
