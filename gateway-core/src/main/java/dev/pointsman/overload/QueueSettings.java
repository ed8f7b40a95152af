package dev.pointsman.overload;

import dev.pointsman.config.ConfigNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Who may wait for a place.
 *
 * @param size how many at a time, 0..100,000; 100
 * @param maxWait how long, 0 to 10 min; 1 s
 */
public record QueueSettings(int size, Duration maxWait) {
    public static final QueueSettings DEFAULT = new QueueSettings(100, Duration.ofSeconds(1));
    private static final Duration LONGEST = Duration.ofMinutes(10);

    static QueueSettings from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        node.onlyKeys("size", "max_wait");
        return new QueueSettings(
                node.read("size", DEFAULT.size, (value, size) -> value.integer(0, 100_000, size)),
                wait(node.at("max_wait")));
    }

    private static Duration wait(@Nullable ConfigNode node) {
        Duration wait = node == null ? DEFAULT.maxWait : node.duration(DEFAULT.maxWait);
        if (node != null && wait.compareTo(LONGEST) > 0) {
            node.problem("expected a time of 10m or less but found \"" + node.text() + "\"");
            return DEFAULT.maxWait;
        }
        return wait;
    }
}
