package dev.pointsman.learned.prompt;

import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import java.util.Arrays;

/**
 * The hashed n-grams that prompts share, each with a row and a rarity; the most frequent come first. An n-gram that has none counts as the rarest
 * there is. Immutable.
 */
public final class NgramTable {
    private static final int NONE = -1;

    private final int[] features;
    private final float[] rarity;
    private final float rarest;
    /** Row of a feature, or {@link #NONE}. */
    private final int[] rowOf = new int[HashedText.FEATURES];

    /**
     * Of counted n-grams.
     *
     * @param features one for each row, none twice
     * @param rarity of each row, above 0
     * @param rarest of what has no row
     */
    public NgramTable(int[] features, float[] rarity, float rarest) {
        this.features = features.clone();
        this.rarity = rarity.clone();
        this.rarest = rarest;
        Arrays.fill(rowOf, NONE);
        for (int row = 0; row < features.length; row++) {
            rowOf[features[row]] = row;
        }
    }

    /** Number of rows. */
    public int size() {
        return features.length;
    }

    /** The rows a text has, each weighted by how often and how rare it is. */
    public SparseText sparse(String text) {
        HashedText hashed = HashedText.of(text);
        int[] rows = new int[hashed.size()];
        float[] values = new float[hashed.size()];
        int size = 0;
        double squares = 0;
        for (int i = 0; i < hashed.size(); i++) {
            int row = rowOf[hashed.feature(i)];
            float value = hashed.weight(i) * (row == NONE ? rarest : rarity[row]);
            squares += (double) value * value;
            if (row != NONE) {
                rows[size] = row;
                values[size++] = value;
            }
        }
        return new SparseText(Arrays.copyOf(rows, size), Arrays.copyOf(values, size), (float) Math.sqrt(squares));
    }

    public void write(FileOutput out) {
        out.number(features.length).numbers(features).numbers(rarity).number(rarest);
    }

    public static NgramTable read(FileInput in) throws RefusedFile {
        int size = in.count(0, HashedText.FEATURES, "n-grams");
        int[] features = in.counts(size, HashedText.FEATURES - 1, "n-grams' places");
        float[] rarity = in.numbers(size, "n-grams' rarities");
        double rarest = in.number(0, 100, "highest rarity");
        boolean[] seen = new boolean[HashedText.FEATURES];
        for (int row = 0; row < size; row++) {
            if (seen[features[row]] || rarity[row] <= 0) {
                throw new RefusedFile("an n-gram stands in it twice or is not rare at all; train it again");
            }
            seen[features[row]] = true;
        }
        return new NgramTable(features, rarity, (float) rarest);
    }
}
