package dev.pointsman.inquiry;

import dev.pointsman.signal.TaskFinding;
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
final class Asking {
    /** Hears, once, how it ended. */
    interface Ended {
        /**
         * It is over.
         *
         * @param finding null where it was given up
         */
        void ended(Outcome outcome, @Nullable TaskFinding finding);
    }

    private final ScheduledExecutorService loop;
    private final Ended ended;
    private final List<Waiting> waiting = new ArrayList<>(1);
    private @Nullable Runnable carryingOut;
    private @Nullable TaskFinding finding;
    private boolean givenUp;

    Asking(ScheduledExecutorService loop, Ended ended) {
        this.loop = loop;
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

    void join(Waiting one) {
        loop.execute(() -> joined(one));
    }

    void left(Waiting one) {
        loop.execute(() -> {
            waiting.remove(one);
            if (waiting.isEmpty() && finding == null && !givenUp) {
                giveUp();
            }
        });
    }

    /** The answer, on the loop. */
    void answered(Outcome outcome, TaskFinding found) {
        if (!givenUp && finding == null) {
            finding = found;
            ended.ended(outcome, found);
            for (Waiting one : waiting) {
                one.loop().execute(() -> one.told(found));
            }
            waiting.clear();
        }
    }

    private void joined(Waiting one) {
        TaskFinding known = finding;
        if (known != null) {
            one.loop().execute(() -> one.told(known));
        } else if (givenUp) {
            one.loop().execute(() -> one.told(TaskFinding.abstained("the answer was given up")));
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
