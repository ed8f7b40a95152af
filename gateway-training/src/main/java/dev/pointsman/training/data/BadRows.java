package dev.pointsman.training.data;

import java.io.IOException;
import java.util.List;

/** A table that has rows which cannot be used. Its message is one problem a line, each with its place. */
public final class BadRows extends IOException {
    /** Problems that are told; of further ones the number is. */
    public static final int MOST_TOLD = 20;

    private static final long serialVersionUID = 1L;

    private final int count;

    /**
     * The first problems.
     *
     * @param told as {@code file:line: field: what was found (expected: …)}
     * @param count of all, told or not
     */
    BadRows(List<String> told, int count) {
        super(String.join("\n", told)
                + (count > told.size() ? "\nand " + (count - told.size()) + " more of this kind" : ""));
        this.count = count;
    }

    /** How many there are, told or not. */
    public int count() {
        return count;
    }
}
