package dev.pointsman.inquiry;

import dev.pointsman.signal.TaskFinding;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What tells the task of a text after a while. Shared by all loops; never blocks. */
interface Respondent {
    /** Why it cannot be asked now, which is then seen to on that loop as far as it can be; null where it can. */
    @Nullable
    TaskFinding unready(ScheduledExecutorService loop);

    /**
     * Begins. {@code asking} hears the answer at most once, on that loop, maybe before this returns.
     *
     * @return ends it where nobody waits any more; run at most once, on the loop
     */
    Runnable asked(String text, ScheduledExecutorService loop, Asking asking);
}
