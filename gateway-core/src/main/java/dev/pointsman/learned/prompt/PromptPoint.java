package dev.pointsman.learned.prompt;

/** A prompt as numbers, in a {@link PromptSpace}. Its arrays are never changed. */
public final class PromptPoint {
    private static final float MEANING_SCALE = 4;
    private static final float SHAPE_SCALE = 0.3f;

    private final SparseText ngrams;
    private final float[] meaning;
    private final float[] dense;

    /**
     * Of its three views.
     *
     * @param meaning of length 1, or zeros
     * @param shape standardized numbers of how it looks
     */
    PromptPoint(SparseText ngrams, float[] meaning, float[] shape) {
        this.ngrams = ngrams;
        this.meaning = meaning;
        dense = new float[meaning.length + shape.length];
        for (int i = 0; i < meaning.length; i++) {
            dense[i] = MEANING_SCALE * meaning[i];
        }
        for (int i = 0; i < shape.length; i++) {
            dense[meaning.length + i] = SHAPE_SCALE * shape[i];
        }
    }

    /** Its n-grams. */
    public SparseText ngrams() {
        return ngrams;
    }

    /** A vector of length 1, or zeros where it has no n-gram that others have: prompts that share theirs point the same way. */
    public float[] meaning() {
        return meaning;
    }

    /** {@link #meaning} times 4, then how the text looks times 0.3: what linear models take. */
    public float[] dense() {
        return dense;
    }
}
