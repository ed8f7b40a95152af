package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PointRows;

/**
 * Prompts that were scored: where they point, and what each model scored on them, which is kept to 1/65,534. Immutable.
 */
public final class StoredPrompts {
    /** Most prompts that are kept. */
    public static final int MOST = 1 << 16;
    /** Most scores that are kept: prompts times models. */
    public static final int MOST_SCORES = 1 << 23;

    private static final int NO_SCORE = 0xffff;
    private static final float TOP_SCORE = 65_534;

    private final Matrix meanings;
    private final PointRows rows;
    private final int size;
    private final int models;
    private final short[] kept;
    /** Model after model; 0 where there is none. */
    private final float[] scores;
    /** Of each model: mean of its scores; one half where it has none. */
    private final double[] means;
    /** Whether each prompt has a score of each model. */
    private final boolean complete;

    private StoredPrompts(Matrix meanings, int models, short[] kept) {
        this.meanings = meanings;
        this.models = models;
        this.kept = kept;
        size = meanings.rows();
        rows = new PointRows(meanings);
        scores = new float[kept.length];
        means = new double[models];
        boolean all = true;
        for (int model = 0; model < models; model++) {
            double sum = 0;
            int count = 0;
            for (int i = 0; i < size; i++) {
                int at = model * size + i;
                if (has(at)) {
                    scores[at] = (kept[at] & 0xffff) / TOP_SCORE;
                    sum += scores[at];
                    count++;
                }
            }
            means[model] = count == 0 ? 0.5 : sum / count;
            all &= count == size;
        }
        complete = all;
    }

    /**
     * Prompts by their meanings.
     *
     * @param meanings a row for each prompt
     * @param scores of each model, 0 to 1, model after model; NaN where there is none
     */
    public static StoredPrompts of(Matrix meanings, int models, float[] scores) {
        if (meanings.rows() > MOST || scores.length != meanings.rows() * models || scores.length > MOST_SCORES) {
            throw new IllegalArgumentException("scores: " + scores.length + " (expected: models times prompts, up to "
                    + MOST_SCORES + ", of up to " + MOST + " prompts)");
        }
        short[] kept = new short[scores.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (short) (Float.isNaN(scores[i]) ? NO_SCORE : Math.round(scores[i] * TOP_SCORE));
        }
        return new StoredPrompts(meanings, models, kept);
    }

    public int size() {
        return size;
    }

    public int models() {
        return models;
    }

    /** Mean score of each model, in an array of the caller's own. */
    double[] means() {
        return means.clone();
    }

    /** Cosine to each prompt, in order. */
    float[] similarities(float[] meaning) {
        float[] similarities = new float[size];
        rows.addProducts(similarities, meaning);
        return similarities;
    }

    /** The highest of them; NaN where no prompt is kept. */
    double highest(float[] similarities) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float similarity : similarities) {
            highest = Math.max(highest, similarity);
        }
        return similarities.length == 0 ? Double.NaN : highest;
    }

    /** Mean score of each model, each prompt counted by its weight; the plain mean where a model has none with a weight. */
    double[] weightedMeans(float[] weights) {
        double[] weighted = new double[models];
        for (int model = 0; model < models; model++) {
            int first = model * size;
            double sum = 0;
            double all = 0;
            for (int i = 0; i < size; i++) {
                if (complete || has(first + i)) {
                    sum += (double) weights[i] * scores[first + i];
                    all += weights[i];
                }
            }
            weighted[model] = all > 0 ? sum / all : means[model];
        }
        return weighted;
    }

    /**
     * For each pair of models the weight of the prompts that both were scored on, times how far the first won: 1, one half where the scores are alike,
     * 0; and what is between. Row after row; the winner's row.
     */
    double[] wins(float[] weights) {
        double[] wins = new double[models * models];
        for (int a = 0; a < models; a++) {
            for (int b = 0; b < a; b++) {
                addWins(wins, a, b, weights);
            }
        }
        return wins;
    }

    private void addWins(double[] wins, int a, int b, float[] weights) {
        double won = 0;
        double all = 0;
        for (int i = 0; i < size; i++) {
            if (complete || (has(a * size + i) && has(b * size + i))) {
                won += weights[i] * (1 + scores[a * size + i] - scores[b * size + i]) / 2;
                all += weights[i];
            }
        }
        wins[a * models + b] = won;
        wins[b * models + a] = all - won;
    }

    /** Squared length of where each prompt points: 1, or 0 where it has nothing that others have, as nearly as numbers are kept. */
    float[] squaredLengths() {
        float[] squares = new float[size];
        for (int i = 0; i < size; i++) {
            squares[i] = meanings.product(i, meanings.row(i));
        }
        return squares;
    }

    boolean has(int model, int prompt) {
        return has(model * size + prompt);
    }

    float score(int model, int prompt) {
        return scores[model * size + prompt];
    }

    void write(FileOutput out) {
        meanings.write(out);
        out.numbers(kept);
    }

    static StoredPrompts read(FileInput in, int dimensions, int models) throws RefusedFile {
        Matrix meanings = Matrix.read(in, Math.min(MOST, MOST_SCORES / models), dimensions, "stored prompts");
        return new StoredPrompts(meanings, models, in.shorts(meanings.rows() * models));
    }

    private boolean has(int at) {
        return kept[at] != (short) NO_SCORE;
    }
}
