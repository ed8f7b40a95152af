package dev.pointsman.replay;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How often each observation counts in {@value #SAMPLES} resamplings: a Poisson number of mean 1, which for many observations is a bootstrap
 * (Chamandy, Muralidharan, Najmi, Naidu, "Estimating uncertainty for massive data streams", 2012) and needs one pass and no memory of them.
 * Seeded. Confined to one thread.
 */
final class Resampling {
    static final int SAMPLES = 200;

    /** Poisson distribution of mean 1, cumulated, in parts of 65,536: 0, 1, 2, … times. */
    private static final int[] POISSON = {24_109, 48_218, 60_273, 64_291, 65_296, 65_497, 65_530, 65_535};

    private final byte[] times = new byte[SAMPLES + 1];
    private long state;

    Resampling(long seed) {
        state = seed;
        Arrays.fill(times, (byte) 1);
    }

    /** Draws how often the next observation counts in each. */
    void next() {
        long bits = 0;
        for (int sample = 1; sample <= SAMPLES; sample++) {
            bits = (sample & 3) == 1 ? random() : bits >>> 16;
            int part = (int) (bits & 0xffff);
            int count = 0;
            while (count < POISSON.length && part >= POISSON[count]) {
                count++;
            }
            times[sample] = (byte) count;
        }
    }

    /** Of the observation that was drawn for; 1 in sample 0, which is all of them as they are. */
    int times(int sample) {
        return times[sample];
    }

    /** A figure of sample 0 with the interval that holds 95 % of the resamplings. */
    static Interval figure(IntToDoubleFunction ofSample) {
        double value = ofSample.applyAsDouble(0);
        double[] resampled = new double[SAMPLES];
        for (int sample = 1; sample <= SAMPLES; sample++) {
            resampled[sample - 1] = ofSample.applyAsDouble(sample);
        }
        Arrays.sort(resampled);
        return new Interval(value, resampled[SAMPLES / 40], resampled[SAMPLES - 1 - SAMPLES / 40]);
    }

    /** SplitMix64 (Steele, Lea, Flood, 2014). */
    private long random() {
        state += 0x9e3779b97f4a7c15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
