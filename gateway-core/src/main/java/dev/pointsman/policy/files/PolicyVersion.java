package dev.pointsman.policy.files;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * One time that a policy went live, or began to stand beside the live one as the next of a rollout.
 *
 * @param at when
 * @param digest SHA-256 of its text, 64 lower-case hex digits
 * @param who {@code file} for a change of the file, else who asked for it
 * @param note why, in a few words; "" where nothing was said
 * @param live false for the next policy of a rollout, which may have decided for some
 */
public record PolicyVersion(Instant at, String digest, String who, String note, boolean live) {
    /** Who changed the policy, and why. */
    public record Author(String who, String note) {
        /** Somebody saved the file. */
        public static final Author FILE = new Author("file", "");
    }

    /** SHA-256 of a text's UTF-8 bytes, in hex. */
    public static String digestOf(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
