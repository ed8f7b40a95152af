package dev.pointsman.onnx;

import java.util.Arrays;

/**
 * A text as numbers of pieces: each word from its beginning as the longest piece that is known, then the longest with {@code ##} before it, and so on; a
 * word that leaves a rest is unknown as a whole. Begins with {@code [CLS]}, ends with {@code [SEP]}; these are never read from the text itself. Of a
 * text the first {@value #MOST_CHARACTERS} characters are read, and {@value #MOST_TOKENS} numbers made at most. Immutable.
 *
 * <p>Source: google-research/bert, tokenization.py, WordpieceTokenizer (2018).
 */
final class WordPiece {
    static final int MOST_TOKENS = 256;
    static final int MOST_CHARACTERS = 3_000;
    /** A longer word is unknown. */
    static final int MOST_WORD_CHARACTERS = 100;

    private final Vocabulary vocabulary;
    private final int unknown;
    private final int begin;
    private final int end;

    WordPiece(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        this.unknown = vocabulary.number(Vocabulary.UNKNOWN);
        this.begin = vocabulary.number(Vocabulary.BEGIN);
        this.end = vocabulary.number(Vocabulary.END);
    }

    long[] tokens(String text) {
        Tokens tokens = new Tokens();
        tokens.add(begin);
        String read = text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) : text;
        PlainWords.of(read, word -> {
            addPieces(word, tokens);
            return !tokens.full();
        });
        return tokens.endedWith(end);
    }

    /** As many as there are, between its ends, of one and the same piece: for a look at what a model takes. */
    long[] filled(long token, int count) {
        long[] tokens = new long[count + 2];
        Arrays.fill(tokens, token);
        tokens[0] = begin;
        tokens[count + 1] = end;
        return tokens;
    }

    private void addPieces(String word, Tokens tokens) {
        int before = tokens.size;
        if (word.codePointCount(0, word.length()) > MOST_WORD_CHARACTERS) {
            tokens.add(unknown);
            return;
        }
        for (int from = 0; from < word.length(); ) {
            String lead = from == 0 ? "" : "##";
            int to = Math.min(word.length(), from + vocabulary.longest());
            int number = -1;
            for (; to > from; to--) {
                number = vocabulary.number(lead + word.substring(from, to));
                if (number >= 0) {
                    break;
                }
            }
            if (number < 0) {
                tokens.size = before;
                tokens.add(unknown);
                return;
            }
            tokens.add(number);
            from = to;
        }
    }

    /** Numbers so far. A word's pieces beyond the bound are counted out with the rest of them. */
    private static final class Tokens {
        private final long[] numbers = new long[MOST_TOKENS + MOST_WORD_CHARACTERS * 2];
        private int size;

        void add(long number) {
            numbers[size++] = number;
        }

        boolean full() {
            return size >= MOST_TOKENS - 1;
        }

        long[] endedWith(long end) {
            size = Math.min(size, MOST_TOKENS - 1);
            add(end);
            return Arrays.copyOf(numbers, size);
        }
    }
}
