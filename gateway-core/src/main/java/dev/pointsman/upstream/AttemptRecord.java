package dev.pointsman.upstream;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One call to one deployment, as it ended. Times are nanoseconds from the start of the exchange.
 *
 * @param model the model it stood for
 * @param deployment {@link dev.pointsman.catalog.Deployment#id()}
 * @param startNanos when the call went out
 * @param firstByteNanos when the reply's head came; -1 where it never did
 * @param firstOutputNanos when the first output came; -1 where it never did
 * @param status the provider's status; 0 where none came
 * @param error null where it succeeded (or the client left: {@link ErrorKind#CLIENT_GONE})
 * @param message of the error; null where it succeeded
 * @param keyOnly it failed by the fault of the provider's key alone, and the same deployment is called with another: not its failure
 * @param requestId the provider's own id of the call; null where it told none
 */
public record AttemptRecord(
        String model,
        String deployment,
        long startNanos,
        long firstByteNanos,
        long firstOutputNanos,
        long endNanos,
        int status,
        @Nullable ErrorKind error,
        @Nullable String message,
        boolean keyOnly,
        @Nullable String requestId) {
    /** Where providers tell their own id: OpenAI and who copies it, Anthropic, Amazon, Azure. Sources: their references (2026-11). */
    private static final String[] IDS = {"x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"};

    private static final int LONGEST_ID = 128;

    /** The provider's own id of a call in the head of its reply; null where there is none, or none that is fit for a log and a header. */
    static @Nullable String requestIdIn(Headers headers) {
        if (headers == Headers.NONE) {
            return null;
        }
        for (String name : IDS) {
            String id = headers.first(name);
            if (id != null) {
                return plain(id) ? id : null;
            }
        }
        return null;
    }

    private static boolean plain(String id) {
        for (int i = 0; i < id.length(); i++) {
            if (id.charAt(i) <= ' ' || id.charAt(i) > '~') {
                return false;
            }
        }
        return !id.isEmpty() && id.length() <= LONGEST_ID;
    }
}
