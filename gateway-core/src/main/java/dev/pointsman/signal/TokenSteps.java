package dev.pointsman.signal;

/**
 * What each character of a text adds to its tokens, where a run of characters of one class has a cost: an automaton, so that a text is passed
 * once without looking for the ends of its runs. Immutable.
 *
 * <p>A state is the class before the run, the class of the run and its length up to {@value #LENGTHS}; beyond, lengths three apart are one state.
 * State {@code s} has the row {@code s * COLUMNS}; a cell has the next row and what the step to it costs.
 */
final class TokenSteps {
    /** The tokens of a run; grows evenly, by steps that repeat every three characters, from {@value TokenSteps#EVEN} characters on. */
    @FunctionalInterface
    interface Cost {
        double of(CharacterClass kind, CharacterClass before, int length);
    }

    /**
     * What is counted of a text.
     *
     * @param jsonBytes as most clients write it: UTF-8, with a backslash before quotes, backslashes and line ends
     */
    record Count(double tokens, int jsonBytes) {}

    private static final int LENGTHS = 9;
    private static final int PERIOD = 3;
    private static final int EVEN = LENGTHS - PERIOD;
    private static final int COLUMNS = 16;
    private static final int CLASS = COLUMNS - 1;
    /** Above the class: bytes in JSON. */
    private static final int BITS = 4;

    /** For each character its class, and above it its bytes in JSON. */
    private static final byte[] CHARACTERS = new byte[Character.MAX_VALUE + 1];

    static {
        for (int c = 0; c < CHARACTERS.length; c++) {
            CHARACTERS[c] = (byte)
                    ((jsonBytes((char) c) << BITS) | CharacterClass.of((char) c).number());
        }
    }

    private final int start;
    private final char[] next;
    private final double[] costs;
    private final Cost cost;
    private final double accent;

    /** @param accent what an accented letter adds to its word */
    TokenSteps(Cost cost, double accent) {
        this.cost = cost;
        this.accent = accent;
        int classes = CharacterClass.ALL.size();
        start = row(classes, 0, 1);
        next = new char[start + COLUMNS];
        costs = new double[next.length];
        for (CharacterClass first : CharacterClass.ALL) {
            begin(start, CharacterClass.SPACE, first);
            for (CharacterClass kind : CharacterClass.ALL) {
                for (int length = 1; length <= LENGTHS; length++) {
                    fill(first, kind, length);
                }
            }
        }
    }

    private void fill(CharacterClass before, CharacterClass kind, int length) {
        int row = row(before.number(), kind.number(), length);
        for (CharacterClass each : CharacterClass.ALL) {
            if (each == kind || (each.letter() && kind.letter())) {
                int longer = length < LENGTHS ? length + 1 : EVEN + 1;
                double more = cost.of(kind, before, length + 1) - cost.of(kind, before, length);
                set(row, each, row(before.number(), kind.number(), longer), more);
            } else {
                begin(row, kind, each);
            }
        }
    }

    private void begin(int row, CharacterClass before, CharacterClass kind) {
        set(row, kind, row(before.number(), kind.number(), 1), cost.of(kind, before, 1));
    }

    private void set(int row, CharacterClass read, int to, double more) {
        int cell = row + read.number();
        next[cell] = (char) to;
        costs[cell] = more + (read == CharacterClass.ACCENTED ? accent : 0);
    }

    private static int row(int before, int kind, int length) {
        return ((before * CharacterClass.ALL.size() + kind) * LENGTHS + length - 1) * COLUMNS;
    }

    /** Of the beginning of a text. */
    Count count(String text, int length) {
        char[] characters = new char[length];
        text.getChars(0, length, characters, 0);
        double tokens = 0;
        int bytes = 0;
        int row = start;
        for (char c : characters) {
            int character = CHARACTERS[c];
            int cell = row + (character & CLASS);
            bytes += character >> BITS;
            tokens += costs[cell];
            row = next[cell];
        }
        return new Count(tokens, bytes);
    }

    private static int jsonBytes(char c) {
        if (c < 0x80) {
            return c == '"' || c == '\\' || c < ' ' ? 2 : 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
