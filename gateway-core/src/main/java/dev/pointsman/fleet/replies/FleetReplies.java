package dev.pointsman.fleet.replies;

import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.SharedBytes;
import dev.pointsman.fleet.replies.Forgotten.Known;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Kept replies in the store of a fleet. Asked within a time, told behind the request that made the reply; what is under way of either has a bound, and
 * beyond it nothing is found and nothing kept. Where the store is away, or late {@value #LATE_IN_A_ROW} times in a row, it is left alone for a while.
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

    static final int LATE_IN_A_ROW = 10;
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int MOST_ASKED = 256;
    private static final int MOST_TOLD = 1_000;
    private static final long MOST_TOLD_BYTES = 32_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final String REPLY = Fleet.PREFIX + "reply:";

    private final Fleet fleet;
    private final SharedBytes store;
    private final Executor worker;
    private final Forgotten forgotten;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicLong toldBytes = new AtomicLong();
    private final AtomicInteger late = new AtomicInteger();
    private volatile long restUntilNanos;
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
        this.restUntilNanos = fleet.nanoTime();
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
        boolean rests = fleet.nanoTime() - restUntilNanos < 0;
        if (known == null || rests || !taken(asked, MOST_ASKED)) {
            counted(Result.UNASKED);
            then.accept(null);
            return;
        }
        Question question = new Question(loop, then);
        question.begin(reach.within());
        int mostBytes = ReplyBytes.mostBytes(reach.largestBytes());
        store.get(REPLY + key, mostBytes)
                .whenCompleteAsync(
                        (bytes, failure) -> {
                            asked.decrementAndGet();
                            if (failure != null || bytes == null) {
                                question.answer(Result.UNASKED, null);
                            } else if (bytes.length == 0) {
                                question.answer(Result.MISS, null);
                            } else {
                                read(question, ReplyBytes.read(key, bytes, mostBytes, this::monotonicNanos), known);
                            }
                        },
                        worker);
    }

    private void read(Question question, @Nullable ReplyBytes found, Known known) {
        if (found == null) {
            question.answer(Result.DAMAGED, null);
        } else if (known.counts(found.generation(), found.reply().origin().key())) {
            question.answer(Result.HIT, found.reply());
        } else {
            question.answer(Result.MISS, null);
        }
    }

    /** Who waits for a finding: once, until it comes or its time is over. Confined to its loop. */
    private final class Question {
        private final ScheduledExecutorService loop;
        private final Consumer<@Nullable CachedReply> then;
        private @Nullable Future<?> timer;

        Question(ScheduledExecutorService loop, Consumer<@Nullable CachedReply> then) {
            this.loop = loop;
            this.then = then;
        }

        void begin(Duration time) {
            timer = loop.schedule(() -> end(Result.LATE, null), time.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** On any thread. */
        void answer(Result result, @Nullable CachedReply reply) {
            loop.execute(() -> end(result, reply));
        }

        private void end(Result result, @Nullable CachedReply reply) {
            Future<?> waiting = timer;
            if (waiting == null) {
                return;
            }
            timer = null;
            waiting.cancel(false);
            counted(result);
            ended(result);
            then.accept(reply);
        }
    }

    private void ended(Result result) {
        if (result != Result.LATE) {
            late.set(0);
        } else if (late.incrementAndGet() >= LATE_IN_A_ROW) {
            late.set(0);
            restUntilNanos = fleet.nanoTime() + REST.toNanos();
        }
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
