package dev.pointsman.report;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How often a request counts in each of {@value #SAMPLES} resamplings: a Poisson number of mean 1, told by a hash of whom it belongs to, so that all
 * requests of a conversation or of a user count as often as one another. For many of them this is a bootstrap by clusters that needs one pass and no memory of
 * requests (Chamandy, Muralidharan, Najmi, Naidu, "Estimating uncertainty for massive data streams", 2012). The same ledger gives the same
 * intervals. Confined to one thread.
 */
final class Resampling {
    static final int SAMPLES = 1_000;
    /** The first is the figure itself: everything counts once. */
    static final int WIDTH = SAMPLES + 1;

    private static final double TAIL = 0.025;
    /** Poisson distribution of mean 1, cumulated, in parts of 65,536: 0, 1, 2, … times. */
    private static final int[] POISSON = {24_109, 48_218, 60_273, 64_291, 65_296, 65_497, 65_530, 65_535};

    private final long seed;
    private final byte[] times = new byte[WIDTH];
    private String last = "";

    Resampling(long seed) {
        this.seed = seed;
        draw("");
    }

    /** Makes the counts those of one conversation, user or request. */
    void of(String unit) {
        if (!unit.equals(last)) {
            draw(unit);
        }
    }

    private void draw(String unit) {
        last = unit;
        times[0] = 1;
        long state = hash(unit);
        long bits = 0;
        for (int sample = 1; sample < WIDTH; sample++) {
            if ((sample & 3) == 1) {
                state += 0x9e3779b97f4a7c15L;
                bits = mixed(state);
            } else {
                bits >>>= 16;
            }
            int part = (int) (bits & 0xffff);
            int count = 0;
            while (count < POISSON.length && part >= POISSON[count]) {
                count++;
            }
            times[sample] = (byte) count;
        }
    }

    /** FNV-1a over the letters, then mixed. */
    private long hash(String unit) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < unit.length(); i++) {
            hash = (hash ^ unit.charAt(i)) * 0x100000001b3L;
        }
        return mixed(hash);
    }

    /** The end of SplitMix64 (Steele, Lea, Flood, 2014). */
    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Adds a value to sums of {@value #WIDTH}, to each as often as it counts there. */
    void add(double[] sums, double value) {
        for (int sample = 0; sample < WIDTH; sample++) {
            sums[sample] += times[sample] * value;
        }
    }

    /** A figure of each resampling, as one with the interval between the percentiles of {@value #TAIL} at both ends. */
    static Estimate figure(IntToDoubleFunction figure) {
        double value = figure.applyAsDouble(0);
        double[] resampled = new double[SAMPLES];
        int told = 0;
        for (int sample = 1; sample < WIDTH; sample++) {
            double each = figure.applyAsDouble(sample);
            if (Double.isFinite(each)) {
                resampled[told++] = each;
            }
        }
        if (told < SAMPLES * (1 - TAIL) || !Double.isFinite(value)) {
            return new Estimate(value, Double.NaN, Double.NaN);
        }
        Arrays.sort(resampled, 0, told);
        int cut = (int) (told * TAIL);
        return new Estimate(value, resampled[cut], resampled[told - 1 - cut]);
    }
}
