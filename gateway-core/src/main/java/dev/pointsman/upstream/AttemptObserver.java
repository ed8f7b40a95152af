package dev.pointsman.upstream;

import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears what becomes of one request at its providers. Called on the exchange's loop; each call before what it tells of reaches the client. */
public interface AttemptObserver {
    /** A call goes out. {@link #ended} follows. */
    void sent(String deploymentId);

    /** The head of its reply came, of whatever status; several times where an answer takes several calls. */
    void head(Headers headers);

    /** A call is over; before the reply's end where it answered. */
    void ended(AttemptRecord attempt);

    /**
     * The reply's head goes to the client next, from this deployment.
     *
     * @param dropped fields of the request that it was not told of, as its provider has no place for them
     * @param requestId the provider's own id of the call; null where it told none
     */
    void answering(
            String model, Deployment deployment, String deploymentId, List<String> dropped, @Nullable String requestId);

    /** Tokens of the reply that answers, as far as known; a later call replaces an earlier one. */
    void usage(Usage usage);

    /** The provider's raw word of why the answer ended, and whether its table knows it. */
    void finish(String reason, boolean known);

    /** A defect of ours ended the request: to be logged with its id. */
    void defect(RuntimeException defect);

    /** No deployment answered: the client gets an error next. */
    void gaveUp();
}
