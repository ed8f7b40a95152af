package dev.pointsman.inquiry;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One exchange that waits for an answer: it gets one finding, or leaves. Confined to the exchange's loop. */
public final class Waiting<T> {
    private final ScheduledExecutorService loop;
    private final Consumer<T> then;
    private @Nullable Asking<T> asking;
    private @Nullable ScheduledFuture<?> timer;
    private boolean over;

    Waiting(ScheduledExecutorService loop, Consumer<T> then) {
        this.loop = loop;
        this.then = then;
    }

    ScheduledExecutorService loop() {
        return loop;
    }

    void begin(Asking<T> whichAsks, Duration budget, Function<String, T> nothing) {
        asking = whichAsks;
        timer = loop.schedule(() -> late(budget, nothing), budget.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Goes on with a finding, unless it has gone on before. */
    void told(T finding) {
        if (!over) {
            end();
            then.accept(finding);
        }
    }

    /** The exchange is over: nobody waits here any more. */
    public void leave() {
        if (!over) {
            end();
            part();
        }
    }

    private void late(Duration budget, Function<String, T> nothing) {
        if (!over) {
            end();
            part();
            then.accept(nothing.apply("no answer within " + budget.toMillis() + " ms"));
        }
    }

    private void part() {
        if (asking != null) {
            asking.left(this);
        }
    }

    private void end() {
        over = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
