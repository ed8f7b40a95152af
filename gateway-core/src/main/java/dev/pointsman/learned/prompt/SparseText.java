package dev.pointsman.learned.prompt;

/** A text as the rows of an {@link NgramTable} it has, none twice, and their weights. Its arrays are never changed. */
public final class SparseText {
    private final int[] rows;
    private final float[] values;
    private final float length;

    /** @param length of the vector, n-grams without a row counted in */
    SparseText(int[] rows, float[] values, float length) {
        this.rows = rows;
        this.values = values;
        this.length = length == 0 ? 1 : length;
    }

    public int size() {
        return rows.length;
    }

    public int row(int at) {
        return rows[at];
    }

    /** How often and how rare, not scaled by the text's length. */
    public float value(int at) {
        return values[at];
    }

    /** What the values are divided by to become a vector of length 1; above 0. */
    public float length() {
        return length;
    }
}
