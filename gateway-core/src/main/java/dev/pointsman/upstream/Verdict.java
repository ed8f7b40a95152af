package dev.pointsman.upstream;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to tell the client when nothing answered: of all failures the most telling, among equals the first, so that a fault of the model asked
 * for comes before one of its stand-ins.
 */
final class Verdict {
    private @Nullable GatewayException telling;
    private boolean onlyCooling = true;
    private long blockedNanos = Long.MAX_VALUE;

    /** A deployment failed. */
    void failed(GatewayException error) {
        if (telling == null || weight(error.kind()) > weight(telling.kind())) {
            telling = error;
        }
    }

    /** A deployment could not be called. */
    void blocked(boolean cooling, long nanos) {
        onlyCooling &= cooling;
        blockedNanos = Math.min(blockedNanos, nanos);
    }

    /** The failures' most telling; where nothing could be called at all, that, with the time until something may be. */
    GatewayException error(String model) {
        if (telling != null) {
            return telling;
        }
        if (blockedNanos == Long.MAX_VALUE) {
            return new GatewayException(
                    ErrorKind.NO_DEPLOYMENT, "model \"" + model + "\": no deployment may be called");
        }
        Duration wait = Duration.ofNanos(Math.max(1, blockedNanos));
        String why = onlyCooling
                ? "model \"" + model + "\": its provider asked to wait; try again later"
                : "model \"" + model + "\": no healthy deployment at the moment; try again later";
        return new GatewayException(onlyCooling ? ErrorKind.RATE_LIMITED : ErrorKind.NO_DEPLOYMENT, why)
                .withRetryAfter(wait);
    }

    /** What the client can act on weighs more than what only we can mend. */
    private static int weight(ErrorKind kind) {
        return switch (kind) {
            case INTERNAL, UPSTREAM_REJECTED -> 6;
            case RATE_LIMITED, OVER_LIMIT, OVER_SPEND -> 5;
            case CONTEXT_TOO_LONG, CONTENT_FILTER -> 4;
            case UPSTREAM_ERROR, UPSTREAM_OVERLOADED, UPSTREAM_TIMEOUT -> 3;
            case UPSTREAM_CONNECT -> 2;
            case UPSTREAM_AUTHENTICATION, UPSTREAM_NOT_FOUND, QUOTA_EXHAUSTED -> 1;
            default -> 0;
        };
    }
}
