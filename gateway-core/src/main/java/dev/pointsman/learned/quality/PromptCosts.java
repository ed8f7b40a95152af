package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import org.jspecify.annotations.Nullable;

/**
 * What each model's answer is expected to cost: the model's mean and, where it was found worth it, how many times that an answer to this prompt will cost, the same for
 * every model, from a twentieth to twenty times. Immutable.
 */
public final class PromptCosts {
    /** Natural logarithm of the most times that a prompt's answers cost more, or less, than usual. */
    private static final double MOST = StrictMath.log(20);

    private static final float MOST_WEIGHT = 1e6f;

    private final double[] meansUsd;
    private final @Nullable LinearHeads logTimes;

    /**
     * Fitted elsewhere.
     *
     * @param meansUsd of each model's answers in US dollars; NaN where it is not known
     * @param logTimes one head of dense vectors: the natural logarithm of how many times the mean a prompt's answers cost; null where that is 1 for each
     */
    public PromptCosts(double[] meansUsd, @Nullable LinearHeads logTimes) {
        if (logTimes != null && logTimes.outputs() != 1) {
            throw new IllegalArgumentException("logTimes: " + logTimes.outputs() + " (expected: 1 head)");
        }
        this.meansUsd = meansUsd.clone();
        this.logTimes = logTimes;
    }

    /** Of each model, in US dollars; NaN where it is not known; in an array of the caller's own. */
    public double[] meansUsd() {
        return meansUsd.clone();
    }

    /** Whether they depend on the prompt. */
    public boolean byPrompt() {
        return logTimes != null;
    }

    /** What each model's answer to the prompt is expected to cost, as {@link #meansUsd}. */
    public double[] usd(PromptPoint point) {
        double[] costs = meansUsd();
        if (logTimes != null) {
            double times = times(logTimes, point);
            for (int model = 0; model < costs.length; model++) {
                costs[model] *= times;
            }
        }
        return costs;
    }

    /** How many times the mean a prompt's answers cost by such a head. */
    public static double times(LinearHeads logTimes, PromptPoint point) {
        return StrictMath.exp(Math.max(-MOST, Math.min(MOST, logTimes.of(point.dense())[0])));
    }

    int models() {
        return meansUsd.length;
    }

    void write(FileOutput out) {
        out.number(logTimes == null ? 0 : 1);
        if (logTimes != null) {
            logTimes.write(out);
        }
    }

    /** @param meansUsd that were read before */
    static PromptCosts read(FileInput in, double[] meansUsd, int inputs) throws RefusedFile {
        LinearHeads logTimes =
                in.count(0, 1, "regressions of costs") == 0 ? null : LinearHeads.read(in, inputs, 1, "costs");
        if (logTimes != null && logTimes.largest() > MOST_WEIGHT) {
            throw new RefusedFile("a weight of its costs is above " + MOST_WEIGHT + "; train it again");
        }
        return new PromptCosts(meansUsd, logTimes);
    }
}
