package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PointRows;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;

/**
 * Prompts that were scored: what they are compared by, and what each model scored on them, which is kept to 1/65,534. Immutable.
 */
public final class StoredPrompts {
    /** Most prompts that are kept. */
    public static final int MOST = 1 << 16;
    /** Most scores that are kept: prompts times models. */
    public static final int MOST_SCORES = 1 << 23;

    private static final int NO_SCORE = 0xffff;
    private static final float TOP_SCORE = 65_534;

    private final Matrix points;
    private final PointRows rows;
    /** One over the length that the meaning has in each prompt's vector; 0 where there is none. */
    private final float[] scales;

    private final int size;
    private final int models;
    private final short[] kept;
    /** Model after model; 0 where there is none. */
    private final float[] scores;
    /** Of each model: mean of its scores; one half where it has none. */
    private final double[] means;
    /** Whether each prompt has a score of each model. */
    private final boolean complete;

    private StoredPrompts(Matrix points, int dimensions, int models, short[] kept) {
        this.points = points;
        this.models = models;
        this.kept = kept;
        size = points.rows();
        rows = new PointRows(points);
        scales = scales(points, dimensions);
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
     * Prompts as points.
     *
     * @param points a row for each prompt: what it is {@linkplain PromptPoint#compared compared} by
     * @param dimensions of the meaning, which comes first in it
     * @param scores of each model, 0 to 1, model after model; NaN where there is none
     */
    public static StoredPrompts of(Matrix points, int dimensions, int models, float[] scores) {
        if (points.rows() > MOST || scores.length != points.rows() * models || scores.length > MOST_SCORES) {
            throw new IllegalArgumentException("scores: " + scores.length + " (expected: models times prompts, up to "
                    + MOST_SCORES + ", of up to " + MOST + " prompts)");
        }
        short[] kept = new short[scores.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (short) (Float.isNaN(scores[i]) ? NO_SCORE : Math.round(scores[i] * TOP_SCORE));
        }
        return new StoredPrompts(points, dimensions, models, kept);
    }

    private static float[] scales(Matrix points, int dimensions) {
        float[] scales = new float[points.rows()];
        for (int i = 0; i < scales.length; i++) {
            double square = 0;
            for (int d = 0; d < dimensions; d++) {
                square += (double) points.at(i, d) * points.at(i, d);
            }
            scales[i] = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
        }
        return scales;
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

    /** Cosine of what the prompt and each of these say and how they look, in order. */
    float[] similarities(PromptPoint point) {
        float[] similarities = new float[size];
        rows.addProducts(similarities, point.compared());
        return similarities;
    }

    /** The highest cosine of what the prompt and one of these say, whatever they look like; NaN where no prompt is kept. */
    double familiarity(PromptPoint point) {
        float[] cosines = new float[size];
        rows.addProducts(cosines, point.meaning());
        for (int i = 0; i < size; i++) {
            cosines[i] *= scales[i];
        }
        return highest(cosines);
    }

    /** The highest of them; NaN where no prompt is kept. */
    static double highest(float[] similarities) {
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

    boolean has(int model, int prompt) {
        return has(model * size + prompt);
    }

    float score(int model, int prompt) {
        return scores[model * size + prompt];
    }

    void write(FileOutput out) {
        points.write(out);
        out.numbers(kept);
    }

    static StoredPrompts read(FileInput in, PromptSpace space, int models) throws RefusedFile {
        Matrix points = Matrix.read(in, Math.min(MOST, MOST_SCORES / models), space.denseSize(), "stored prompts");
        return new StoredPrompts(points, space.dimensions(), models, in.shorts(points.rows() * models));
    }

    private boolean has(int at) {
        return kept[at] != (short) NO_SCORE;
    }
}
