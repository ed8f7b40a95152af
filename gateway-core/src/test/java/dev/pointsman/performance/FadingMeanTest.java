package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FadingMeanTest {
    private static final double HALF_LIFE = 1_000;

    @Test
    void nothingIsKnownBeforeTheFirstObservation() {
        FadingMean mean = new FadingMean();

        assertThat(mean.mean()).isNaN();
        assertThat(mean.weight(5, HALF_LIFE)).isZero();
        assertThat(mean.shrunk(0.7, 2, 5, HALF_LIFE)).isEqualTo(0.7);
    }

    @Test
    void anObservationCountsHalfAfterItsHalfLife() {
        FadingMean mean = new FadingMean();
        mean.add(1, 0, HALF_LIFE);

        mean.add(0, 1_000, HALF_LIFE);

        assertThat(mean.mean()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(mean.weight(1_000, HALF_LIFE)).isCloseTo(1.5, within(1e-12));
        assertThat(mean.weight(2_000, HALF_LIFE)).isCloseTo(0.75, within(1e-12));
        assertThat(mean.shrunk(1, 0.75, 2_000, HALF_LIFE)).isCloseTo((0.25 + 0.75) / 1.5, within(1e-12));
    }

    @Test
    void aLateObservationCountsAsIfItHadComeInTime() {
        FadingMean mean = new FadingMean();
        mean.add(1, 1_000, HALF_LIFE);

        mean.add(0, 0, HALF_LIFE);

        assertThat(mean.mean()).isCloseTo(1 / 1.5, within(1e-12));
        assertThat(mean.weight(1_000, HALF_LIFE)).isCloseTo(1.5, within(1e-12));
    }

    @Test
    void whatIsWithdrawnCountsNoMore() {
        FadingMean mean = new FadingMean();
        mean.add(0.2, 0, HALF_LIFE);
        mean.add(0.8, 500, HALF_LIFE);

        mean.withdraw(0.2, 0, 1_500, HALF_LIFE);
        assertThat(mean.mean()).isCloseTo(0.8, within(1e-9));
        assertThat(mean.weight(1_500, HALF_LIFE)).isCloseTo(0.5, within(1e-9));

        mean.withdraw(0.8, 500, 1_600, HALF_LIFE);
        assertThat(mean.mean()).isNaN();
    }

    @Test
    void noObservationIsLostBetweenThreads() throws InterruptedException {
        FadingMean mean = new FadingMean();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    mean.add(1, 0, HALF_LIFE);
                }
            }));
        }

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(mean.weight(0, HALF_LIFE)).isEqualTo(20_000);
    }
}
