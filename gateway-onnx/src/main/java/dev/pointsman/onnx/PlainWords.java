package dev.pointsman.onnx;

import java.text.Normalizer;
import java.util.Locale;

/**
 * A text as BERT's uncased models read it, before words are cut into pieces: lower case, without accents and control characters, cut at blanks;
 * each sign of punctuation and each Chinese character is a word of its own. Source: google-research/bert, tokenization.py, BasicTokenizer (2018).
 */
final class PlainWords {
    /** Takes words in their order. */
    interface Taker {
        /** Whether there may be more of them. */
        boolean take(String word);
    }

    private PlainWords() {}

    /** Gives every word in turn, until there may be no more. */
    static void of(String text, Taker taker) {
        String plain = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFD);
        StringBuilder word = new StringBuilder();
        for (int at = 0; at < plain.length(); ) {
            int c = plain.codePointAt(at);
            at += Character.charCount(c);
            boolean alone = standsAlone(c);
            if ((alone || blank(c)) && !word.isEmpty()) {
                if (!taker.take(word.toString())) {
                    return;
                }
                word.setLength(0);
            }
            if (alone) {
                if (!taker.take(Character.toString(c))) {
                    return;
                }
            } else if (!blank(c) && !dropped(c)) {
                word.appendCodePoint(c);
            }
        }
        if (!word.isEmpty()) {
            taker.take(word.toString());
        }
    }

    private static boolean blank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c >= 0x80 && Character.isSpaceChar(c));
    }

    private static boolean dropped(int c) {
        if (c > ' ' && c < 0x7f) {
            return false;
        }
        return c == 0xfffd
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.NON_SPACING_MARK -> true;
                    default -> false;
                };
    }

    private static boolean standsAlone(int c) {
        if (c < 0x80) {
            return (c >= 33 && c <= 47) || (c >= 58 && c <= 64) || (c >= 91 && c <= 96) || (c >= 123 && c <= 126);
        }
        return chinese(c)
                || switch (Character.getType(c)) {
                    case Character.CONNECTOR_PUNCTUATION,
                            Character.DASH_PUNCTUATION,
                            Character.START_PUNCTUATION,
                            Character.END_PUNCTUATION,
                            Character.INITIAL_QUOTE_PUNCTUATION,
                            Character.FINAL_QUOTE_PUNCTUATION,
                            Character.OTHER_PUNCTUATION -> true;
                    default -> false;
                };
    }

    /** The blocks of unified and compatibility ideographs. */
    private static boolean chinese(int c) {
        return (c >= 0x4e00 && c <= 0x9fff)
                || (c >= 0x3400 && c <= 0x4dbf)
                || (c >= 0x20000 && c <= 0x2a6df)
                || (c >= 0x2a700 && c <= 0x2ceaf)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0x2f800 && c <= 0x2fa1f);
    }
}
