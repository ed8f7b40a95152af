package dev.pointsman.learned.task;

/**
 * Scores made probabilities: softmax of {@code scale * score + shift} over the labels and, where a text may belong to none of them, a
 * "none" that stands at 0.
 *
 * @param scale above 0
 * @param shift 0 where there is no "none"
 * @param mayBeNone whether "none" takes part
 */
public record Calibration(double scale, double shift, boolean mayBeNone) {
    /** What holds for example sentences before any were seen, and how far from it a few may lead. */
    private static final Calibration PRIOR = new Calibration(14, -3, true);

    private static final double SCALE_SPREAD = 5;
    private static final double SHIFT_SPREAD = 1;
    /** Of the scale's logarithm: so little that it only keeps texts that are all told rightly from an endless scale. */
    private static final double FACTOR_SPREAD = 5;

    private static final double LEAST_SCALE = 1e-3;
    private static final int STEPS = 40;

    public Calibration {
        if (!(scale > 0) || Double.isInfinite(scale) || Double.isNaN(shift) || Double.isInfinite(shift)) {
            throw new IllegalArgumentException(
                    "scale: " + scale + ", shift: " + shift + " (expected: finite, above 0)");
        }
    }

    static Calibration prior() {
        return PRIOR;
    }

    /**
     * The one that makes what was seen most likely, drawn towards the {@linkplain #prior() prior}: of labelled texts and of some that have
     * no label.
     *
     * @param scores of each text, by a model that had not seen it
     * @param labels of each text; negative for none
     * @param weights of each text
     */
    static Calibration withNone(double[][] scores, int[] labels, double[] weights) {
        double scale = PRIOR.scale;
        double shift = PRIOR.shift;
        for (int step = 0; step < STEPS; step++) {
            Slopes slopes = new Slopes();
            slopes.prior(scale - PRIOR.scale, SCALE_SPREAD, shift - PRIOR.shift, SHIFT_SPREAD);
            for (int i = 0; i < scores.length; i++) {
                double[] odds = softmax(scores[i], scale, shift, true);
                slopes.add(scores[i], odds, labels[i], weights[i]);
            }
            double determinant = slopes.scale2 * slopes.shift2 - slopes.both * slopes.both;
            double scaleStep = (slopes.shift2 * slopes.scale - slopes.both * slopes.shift) / determinant;
            double shiftStep = (slopes.scale2 * slopes.shift - slopes.both * slopes.scale) / determinant;
            scale = Math.max(LEAST_SCALE, scale - scaleStep);
            shift -= shiftStep;
        }
        return new Calibration(scale, shift, true);
    }

    /** The scale (one over the temperature) that makes the labels of texts most likely, none of which belongs to none. */
    public static Calibration scaled(double[][] scores, int[] labels) {
        double scale = 1;
        for (int step = 0; step < STEPS; step++) {
            Slopes slopes = new Slopes();
            slopes.prior(Math.log(scale) * scale, FACTOR_SPREAD * scale, 0, 1);
            for (int i = 0; i < scores.length; i++) {
                slopes.add(scores[i], softmax(scores[i], scale, 0, false), labels[i], 1);
            }
            // at most twice or half at once: far from the optimum Newton's step leads astray
            scale = Math.max(scale / 2, Math.min(scale * 2, scale - slopes.scale / slopes.scale2));
        }
        return new Calibration(scale, 0, false);
    }

    /** One probability per label; they sum to 1, or to less where there may be none. */
    public double[] probabilities(double[] scores) {
        return softmax(scores, scale, shift, mayBeNone);
    }

    /** Of what is no score but a logit: the same with scale 1 and shift 0. */
    static double[] ofLogits(double[] logits, boolean mayBeNone) {
        return softmax(logits, 1, 0, mayBeNone);
    }

    double logit(double score) {
        return scale * score + shift;
    }

    private static double[] softmax(double[] scores, double scale, double shift, boolean none) {
        double top = none ? 0 : Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            top = Math.max(top, scale * score + shift);
        }
        double sum = none ? Math.exp(-top) : 0;
        double[] odds = new double[scores.length];
        for (int i = 0; i < scores.length; i++) {
            odds[i] = Math.exp(scale * scores[i] + shift - top);
            sum += odds[i];
        }
        for (int i = 0; i < odds.length; i++) {
            odds[i] /= sum;
        }
        return odds;
    }

    /** First and second derivatives of the negative log-likelihood by scale and shift. */
    private static final class Slopes {
        private double scale;
        private double shift;
        private double scale2;
        private double shift2;
        private double both;

        void prior(double offScale, double scaleSpread, double offShift, double shiftSpread) {
            scale = offScale / (scaleSpread * scaleSpread);
            scale2 = 1 / (scaleSpread * scaleSpread);
            shift = offShift / (shiftSpread * shiftSpread);
            shift2 = 1 / (shiftSpread * shiftSpread);
        }

        void add(double[] scores, double[] odds, int label, double weight) {
            double mean = 0;
            double square = 0;
            double any = 0;
            for (int i = 0; i < scores.length; i++) {
                mean += odds[i] * scores[i];
                square += odds[i] * scores[i] * scores[i];
                any += odds[i];
            }
            scale += weight * (mean - (label >= 0 ? scores[label] : 0));
            shift += weight * (any - (label >= 0 ? 1 : 0));
            scale2 += weight * (square - mean * mean);
            shift2 += weight * (any - any * any);
            both += weight * (mean - mean * any);
        }
    }
}
