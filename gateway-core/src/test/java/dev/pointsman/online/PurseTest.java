package dev.pointsman.online;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PurseTest {
    private static final long DAY = 86_400_000;
    private final Purse purse = new Purse();

    @Test
    void noMoreIsTakenThanThereIsAndWhatIsGivenBackCanBeTakenAgain() {
        assertThat(purse.take(60, 100, 5)).isTrue();
        assertThat(purse.take(60, 100, 6)).isFalse();
        assertThat(purse.today(6)).as("a refusal takes nothing").isEqualTo(60);

        purse.add(-50, 7);

        assertThat(purse.take(90, 100, 8)).isTrue();
        assertThat(purse.today(8)).isEqualTo(100);
    }

    @Test
    void aDayBeginsWithNothingWhateverIsGivenBackOfTheDayBefore() {
        purse.take(60, 100, DAY - 1);

        assertThat(purse.today(DAY)).isZero();
        purse.add(-60, DAY);
        assertThat(purse.today(DAY)).isZero();
        assertThat(purse.take(100, 100, DAY)).isTrue();
    }
}
