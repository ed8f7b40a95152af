package dev.pointsman.training.data;

import java.util.ArrayList;
import java.util.List;

/** Gathers what is wrong with the rows of a file; keeps the first {@value BadRows#MOST_TOLD} and counts all. */
final class RowProblems {
    private final String file;
    private final List<String> told = new ArrayList<>();
    private int count;

    RowProblems(String file) {
        this.file = file;
    }

    /** @param line from 1; 0 for what is wrong with the file as a whole */
    void add(long line, String problem) {
        count++;
        if (told.size() < BadRows.MOST_TOLD) {
            told.add(file + (line > 0 ? ":" + line : "") + ": " + problem);
        }
    }

    int count() {
        return count;
    }

    /** Ends the reading where there is any problem. */
    void check() throws BadRows {
        if (count > 0) {
            throw new BadRows(told, count);
        }
    }
}
