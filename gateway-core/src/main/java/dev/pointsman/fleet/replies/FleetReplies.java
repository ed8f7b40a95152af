package dev.pointsman.fleet.replies;

import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.SharedBytes;
import dev.pointsman.fleet.TimedValues;
import dev.pointsman.fleet.TimedValues.Asker;
import dev.pointsman.fleet.TimedValues.Outcome;
import dev.pointsman.fleet.replies.Forgotten.Known;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Kept replies in the store of a fleet. Asked within a time, told behind the request that made the reply; what is under way of either has a bound, and
 * beyond it nothing is found and nothing kept.
 *
 * <p>Encoding and decoding is the worker's. Shared by all loops; its numbers are atomics.
 */
public final class FleetReplies implements SharedReplies {
    /** What became of a question, or of a reply that was to be kept. */
    public enum Result {
        /** It was found. */
        HIT,
        MISS,
        /** The store took longer than a request waits. */
        LATE,
        /** The store was not there, or too much was under way. */
        UNASKED,
        /** What was found is no reply to that request. */
        DAMAGED,
        /** A reply is in the store. */
        KEPT,
        /** A reply is not: too large, no room, or the store failed. */
        LEFT_OUT
    }

    private static final int MOST_TOLD = 1_000;
    private static final long MOST_TOLD_BYTES = 32_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String REPLY = Fleet.PREFIX + "reply:";

    private final Fleet fleet;
    private final SharedBytes store;
    private final Executor worker;
    private final Forgotten forgotten;
    private final TimedValues values;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong toldBytes = new AtomicLong();
    private final Map<Result, LongAdder> results = new EnumMap<>(Result.class);

    /**
     * Does nothing before it is first used.
     *
     * @param worker encodes and decodes
     */
    public FleetReplies(Fleet fleet, SharedBytes store, Executor worker) {
        this.fleet = fleet;
        this.store = store;
        this.worker = worker;
        this.forgotten = new Forgotten(fleet, worker);
        this.values = new TimedValues(fleet, store, worker);
        for (Result result : Result.values()) {
            results.put(result, new LongAdder());
        }
    }

    /** How often that came of a question, or of a reply. */
    public long count(Result result) {
        LongAdder count = results.get(result);
        return count == null ? 0 : count.sum();
    }

    @Override
    public void find(
            CacheKey key,
            CacheSettings.Shared reach,
            ScheduledExecutorService loop,
            Consumer<@Nullable CachedReply> then) {
        Known known = known();
        if (known == null) {
            counted(Result.UNASKED);
            then.accept(null);
            return;
        }
        int mostBytes = ReplyBytes.mostBytes(reach.largestBytes());
        values.find(REPLY + key, mostBytes, reach.within(), loop, new Asker<Found>() {
            @Override
            public Found read(byte[] value) {
                return FleetReplies.this.read(key, value, mostBytes, known);
            }

            @Override
            public void end(Outcome outcome, @Nullable Found found) {
                counted(
                        switch (outcome) {
                            case ANSWERED -> found == null ? Result.DAMAGED : found.result;
                            case LATE -> Result.LATE;
                            case UNASKED -> Result.UNASKED;
                        });
                then.accept(found == null ? null : found.reply);
            }
        });
    }

    /** What a value is; {@code reply} is there for a hit. */
    private record Found(Result result, @Nullable CachedReply reply) {
        static final Found NONE = new Found(Result.MISS, null);
    }

    private Found read(CacheKey key, byte[] value, int mostBytes, Known known) {
        if (value.length == 0) {
            return Found.NONE;
        }
        ReplyBytes found = ReplyBytes.read(key, value, mostBytes, this::monotonicNanos);
        if (found == null) {
            return new Found(Result.DAMAGED, null);
        }
        boolean counts = known.counts(found.generation(), found.reply().origin().key());
        return counts ? new Found(Result.HIT, found.reply()) : Found.NONE;
    }

    @Override
    public void put(CacheKey key, CachedReply reply, Duration ttl, CacheSettings.Shared reach) {
        Known known = known();
        long bytes = reply.weightBytes();
        boolean fits = bytes <= ReplyBytes.mostBytes(reach.largestBytes()) && bodyBytes(reply) <= reach.largestBytes();
        if (known == null || !fits || !forgotten.room(bytes) || !taken(told, MOST_TOLD)) {
            counted(Result.LEFT_OUT);
            return;
        }
        if (toldBytes.addAndGet(bytes) > MOST_TOLD_BYTES) {
            over(bytes, Result.LEFT_OUT);
            return;
        }
        worker.execute(() -> keep(key, new ReplyBytes(known.newest(), reply), ttl, bytes));
    }

    private void keep(CacheKey key, ReplyBytes kept, Duration ttl, long bytes) {
        long ageNanos = Math.max(0, fleet.nanoTime() - kept.reply().origin().atNanos());
        Duration rest = ttl.minusNanos(ageNanos);
        if (rest.toMillis() < 1) {
            over(bytes, Result.LEFT_OUT);
            return;
        }
        long madeMillis = fleet.clock().millis() - ageNanos / NANOS_PER_MILLI;
        store.put(REPLY + key, ReplyBytes.of(key, kept, madeMillis), rest)
                .whenComplete((done, failure) -> over(bytes, failure == null ? Result.KEPT : Result.LEFT_OUT));
    }

    private void over(long bytes, Result result) {
        told.decrementAndGet();
        toldBytes.addAndGet(-bytes);
        counted(result);
    }

    private static long bodyBytes(CachedReply reply) {
        long bytes = 0;
        for (byte[] piece : reply.body()) {
            bytes += piece.length;
        }
        return bytes;
    }

    @Override
    public void clear(@Nullable String keyName) {
        begin();
        forgotten.forget(keyName);
    }

    @Override
    public void watch(Consumer<Predicate<String>> payers) {
        forgotten.watch(payers);
    }

    /** Null where the store is not to be asked now. */
    private @Nullable Known known() {
        begin();
        return fleet.up() ? forgotten.known() : null;
    }

    private void begin() {
        if (!begun.get() && begun.compareAndSet(false, true)) {
            fleet.every(Forgotten.PAUSE, forgotten::ask);
        }
    }

    private static boolean taken(AtomicInteger count, int most) {
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            return false;
        }
        return true;
    }

    private void counted(Result result) {
        LongAdder count = results.get(result);
        if (count != null) {
            count.increment();
        }
    }

    /** A time of the fleet on this gateway's own clock; one that is yet to come is now. */
    private long monotonicNanos(long unixMillis) {
        return fleet.nanoTime() - Math.max(0, fleet.clock().millis() - unixMillis) * NANOS_PER_MILLI;
    }
}
