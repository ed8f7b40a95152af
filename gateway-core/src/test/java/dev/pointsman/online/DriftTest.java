package dev.pointsman.online;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DriftTest {
    @Test
    void ratingsThatAreAsExpectedHardlyEverAlarm() {
        long alarms = 0;
        for (long seed = 0; seed < 20; seed++) {
            Drift drift = new Drift();
            rate(drift, new Random(seed), 0.7, 2_000);
            alarms += drift.alarms();
        }

        assertThat(alarms).as("in 40,000 ratings").isLessThanOrEqualTo(2);
    }

    @Test
    void aFallIsFoundWithinAHundredRatingsAndThenItBeginsAnew() {
        for (long seed = 0; seed < 20; seed++) {
            Drift drift = new Drift();
            Random random = new Random(seed);
            rate(drift, random, 0.7, 500);
            long before = drift.alarms();

            Drift.Finding finding = rate(drift, random, 0.4, 100);

            assertThat(finding).as("seed %d", seed).isEqualTo(Drift.Finding.WORSE);
            assertThat(drift.alarms())
                    .as("again and again, while it is expected to be good")
                    .isBetween(before + 1, before + 3);
            assertThat(drift.ratings()).isEqualTo(600);
        }
    }

    @Test
    void aRiseIsFoundToo() {
        Drift drift = new Drift();

        assertThat(rate(drift, new Random(1), 1, 60)).isEqualTo(Drift.Finding.BETTER);
    }

    /** Of a model that is thought to be good seven times of ten. */
    private static Drift.Finding rate(Drift drift, Random random, double good, int ratings) {
        Drift.Finding found = Drift.Finding.NONE;
        for (int i = 0; i < ratings; i++) {
            Drift.Finding now = drift.rated(((random.nextDouble() < good ? 1 : 0) - 0.7) / Head.NOISE);
            found = now == Drift.Finding.NONE ? found : now;
        }
        return found;
    }
}
