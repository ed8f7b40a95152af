package dev.pointsman.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.Headers;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitHeadersTest {
    private static final long NOW = 5_000_000_000L;
    private static final Instant TODAY = Instant.parse("2026-11-30T12:00:00Z");

    private final RateLimitHeaders limits = new RateLimitHeaders(TODAY::toEpochMilli);

    @Test
    void nothingIsReadWhereNothingIsTold() {
        Set<String> asked = new HashSet<>();

        assertThat(limits.read(
                        name -> {
                            asked.add(name);
                            return null;
                        },
                        NOW))
                .isNull();
        assertThat(asked).hasSizeLessThanOrEqualTo(6);
        assertThat(read("content-type", "application/json", "retry-after", "3")).isNull();
    }

    @Test
    void theTighterOfOpenAisTwoLimitsCountsWithItsOwnReset() {
        Headroom tokens = read(
                "x-ratelimit-limit-requests",
                "10000",
                "x-ratelimit-remaining-requests",
                "9999",
                "x-ratelimit-reset-requests",
                "8ms",
                "x-ratelimit-limit-tokens",
                "200000",
                "x-ratelimit-remaining-tokens",
                "50000",
                "x-ratelimit-reset-tokens",
                "6m0s");

        assertThat(tokens).isEqualTo(new Headroom(0.25, NOW + 360_000_000_000L));

        Headroom requests = read(
                "x-ratelimit-limit-requests",
                "100",
                "x-ratelimit-remaining-requests",
                "1",
                "x-ratelimit-reset-requests",
                "2s",
                "x-ratelimit-limit-tokens",
                "200000",
                "x-ratelimit-remaining-tokens",
                "50000",
                "x-ratelimit-reset-tokens",
                "6m0s");

        assertThat(requests).isEqualTo(new Headroom(0.01, NOW + 2_000_000_000L));
    }

    @Test
    void tokensAloneAreEnough() {
        assertThat(read(
                        "x-ratelimit-remaining-tokens", "30",
                        "x-ratelimit-limit-tokens", "40",
                        "x-ratelimit-reset-tokens", "10"))
                .isEqualTo(new Headroom(0.75, NOW + 10_000_000_000L));
    }

    @Test
    void anthropicsTightestOfFourCountsUntilItsTimeOfDay() {
        assertThat(read(
                        "anthropic-ratelimit-requests-limit", "50",
                        "anthropic-ratelimit-requests-remaining", "49",
                        "anthropic-ratelimit-requests-reset", "2026-11-30T12:00:01Z",
                        "anthropic-ratelimit-input-tokens-limit", "30000",
                        "anthropic-ratelimit-input-tokens-remaining", "27000",
                        "anthropic-ratelimit-input-tokens-reset", "2026-11-30T12:00:02Z",
                        "anthropic-ratelimit-output-tokens-limit", "8000",
                        "anthropic-ratelimit-output-tokens-remaining", "2000",
                        "anthropic-ratelimit-output-tokens-reset", "2026-11-30T12:00:30Z",
                        "anthropic-ratelimit-tokens-limit", "38000",
                        "anthropic-ratelimit-tokens-remaining", "29000",
                        "anthropic-ratelimit-tokens-reset", "2026-11-30T12:00:04Z"))
                .isEqualTo(new Headroom(0.25, NOW + 30_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({
        "x-ratelimit-remaining-tokens-minute, x-ratelimit-limit-tokens-minute, x-ratelimit-reset-tokens-minute",
        "ratelimitbysize-remaining, ratelimitbysize-limit, ratelimitbysize-reset",
        "x-ratelimit-remaining, x-ratelimit-limit, x-ratelimit-reset",
    })
    void otherProvidersNamesAreKnown(String remaining, String limit, String reset) {
        assertThat(read(remaining, "60", limit, "100", reset, "28"))
                .isEqualTo(new Headroom(0.6, NOW + 28_000_000_000L));
    }

    @Test
    void requestsOfMistralAndCerebrasCountBesideTokens() {
        assertThat(read(
                        "x-ratelimit-remaining-tokens-minute",
                        "60",
                        "x-ratelimit-limit-tokens-minute",
                        "100",
                        "x-ratelimit-remaining-req-minute",
                        "1",
                        "x-ratelimit-limit-req-minute",
                        "2"))
                .extracting(Headroom::share)
                .isEqualTo(0.5);
        assertThat(read(
                        "x-ratelimit-remaining-tokens-minute",
                        "60",
                        "x-ratelimit-limit-tokens-minute",
                        "100",
                        "x-ratelimit-remaining-requests-day",
                        "1",
                        "x-ratelimit-limit-requests-day",
                        "10"))
                .extracting(Headroom::share)
                .isEqualTo(0.1);
    }

    @ParameterizedTest
    @CsvSource({
        "1s, 1",
        "20ms, 0.02",
        "6m0s, 360",
        "1h2m3.5s, 3600", // no more than an hour is believed
        "59m59s, 3599",
        "2m59.56s, 179.56",
        "1d, 3600",
        "500us, 0.0005",
        "12µs, 0.000012",
        "900ns, 0.0000009",
        "7, 7",
        "7.5, 7.5",
        "1796040010, 10", // seconds of the epoch
        "1796040010500, 10.5", // milliseconds of the epoch
        "2026-11-30T12:00:15Z, 15",
        "2026-11-30T13:00:15+01:00, 15",
    })
    void aResetIsReadInEveryFormThatProvidersUse(String reset, double seconds) {
        assertThat(until(reset)).isCloseTo(seconds, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "0s", "soon", "s", "5 apples", "2026-11-30T11:59:00Z", "NoTime", "1m2", "1796039990", "''"})
    void aResetThatMakesNoSenseIsTakenForAMinute(String reset) {
        assertThat(until(reset)).isEqualTo(60);
    }

    @ParameterizedTest
    @CsvSource({"-1, 100", "5, -1", "5, 0", "x, 100", "5, y", "5, ''", "., 5", "1.2.3, 5", "12345678901234567890, 5"})
    void numbersThatMakeNoSenseTellNothing(String remaining, String limit) {
        assertThat(read("x-ratelimit-remaining-requests", remaining, "x-ratelimit-limit-requests", limit))
                .isNull();
    }

    @Test
    void moreLeftThanTheLimitIsAllOfIt() {
        assertThat(read("x-ratelimit-remaining-requests", "150", "x-ratelimit-limit-requests", "100"))
                .isEqualTo(new Headroom(1, NOW + 60_000_000_000L));
    }

    @Test
    void nothingLeftIsNothing() {
        assertThat(read("x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "100"))
                .isEqualTo(new Headroom(0, NOW + 60_000_000_000L));
    }

    private double until(String reset) {
        Headroom headroom = read("x-ratelimit-remaining", "5", "x-ratelimit-limit", "10", "x-ratelimit-reset", reset);
        return (headroom.untilNanos() - NOW) / 1e9;
    }

    private Headroom read(String... namesAndValues) {
        return limits.read(Headers.of(namesAndValues), NOW);
    }
}
