package dev.pointsman.providers.openai.responses;

/** An item of a stream from its first event on. */
final class OpenItem {
    private static final int NO_CALL = -1;

    /** Place in the output; -1 where the provider does not tell it. */
    final int index;
    /** Number of the call among those of the answer. */
    int call = NO_CALL;
    /** The call is of a tool that takes free text. */
    boolean custom;
    /** Pieces of it were told. */
    boolean told;
    /** Pieces came before it was known what it is: all is told at its end. */
    boolean late;

    boolean done;

    OpenItem(int index) {
        this.index = index;
    }

    boolean called() {
        return call != NO_CALL;
    }
}
