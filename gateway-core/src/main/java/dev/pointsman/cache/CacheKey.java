package dev.pointsman.cache;

import java.nio.ByteBuffer;

/**
 * A SHA-256 of all that a reply depends on: requests of one key have one reply. Collisions are out of reach, for those who look for them, too.
 */
public record CacheKey(long first, long second, long third, long fourth) {
    static CacheKey of(byte[] sha256) {
        ByteBuffer digest = ByteBuffer.wrap(sha256);
        return new CacheKey(digest.getLong(), digest.getLong(), digest.getLong(), digest.getLong());
    }

    /** 64 hexadecimal digits. */
    @Override
    public String toString() {
        return hex(first) + hex(second) + hex(third) + hex(fourth);
    }

    private static String hex(long part) {
        String digits = Long.toHexString(part);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
