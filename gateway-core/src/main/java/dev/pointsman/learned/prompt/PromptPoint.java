package dev.pointsman.learned.prompt;

import java.util.Arrays;

/** A prompt as numbers, in a {@link PromptSpace}. Its arrays are never changed. */
public final class PromptPoint {
    private static final float MEANING_SCALE = 4;
    private static final float SHAPE_SCALE = 0.3f;
    private static final float LOOK_SCALE = 0.1f;

    private final SparseText ngrams;
    private final float[] meaning;
    private final double known;
    private final float[] dense;
    private final float[] compared;

    /**
     * Of its three views.
     *
     * @param meaning of length 1, or zeros
     * @param known how much of the prompt its meaning tells, 0 to 1
     * @param shape standardized numbers of how it looks
     */
    PromptPoint(SparseText ngrams, float[] meaning, double known, float[] shape) {
        this.ngrams = ngrams;
        this.meaning = meaning;
        this.known = known;
        dense = new float[meaning.length + shape.length];
        for (int i = 0; i < meaning.length; i++) {
            dense[i] = MEANING_SCALE * meaning[i];
        }
        for (int i = 0; i < shape.length; i++) {
            dense[meaning.length + i] = SHAPE_SCALE * shape[i];
        }
        compared = compared(meaning, shape);
    }

    private static float[] compared(float[] meaning, float[] shape) {
        float[] both = Arrays.copyOf(meaning, meaning.length + shape.length);
        for (int i = 0; i < shape.length; i++) {
            both[meaning.length + i] = LOOK_SCALE * shape[i];
        }
        PromptSpace.scale(both);
        return both;
    }

    /** Its n-grams. */
    public SparseText ngrams() {
        return ngrams;
    }

    /** A vector of length 1, or zeros where it has no n-gram that others have: prompts that share theirs point the same way. */
    public float[] meaning() {
        return meaning;
    }

    /**
     * Length of the prompt's projection, where its n-grams have length 1: small where what it says is mostly unlike the prompts of the space, whichever way
     * the rest of it points.
     */
    public double known() {
        return known;
    }

    /**
     * What it says and how it looks in one vector of length 1: {@link #meaning}, then how the text looks times 0.1, small beside a meaning's length of 1, so that
     * words tell most and looks the rest. What prompts are compared by; the figures behind the scale are in docs/learned-figures.md.
     */
    public float[] compared() {
        return compared;
    }

    /** {@link #meaning} times 4, then how the text looks times 0.3: what linear models take. */
    public float[] dense() {
        return dense;
    }
}
