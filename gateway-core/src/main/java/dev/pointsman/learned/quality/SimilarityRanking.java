package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PointRows;
import dev.pointsman.learned.prompt.PromptPoint;

/**
 * All stored prompts have a say, the similar ones up to a hundred times as much: prompt i counts 10^(1 + sim_i / max sim), where sim is the cosine of what prompts say
 * and how they look, both together.
 *
 * <p>Between two models P(strong wins) is the weighted mean of 1, one half and 0 for a win, a tie and a loss, which is what a weighted Bradley–Terry
 * fit of two contestants comes to; between more, that fit is carried out. Source: Ong and others, RouteLLM (arXiv 2406.18665), section 4.2, and its
 * code, where the similarity is scaled by the highest one of the prompt at hand and a win has weight 10 · 10^(sim / max). That the look has a part is our own: figures
 * in docs/learned-figures.md.
 */
public final class SimilarityRanking implements Scorer {
    private static final double TOP = 10;
    private static final int STEPS = 1 << 12;
    /** 10^(1 + x) for x from -1 to 1. */
    private static final float[] POWERS = new float[2 * STEPS + 1];

    static {
        for (int i = 0; i < POWERS.length; i++) {
            POWERS[i] = (float) StrictMath.pow(TOP, (double) i / STEPS);
        }
    }

    private final StoredPrompts stored;
    private final Matrix looks;
    private final PointRows lookRows;
    /** One over the length of each stored prompt's meaning and look together. */
    private final float[] scales;

    /** @param looks a row for each stored prompt: how it {@linkplain PromptPoint#look looks} */
    public SimilarityRanking(StoredPrompts stored, Matrix looks) {
        if (looks.rows() != stored.size()) {
            throw new IllegalArgumentException(
                    "looks: " + looks.rows() + " (expected: " + stored.size() + ", one per stored prompt)");
        }
        this.stored = stored;
        this.looks = looks;
        lookRows = new PointRows(looks);
        scales = stored.squaredLengths();
        for (int i = 0; i < scales.length; i++) {
            float square = scales[i] + looks.product(i, looks.row(i));
            scales[i] = square > 0 ? (float) (1 / Math.sqrt(square)) : 0;
        }
    }

    @Override
    public double[] scores(PromptPoint point) {
        return stored.weightedMeans(weights(point));
    }

    @Override
    public double preference(PromptPoint point, int strong, int weak) {
        double[] wins = stored.wins(weights(point));
        int models = stored.models();
        if (models == 2) {
            double won = wins[strong * models + weak];
            double all = won + wins[weak * models + strong];
            return all > 0 ? won / all : 0.5;
        }
        double[] strengths = BradleyTerry.strengths(wins, models);
        return BradleyTerry.chance(strengths[strong] - strengths[weak]);
    }

    /** Of each stored prompt, 1 to 100. */
    private float[] weights(PromptPoint point) {
        float[] weights = stored.similarities(point.meaning());
        lookRows.addProducts(weights, point.look());
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= scales[i];
        }
        double highest = stored.highest(weights);
        float scale = highest > 0 ? (float) (STEPS / highest) : 0;
        for (int i = 0; i < weights.length; i++) {
            int step = Math.round(weights[i] * scale) + STEPS;
            weights[i] = POWERS[Math.max(0, Math.min(2 * STEPS, step))];
        }
        return weights;
    }

    @Override
    public void write(FileOutput out) {
        looks.write(out);
    }

    static SimilarityRanking read(FileInput in, int columns, StoredPrompts stored) throws RefusedFile {
        Matrix looks = Matrix.read(in, stored.size(), columns, "stored prompts' looks");
        if (looks.rows() != stored.size()) {
            throw new RefusedFile("its stored prompts have no looks; train it again");
        }
        return new SimilarityRanking(stored, looks);
    }
}
