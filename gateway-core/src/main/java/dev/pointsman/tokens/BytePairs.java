package dev.pointsman.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;

/**
 * A loaded vocabulary of byte pairs.
 *
 * <p>A tokenizer first splits a text into words, numbers and signs, then joins bytes within each; the second step costs more than its length where
 * one is very long (256 kB of one letter: 200 ms). So a stretch without the end of a word is cut before it is counted.
 */
final class BytePairs {
    /** Most characters in a row in which no word ends. */
    static final int STRETCH = 128;

    private final Encoding encoding;

    BytePairs(EncodingType type) {
        encoding = Encodings.newLazyEncodingRegistry().getEncoding(type);
    }

    int count(String text) {
        int tokens = 0;
        int from = 0;
        int ended = 0;
        for (int i = 1; i < text.length(); i++) {
            if (wordEnds(text, i)) {
                ended = i;
            } else if (i - ended >= STRETCH && !Character.isLowSurrogate(text.charAt(i))) {
                tokens += encoding.countTokensOrdinary(text.substring(from, i));
                from = i;
                ended = i;
            }
        }
        return tokens + encoding.countTokensOrdinary(from == 0 ? text : text.substring(from));
    }

    /** Where a letter or digit is followed by what is neither, all tokenizers end a piece; but for {@code 's} and the like. */
    private static boolean wordEnds(String text, int at) {
        char next = text.charAt(at);
        return Character.isLetterOrDigit(text.charAt(at - 1))
                && !Character.isLetterOrDigit(next)
                && next != '\''
                && !Character.isSurrogate(next)
                && !mark(next);
    }

    private static boolean mark(char c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }
}
