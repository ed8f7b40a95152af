package dev.pointsman.transcript;

/**
 * A part of a text that is whole in itself: a message, an answer, a call of a tool.
 *
 * @param keep characters of it that are wanted; what stands behind them tells what stands at the edge
 * @param asked it is of the last user message
 */
record Piece(String text, int keep, boolean asked) {
    /** That is of no user message. */
    Piece(String text, int keep) {
        this(text, keep, false);
    }

    /** Characters beyond the edge that are looked at: longer than any address or number, and enough to know a token by. */
    static final int MARGIN = 512;
}
