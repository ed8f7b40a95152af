package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;

/**
 * Matrix factorization in the form of item response theory: a few traits of the prompt, linear in its dense vector, each model with an ability for
 * each trait; the chance that its answer is good is σ(offset + Σ ability · trait). Sources: Ong and others, RouteLLM (arXiv 2406.18665), section
 * 4.2; Song and others, IRT-Router (arXiv 2506.01048).
 */
public final class LowRankLogits implements Scorer {
    /** Most traits there may be. */
    public static final int MOST_TRAITS = 128;

    private final LinearHeads traits;
    private final LinearHeads abilities;

    /**
     * Fitted elsewhere.
     *
     * @param traits of the dense vector
     * @param abilities a row for each model: one for each trait, then its offset
     */
    public LowRankLogits(LinearHeads traits, LinearHeads abilities) {
        this.traits = traits;
        this.abilities = abilities;
    }

    @Override
    public double[] scores(PromptPoint point) {
        double[] told = traits.of(point.dense());
        float[] vector = new float[told.length];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) told[i];
        }
        double[] scores = abilities.of(vector);
        for (int model = 0; model < scores.length; model++) {
            scores[model] = Logistic.probability(scores[model]);
        }
        return scores;
    }

    @Override
    public void write(FileOutput out) {
        traits.write(out);
        abilities.write(out);
    }

    static LowRankLogits read(FileInput in, int inputs, int models) throws RefusedFile {
        LinearHeads traits = LinearHeads.read(in, inputs, MOST_TRAITS, "traits");
        LinearHeads abilities = LinearHeads.read(in, traits.outputs(), models, "models' abilities");
        if (abilities.outputs() != models) {
            throw new RefusedFile("its models do not all have abilities; train it again");
        }
        return new LowRankLogits(traits, abilities);
    }
}
