package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.SparseText;

/** One logistic regression for each model on the prompt's n-grams, scaled to length 1: the chance that its answer is good. */
public final class NgramLogits implements Scorer {
    private final Matrix weights;
    private final float[] biases;

    /**
     * Fitted elsewhere.
     *
     * @param weights a row for each n-gram, a column for each model
     * @param biases of each model
     */
    public NgramLogits(Matrix weights, float[] biases) {
        this.weights = weights;
        this.biases = biases.clone();
    }

    @Override
    public double[] scores(PromptPoint point) {
        SparseText ngrams = point.ngrams();
        float[] sums = new float[biases.length];
        for (int i = 0; i < ngrams.size(); i++) {
            weights.addTo(sums, ngrams.row(i), ngrams.value(i));
        }
        double[] scores = new double[sums.length];
        for (int model = 0; model < sums.length; model++) {
            scores[model] = Logistic.probability(sums[model] / ngrams.length() + biases[model]);
        }
        return scores;
    }

    @Override
    public void write(FileOutput out) {
        weights.write(out);
        out.numbers(biases);
    }

    static NgramLogits read(FileInput in, int rows, int models) throws RefusedFile {
        Matrix weights = Matrix.read(in, rows, models, "n-grams' weights");
        if (weights.rows() != rows) {
            throw new RefusedFile("its n-grams do not all have weights; train it again");
        }
        return new NgramLogits(weights, in.numbers(models, "biases"));
    }
}
