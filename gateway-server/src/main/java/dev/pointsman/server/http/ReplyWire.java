package dev.pointsman.server.http;

import dev.pointsman.api.ReplyHead;
import java.util.List;

/**
 * The way of one reply to its client in a version of HTTP: {@code start data* (end | abort)}, on the loop of the channel.
 *
 * <p>It frames and flushes; what is said, and that it is said once, is {@link ClientResponse}'s.
 */
interface ReplyWire {
    /** The interim reply 100: the client may send its body. */
    void sendContinue();

    /** The rest of the request will not be read: nothing may follow this reply on the connection. Before {@code start}. */
    void leaveRequestUnread();

    /**
     * Begins the reply.
     *
     * @param headers names and values in turn, besides those of the head
     */
    void start(ReplyHead head, String requestId, List<String> headers);

    void data(byte[] bytes);

    /** The reply is whole. One that is shorter than its head said is aborted. */
    void end();

    /** Ends a started reply so that the client sees it is not whole. */
    void abort();

    boolean writable();
}
