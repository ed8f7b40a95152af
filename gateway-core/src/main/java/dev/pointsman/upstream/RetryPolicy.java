package dev.pointsman.upstream;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.config.Units;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * When a deployment that failed is called again for the same request: the policy's {@code reliability.retry}.
 *
 * <p>It does not limit going on to a deployment that was not tried yet: that needs no wait and happens once for each.
 *
 * @param times second calls for one model, over all its deployments, 0..10; 1
 * @param errors what is worth another call; connect, 429 and 5xx
 * @param minWait shortest wait before a second call; 200 ms
 * @param maxWait longest; 2 s. The n-th wait (from 0) is drawn evenly from {@code minWait} to {@code minWait * 2^(n+1)}, at most this
 * @param maxRetryAfter longest {@code Retry-After} of a provider that is waited for; a longer one sends the request elsewhere; 10 s
 */
public record RetryPolicy(int times, Set<Trigger> errors, Duration minWait, Duration maxWait, Duration maxRetryAfter) {
    /** The words of {@code errors}. */
    public enum Trigger {
        CONNECT("connect"),
        RATE_LIMIT("429"),
        /** Also a reply that is none: broken framing, broken JSON, a stream cut before its first output. */
        SERVER_ERROR("5xx"),
        TIMEOUT("timeout");

        private final String word;

        Trigger(String word) {
            this.word = word;
        }

        static @Nullable Trigger of(ErrorKind kind) {
            return switch (kind) {
                case UPSTREAM_CONNECT -> CONNECT;
                case RATE_LIMITED -> RATE_LIMIT;
                case UPSTREAM_ERROR, UPSTREAM_OVERLOADED -> SERVER_ERROR;
                case UPSTREAM_TIMEOUT -> TIMEOUT;
                default -> null;
            };
        }
    }

    public static final RetryPolicy DEFAULT = new RetryPolicy(
            1,
            EnumSet.of(Trigger.CONNECT, Trigger.RATE_LIMIT, Trigger.SERVER_ERROR),
            Duration.ofMillis(200),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10));

    public RetryPolicy {
        errors = Set.copyOf(errors);
    }

    public static RetryPolicy from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        node.onlyKeys("times", "errors", "wait", "retry_after");
        ConfigNode times = node.at("times");
        ConfigNode errors = node.at("errors");
        ConfigNode wait = node.at("wait");
        Duration[] range = wait == null ? new Duration[] {DEFAULT.minWait, DEFAULT.maxWait} : range(wait);
        return new RetryPolicy(
                times == null ? DEFAULT.times : times.integer(0, 10, DEFAULT.times),
                errors == null ? DEFAULT.errors : triggers(errors),
                range[0],
                range[1],
                Timeouts.positive(node.at("retry_after"), DEFAULT.maxRetryAfter));
    }

    /** Whether a failure of that kind may be tried again at the same deployment. */
    public boolean covers(ErrorKind kind) {
        Trigger trigger = Trigger.of(kind);
        return trigger != null && errors.contains(trigger);
    }

    /** The n-th wait (from 0) in nanoseconds, for a draw in [0, 1). */
    public long waitNanos(int n, double draw) {
        long min = minWait.toNanos();
        long top = Math.max(min, Math.min(maxWait.toNanos(), min << Math.min(n + 1, 10)));
        return min + (long) ((top - min) * draw);
    }

    private static Set<Trigger> triggers(ConfigNode node) {
        Set<Trigger> found = EnumSet.noneOf(Trigger.class);
        for (ConfigNode item : node.itemsOrSelf()) {
            Trigger trigger = trigger(item);
            if (trigger != null) {
                found.add(trigger);
            }
        }
        return found;
    }

    private static @Nullable Trigger trigger(ConfigNode item) {
        String word = item.text();
        for (Trigger trigger : Trigger.values()) {
            if (trigger.word.equals(word)) {
                return trigger;
            }
        }
        if (item.isScalar()) {
            List<String> words = List.of("connect", "429", "5xx", "timeout");
            item.problem("expected one of " + String.join(", ", words) + " but found \"" + word + "\""
                    + NearestWord.hint(word, words));
        }
        return null;
    }

    private static Duration[] range(ConfigNode node) {
        String text = node.text();
        int dots = text.indexOf("..");
        Duration min = Units.duration(dots < 0 ? text : text.substring(0, dots));
        Duration max = Units.duration(dots < 0 ? text : text.substring(dots + 2));
        if (min == null || max == null || min.isZero() || min.compareTo(max) > 0) {
            if (node.isScalar()) {
                node.problem("expected a range of times such as 200ms..2s but found \"" + text + "\"");
            }
            return new Duration[] {DEFAULT.minWait, DEFAULT.maxWait};
        }
        return new Duration[] {min, max};
    }
}
