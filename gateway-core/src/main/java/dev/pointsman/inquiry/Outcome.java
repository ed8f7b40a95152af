package dev.pointsman.inquiry;

import java.util.Locale;

/** What became of a prompt whose task a model was to tell. */
enum Outcome {
    /** A label, sure enough. */
    ANSWERED,
    /** No label, none of them, or not sure enough. */
    UNCLEAR,
    /** No reply. */
    FAILED,
    /** Nobody waited any longer. */
    LATE,
    /** Not asked: too many are under way. */
    REFUSED,
    /** Not asked: the answer is known. */
    CACHED;

    private final String word = name().toLowerCase(Locale.ROOT);

    String word() {
        return word;
    }
}
