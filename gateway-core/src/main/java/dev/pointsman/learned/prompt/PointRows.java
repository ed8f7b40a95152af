package dev.pointsman.learned.prompt;

import dev.pointsman.learned.file.Matrix;

/**
 * Vectors of many prompts, laid out for their products with another one: the numbers of {@value #BLOCK} vectors stand together, one dimension after the other, so
 * that a search through all of them is a row of additions of whole blocks. Immutable.
 */
public final class PointRows {
    private static final int BLOCK = 256;
    /** Dimensions that are added at a time: each sum is fetched and put back once for all of them. */
    private static final int AT_ONCE = 4;

    private final int size;
    private final int columns;
    private final float[] blocks;

    /** @param rows a vector each; copied */
    public PointRows(Matrix rows) {
        size = rows.rows();
        columns = rows.columns();
        blocks = new float[size * columns];
        for (int from = 0; from < size; from += BLOCK) {
            int count = Math.min(BLOCK, size - from);
            for (int i = 0; i < count; i++) {
                for (int d = 0; d < columns; d++) {
                    blocks[from * columns + d * count + i] = rows.at(from + i, d);
                }
            }
        }
    }

    /** Adds the product of each row's first numbers and a vector of as many to the row's sum. */
    public void addProducts(float[] sums, float[] vector) {
        for (int from = 0; from < size; from += BLOCK) {
            int count = Math.min(BLOCK, size - from);
            int at = from * columns;
            int d = 0;
            for (; d + AT_ONCE <= vector.length; d += AT_ONCE) {
                addSeveral(sums, from, at + d * count, count, vector, d);
            }
            for (; d < vector.length; d++) {
                add(sums, from, at + d * count, count, vector[d]);
            }
        }
    }

    /** @param first of the vector's dimensions that are added */
    private void addSeveral(float[] sums, int from, int at, int count, float[] vector, int first) {
        float a = vector[first];
        float b = vector[first + 1];
        float c = vector[first + 2];
        float d = vector[first + 3];
        for (int i = 0; i < count; i++) {
            int of = at + i;
            sums[from + i] += (a * blocks[of] + b * blocks[of + count])
                    + (c * blocks[of + 2 * count] + d * blocks[of + 3 * count]);
        }
    }

    private void add(float[] sums, int from, int at, int count, float scale) {
        for (int i = 0; i < count; i++) {
            sums[from + i] += scale * blocks[at + i];
        }
    }
}
