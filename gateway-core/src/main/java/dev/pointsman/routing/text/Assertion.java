package dev.pointsman.routing.text;

/** What a place between two characters may be asked to be. */
enum Assertion {
    BEGIN_TEXT,
    END_TEXT,
    BEGIN_LINE,
    END_LINE,
    WORD_EDGE,
    NO_WORD_EDGE;

    /** What stands on one side of a place. */
    enum Side {
        /** Nothing: the text begins or ends here. */
        NOTHING,
        LINE_FEED,
        /** A letter of ASCII, a digit of it, or the underscore. */
        WORD,
        OTHER
    }

    private static final int SIDES = Side.values().length;
    private static final int[] HOLDING = new int[SIDES * SIDES];

    static {
        for (Side before : Side.values()) {
            for (Side after : Side.values()) {
                HOLDING[before.ordinal() * SIDES + after.ordinal()] = worked(before, after);
            }
        }
    }

    int bit() {
        return 1 << ordinal();
    }

    /** The bits of those that hold between the two. */
    static int holding(Side before, Side after) {
        return HOLDING[before.ordinal() * SIDES + after.ordinal()];
    }

    private static int worked(Side before, Side after) {
        int bits = (before == Side.WORD) != (after == Side.WORD) ? WORD_EDGE.bit() : NO_WORD_EDGE.bit();
        bits |= before == Side.NOTHING ? BEGIN_TEXT.bit() | BEGIN_LINE.bit() : 0;
        bits |= before == Side.LINE_FEED ? BEGIN_LINE.bit() : 0;
        bits |= after == Side.NOTHING ? END_TEXT.bit() | END_LINE.bit() : 0;
        return bits | (after == Side.LINE_FEED ? END_LINE.bit() : 0);
    }
}
