package dev.pointsman.session;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A hash of 128 bits over bytes and texts, the same in every process: two lanes that take 8 bytes at a time, each multiplied by its own odd
 * number and rotated, and ended by the finaliser of SplitMix64 (Steele, Lea, Flood, 2014). Not against an adversary: tenants are kept apart by name.
 */
final class Fingerprint {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONE = 0x9e3779b97f4a7c15L;
    private static final long TWO = 0xc2b2ae3d27d4eb4fL;

    private long high = ONE;
    private long low = TWO;

    /** The bytes from {@code from} to {@code to}, and how many they are. */
    Fingerprint add(byte[] bytes, int from, int to) {
        int at = from;
        for (; at + 8 <= to; at += 8) {
            add((long) LONGS.get(bytes, at));
        }
        long rest = 0;
        for (int shift = 0; at < to; at++, shift += 8) {
            rest |= (bytes[at] & 0xffL) << shift;
        }
        return add(rest).add((long) to - from);
    }

    Fingerprint add(String text) {
        int at = 0;
        for (; at + 4 <= text.length(); at += 4) {
            add(text.charAt(at)
                    | (long) text.charAt(at + 1) << 16
                    | (long) text.charAt(at + 2) << 32
                    | (long) text.charAt(at + 3) << 48);
        }
        long rest = 0;
        for (int shift = 0; at < text.length(); at++, shift += 16) {
            rest |= (long) text.charAt(at) << shift;
        }
        return add(rest).add(text.length());
    }

    Fingerprint add(long word) {
        high = Long.rotateLeft((high ^ word) * ONE, 29) + low;
        low = Long.rotateLeft((low ^ word) * TWO, 31) + high;
        return this;
    }

    /** The id of what was added, under a key. */
    SessionId id(String key) {
        return new SessionId(mix(high), mix(low), key);
    }

    private static long mix(long seed) {
        long z = seed + ONE;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
