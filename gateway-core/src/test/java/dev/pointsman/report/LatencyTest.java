package dev.pointsman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyTest {
    @Test
    void quantilesAreOffByAtMostTwoPercent() {
        Random random = new Random(1);
        double[] times = new double[10_000];
        Latency latency = new Latency();
        for (int i = 0; i < times.length; i++) {
            times[i] = Math.exp(random.nextGaussian() * 2 + 5);
            latency.add(times[i]);
        }

        Arrays.sort(times);

        for (double share : new double[] {0.01, 0.5, 0.95, 0.99, 1}) {
            double exact = times[(int) Math.ceil(share * times.length) - 1];
            assertThat(latency.quantile(share)).isCloseTo(exact, within(exact * 0.021));
        }
    }

    @Test
    void momentsThatNeverCameAreNotCounted() {
        Latency latency = new Latency();
        latency.add(-1);
        latency.add(Double.NaN);

        assertThat(latency.count()).isZero();
        assertThat(latency.quantile(0.5)).isNaN();
    }

    @Test
    void whatIsTooShortOrTooLongHasAPlaceToo() {
        Latency latency = new Latency();
        latency.add(0);
        latency.add(1e12);

        assertThat(latency.quantile(0.5)).isEqualTo(0.001);
        assertThat(latency.quantile(1)).isGreaterThan(10_000_000);
    }
}
