package dev.pointsman.routing.text;

/** What a place between two characters may be asked to be. */
enum Assertion {
    BEGIN_TEXT(1),
    END_TEXT(2),
    BEGIN_LINE(4),
    END_LINE(8),
    WORD_EDGE(16),
    NO_WORD_EDGE(32);

    /** What stands on one side of a place. */
    enum Side {
        /** Nothing: the text begins or ends here. */
        NOTHING(0),
        LINE_FEED(1),
        /** A letter of ASCII, a digit of it, or the underscore. */
        WORD(2),
        OTHER(3);

        static final int COUNT = 4;

        private final int number;

        Side(int number) {
            this.number = number;
        }

        /** From 0 to {@link #COUNT}, exclusive. */
        int number() {
            return number;
        }
    }

    private static final int[] HOLDING = new int[Side.COUNT * Side.COUNT];

    static {
        for (Side before : Side.values()) {
            for (Side after : Side.values()) {
                HOLDING[before.number() * Side.COUNT + after.number()] = worked(before, after);
            }
        }
    }

    private final int bit;

    Assertion(int bit) {
        this.bit = bit;
    }

    int bit() {
        return bit;
    }

    /** The bits of those that hold between the two. */
    static int holding(Side before, Side after) {
        return HOLDING[before.number() * Side.COUNT + after.number()];
    }

    private static int worked(Side before, Side after) {
        int bits = (before == Side.WORD) != (after == Side.WORD) ? WORD_EDGE.bit : NO_WORD_EDGE.bit;
        bits |= before == Side.NOTHING ? BEGIN_TEXT.bit | BEGIN_LINE.bit : 0;
        bits |= before == Side.LINE_FEED ? BEGIN_LINE.bit : 0;
        bits |= after == Side.NOTHING ? END_TEXT.bit | END_LINE.bit : 0;
        return bits | (after == Side.LINE_FEED ? END_LINE.bit : 0);
    }
}
