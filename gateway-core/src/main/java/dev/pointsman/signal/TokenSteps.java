package dev.pointsman.signal;

import dev.pointsman.api.json.JsonText;

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

    /** Eighths, thirds and hundredths of a token are whole numbers of them. */
    private static final int PARTS_OF_A_TOKEN = 24_000;

    private static final int ROW = 16;
    private static final int PARTS = (1 << ROW) - 1;

    /** For each character its class, and above it its bytes in JSON. */
    private static final byte[] CHARACTERS = new byte[Character.MAX_VALUE + 1];

    static {
        for (int c = 0; c < CHARACTERS.length; c++) {
            CHARACTERS[c] = (byte)
                    ((jsonBytes((char) c) << BITS) | CharacterClass.of((char) c).number());
        }
    }

    private final int start;
    /** By cell: the next row, and below it what the step costs. */
    private final int[] steps;

    private final Cost cost;
    private final double accent;

    /** @param accent what an accented letter adds to its word */
    TokenSteps(Cost cost, double accent) {
        this.cost = cost;
        this.accent = accent;
        int classes = CharacterClass.ALL.size();
        start = row(classes, 0, 1);
        steps = new int[start + COLUMNS];
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
        double costs = more + (read == CharacterClass.ACCENTED ? accent : 0);
        steps[cell] = (to << ROW) | (int) Math.round(costs * PARTS_OF_A_TOKEN);
    }

    private static int row(int before, int kind, int length) {
        return ((before * CharacterClass.ALL.size() + kind) * LENGTHS + length - 1) * COLUMNS;
    }

    /** Of the beginning of a text. Its two halves are passed side by side: a step waits for the one before, not for the other half's. */
    Count count(String text, int length) {
        char[] characters = new char[length];
        text.getChars(0, length, characters, 0);
        int middle = beginOfRun(characters, length / 2);
        int sideBySide = Math.min(middle, length - middle);
        long tokens = 0;
        int bytes = 0;
        int row = start;
        int laterRow = middle == 0 ? start : row(0, kind(characters[middle - 1]), 1);
        for (int i = 0; i < sideBySide; i++) {
            int character = CHARACTERS[characters[i]];
            int later = CHARACTERS[characters[middle + i]];
            int step = steps[row + (character & CLASS)];
            int laterStep = steps[laterRow + (later & CLASS)];
            bytes += (character >> BITS) + (later >> BITS);
            tokens += (step & PARTS) + (laterStep & PARTS);
            row = step >>> ROW;
            laterRow = laterStep >>> ROW;
        }
        int rest = middle > sideBySide ? sideBySide : middle + sideBySide;
        int restRow = middle > sideBySide ? row : laterRow;
        for (int i = rest; i < rest + length - 2 * sideBySide; i++) {
            int character = CHARACTERS[characters[i]];
            int step = steps[restRow + (character & CLASS)];
            bytes += character >> BITS;
            tokens += step & PARTS;
            restRow = step >>> ROW;
        }
        return new Count((double) tokens / PARTS_OF_A_TOKEN, bytes);
    }

    /**
     * Tokens of a text that stands in these bytes as one byte a character; below 0 where it does not: it has letters beyond ASCII, or escapes. Its
     * four quarters are passed side by side.
     */
    double tokens(byte[] bytes, int from, int to) {
        if (!JsonText.plain(bytes, from, to)) {
            return -1;
        }
        int second = beginOfRun(bytes, from, from + (to - from) / 4, to);
        int third = beginOfRun(bytes, second, from + (to - from) / 2, to);
        int fourth = beginOfRun(bytes, third, to - (to - from) / 4, to);
        int least = Math.min(Math.min(second - from, third - second), Math.min(fourth - third, to - fourth));
        int row = start;
        int row2 = rowAt(bytes, from, second);
        int row3 = rowAt(bytes, from, third);
        int row4 = rowAt(bytes, from, fourth);
        long tokens = 0;
        for (int i = 0; i < least; i++) {
            int step = steps[row + (CHARACTERS[bytes[from + i]] & CLASS)];
            int step2 = steps[row2 + (CHARACTERS[bytes[second + i]] & CLASS)];
            int step3 = steps[row3 + (CHARACTERS[bytes[third + i]] & CLASS)];
            int step4 = steps[row4 + (CHARACTERS[bytes[fourth + i]] & CLASS)];
            tokens += (step & PARTS) + (step2 & PARTS) + (step3 & PARTS) + (step4 & PARTS);
            row = step >>> ROW;
            row2 = step2 >>> ROW;
            row3 = step3 >>> ROW;
            row4 = step4 >>> ROW;
        }
        tokens += rest(bytes, from + least, second, row) + rest(bytes, second + least, third, row2);
        tokens += rest(bytes, third + least, fourth, row3) + rest(bytes, fourth + least, to, row4);
        return (double) tokens / PARTS_OF_A_TOKEN;
    }

    private long rest(byte[] bytes, int from, int to, int row) {
        long tokens = 0;
        int at = row;
        for (int i = from; i < to; i++) {
            int step = steps[at + (CHARACTERS[bytes[i]] & CLASS)];
            tokens += step & PARTS;
            at = step >>> ROW;
        }
        return tokens;
    }

    /** The state before a run begins there. */
    private int rowAt(byte[] bytes, int from, int at) {
        return at == from ? start : row(0, kind((char) bytes[at - 1]), 1);
    }

    private static int beginOfRun(byte[] bytes, int from, int wanted, int to) {
        int at = Math.max(from, wanted);
        while (at > from && at < to && joins(kind((char) bytes[at - 1]), kind((char) bytes[at]))) {
            at++;
        }
        return at;
    }

    /** The first place from there on where a run begins, else the end: what the state is there follows from the character before. */
    private static int beginOfRun(char[] characters, int from) {
        int at = from;
        while (at > 0 && at < characters.length && joins(kind(characters[at - 1]), kind(characters[at]))) {
            at++;
        }
        return at;
    }

    private static boolean joins(int before, int kind) {
        return before == kind
                || (CharacterClass.ALL.get(before).letter()
                        && CharacterClass.ALL.get(kind).letter());
    }

    private static int kind(char c) {
        return CHARACTERS[c] & CLASS;
    }

    private static int jsonBytes(char c) {
        if (c < 0x80) {
            return c == '"' || c == '\\' || c < ' ' ? 2 : 1;
        }
        return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
}
