package dev.pointsman.fleet.sessions;

import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.SharedBytes;
import dev.pointsman.fleet.TimedValues;
import dev.pointsman.fleet.TimedValues.Asker;
import dev.pointsman.fleet.TimedValues.Outcome;
import dev.pointsman.session.SharedSessions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Conversations in the store of a fleet: under a SHA-256 of their name, so that whose they are is not told there, a digest of it and the store's time in
 * front. Shared by all loops; its numbers are atomics.
 */
public final class FleetSessions implements SharedSessions {
    private static final String SESSION = Fleet.PREFIX + "session:";
    private static final int MOST_BYTES = 4_096;
    private static final int MOST_TOLD = 1_000;
    private static final int DIGEST_BYTES = 8;
    private static final int HEAD_BYTES = DIGEST_BYTES + Long.BYTES;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Fleet fleet;
    private final SharedBytes store;
    private final TimedValues values;
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong found = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();

    public FleetSessions(Fleet fleet, SharedBytes store) {
        this.fleet = fleet;
        this.store = store;
        this.values = new TimedValues(fleet, store, Runnable::run);
    }

    /** Conversations that were found. */
    public long found() {
        return found.get();
    }

    /** Those of which it was not told in time whether others remember them. */
    public long missed() {
        return missed.get();
    }

    /** What the store has: what was put, and when. */
    private static final class Told {
        private final byte[] remembered;
        private final long putMillis;

        private Told(byte[] remembered, long putMillis) {
            this.remembered = remembered;
            this.putMillis = putMillis;
        }
    }

    @Override
    public void find(String name, Duration within, ScheduledExecutorService loop, Finding finding) {
        byte[] digest = digest(name);
        values.find(key(digest), MOST_BYTES, within, loop, new Asker<Told>() {
            @Override
            public @Nullable Told read(byte[] value) {
                return told(digest, value);
            }

            @Override
            public void end(Outcome outcome, @Nullable Told told) {
                if (outcome != Outcome.ANSWERED) {
                    missed.incrementAndGet();
                }
                if (told == null) {
                    finding.nothing();
                } else {
                    found.incrementAndGet();
                    long ageMillis = Math.max(0, fleet.clock().millis() - told.putMillis);
                    finding.found(told.remembered, ageMillis * NANOS_PER_MILLI);
                }
            }
        });
    }

    private static @Nullable Told told(byte[] digest, byte[] value) {
        boolean ours = value.length > HEAD_BYTES && Arrays.equals(value, 0, DIGEST_BYTES, digest, 0, DIGEST_BYTES);
        return ours
                ? new Told(
                        Arrays.copyOfRange(value, HEAD_BYTES, value.length),
                        ByteBuffer.wrap(value, DIGEST_BYTES, Long.BYTES).getLong())
                : null;
    }

    @Override
    public void put(String name, byte[] remembered, Duration keep) {
        if (!fleet.up() || remembered.length > MOST_BYTES - HEAD_BYTES) {
            return;
        }
        if (told.incrementAndGet() > MOST_TOLD) {
            told.decrementAndGet();
            return;
        }
        byte[] digest = digest(name);
        ByteBuffer value = ByteBuffer.allocate(HEAD_BYTES + remembered.length)
                .put(digest, 0, DIGEST_BYTES)
                .putLong(fleet.clock().millis())
                .put(remembered);
        store.put(key(digest), value.array(), keep).whenComplete((done, failure) -> told.decrementAndGet());
    }

    /** The half of the digest that is not in the value. */
    private static String key(byte[] digest) {
        return SESSION + HexFormat.of().formatHex(digest, DIGEST_BYTES, digest.length);
    }

    private static byte[] digest(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
