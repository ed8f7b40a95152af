package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileOutput;
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

    public SimilarityRanking(StoredPrompts stored) {
        this.stored = stored;
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
        float[] weights = stored.similarities(point);
        double highest = StoredPrompts.highest(weights);
        float scale = highest > 0 ? (float) (STEPS / highest) : 0;
        for (int i = 0; i < weights.length; i++) {
            int step = Math.round(weights[i] * scale) + STEPS;
            weights[i] = POWERS[Math.max(0, Math.min(2 * STEPS, step))];
        }
        return weights;
    }

    @Override
    public void write(FileOutput out) {
        // all that it knows is in the stored prompts
    }
}
