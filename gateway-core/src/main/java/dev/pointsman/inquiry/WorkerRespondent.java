package dev.pointsman.inquiry;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What is worked out in this process, on a worker. A bounded number of texts wait for it, those that nobody waits for any more among them, which are
 * passed over when their turn comes.
 */
final class WorkerRespondent<T> implements Respondent<T> {
    /** How something is worked out; takes long, and fails by no exception but a defect. */
    interface Work<T> {
        Worked<T> of(String text);
    }

    /** What came out, and what became of the question by that. */
    record Worked<T>(Outcome outcome, T said) {}

    private final Work<T> work;
    private final T tooMany;
    private final int mostQueued;
    private final Executor worker;
    /** Those that the worker has yet to end. */
    private final AtomicInteger queued = new AtomicInteger();

    /** @param tooMany what is said where {@code mostQueued} texts wait */
    WorkerRespondent(Work<T> work, T tooMany, int mostQueued, Executor worker) {
        this.work = work;
        this.tooMany = tooMany;
        this.mostQueued = mostQueued;
        this.worker = worker;
    }

    @Override
    public @Nullable T unready(ScheduledExecutorService loop) {
        return queued.get() < mostQueued ? null : tooMany;
    }

    @Override
    public Runnable asked(String text, ScheduledExecutorService loop, Asking<T> asking) {
        return asked(work, text, loop, asking);
    }

    /** The same of other work. */
    Runnable asked(Work<T> work, String text, ScheduledExecutorService loop, Asking<T> asking) {
        AtomicBoolean givenUp = new AtomicBoolean();
        queued.incrementAndGet();
        worker.execute(() -> {
            try {
                if (!givenUp.get()) {
                    Worked<T> worked = work.of(text);
                    loop.execute(() -> asking.answered(worked.outcome(), worked.said()));
                }
            } finally {
                queued.decrementAndGet();
            }
        });
        return () -> givenUp.set(true);
    }
}
