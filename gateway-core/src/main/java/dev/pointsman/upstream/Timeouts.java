package dev.pointsman.upstream;

import dev.pointsman.config.ConfigNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a request may wait for its provider: the policy's {@code reliability.timeout}.
 *
 * <p>The defaults are wide, for models that think before they speak: a wrong cut costs a whole answer, a late one only a slot.
 *
 * @param connect TCP and TLS handshake; 2 s
 * @param firstToken from sending a request to the first output of a streamed reply; 60 s
 * @param answer the same for a reply that is not streamed, which a provider sends only when all of it is made. A policy that sets
 *     {@code first_token} alone sets both; with neither it is 300 s
 * @param idle silence between two pieces of a reply once output has come; 60 s
 * @param total over all attempts and waits of a request, from its arrival to its end; 600 s
 */
public record Timeouts(Duration connect, Duration firstToken, Duration answer, Duration idle, Duration total) {
    public static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(300),
            Duration.ofSeconds(60),
            Duration.ofSeconds(600));

    public static Timeouts from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        node.onlyKeys("connect", "first_token", "answer", "idle", "total");
        ConfigNode firstToken = node.at("first_token");
        Duration first = positive(firstToken, DEFAULT.firstToken);
        return new Timeouts(
                positive(node.at("connect"), DEFAULT.connect),
                first,
                positive(node.at("answer"), firstToken == null ? DEFAULT.answer : first),
                positive(node.at("idle"), DEFAULT.idle),
                positive(node.at("total"), DEFAULT.total));
    }

    static Duration positive(@Nullable ConfigNode node, Duration fallback) {
        if (node == null) {
            return fallback;
        }
        Duration time = node.duration(fallback);
        if (time.isZero()) {
            node.problem("expected a time above zero but found \"" + node.text() + "\"");
            return fallback;
        }
        return time;
    }
}
