package dev.pointsman.inquiry;

import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.task.EncodedTasks;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.signal.TaskSignal;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An encoder of this process, run on a worker. About {@value #MOST_QUEUED} texts wait for it at most, those that nobody waits for any more
 * among them, which are passed over when their turn comes.
 */
final class EncoderRespondent implements Respondent {
    static final int MOST_QUEUED = 64;

    private final EncodedTasks tasks;
    private final double least;
    private final Executor worker;
    /** Those that the worker has yet to end. */
    private final AtomicInteger queued = new AtomicInteger();

    /** @param least confidence, below which a task is left open */
    EncoderRespondent(EncodedTasks tasks, double least, Executor worker) {
        this.tasks = tasks;
        this.least = least;
        this.worker = worker;
    }

    @Override
    public @Nullable TaskFinding unready(ScheduledExecutorService loop) {
        return queued.get() < MOST_QUEUED ? null : TaskFinding.abstained("too many texts wait for the encoder");
    }

    @Override
    public Runnable asked(String text, ScheduledExecutorService loop, Asking asking) {
        AtomicBoolean givenUp = new AtomicBoolean();
        queued.incrementAndGet();
        worker.execute(() -> {
            try {
                if (!givenUp.get()) {
                    tell(text, loop, asking);
                }
            } finally {
                queued.decrementAndGet();
            }
        });
        return () -> givenUp.set(true);
    }

    private void tell(String text, ScheduledExecutorService loop, Asking asking) {
        try {
            TaskFinding finding = TaskSignal.encoded(tasks, text, least);
            Outcome outcome = finding.guess() == null ? Outcome.UNCLEAR : Outcome.ANSWERED;
            loop.execute(() -> asking.answered(outcome, finding));
        } catch (EncodingFailed failed) {
            loop.execute(() -> asking.answered(Outcome.FAILED, TaskSignal.abstained(failed)));
        }
    }
}
