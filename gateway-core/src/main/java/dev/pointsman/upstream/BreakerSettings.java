package dev.pointsman.upstream;

import dev.pointsman.config.ConfigNode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * When a deployment is left alone for a while: the policy's {@code reliability.breaker}.
 *
 * @param openAt share of failed (or of slow) calls that opens it, above 0 and up to 1; 50 %
 * @param over number of last calls looked at, 2..1000; 20. The share counts from half of them on; five failures in a row open it too
 * @param openFor how long it stays open before two calls may try again; 5 s
 * @param slow time to the first output from which a call counts as slow; 30 s
 */
public record BreakerSettings(double openAt, int over, Duration openFor, Duration slow) {
    public static final BreakerSettings DEFAULT =
            new BreakerSettings(0.5, 20, Duration.ofSeconds(5), Duration.ofSeconds(30));

    public static BreakerSettings from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        node.onlyKeys("open_at", "over", "for", "slow");
        ConfigNode openAt = node.at("open_at");
        ConfigNode over = node.at("over");
        return new BreakerSettings(
                openAt == null ? DEFAULT.openAt : share(openAt),
                over == null ? DEFAULT.over : calls(over),
                Timeouts.positive(node.at("for"), DEFAULT.openFor),
                Timeouts.positive(node.at("slow"), DEFAULT.slow));
    }

    private static double share(ConfigNode node) {
        double share = node.share(DEFAULT.openAt);
        if (share < 0.01) {
            node.problem("expected a share of at least 1% but found \"" + node.text() + "\"");
            return DEFAULT.openAt;
        }
        return share;
    }

    /** {@code 20 calls} or {@code 20}. */
    private static int calls(ConfigNode node) {
        String text = node.text().strip().toLowerCase(Locale.ROOT);
        String digits = text.endsWith("calls")
                ? text.substring(0, text.length() - "calls".length()).strip()
                : text;
        boolean number =
                !digits.isEmpty() && digits.length() <= 4 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int calls = number ? Integer.parseInt(digits) : 0;
        if (calls < 2 || calls > 1000) {
            if (node.isScalar()) {
                node.problem(
                        "expected a number of calls from 2 to 1000 such as \"20 calls\" but found \"" + text + "\"");
            }
            return DEFAULT.over;
        }
        return calls;
    }
}
