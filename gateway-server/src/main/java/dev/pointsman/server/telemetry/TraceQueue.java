package dev.pointsman.server.telemetry;

import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes records on, and brings those of kept traces to the collector: from a bounded queue, by a thread of its own. What finds no room is counted and gone; a
 * request waits for nothing here. While the collector is away the same batch is tried again, less and less often.
 */
final class TraceQueue implements Ledger {
    private static final Logger LOG = LoggerFactory.getLogger(TraceQueue.class);
    private static final long LAST_WORD_MILLIS = 5_000;

    /** What becomes of a batch. */
    enum Result {
        SENT,
        /** The collector does not want it, now or later. */
        REFUSED,
        /** It may be taken later. */
        FAILED
    }

    /** The way to the collector; blocks, for a bounded time. */
    interface Sender extends AutoCloseable {
        Result send(List<DecisionRecord> batch);

        @Override
        void close();
    }

    /**
     * Its bounds.
     *
     * @param traces that wait
     * @param characters of texts that wait with them
     * @param batch traces of one call
     * @param pause between looks at the queue
     * @param longest between tries while the collector is away
     */
    record Limits(int traces, long characters, int batch, Duration pause, Duration longest) {
        static final Limits USUAL = new Limits(4_096, 8_000_000, 256, Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    private final Ledger next;
    private final Sender sender;
    private final Limits limits;
    private final ArrayBlockingQueue<DecisionRecord> queue;
    private final AtomicLong characters = new AtomicLong();
    private final LongAdder sent = new LongAdder();
    private final LongAdder full = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    TraceQueue(Ledger next, Sender sender, Limits limits) {
        this.next = next;
        this.sender = sender;
        this.limits = limits;
        this.queue = new ArrayBlockingQueue<>(limits.traces());
        this.thread = new Thread(this::run, "pointsman-traces");
        thread.setDaemon(true);
    }

    TraceQueue start() {
        thread.start();
        return this;
    }

    @Override
    public void append(DecisionRecord record) {
        next.append(record);
        DecisionRecord.Traced traced = record.traced();
        if (traced == null || !traced.trace().sampled()) {
            return;
        }
        long weight = weight(traced);
        if (characters.addAndGet(weight) > limits.characters() || !queue.offer(record)) {
            characters.addAndGet(-weight);
            full.increment();
        }
    }

    private static long weight(DecisionRecord.Traced traced) {
        DecisionRecord.Text text = traced.content();
        return text == null ? 0 : length(text.prompt()) + length(text.reply());
    }

    private static long length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    @Override
    public long lost() {
        return next.lost();
    }

    /** Traces that the collector took. */
    long sent() {
        return sent.sum();
    }

    /** Those for which there was no room. */
    long full() {
        return full.sum();
    }

    /** Those that the collector did not want, and those that were left when the gateway ended. */
    long refused() {
        return refused.sum();
    }

    /** Calls to the collector that came to nothing. */
    long failures() {
        return failures.sum();
    }

    /** Traces that wait. */
    int queued() {
        return queue.size();
    }

    private void run() {
        List<DecisionRecord> batch = new ArrayList<>();
        Duration wait = limits.pause();
        boolean away = false;
        try {
            while (!closing.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                boolean failed = !drained(batch);
                if (failed != away) {
                    tell(failed);
                }
                wait = !failed ? limits.pause() : shorter(wait.multipliedBy(2), limits.longest());
                away = failed;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        lastWord(batch);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void tell(boolean away) {
        if (away) {
            LOG.warn(
                    "traces cannot be brought to the collector; they are tried again, and dropped where the queue is full");
        } else {
            LOG.info("the collector takes traces again");
        }
    }

    /** Sends until nothing is left; false where the collector does not take them. What it did not take stays in {@code batch}. */
    private boolean drained(List<DecisionRecord> batch) {
        while (true) {
            if (batch.isEmpty() && queue.drainTo(batch, limits.batch()) == 0) {
                return true;
            }
            if (!gone(batch)) {
                return false;
            }
            release(batch);
        }
    }

    private boolean gone(List<DecisionRecord> batch) {
        Result result = result(batch);
        if (result == Result.SENT) {
            sent.add(batch.size());
            return true;
        }
        failures.increment();
        if (result == Result.REFUSED) {
            refused.add(batch.size());
            return true;
        }
        return false;
    }

    /** A defect costs a batch, not the thread. */
    private Result result(List<DecisionRecord> batch) {
        try {
            return sender.send(List.copyOf(batch));
        } catch (RuntimeException defect) {
            LOG.error("traces could not be made and are dropped", defect);
            return Result.REFUSED;
        }
    }

    private void release(List<DecisionRecord> batch) {
        for (DecisionRecord record : batch) {
            DecisionRecord.Traced traced = record.traced();
            characters.addAndGet(traced == null ? 0 : -weight(traced));
        }
        batch.clear();
    }

    private void lastWord(List<DecisionRecord> batch) {
        drained(batch);
        refused.add(batch.size() + queue.size());
        sender.close();
    }

    /** Passes on what waits, as far as the collector takes it at once. */
    @Override
    public void close() {
        next.close();
        closing.countDown();
        try {
            thread.join(LAST_WORD_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
