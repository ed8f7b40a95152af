package dev.pointsman.training.routers;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.NgramTable;
import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.prompt.SparseText;
import dev.pointsman.training.numeric.RandomizedSvd;
import java.util.ArrayList;
import java.util.List;

/** Fits the space in which prompts are points: which n-grams they share, in which directions they differ most, how they look on average. */
final class TextFit {
    static final int DIMENSIONS = 128;

    private static final int LEAST_TEXTS = 2;
    /** N-grams that are projected: the file's largest part. */
    private static final int MOST_PROJECTED = 1 << 16;

    private final List<String> prompts;

    private TextFit(List<String> prompts) {
        this.prompts = prompts;
    }

    /** @param prompts at least two */
    static PromptSpace fit(List<String> prompts, long seed) {
        TextFit fit = new TextFit(prompts);
        NgramTable ngrams = fit.ngrams();
        List<SparseText> sparse = new ArrayList<>();
        prompts.forEach(prompt -> sparse.add(ngrams.sparse(prompt)));
        int rows = Math.min(ngrams.size(), MOST_PROJECTED);
        int dimensions = Math.max(1, Math.min(DIMENSIONS, Math.min(rows, prompts.size() / 2)));
        float[] directions = RandomizedSvd.directions(sparse, rows, dimensions, seed);
        return fit.withShapes(ngrams, Matrix.of(rows, dimensions, directions));
    }

    /** Those that two texts have, the most frequent first. */
    private NgramTable ngrams() {
        int[] having = new int[HashedText.FEATURES];
        for (String prompt : prompts) {
            HashedText text = HashedText.of(prompt);
            for (int i = 0; i < text.size(); i++) {
                having[text.feature(i)]++;
            }
        }
        List<Integer> kept = new ArrayList<>();
        for (int feature = 0; feature < having.length; feature++) {
            if (having[feature] >= LEAST_TEXTS) {
                kept.add(feature);
            }
        }
        kept.sort((a, b) -> having[a] != having[b] ? having[b] - having[a] : a - b);
        int[] features = new int[kept.size()];
        float[] rarity = new float[features.length];
        for (int row = 0; row < features.length; row++) {
            features[row] = kept.get(row);
            rarity[row] = rarity(having[features[row]]);
        }
        return new NgramTable(features, rarity, rarity(0));
    }

    private float rarity(int having) {
        return (float) (StrictMath.log((1.0 + prompts.size()) / (1.0 + having)) + 1);
    }

    private PromptSpace withShapes(NgramTable ngrams, Matrix projection) {
        List<float[]> shapes = prompts.stream().map(PromptSpace::shape).toList();
        int size = PromptSpace.shape("").length;
        float[] means = new float[size];
        float[] scales = new float[size];
        for (int i = 0; i < size; i++) {
            double sum = 0;
            double squares = 0;
            for (float[] shape : shapes) {
                sum += shape[i];
                squares += (double) shape[i] * shape[i];
            }
            double mean = sum / shapes.size();
            double variance = squares / shapes.size() - mean * mean;
            means[i] = (float) mean;
            scales[i] = variance > 1e-9 ? (float) (1 / Math.sqrt(variance)) : 0;
        }
        return new PromptSpace(ngrams, projection, means, scales);
    }
}
