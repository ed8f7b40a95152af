package dev.pointsman.training.data;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Names of questions: the same for prompts that differ in case, spaces or punctuation only. */
final class QuestionKey {
    private QuestionKey() {}

    /** The key of a prompt that comes with none: a hash of its letters and digits in lower case; of the whole text where it has none. */
    static String of(String prompt) {
        StringBuilder kept = new StringBuilder(prompt.length());
        prompt.toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(Character::isLetterOrDigit)
                .forEach(kept::appendCodePoint);
        return HexFormat.of().formatHex(digest(kept.isEmpty() ? prompt : kept.toString()), 0, 16);
    }

    /** A number from 0 (inclusive) to 1 that a seed gives a key. */
    static double place(String key, long seed) {
        byte[] digest = digest(seed + "|" + key);
        long bits = 0;
        for (int i = 0; i < 7; i++) {
            bits = bits << 8 | (digest[i] & 0xff);
        }
        return (bits >>> 3) * 0x1p-53;
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException("this JDK has no SHA-256", everyJdkHasIt);
        }
    }
}
