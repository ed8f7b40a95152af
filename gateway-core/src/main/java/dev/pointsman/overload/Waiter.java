package dev.pointsman.overload;

import dev.pointsman.access.Priority;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request that waits for a place. It hears once, on its own loop: that it has a place, or that its time is over; or it leaves, and hears nothing.
 *
 * <p>Whether it still waits is known to its {@link Places} alone, under their lock. All else here is confined to the loop, but for {@link #admitted},
 * which whoever frees a place calls: it only hands over to the loop.
 */
public final class Waiter {
    /** Hears on the loop, once. */
    public interface Guest {
        /** It has a place from here on; to be given back by {@link Places#leave}. */
        void entered(long waitedNanos);

        /** It waited in vain. */
        void shed(Shed why, long waitedNanos);
    }

    private final Places places;
    private final Priority priority;
    private final ScheduledExecutorService loop;
    private final Guest guest;
    private final long sinceNanos;
    private final long waitNanos;
    private @Nullable ScheduledFuture<?> timer;
    private boolean left;

    Waiter(
            Places places,
            Priority priority,
            ScheduledExecutorService loop,
            Guest guest,
            long sinceNanos,
            long waitNanos) {
        this.places = places;
        this.priority = priority;
        this.loop = loop;
        this.guest = guest;
        this.sinceNanos = sinceNanos;
        this.waitNanos = waitNanos;
    }

    /** Begins to count its time. */
    void begin() {
        timer = loop.schedule(this::timeIsUp, waitNanos, TimeUnit.NANOSECONDS);
    }

    Priority priority() {
        return priority;
    }

    /** Whether a place would come too late; its timer may be behind where its loop is busy. */
    boolean late(long now) {
        return now - sinceNanos >= waitNanos;
    }

    /** The request wants no place any more. */
    public void leave() {
        stopTimer();
        left = true;
        places.remove(this);
    }

    /** It was taken out of the queue with a place. False where its loop has stopped: then the place is still the caller's. */
    boolean admitted() {
        try {
            loop.execute(this::enter);
            return true;
        } catch (RejectedExecutionException stopped) {
            return false;
        }
    }

    private void enter() {
        stopTimer();
        if (left) {
            places.leave();
        } else {
            guest.entered(places.now() - sinceNanos);
        }
    }

    private void timeIsUp() {
        timer = null;
        if (places.remove(this)) {
            guest.shed(Shed.LATE, places.now() - sinceNanos);
        }
    }

    private void stopTimer() {
        ScheduledFuture<?> running = timer;
        timer = null;
        if (running != null) {
            running.cancel(false);
        }
    }
}
