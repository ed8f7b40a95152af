package dev.pointsman.learned;

/**
 * {@link HashedText} folded into a short vector: each feature adds its weight, with a sign of its own, to one of {@value #DIMENSIONS} numbers. The
 * cosine of two vectors is that of the features but for an error of about 0.05 where texts differ, and less the more they are alike. Tells texts that
 * share their words and spellings; of meaning it knows nothing. Source: Weinberger and others, Feature Hashing for Large Scale Multitask Learning,
 * 2009, section 2.
 */
public final class HashedVectors implements TextEncoder {
    static final int DIMENSIONS = 384;
    private static final int MIXER = 0x85ebca6b;

    @Override
    public float[] encode(String text) {
        HashedText hashed = HashedText.of(text);
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < hashed.size(); i++) {
            int mixed = (hashed.feature(i) + 1) * MIXER;
            mixed ^= mixed >>> 15;
            float weight = hashed.weight(i);
            vector[(mixed >>> 1) % DIMENSIONS] += (mixed & 1) == 0 ? weight : -weight;
        }
        return scaled(vector);
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    private static float[] scaled(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        if (squares > 0) {
            float scale = (float) (1 / Math.sqrt(squares));
            for (int i = 0; i < vector.length; i++) {
                vector[i] *= scale;
            }
        }
        return vector;
    }
}
