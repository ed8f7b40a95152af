package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What is asked of a model about a text, and what its reply says. Shared by all loops. */
interface Question<T> {
    /** Why nothing can be asked yet, which is then seen to on that loop; null where it can. */
    default @Nullable T unready(ScheduledExecutorService loop) {
        return null;
    }

    /** The request; not streamed. */
    ApiRequest about(String text);

    /** What a whole reply says; nothing, and tells why, where it does not answer the question. */
    T read(String text, byte[] reply);

    /** What is said where there is no answer, for a reason in words. */
    T nothing(String why);

    /** Whether something was said. */
    boolean answers(T said);
}
