package dev.pointsman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplingTest {
    @Test
    void theFirstSumIsTheFigureItself() {
        Resampling resampling = new Resampling(1);
        double[] sums = new double[Resampling.WIDTH];
        for (int i = 0; i < 5; i++) {
            resampling.of("unit " + i);
            resampling.add(sums, 2);
        }

        assertThat(sums[0]).isEqualTo(10);
    }

    @Test
    void unitsCountAsOftenAsAPoissonNumberOfMeanOneSays() {
        Resampling resampling = new Resampling(7);
        double[] sums = new double[Resampling.WIDTH];
        double squares = 0;
        int units = 400;
        for (int i = 0; i < units; i++) {
            double[] one = new double[Resampling.WIDTH];
            resampling.of("unit " + i);
            resampling.add(one, 1);
            for (int sample = 1; sample < Resampling.WIDTH; sample++) {
                sums[sample] += one[sample];
                squares += one[sample] * one[sample];
            }
        }
        double total = 0;
        for (int sample = 1; sample < Resampling.WIDTH; sample++) {
            total += sums[sample];
        }
        double draws = units * (double) Resampling.SAMPLES;

        assertThat(total / draws).isCloseTo(1, within(0.01));
        assertThat(squares / draws).isCloseTo(2, within(0.03));
    }

    @Test
    void requestsOfOneUnitCountAsOftenAsOneAnother() {
        Resampling resampling = new Resampling(7);
        double[] first = new double[Resampling.WIDTH];
        double[] second = new double[Resampling.WIDTH];
        resampling.of("ann");
        resampling.add(first, 1);
        resampling.of("bob");
        resampling.of("ann");
        resampling.add(second, 1);

        assertThat(second).containsExactly(first);
        assertThat(first).contains(0.0, 1.0, 2.0);
    }

    @Test
    void intervalsOfAMeanHoldItInNinetyFiveOfAHundredCases() {
        Random random = new Random(3);
        int held = 0;
        int cases = 300;
        for (int each = 0; each < cases; each++) {
            Resampling resampling = new Resampling(random.nextLong());
            double[] count = new double[Resampling.WIDTH];
            double[] sum = new double[Resampling.WIDTH];
            for (int unit = 0; unit < 120; unit++) {
                resampling.of("unit " + unit);
                double own = 5 + random.nextGaussian();
                int requests = 1 + random.nextInt(4);
                for (int i = 0; i < requests; i++) {
                    resampling.add(count, 1);
                    resampling.add(sum, own + random.nextGaussian());
                }
            }
            Estimate mean = Resampling.figure(sample -> sum[sample] / count[sample]);
            held += mean.low() <= 5 && 5 <= mean.high() ? 1 : 0;
        }

        assertThat((double) held / cases).isBetween(0.92, 0.98);
    }

    @Test
    void whatCannotBeToldInMostResamplingsHasNoInterval() {
        Estimate estimate = Resampling.figure(sample -> sample % 2 == 0 ? 1 : Double.NaN);

        assertThat(estimate.value()).isEqualTo(1);
        assertThat(estimate.sure()).isFalse();
    }
}
