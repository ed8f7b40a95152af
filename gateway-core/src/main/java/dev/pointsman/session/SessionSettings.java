package dev.pointsman.session;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.session.Staying;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code session}: what tells a conversation, how long it is remembered, and how much it clings to its model.
 *
 * @param by the first of these that a request has tells its conversation; at least one
 * @param keep time since its last reply after which a conversation is forgotten
 * @param warm time since a deployment's last reply for which the provider is expected to keep the prompt; at most {@code keep} counts
 * @param asks the most that a request waits to hear whether other gateways remember its conversation; null where they are not asked
 */
public record SessionSettings(
        List<SessionSource> by,
        Duration keep,
        Duration warm,
        Staying staying,
        @Nullable Duration asks) {
    private static final List<SessionSource> BY =
            List.of(SessionSource.header("x-session-id"), SessionSource.of(SessionSource.Kind.CONVERSATION));
    private static final Duration KEEP = Duration.ofMinutes(10);
    private static final Duration ASKS = Duration.ofMillis(5);
    private static final Duration MOST_ASKS = Duration.ofSeconds(1);
    private static final Duration MOST_KEEP = Duration.ofDays(7);
    /** What OpenAI (in memory), Anthropic and Amazon promise at least, each use beginning it anew (their guides, 2026-08). */
    private static final Duration WARM = Duration.ofMinutes(5);

    public SessionSettings {
        by = List.copyOf(by);
    }

    /** Reads {@code { by: [header.x-session-id, conversation], keep: 10m, warm: 5m, margin: 0.1, within: rules }}, the defaults. */
    public static SessionSettings from(ConfigNode node) {
        node.onlyKeys("by", "keep", "warm", "margin", "within", "shared");
        return new SessionSettings(
                node.read("by", BY, (by, none) -> SessionSource.all(by)),
                node.read("keep", KEEP, (time, none) -> time(time, Duration.ofSeconds(1), KEEP)),
                node.read("warm", WARM, (time, none) -> time(time, Duration.ZERO, WARM)),
                Staying.from(node),
                node.at("shared") == null ? null : asks(node.orNothing("shared")));
    }

    /** {@code true}, {@code false} or {@code { wait: 5ms }}. */
    private static @Nullable Duration asks(ConfigNode node) {
        if (!node.isMap()) {
            return node.bool(false) ? ASKS : null;
        }
        node.onlyKeys("wait");
        return node.read("wait", ASKS, (wait, usual) -> {
            Duration time = wait.duration(usual);
            if (time.toMillis() < 1 || time.compareTo(MOST_ASKS) > 0) {
                wait.problem("expected a time from 1ms to 1s but found \"" + wait.text() + "\"");
            }
            return time;
        });
    }

    private static Duration time(ConfigNode node, Duration least, Duration fallback) {
        Duration time = node.duration(fallback);
        if (time.compareTo(least) < 0 || time.compareTo(MOST_KEEP) > 0) {
            node.problem("expected a time from " + least.toSeconds() + "s to " + MOST_KEEP.toDays() + "d but found \""
                    + node.text() + "\"");
            return fallback;
        }
        return time;
    }
}
