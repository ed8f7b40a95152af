package dev.pointsman.fleet;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Questions for values of a fleet's store, each with a time for it. Beyond {@value #MOST_ASKED} at once none is asked, and where the store is late
 * {@value #LATE_IN_A_ROW} times in a row it is left alone for a second. Shared by all loops; its numbers are atomics.
 */
public final class TimedValues {
    static final int LATE_IN_A_ROW = 10;
    private static final Duration REST = Duration.ofSeconds(1);
    private static final int MOST_ASKED = 256;

    private final Fleet fleet;
    private final SharedBytes store;
    private final Executor worker;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();
    private volatile long restUntilNanos;

    /** What came of a question. */
    public enum Outcome {
        /** The store has answered: a value, or that it has none. */
        ANSWERED,
        LATE,
        /** It was not asked, or failed. */
        UNASKED
    }

    /**
     * Who asks.
     *
     * @param <T> what a value is read as
     */
    public interface Asker<T> {
        /** Reads a value, of any bytes or none; null where it is of no use. By the worker, and maybe for nobody. */
        @Nullable
        T read(byte[] value);

        /** What came of it: once, on the loop; {@code value} is null unless the store has answered. */
        void end(Outcome outcome, @Nullable T value);
    }

    /** @param worker reads values */
    public TimedValues(Fleet fleet, SharedBytes store, Executor worker) {
        this.fleet = fleet;
        this.store = store;
        this.worker = worker;
        this.restUntilNanos = fleet.nanoTime();
    }

    /**
     * Asks, called on the loop.
     *
     * @param mostBytes of the value; what is longer is cut off
     * @param within the time for it
     */
    public <T> void find(String key, int mostBytes, Duration within, ScheduledExecutorService loop, Asker<T> asker) {
        boolean rests = fleet.nanoTime() - restUntilNanos < 0;
        if (!fleet.up() || rests || !taken()) {
            asker.end(Outcome.UNASKED, null);
            return;
        }
        Question<T> question = new Question<>(loop, asker);
        question.begin(within);
        store.get(key, mostBytes)
                .whenCompleteAsync(
                        (value, failure) -> {
                            asked.decrementAndGet();
                            if (failure != null || value == null) {
                                question.answer(Outcome.UNASKED, null);
                            } else {
                                question.answer(Outcome.ANSWERED, asker.read(value));
                            }
                        },
                        worker);
    }

    /** One that waits, until it is answered or its time is over. Confined to its loop. */
    private final class Question<T> {
        private final ScheduledExecutorService loop;
        private final Asker<T> asker;
        private @Nullable Future<?> timer;

        Question(ScheduledExecutorService loop, Asker<T> asker) {
            this.loop = loop;
            this.asker = asker;
        }

        void begin(Duration within) {
            timer = loop.schedule(() -> end(Outcome.LATE, null), within.toNanos(), TimeUnit.NANOSECONDS);
        }

        /** On any thread. */
        void answer(Outcome outcome, @Nullable T value) {
            loop.execute(() -> end(outcome, value));
        }

        private void end(Outcome outcome, @Nullable T value) {
            Future<?> waiting = timer;
            if (waiting == null) {
                return;
            }
            timer = null;
            waiting.cancel(false);
            counted(outcome);
            asker.end(outcome, value);
        }
    }

    private boolean taken() {
        if (asked.incrementAndGet() > MOST_ASKED) {
            asked.decrementAndGet();
            return false;
        }
        return true;
    }

    private void counted(Outcome outcome) {
        if (outcome != Outcome.LATE) {
            late.set(0);
        } else if (late.incrementAndGet() >= LATE_IN_A_ROW) {
            late.set(0);
            restUntilNanos = fleet.nanoTime() + REST.toNanos();
        }
    }
}
