package dev.pointsman.overload;

import dev.pointsman.access.Priority;
import dev.pointsman.overload.Waiter.Guest;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The places of one model, or of all models: so many requests are under way at a time, and the rest wait within bounds or are refused at once.
 *
 * <p>Shared by all loops. Its lock is held for the few steps of a table, never while somebody hears of something. What it keeps: places taken are those
 * entered and not left; more than the limit are taken only while the limit has just gone down; nobody waits while a place is free.
 */
public final class Places {
    /** Who would have to wait longer than this share of what it may is refused at once: a wait that is nearly too long mostly turns out so. */
    private static final double HOPE = 0.75;

    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    private final LongSupplier nanoTime;
    private final WaitingRoom room = new WaitingRoom();
    private PlaceSettings settings;
    private @Nullable AdaptiveLimit adaptive;
    private int taken;

    /** What came of asking at the door: a place, a wait, or neither. */
    public record Answer(@Nullable Waiter waiter, @Nullable Shed shed) {
        static final Answer ENTERED = new Answer(null, null);
    }

    /** @param nanoTime monotonic clock */
    public Places(PlaceSettings settings, LongSupplier nanoTime) {
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.adaptive = settings.adaptive() ? new AdaptiveLimit(settings, nanoTime.getAsLong()) : null;
    }

    /** The same places under other settings; who is in stays. */
    void settings(PlaceSettings now) {
        synchronized (this) {
            if (now.equals(settings)) {
                return;
            }
            settings = now;
            adaptive = now.adaptive() ? new AdaptiveLimit(now, nanoTime.getAsLong()) : null;
        }
        admit();
    }

    /**
     * Asks for a place; called on the loop.
     *
     * @param mayWaitNanos what is left of the request's time
     * @param guest hears later, on the loop, where the answer has a waiter
     */
    public Answer enter(Priority priority, long mayWaitNanos, ScheduledExecutorService loop, Guest guest) {
        Waiter waiter;
        synchronized (this) {
            if (free()) {
                take();
                return Answer.ENTERED;
            }
            long wait = Math.min(mayWaitNanos, settings.queue().maxWait().toNanos());
            if (room.isFullFor(priority, settings.queue().size())) {
                return new Answer(null, Shed.FULL);
            }
            if (wait <= 0 || room.expectedNanos(priority, now()) > HOPE * wait) {
                return new Answer(null, Shed.SLOW);
            }
            waiter = new Waiter(this, priority, loop, guest, now(), wait);
            room.add(waiter, now());
        }
        waiter.begin();
        admit(); // it is the first where all before it are late
        return new Answer(waiter, null);
    }

    /** Takes a place where one is free and nobody waits for it. */
    public synchronized boolean tryEnter() {
        if (!free()) {
            return false;
        }
        take();
        return true;
    }

    private boolean free() {
        return taken < limit() && room.size() == 0;
    }

    private void take() {
        taken++;
        AdaptiveLimit learns = adaptive;
        if (learns != null) {
            learns.taken(taken);
        }
    }

    /** Gives a place back. */
    public void leave() {
        giveBack();
        admit();
    }

    private synchronized void giveBack() {
        taken--;
    }

    /**
     * A call for which a place was held has given its answer.
     *
     * @param streamed whether {@code nanos} is the time to the first output of a stream, or to the end of a whole answer
     * @param sentNanos when it was sent, by the clock of these places
     */
    public void answered(boolean streamed, long sentNanos, long nanos) {
        synchronized (this) {
            AdaptiveLimit learns = adaptive;
            if (learns == null) {
                return;
            }
            learns.answered(streamed, sentNanos, nanos, taken, now());
        }
        admit();
    }

    /** A call failed since its provider had too much to do, or too little time. */
    public synchronized void overloaded() {
        AdaptiveLimit learns = adaptive;
        if (learns != null) {
            learns.overloaded();
        }
    }

    synchronized boolean remove(Waiter waiter) {
        return room.remove(waiter, now());
    }

    /** Lets in who waits, as far as there are places. */
    private void admit() {
        for (Waiter next = next(); next != null; next = next()) {
            if (!next.admitted()) {
                giveBack();
            }
        }
    }

    private synchronized @Nullable Waiter next() {
        if (room.size() == 0 || taken >= limit()) {
            return null;
        }
        Waiter next = room.next(now());
        if (next != null) {
            take();
        }
        return next;
    }

    /** How many may be under way now. */
    public synchronized int limit() {
        return adaptive == null ? settings.most() : adaptive.limit();
    }

    /** How many are. */
    public synchronized int taken() {
        return taken;
    }

    public synchronized int waiting() {
        return room.size();
    }

    /** How long who is refused should wait before it asks again: whole seconds, as long as the queue would take it, one at least. */
    public Duration retryAfter(Priority priority) {
        double expected;
        synchronized (this) {
            expected = room.expectedNanos(priority, now());
        }
        Duration wait = Duration.ofSeconds((long) Math.ceil(expected / 1e9));
        return wait.isZero() ? Duration.ofSeconds(1) : wait.compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : wait;
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
