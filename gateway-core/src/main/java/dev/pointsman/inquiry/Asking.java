package dev.pointsman.inquiry;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One question under way, and all that wait for its answer; given up when the last of them has left.
 *
 * <p>Confined to the loop of the exchange that asked first: {@link #join} and {@link #left} go there, and findings go from there to the loop of
 * each that waits. One that joins after the end gets the finding at once.
 */
final class Asking<T> {
    /** Hears, once, how it ended. */
    interface Ended<T> {
        /**
         * It is over.
         *
         * @param finding null where it was given up
         */
        void ended(Outcome outcome, @Nullable T finding);
    }

    private final ScheduledExecutorService loop;
    private final Ended<T> ended;
    private final T givenUpFor;
    private final List<Waiting<T>> waiting = new ArrayList<>(1);
    private @Nullable Runnable carryingOut;
    private @Nullable T finding;
    private boolean givenUp;

    /** @param givenUpFor what is told to one that joins when it was given up */
    Asking(ScheduledExecutorService loop, T givenUpFor, Ended<T> ended) {
        this.loop = loop;
        this.givenUpFor = givenUpFor;
        this.ended = ended;
    }

    /**
     * Called on {@link #loop} right after it was made.
     *
     * @param givingUp ends what carries it out; run at most once, on the loop
     */
    void carriedOut(Runnable givingUp) {
        carryingOut = givingUp;
    }

    void join(Waiting<T> one) {
        loop.execute(() -> joined(one));
    }

    void left(Waiting<T> one) {
        loop.execute(() -> {
            waiting.remove(one);
            if (waiting.isEmpty() && finding == null && !givenUp) {
                giveUp();
            }
        });
    }

    /** The answer, on the loop. */
    void answered(Outcome outcome, T found) {
        if (!givenUp && finding == null) {
            finding = found;
            ended.ended(outcome, found);
            for (Waiting<T> one : waiting) {
                one.loop().execute(() -> one.told(found));
            }
            waiting.clear();
        }
    }

    private void joined(Waiting<T> one) {
        T known = finding;
        if (known != null) {
            one.loop().execute(() -> one.told(known));
        } else if (givenUp) {
            one.loop().execute(() -> one.told(givenUpFor));
        } else {
            waiting.add(one);
        }
    }

    private void giveUp() {
        givenUp = true;
        ended.ended(Outcome.LATE, null);
        if (carryingOut != null) {
            carryingOut.run();
        }
    }
}
