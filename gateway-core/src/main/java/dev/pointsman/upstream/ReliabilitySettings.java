package dev.pointsman.upstream;

import dev.pointsman.config.ConfigNode;
import org.jspecify.annotations.Nullable;

/** The policy's {@code reliability}: what a request may cost in time and calls before it fails. */
public record ReliabilitySettings(Timeouts timeouts, RetryPolicy retry, BreakerSettings breaker, Fallbacks fallbacks) {
    public static final ReliabilitySettings DEFAULT =
            new ReliabilitySettings(Timeouts.DEFAULT, RetryPolicy.DEFAULT, BreakerSettings.DEFAULT, Fallbacks.NONE);

    /** The same without second calls and stand-ins. */
    public ReliabilitySettings once() {
        RetryPolicy never = new RetryPolicy(0, retry.errors(), retry.minWait(), retry.maxWait(), retry.maxRetryAfter());
        return new ReliabilitySettings(timeouts, never, breaker, Fallbacks.NONE);
    }

    public static ReliabilitySettings from(@Nullable ConfigNode node) {
        if (node == null) {
            return DEFAULT;
        }
        node.onlyKeys("timeout", "retry", "breaker", "hedge", "fallback", "fallback_if");
        if (node.at("hedge") != null) {
            node.problemAtKey("hedge", "\"hedge\" is not available yet: use retry and fallback");
        }
        return new ReliabilitySettings(
                Timeouts.from(node.at("timeout")),
                RetryPolicy.from(node.at("retry")),
                BreakerSettings.from(node.at("breaker")),
                Fallbacks.from(node.at("fallback"), node.at("fallback_if")));
    }
}
