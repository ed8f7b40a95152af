package dev.pointsman.learned.prompt;

import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.Unencoded;
import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import org.jspecify.annotations.Nullable;

/**
 * Turns prompts into numbers: n-grams weighted by rarity, their projection on the directions in which a set of prompts differed most, and how the
 * text looks. Immutable; under a millisecond for 2 kB.
 */
public final class PromptSpace {
    /** Most numbers of a {@linkplain PromptPoint#meaning meaning}. */
    public static final int MOST_DIMENSIONS = 4_096;

    private static final float MOST_DEVIATIONS = 4;

    private final NgramTable ngrams;
    private final Matrix projection;
    private final float[] shapeMeans;
    private final float[] shapeScales;
    private final @Nullable TextEncoder encoder;

    /**
     * Fitted elsewhere; by n-grams.
     *
     * @param projection of the table's first rows
     * @param shapeMeans of the numbers that tell how texts look
     * @param shapeScales what a deviation from the mean is multiplied by
     */
    public PromptSpace(NgramTable ngrams, Matrix projection, float[] shapeMeans, float[] shapeScales) {
        this(ngrams, projection, shapeMeans, shapeScales, null);
    }

    private PromptSpace(
            NgramTable ngrams,
            Matrix projection,
            float[] shapeMeans,
            float[] shapeScales,
            @Nullable TextEncoder encoder) {
        if (projection.rows() > ngrams.size()
                || shapeMeans.length != TextShape.SIZE
                || shapeScales.length != TextShape.SIZE) {
            throw new IllegalArgumentException("projection: " + projection.rows() + " rows (expected: up to "
                    + ngrams.size() + ") and " + TextShape.SIZE + " numbers for shapes");
        }
        this.ngrams = ngrams;
        this.projection = projection;
        this.shapeMeans = shapeMeans.clone();
        this.shapeScales = shapeScales.clone();
        this.encoder = encoder;
    }

    /** The same with an encoder's vectors as meanings, in the place of projected n-grams. Points then take long, and may be {@link Unencoded}. */
    public PromptSpace encodedBy(TextEncoder other) {
        return new PromptSpace(ngrams, Matrix.of(0, other.dimensions(), new float[0]), shapeMeans, shapeScales, other);
    }

    /** Numbers that tell how a text looks, as they are before a space scales them: for the fit. */
    public static float[] shape(String text) {
        return TextShape.of(text);
    }

    public NgramTable ngrams() {
        return ngrams;
    }

    /** Length of every {@linkplain PromptPoint#meaning meaning}. */
    public int dimensions() {
        return projection.columns();
    }

    /** Length of every {@linkplain PromptPoint#dense dense} vector. */
    public int denseSize() {
        return dimensions() + TextShape.SIZE;
    }

    /** The prompt in this space; {@link Unencoded} where an encoder fails. */
    public PromptPoint point(String prompt) {
        SparseText sparse = ngrams.sparse(prompt);
        float[] meaning = encoder == null ? projected(sparse) : encoded(encoder, prompt);
        double length = scale(meaning);
        double known = encoder == null ? length / sparse.length() : 1;
        float[] shape = TextShape.of(prompt);
        for (int i = 0; i < shape.length; i++) {
            float deviation = (shape[i] - shapeMeans[i]) * shapeScales[i];
            shape[i] = Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviation));
        }
        return new PromptPoint(sparse, meaning, known, shape);
    }

    private float[] projected(SparseText sparse) {
        float[] meaning = new float[projection.columns()];
        int rows = projection.rows();
        for (int i = 0; i < sparse.size(); i++) {
            if (sparse.row(i) < rows) {
                projection.addTo(meaning, sparse.row(i), sparse.value(i));
            }
        }
        return meaning;
    }

    private static float[] encoded(TextEncoder encoder, String prompt) {
        try {
            return encoder.encode(prompt).clone();
        } catch (EncodingFailed failed) {
            throw new Unencoded(failed);
        }
    }

    public void write(FileOutput out) {
        ngrams.write(out);
        out.number(projection.columns());
        projection.write(out);
        out.numbers(shapeMeans).numbers(shapeScales);
    }

    public static PromptSpace read(FileInput in) throws RefusedFile {
        NgramTable ngrams = NgramTable.read(in);
        int dimensions = in.count(1, MOST_DIMENSIONS, "dimensions");
        Matrix projection = Matrix.read(in, ngrams.size(), dimensions, "projection");
        float[] means = in.numbers(TextShape.SIZE, "means");
        float[] scales = in.numbers(TextShape.SIZE, "scales");
        return new PromptSpace(ngrams, projection, means, scales);
    }

    /** To length 1, where there is any; tells the length it had. */
    static double scale(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        double length = Math.sqrt(squares);
        for (int i = 0; i < vector.length && length > 0; i++) {
            vector[i] /= (float) length;
        }
        return length;
    }
}
