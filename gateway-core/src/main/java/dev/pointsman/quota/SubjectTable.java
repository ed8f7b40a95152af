package dev.pointsman.quota;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one limit has counted, by subject: at most {@value #MOST} of them. Thread-safe.
 *
 * <p>Where it is full, subjects leave of which nothing counts any more ({@link Counter#retire}); one that counts never does, a new one is refused
 * instead. A counter that has retired is used no more: whoever got hold of it before looks it up again.
 *
 * @param <T> what is counted of a subject
 */
final class SubjectTable<T extends SubjectTable.Counter> {
    static final int MOST = 16_384;
    private static final long SWEEP_NANOS = 100_000_000;

    /** What is counted of one subject. */
    interface Counter {
        /** True where nothing counts any more; then it takes nothing from now on. */
        boolean retire(long nowNanos, long nowMillis);
    }

    private final ConcurrentHashMap<String, T> counters = new ConcurrentHashMap<>();
    private final Function<String, T> maker;
    private final AtomicLong sweptNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong count = new AtomicLong();

    SubjectTable(Function<String, T> maker) {
        this.maker = maker;
    }

    /** Null where there is no room for one more. */
    @Nullable
    T of(String subject, long nowNanos, long nowMillis) {
        T known = counters.get(subject);
        if (known != null) {
            return known;
        }
        if (count.get() >= MOST) {
            sweep(nowNanos, nowMillis);
        }
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            return counters.get(subject);
        }
        T made = maker.apply(subject);
        T other = counters.putIfAbsent(subject, made);
        if (other != null) {
            count.decrementAndGet();
            return other;
        }
        return made;
    }

    /** Null where nothing was counted of it. */
    @Nullable
    T known(String subject) {
        return counters.get(subject);
    }

    /** It has retired. */
    void remove(String subject, T retired) {
        if (counters.remove(subject, retired)) {
            count.decrementAndGet();
        }
    }

    Collection<T> all() {
        return counters.values();
    }

    private void sweep(long nowNanos, long nowMillis) {
        long last = sweptNanos.get();
        boolean due = last == Long.MIN_VALUE || nowNanos - last >= SWEEP_NANOS;
        if (due && sweptNanos.compareAndSet(last, nowNanos)) {
            counters.forEach((subject, counter) -> {
                if (counter.retire(nowNanos, nowMillis)) {
                    remove(subject, counter);
                }
            });
        }
    }
}
