package dev.pointsman.fleet;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * A store that several gateways share and that runs scripts, each whole and alone. Commands of one gateway run in the order in which they were sent.
 * Thread-safe; never blocks.
 */
public interface SharedStore extends AutoCloseable {
    /**
     * Runs a script in one round trip.
     *
     * @return the numbers it answers, on any thread; fails where the store is not there, at once where that is known. May stay open for as long as the
     *     store does not answer
     */
    CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments);

    /** Ends the connection; what is under way fails. */
    @Override
    void close();
}
