package dev.pointsman.signal;

import dev.pointsman.api.RequestFacts;

/**
 * Prompt tokens without a tokenizer: a sample of the text is split as a byte-pair encoder would split it, which gives tokens per byte, and
 * all text bytes are taken at that rate. Bounded work: {@value #SAMPLE_CHARACTERS} characters are looked at.
 */
final class TokenEstimate {
    static final int SAMPLE_CHARACTERS = 4_096;
    private static final double TOKENS_PER_BYTE = 0.25;
    /** Tokens that frame a message, and those that open the reply; source: OpenAI cookbook, "How to count tokens", 2026-08. */
    private static final int PER_MESSAGE = 4;

    private static final int PER_REPLY = 3;

    private TokenEstimate() {}

    /** @param sample part of the text; where it is empty a token is taken to be four bytes */
    static int of(RequestFacts facts, String sample) {
        int bytes = utf8Bytes(sample);
        double rate = bytes == 0 ? TOKENS_PER_BYTE : tokens(sample) / bytes;
        return (int) Math.min(
                Integer.MAX_VALUE,
                Math.ceil(facts.textBytes() * rate) + (double) PER_MESSAGE * facts.turns() + PER_REPLY);
    }

    /** Tokens of a text, in the classes that o200k treats alike. */
    static double tokens(String text) {
        int length = Math.min(text.length(), SAMPLE_CHARACTERS);
        double tokens = 0;
        int at = 0;
        while (at < length) {
            int end = endOfRun(text, at, length);
            tokens += tokens(CharacterClass.of(text.charAt(at)), end - at);
            at = end;
        }
        return tokens;
    }

    private static double tokens(CharacterClass kind, int length) {
        return switch (kind) {
            case LATIN -> length <= 6 ? 1 : 1 + (length - 6) * 0.125;
            case DIGIT -> Math.ceil(length / 3.0);
            case SPACE -> length == 1 ? 0 : 1;
            case LINE -> 1;
            case SIGN -> Math.ceil(length / 2.0);
            case ACCENTED -> 1 + length * 0.1;
            case ALPHABET -> 0.6 + length * 0.2;
            case SYLLABLE -> length * 0.7;
            case OTHER -> length * 0.9;
        };
    }

    /** A run is of one class; an accented letter goes with the Latin letters around it. */
    private static int endOfRun(String text, int from, int length) {
        CharacterClass kind = CharacterClass.of(text.charAt(from));
        int at = from + 1;
        while (at < length && CharacterClass.of(text.charAt(at)) == kind) {
            at++;
        }
        return at;
    }

    private static int utf8Bytes(String text) {
        int length = Math.min(text.length(), SAMPLE_CHARACTERS);
        int bytes = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }
}
