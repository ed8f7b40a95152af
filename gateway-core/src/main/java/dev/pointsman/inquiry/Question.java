package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.signal.TaskFinding;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What is asked of a model about a text, and what its reply says. Shared by all loops. */
interface Question {
    /** Why nothing can be asked yet, which is then seen to on that loop; null where it can. */
    default @Nullable TaskFinding unready(ScheduledExecutorService loop) {
        return null;
    }

    /** The request; not streamed. */
    ApiRequest about(String text);

    /** What a whole reply says; abstains, and tells why, where it does not answer the question. */
    TaskFinding read(String text, byte[] reply);
}
