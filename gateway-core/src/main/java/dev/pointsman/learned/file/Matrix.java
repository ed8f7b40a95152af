package dev.pointsman.learned.file;

import java.util.Arrays;

/**
 * Many numbers in rows, each rounded to the first two bytes of a float (eight binary digits, an error of 0.4 % at the most): half
 * the file, and what is computed from a fresh fit is computed from its file, bit for bit. Immutable.
 */
public final class Matrix {
    private final int rows;
    private final int columns;
    private final float[] values;

    private Matrix(int rows, int columns, float[] values) {
        if (values.length != (long) rows * columns) {
            throw new IllegalArgumentException(
                    "values: " + values.length + " (expected: " + rows + " times " + columns + ")");
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    /**
     * Rounded.
     *
     * @param values row after row, finite; copied
     */
    public static Matrix of(int rows, int columns, float[] values) {
        float[] rounded = values.clone();
        for (int i = 0; i < rounded.length; i++) {
            rounded[i] = rounded(rounded[i]);
        }
        return new Matrix(rows, columns, rounded);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    /** A copy of one row. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * columns, (row + 1) * columns);
    }

    /** Adds {@code scale} times a row to {@code sums}, which has at least as many places as there are columns. */
    public void addTo(float[] sums, int row, float scale) {
        int from = row * columns;
        for (int column = 0; column < columns; column++) {
            sums[column] += scale * values[from + column];
        }
    }

    /** The product of a row and the first numbers of {@code other}. */
    public float product(int row, float[] other) {
        int from = row * columns;
        float sum = 0;
        for (int column = 0; column < columns; column++) {
            sum += values[from + column] * other[column];
        }
        return sum;
    }

    public void write(FileOutput out) {
        out.number(rows).number(columns).halves(values);
    }

    /** Of at most so many rows and exactly so many columns, or refused. */
    public static Matrix read(FileInput in, int mostRows, int columns, String what) throws RefusedFile {
        int rows = in.count(0, mostRows, "rows of " + what);
        in.count(columns, columns, "columns of " + what);
        if ((long) rows * columns > Integer.MAX_VALUE / 4) {
            throw new RefusedFile("its " + what + " have too many numbers; train it again");
        }
        return new Matrix(rows, columns, in.halves(rows * columns, what));
    }

    /** To the nearest, ties to the even one; what is too large for a float's first two bytes becomes the largest there is. */
    static float rounded(float value) {
        int bits = Float.floatToRawIntBits(value);
        int up = 0x7fff + ((bits >>> 16) & 1);
        float rounded = Float.intBitsToFloat((bits + up) & 0xffff0000);
        return Float.isInfinite(rounded) ? Float.intBitsToFloat(bits & 0xffff0000) : rounded;
    }
}
