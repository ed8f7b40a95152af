package dev.pointsman.provider;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;

/**
 * What a {@link ReplyDecoder} finds, in order: {@code start? (preamble | output | usage | finish)* (end | fail)}.
 *
 * <p>{@code end} comes only for an answer known to be whole (its terminal marker was seen); after {@code end} or {@code fail} nothing comes.
 * Arrays belong to the receiver.
 */
public interface Reply {
    /** Once, before any bytes. */
    void start(ReplyHead head);

    /** Bytes for the client that are no output yet: role-only deltas, pings, start events. They are held back until output follows. */
    void preamble(byte[] bytes);

    /** Bytes for the client with real output, or anything after it. */
    void output(byte[] bytes);

    /** Latest known totals; a later call replaces an earlier one. */
    void usage(Usage usage);

    /** The provider's raw word of why the answer ended. */
    void finish(String reason);

    /** The same of a word that the provider's table does not know: the client is told {@code stop}, the gateway counts it. */
    void unknownFinish(String reason);

    /** The answer is whole. The receiver completes the client's reply. */
    void end();

    /** The answer is broken, or says itself that it failed. */
    void fail(GatewayException error);
}
