package dev.pointsman.cli.learned;

import java.util.List;

/** What is told of outcomes that no router can be measured on, and how to come by such that one can. */
final class Unmeasured {
    private Unmeasured() {}

    /** @param models a score of each of which would be needed */
    static String rows(String outcomes, List<String> models) {
        return outcomes + ": no row to measure on has a score of every model (" + String.join(", ", models)
                + "), or of one that was drawn by odds above 0 of each"
                + (outcomes.startsWith(LedgerOutcomes.PREFIX)
                        ? "; in a ledger such rows come of feedback with compared_with, of prompts that several models"
                                + " answered and were rated for, and of rated answers whose score explores (explore:"
                                + " 10%) among all of these models"
                        : "");
    }
}
