package dev.pointsman.upstream;

import dev.pointsman.api.ErrorKind;
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
        boolean keyOnly) {}
