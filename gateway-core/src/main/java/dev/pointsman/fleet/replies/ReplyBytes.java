package dev.pointsman.fleet.replies;

import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CachedReply;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A kept reply as the bytes of a shared store.
 *
 * <pre>
 * 1 byte    version of this form
 * 1 byte    1 where the reply is deflated (RFC 1951), 0 where it is not
 * 4 bytes   its length before that
 * 8 bytes   generation: how much had been forgotten when it was kept
 * 16 bytes  first half of a SHA-256 of the key, all else of these fields, and the reply as it lies here
 * then      the reply
 * </pre>
 *
 * Whatever is not of this form, of another version, cut off, or lies under another key, is nothing.
 */
record ReplyBytes(long generation, CachedReply reply) {
    private static final byte VERSION = 1;
    private static final int PLAIN_BYTES = 1 + 1 + 4 + 8;
    private static final int DIGEST_BYTES = 16;
    private static final int HEAD_BYTES = PLAIN_BYTES + DIGEST_BYTES;

    /** Shorter ones are not worth the time. */
    private static final int DEFLATED_FROM_BYTES = 1_024;

    /** What names, counts and lengths may take beside a body. */
    private static final int FIELDS_BYTES = 64_000;

    /** What a reply of that body can take at most, here and before it was deflated. */
    static int mostBytes(int bodyBytes) {
        return bodyBytes + FIELDS_BYTES;
    }

    /** @param madeMillis when the reply was whole, Unix time */
    static byte[] of(CacheKey key, ReplyBytes kept, long madeMillis) {
        byte[] whole = StoredReply.write(kept.reply, madeMillis);
        byte[] body = whole.length < DEFLATED_FROM_BYTES ? whole : deflated(whole);
        boolean deflated = body.length < whole.length;
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + body.length);
        bytes.put(VERSION).put((byte) (deflated ? 1 : 0)).putInt(whole.length).putLong(kept.generation);
        bytes.position(HEAD_BYTES);
        bytes.put(body);
        byte[] all = bytes.array();
        System.arraycopy(digest(key, all), 0, all, PLAIN_BYTES, DIGEST_BYTES);
        return all;
    }

    /**
     * What bytes hold; null where they hold no reply to that key.
     *
     * @param mostBytes that it may take when it is no more deflated
     */
    static @Nullable ReplyBytes read(CacheKey key, byte[] bytes, int mostBytes, StoredReply.Clocks clocks) {
        if (bytes.length < HEAD_BYTES || bytes[0] != VERSION) {
            return null;
        }
        ByteBuffer head = ByteBuffer.wrap(bytes);
        boolean deflated = head.position(1).get() == 1;
        int length = head.getInt();
        long generation = head.getLong();
        byte[] told = Arrays.copyOfRange(bytes, PLAIN_BYTES, HEAD_BYTES);
        if (length < 0 || length > mostBytes || !Arrays.equals(told, digest(key, bytes))) {
            return null;
        }
        try {
            byte[] whole = deflated ? inflated(bytes, length) : Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole));
            return new ReplyBytes(generation, StoredReply.read(in, clocks));
        } catch (IOException | DataFormatException notOurs) {
            return null;
        }
    }

    /** The first bytes of the digest. */
    private static byte[] digest(CacheKey key, byte[] all) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(key.toString().getBytes(StandardCharsets.US_ASCII));
            sha256.update(all, 0, PLAIN_BYTES);
            sha256.update(all, HEAD_BYTES, all.length - HEAD_BYTES);
            return Arrays.copyOf(sha256.digest(), DIGEST_BYTES);
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    /** All of it, as it is where that would be no shorter. */
    private static byte[] deflated(byte[] whole) {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        try {
            deflater.setInput(whole);
            deflater.finish();
            byte[] bytes = new byte[whole.length];
            int length = deflater.deflate(bytes);
            return deflater.finished() && length < whole.length ? Arrays.copyOf(bytes, length) : whole;
        } finally {
            deflater.end();
        }
    }

    private static byte[] inflated(byte[] bytes, int length) throws DataFormatException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
            byte[] whole = new byte[length];
            int at = 0;
            while (at < length) {
                int more = inflater.inflate(whole, at, length - at);
                if (more == 0) {
                    throw new DataFormatException("it ends at " + at);
                }
                at += more;
            }
            return whole;
        } finally {
            inflater.end();
        }
    }
}
