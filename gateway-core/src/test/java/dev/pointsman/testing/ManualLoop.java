package dev.pointsman.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * An event loop with its own time, turned by hand: nothing runs and no time passes outside {@link #turn} and {@link #advance}.
 * Tasks run in the order of their times, then of their coming. A task that throws fails the turn.
 */
public final class ManualLoop extends AbstractExecutorService implements ScheduledExecutorService, LongSupplier {
    /** Where virtual time begins; not zero, so that code which takes zero for "never" is found out. */
    private static final long START_NANOS = 1_000_000_000_000L;

    private final PriorityQueue<Task<?>> tasks = new PriorityQueue<>(
            Comparator.<Task<?>>comparingLong(task -> task.atNanos).thenComparingLong(task -> task.order));
    private long now = START_NANOS;
    private long orders;
    private Duration clockAhead = Duration.ZERO;

    /** Runs all that is due now, and what that brings for now. */
    public void turn() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, running each task at its time. */
    public void advance(Duration time) {
        long until = now + time.toNanos();
        for (Task<?> next = tasks.peek(); next != null && next.atNanos <= until; next = tasks.peek()) {
            tasks.remove();
            now = Math.max(now, next.atNanos);
            next.runNow();
        }
        now = until;
    }

    /** Tasks that wait, cancelled ones not counted. */
    public int waiting() {
        return tasks.size();
    }

    /** Nanoseconds of virtual time: the monotonic clock that belongs to this loop. */
    @Override
    public long getAsLong() {
        return now;
    }

    /** Sets the wall clock so far ahead, as an operator or a time server does: {@link #getAsLong} goes on as before. */
    public void setClock(Duration ahead) {
        clockAhead = ahead;
    }

    /** The wall clock that belongs to this loop; it begins at 2026-11-21T12:00Z. */
    public Clock clock() {
        InstantSource source = () -> Instant.parse("2026-11-21T12:00:00Z")
                .plusNanos(now - START_NANOS)
                .plus(clockAhead);
        return source.withZone(ZoneOffset.UTC);
    }

    @Override
    public void execute(Runnable command) {
        tasks.add(new Task<>(Executors.callable(command), now, 0));
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(new Task<>(Executors.callable(command), now + Math.max(0, unit.toNanos(delay)), 0));
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(new Task<>(callable, now + Math.max(0, unit.toNanos(delay)), 0));
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long initialDelay, long period, TimeUnit unit) {
        return add(new Task<>(Executors.callable(command), now + unit.toNanos(initialDelay), unit.toNanos(period)));
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long initialDelay, long delay, TimeUnit unit) {
        return scheduleAtFixedRate(command, initialDelay, delay, unit);
    }

    @Override
    public void shutdown() {
        tasks.clear();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> left = new ArrayList<>(tasks);
        tasks.clear();
        return Collections.unmodifiableList(left);
    }

    @Override
    public boolean isShutdown() {
        return false;
    }

    @Override
    public boolean isTerminated() {
        return false;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return tasks.isEmpty();
    }

    private <V> Task<V> add(Task<V> task) {
        tasks.add(task);
        return task;
    }

    private final class Task<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
        private final long order = orders++;
        private final long periodNanos;
        private long atNanos;

        Task(Callable<V> callable, long atNanos, long periodNanos) {
            super(callable);
            this.atNanos = atNanos;
            this.periodNanos = periodNanos;
        }

        void runNow() {
            if (!isPeriodic()) {
                run();
            } else if (runAndReset()) {
                atNanos = now + periodNanos;
                tasks.add(this);
            }
        }

        @Override
        protected void setException(Throwable thrown) {
            super.setException(thrown);
            throw new AssertionError("a task of the loop failed", thrown);
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            tasks.remove(this);
            return super.cancel(mayInterrupt);
        }

        @Override
        public boolean isPeriodic() {
            return periodNanos > 0;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - now, TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }
}
