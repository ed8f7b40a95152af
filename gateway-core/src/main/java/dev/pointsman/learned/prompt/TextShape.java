package dev.pointsman.learned.prompt;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How a text looks, in {@value #SIZE} numbers: lengths, shares of kinds of characters, signs of code, of options to choose from, and of what is
 * asked for. Of a long text the first {@value #MOST_CHARACTERS} characters are read, but for its length.
 */
final class TextShape {
    static final int SIZE = 19;
    private static final int MOST_CHARACTERS = 8_000;

    /** Kinds of words that are told by a word alone. */
    private enum Kind {
        CODE,
        CHECKED,
        NEGATION,
        QUANTITY,
        OPEN
    }

    private static final Map<Kind, Set<String>> WORDS = Map.of(
            Kind.CODE,
            Set.of(
                    "def",
                    "class",
                    "return",
                    "import",
                    "function",
                    "void",
                    "int",
                    "public",
                    "static",
                    "lambda",
                    "print",
                    "const",
                    "var",
                    "select",
                    "struct",
                    "elif",
                    "python",
                    "java",
                    "javascript",
                    "sql",
                    "code"),
            Kind.CHECKED,
            Set.of("assert", "doctest", "unittest", "pytest"),
            Kind.NEGATION,
            Set.of("not", "no", "never", "none", "except", "false", "incorrect", "least", "without", "cannot"),
            Kind.QUANTITY,
            Set.of(
                    "calculate",
                    "compute",
                    "solve",
                    "determine",
                    "evaluate",
                    "find",
                    "many",
                    "much",
                    "sum",
                    "total",
                    "probability",
                    "percent",
                    "average",
                    "integral",
                    "derivative"),
            Kind.OPEN,
            Set.of(
                    "write",
                    "explain",
                    "describe",
                    "discuss",
                    "suggest",
                    "compose",
                    "draft",
                    "story",
                    "poem",
                    "essay",
                    "summarize",
                    "translate",
                    "imagine",
                    "create",
                    "opinion"));

    /** Kind of a word by its hash, as {@link String#hashCode} has it: two words of one hash are a risk that a feature may take. */
    private static final Map<Integer, Kind> KIND_OF = kinds();

    private static final int LONGEST_KNOWN = 12;

    private final String text;
    private final int end;
    private final boolean[] kinds = new boolean[Kind.values().length];
    private final WordSet distinct = new WordSet();
    private int words;
    private int wordCharacters;
    private int lines;
    private int questions;
    private int numbers;
    private int digits;
    private int uppers;
    private int foreign;
    private int symbols;
    private int commas;
    private int options;

    private TextShape(String text) {
        this.text = text;
        this.end = Math.min(text.length(), MOST_CHARACTERS);
    }

    /** {@value #SIZE} finite numbers, each on a scale of its own. */
    static float[] of(String text) {
        TextShape shape = new TextShape(text);
        shape.readWords();
        shape.readCharacters();
        return shape.numbers();
    }

    private void readWords() {
        int at = 0;
        while (at < end) {
            if (!Character.isLetter(text.charAt(at))) {
                at++;
                continue;
            }
            int from = at;
            int hash = 0;
            while (at < end && Character.isLetter(text.charAt(at))) {
                hash = 31 * hash + Character.toLowerCase(text.charAt(at));
                at++;
            }
            addWord(hash, at - from);
            if (at - from == 1) {
                addOption(from);
            }
        }
    }

    private void addWord(int hash, int length) {
        words++;
        wordCharacters += length;
        distinct.add(hash);
        Kind kind = length <= LONGEST_KNOWN ? KIND_OF.get(hash) : null;
        if (kind != null) {
            switch (kind) {
                case CODE -> kinds[0] = true;
                case CHECKED -> kinds[1] = true;
                case NEGATION -> kinds[2] = true;
                case QUANTITY -> kinds[3] = true;
                case OPEN -> kinds[4] = true;
            }
        }
    }

    /** A letter up to J before a bracket, a dot or a colon, and after a blank, a bracket or nothing. */
    private void addOption(int at) {
        int letter = text.charAt(at) | 0x20;
        char next = at + 1 < end ? text.charAt(at + 1) : ' ';
        char before = at == 0 ? '\n' : text.charAt(at - 1);
        boolean marked = next == ')' || next == '.' || next == ':';
        if (letter >= 'a' && letter <= 'j' && marked && (before <= ' ' || before == '(')) {
            options++;
        }
    }

    private void readCharacters() {
        boolean inNumber = false;
        for (int at = 0; at < end; at++) {
            char c = text.charAt(at);
            boolean digit = c >= '0' && c <= '9';
            digits += digit ? 1 : 0;
            numbers += digit && !inNumber ? 1 : 0;
            inNumber = digit;
            uppers += Character.isUpperCase(c) ? 1 : 0;
            foreign += c >= 0x80 ? 1 : 0;
            symbols += "+-*/=^<>\\$%{}".indexOf(c) >= 0 ? 1 : 0;
            lines += c == '\n' ? 1 : 0;
            questions += c == '?' ? 1 : 0;
            commas += c == ',' ? 1 : 0;
        }
        kinds[1] |= text.contains("```") || text.contains(">>>");
    }

    private float[] numbers() {
        double characters = Math.max(1, end);
        return new float[] {
            (float) StrictMath.log(1.0 + text.length()),
            (float) StrictMath.log(1.0 + words),
            (float) StrictMath.log(1.0 + lines),
            questions,
            numbers,
            (float) (digits / characters),
            (float) (uppers / characters),
            (float) (foreign / characters),
            (float) (symbols / characters),
            kinds[0] ? 1 : 0,
            kinds[1] ? 1 : 0,
            kinds[2] ? 1 : 0,
            options >= 2 ? 1 : 0,
            options,
            words == 0 ? 0 : wordCharacters / (float) words,
            words == 0 ? 0 : distinct.size() / (float) words,
            commas,
            kinds[3] ? 1 : 0,
            kinds[4] ? 1 : 0
        };
    }

    private static Map<Integer, Kind> kinds() {
        Map<Integer, Kind> kinds = new HashMap<>();
        WORDS.forEach((kind, words) -> words.forEach(word -> kinds.put(word.hashCode(), kind)));
        return Map.copyOf(kinds);
    }

    /** The different words of a text, by their hashes. */
    private static final class WordSet {
        private static final int ROOM = 1 << 13;

        private final int[] slots = new int[ROOM];
        private int size;

        void add(int hash) {
            int mixed = hash * 0x9e3779b9;
            int wanted = mixed == 0 ? 1 : mixed;
            int slot = wanted >>> 19;
            while (slots[slot] != 0 && slots[slot] != wanted) {
                slot = (slot + 1) & (ROOM - 1);
            }
            size += slots[slot] == 0 ? 1 : 0;
            slots[slot] = wanted;
        }

        int size() {
            return size;
        }
    }
}
