package dev.pointsman.learned.quality;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.NgramTable;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import java.util.List;

/** A small space for tests: red points along the first direction, blue along the second, white against the first; nothing else has a meaning. */
final class Spaces {
    static final List<String> WORDS = List.of("red", "blue", "white");
    static final PromptSpace SPACE = space();

    private Spaces() {}

    static PromptPoint point(String text) {
        return SPACE.point(text);
    }

    /** Prompts as they are compared in this space, where all look alike. */
    static StoredPrompts stored(int models, float[] scores, String... texts) {
        return stored(SPACE, models, scores, texts);
    }

    static StoredPrompts stored(PromptSpace space, int models, float[] scores, String... texts) {
        float[][] points = new float[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            points[i] = space.point(texts[i]).compared();
        }
        return StoredPrompts.of(rows(space, points), space.dimensions(), models, scores);
    }

    /** Centres of clusters by their meanings alone. */
    static Matrix centres(float[]... meanings) {
        return rows(SPACE, meanings);
    }

    /** A row for each of these, filled up with zeros. */
    private static Matrix rows(PromptSpace space, float[]... rows) {
        float[] all = new float[rows.length * space.denseSize()];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * space.denseSize(), rows[i].length);
        }
        return Matrix.of(rows.length, space.denseSize(), all);
    }

    /** Weights of a dense vector that look at its two meanings alone: {@code red}, {@code blue}, and the bias. */
    static float[] head(float red, float blue, float bias) {
        float[] weights = new float[SPACE.denseSize() + 1];
        weights[0] = red / 4; // dense vectors have the meaning times 4
        weights[1] = blue / 4;
        weights[weights.length - 1] = bias;
        return weights;
    }

    static LinearHeads heads(float[]... rows) {
        float[] all = new float[rows.length * rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, all, i * rows[0].length, rows[0].length);
        }
        return new LinearHeads(rows[0].length - 1, rows.length, all);
    }

    private static PromptSpace space() {
        return space(new float[PromptSpace.shape("").length]);
    }

    /** The same, but that how texts look is told, too: each number times its scale. */
    static PromptSpace space(float[] shapeScales) {
        int[] features =
                WORDS.stream().mapToInt(word -> HashedText.of(word).feature(0)).toArray();
        NgramTable ngrams = new NgramTable(features, new float[] {1, 1, 1}, 1);
        int shapes = PromptSpace.shape("").length;
        return new PromptSpace(
                ngrams, Matrix.of(3, 2, new float[] {1, 0, 0, 1, -1, 0}), new float[shapes], shapeScales);
    }
}
