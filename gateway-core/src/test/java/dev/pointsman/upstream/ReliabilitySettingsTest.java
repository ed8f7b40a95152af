package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.FallbackCause;
import dev.pointsman.config.Yaml;
import dev.pointsman.upstream.RetryPolicy.Trigger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReliabilitySettingsTest {
    @Test
    void theDefaultsAreWideAndSafe() {
        ReliabilitySettings settings = ReliabilitySettings.from(Yaml.of("{}").node());

        assertThat(settings).isEqualTo(ReliabilitySettings.from(null)).isEqualTo(ReliabilitySettings.DEFAULT);
        assertThat(settings.timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(2),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(10)));
        assertThat(settings.retry())
                .isEqualTo(new RetryPolicy(
                        1,
                        Set.of(Trigger.CONNECT, Trigger.RATE_LIMIT, Trigger.SERVER_ERROR),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10)));
        assertThat(settings.breaker())
                .isEqualTo(new BreakerSettings(0.5, 20, Duration.ofSeconds(5), Duration.ofSeconds(30)));
        assertThat(settings.fallbacks()).isEqualTo(new Fallbacks(Map.of(), Set.of(FallbackCause.values())));
    }

    @Test
    void everyKeyCanBeSet() {
        Yaml yaml = Yaml.of("""
                timeout:  { connect: 1s, first_token: 10s, answer: 90s, idle: 20s, total: 180s }
                retry:    { times: 3, errors: [timeout, 5xx], wait: 100ms..1s, retry_after: 4s }
                breaker:  { open_at: 60%, over: 30 calls, for: 15s, slow: 8s }
                fallback: { large: [small, swift], small: large }
                fallback_if: [too_long, slow]
                """);

        ReliabilitySettings settings = ReliabilitySettings.from(yaml.node());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings)
                .isEqualTo(new ReliabilitySettings(
                        new Timeouts(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(90),
                                Duration.ofSeconds(20),
                                Duration.ofMinutes(3)),
                        new RetryPolicy(
                                3,
                                Set.of(Trigger.TIMEOUT, Trigger.SERVER_ERROR),
                                Duration.ofMillis(100),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(4)),
                        new BreakerSettings(0.6, 30, Duration.ofSeconds(15), Duration.ofSeconds(8)),
                        new Fallbacks(
                                Map.of("large", List.of("small", "swift"), "small", List.of("large")),
                                Set.of(FallbackCause.TOO_LONG, FallbackCause.SLOW))));
    }

    @Test
    void firstTokenAloneBindsRepliesThatAreNotStreamedToo() {
        Timeouts timeouts = Timeouts.from(Yaml.of("{ first_token: 7s }").node());

        assertThat(timeouts.answer()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void everyMistakeIsNamedWithItsPlace() {
        Yaml yaml = Yaml.of("""
                timeout:  { connect: 0s, first: 10s }
                retry:    { times: 99, errors: [5x], wait: 2s..1s }
                breaker:  { open_at: 0%, over: many }
                hedge:    { after: p95 }
                fallback_if: [slowly]
                """);

        ReliabilitySettings.from(yaml.node());

        assertThat(yaml.problems())
                .containsExactly(
                        "test.yaml:1:22: timeout.connect: expected a time above zero but found \"0s\"",
                        "test.yaml:1:26: timeout: unknown key \"first\" (did you mean \"first_token\"?)",
                        "test.yaml:2:20: retry.times: expected a whole number from 0 to 10 but found \"99\"",
                        "test.yaml:2:33: retry.errors[0]: expected one of connect, 429, 5xx, timeout but found \"5x\" (did"
                                + " you mean \"5xx\"?)",
                        "test.yaml:2:44: retry.wait: expected a range of times such as 200ms..2s but found \"2s..1s\"",
                        "test.yaml:3:22: breaker.open_at: expected a share of at least 1% but found \"0%\"",
                        "test.yaml:3:32: breaker.over: expected a number of calls from 2 to 1000 such as \"20 calls\" but"
                                + " found \"many\"",
                        "test.yaml:4:1: \"hedge\" is not available yet: use retry and fallback",
                        "test.yaml:5:15: fallback_if[0]: expected one of unavailable, rate-limit, too-long, refused, slow"
                                + " but found \"slowly\" (did you mean \"slow\"?)");
    }

    @Test
    void waitsGrowAndStayWithinTheirRange() {
        RetryPolicy policy = RetryPolicy.DEFAULT;

        assertThat(policy.waitNanos(0, 0)).isEqualTo(Duration.ofMillis(200).toNanos());
        assertThat(policy.waitNanos(0, 0.5)).isEqualTo(Duration.ofMillis(300).toNanos());
        assertThat(policy.waitNanos(1, 0.5)).isEqualTo(Duration.ofMillis(500).toNanos());
        assertThat(policy.waitNanos(9, 0.999_999_999))
                .isLessThanOrEqualTo(Duration.ofSeconds(2).toNanos());
    }
}
