package dev.pointsman.overload;

import dev.pointsman.config.ConfigNode;

/**
 * How many requests may be under way at one model, or in all.
 *
 * @param most never more, 1..100,000
 * @param adaptive whether the limit goes down where latency grows with it, and up again; default true, for models only
 * @param least what an adaptive limit never goes below, 1 to {@code most}; 5
 */
public record PlaceSettings(int most, boolean adaptive, int least, QueueSettings queue) {
    private static final int MOST = 100_000;
    private static final int LEAST = 5;

    /** Of models. */
    static PlaceSettings from(ConfigNode node) {
        node.onlyKeys("max_concurrent", "adaptive", "min_concurrent", "queue");
        ConfigNode concurrent = node.required("max_concurrent");
        int most = concurrent == null ? 1 : most(concurrent);
        return new PlaceSettings(
                most,
                node.read("adaptive", true, ConfigNode::bool),
                node.read("min_concurrent", Math.min(LEAST, most), (value, least) -> value.integer(1, most, least)),
                QueueSettings.from(node.at("queue")));
    }

    /** Of all models together: a fixed limit, since latencies of different models say nothing of each other. */
    static PlaceSettings inAll(ConfigNode concurrent, QueueSettings queue) {
        int most = most(concurrent);
        return new PlaceSettings(most, false, most, queue);
    }

    private static int most(ConfigNode node) {
        return node.integer(1, MOST, 1);
    }
}
