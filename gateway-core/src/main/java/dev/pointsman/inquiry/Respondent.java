package dev.pointsman.inquiry;

import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What tells something of a text after a while. Shared by all loops; never blocks. */
interface Respondent<T> {
    /** Why it cannot be asked now, which is then seen to on that loop as far as it can be; null where it can. */
    @Nullable
    T unready(ScheduledExecutorService loop);

    /**
     * Begins. {@code asking} hears the answer at most once, on that loop, maybe before this returns.
     *
     * @return ends it where nobody waits any more; run at most once, on the loop
     */
    Runnable asked(String text, ScheduledExecutorService loop, Asking<T> asking);
}
