package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.performance.SpendBook.Pending;
import dev.pointsman.routing.score.SpendSettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SpendBookTest {
    private static final long DOLLAR = 1_000_000_000L;
    private static final SpendSettings TEN_A_DAY = new SpendSettings(10 * DOLLAR, ZoneOffset.UTC);

    private long now = Instant.parse("2026-03-04T12:00:00Z").toEpochMilli();
    private final SpendBook book = new SpendBook(() -> now);

    @Test
    void whatIsUnderWayCountsAsExpectedAndThenAsItCost() {
        book.retain(Map.of("s", TEN_A_DAY));

        Pending pending = book.begun("s", 2 * DOLLAR);
        assertThat(book.used("s")).isCloseTo(0.2, within(1e-12));
        assertThat(pending.expectedNanos()).isEqualTo(2 * DOLLAR);

        pending.settled(DOLLAR);
        assertThat(book.used("s")).isCloseTo(0.1, within(1e-12));
        assertThat(book.spentDollars("s")).isEqualTo(1);
        assertThat(book.targetDollars("s")).isEqualTo(10);
    }

    @Test
    void aScoreWithoutATargetIsNotWatched() {
        book.retain(Map.of("s", TEN_A_DAY));

        assertThat(book.begun("other", DOLLAR)).isNull();
        assertThat(book.costWeight("other")).isNaN();
        assertThat(book.used("other")).isNaN();
        assertThat(book.spentDollars("other")).isNaN();
        assertThat(book.targetDollars("other")).isNaN();
        assertThat(book.unreachable("other")).isFalse();
        assertThat(book.scores()).containsExactly("s");
    }

    @Test
    void costWeighsMoreWhereTheDayIsAheadOfItsPlanAndLessWhereItIsBehind() {
        book.retain(Map.of("s", TEN_A_DAY));
        spend("s", 5 * DOLLAR);
        assertThat(book.costWeight("s")).as("half of the target at noon").isCloseTo(1, within(1e-9));

        spend("s", DOLLAR / 10);
        assertThat(book.costWeight("s")).as("1 % ahead, half of the day left").isCloseTo(Math.exp(0.4), within(1e-9));

        now += Duration.ofHours(6).toMillis();
        assertThat(book.costWeight("s")).as("24 % behind, a quarter left").isCloseTo(SpendTarget.LEAST, within(1e-9));
    }

    @Test
    void aSmallTargetIsReachedByTheGreatestWeightAndNotBeyond() {
        book.retain(Map.of("s", new SpendSettings(DOLLAR / 100, ZoneOffset.UTC)));

        spend("s", DOLLAR);

        assertThat(book.costWeight("s")).isCloseTo(SpendTarget.MOST, within(1e-6));
    }

    @Test
    void aTargetBelowTheCheapestChoiceIsToldAfterTenMinutes() {
        book.retain(Map.of("s", new SpendSettings(DOLLAR / 100, ZoneOffset.UTC)));
        spend("s", DOLLAR);
        spend("s", DOLLAR);
        assertThat(book.unreachable("s")).isFalse();

        now += 599_999;
        assertThat(book.unreachable("s")).isFalse();
        now++;
        assertThat(book.unreachable("s")).isTrue();

        now += Duration.ofHours(12).toMillis();
        assertThat(book.unreachable("s")).as("a new day").isFalse();
    }

    @Test
    void aDayBeginsAtMidnightOfItsZoneWithTheMeanWeightOfTheDayBefore() {
        book.retain(Map.of("s", new SpendSettings(10 * DOLLAR, ZoneId.of("Europe/Berlin"))));
        spend("s", 6 * DOLLAR);
        spend("s", 0);
        double logMean =
                Math.log(book.costWeight("s")) / 2; // of the second request; the first was ranked at its plan's
        double first = 20 * (6 * 0 - 13 / 24.0) / (11 / 24.0);

        now = Instant.parse("2026-03-04T22:59:59Z").toEpochMilli();
        assertThat(book.used("s")).isCloseTo(0.6, within(1e-12));
        now = Instant.parse("2026-03-04T23:00:00Z").toEpochMilli();

        assertThat(book.used("s")).isZero();
        double expected = Math.max(Math.log(SpendTarget.LEAST), first) / 2 + logMean;
        assertThat(Math.log(book.costWeight("s"))).isCloseTo(expected, within(1e-9));
    }

    @Test
    void aCallThatEndsAfterMidnightCountsForTheNewDay() {
        book.retain(Map.of("s", TEN_A_DAY));
        Pending pending = book.begun("s", DOLLAR);

        now += Duration.ofHours(12).toMillis();
        pending.settled(2 * DOLLAR);

        assertThat(book.spentDollars("s")).isEqualTo(2);
    }

    @Test
    void aReloadGoesOnWithTheDayUnderTheNewTarget() {
        book.retain(Map.of("s", TEN_A_DAY, "gone", TEN_A_DAY));
        spend("s", 5 * DOLLAR);
        spend("gone", 5 * DOLLAR);

        book.retain(Map.of("s", new SpendSettings(20 * DOLLAR, ZoneOffset.UTC)));
        assertThat(book.used("s")).isCloseTo(0.25, within(1e-12));

        book.retain(Map.of("s", TEN_A_DAY, "gone", TEN_A_DAY));
        assertThat(book.used("s")).isCloseTo(0.5, within(1e-12));
        assertThat(book.used("gone")).isZero();
    }

    @Test
    void theGreatestShareOfAllTargetsIsTold() {
        assertThat(book.mostUsed()).isNaN();
        book.retain(Map.of("a", TEN_A_DAY, "b", TEN_A_DAY, "c", TEN_A_DAY));
        spend("a", DOLLAR);
        spend("b", 3 * DOLLAR);

        assertThat(book.mostUsed()).isCloseTo(0.3, within(1e-12));
    }

    private void spend(String score, long nanos) {
        book.begun(score, nanos).settled(nanos);
    }
}
