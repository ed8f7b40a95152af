package dev.pointsman.server.admin;

import io.netty.channel.EventLoop;
import java.util.Map;

/** An answer that goes on: its head, pieces, its end. Confined to the loop of the admin listener, on which it is opened and its hooks run. */
public interface AdminStream {
    /**
     * Sends the head; once, before all else.
     *
     * @param headers besides the type
     */
    void begin(int status, String contentType, Map<String, String> headers);

    /** Whether the reader is there and keeps up. What is sent while it does not is kept in memory: do not. */
    boolean ready();

    /** Sends a piece; nothing where the reader has left. */
    void send(byte[] piece);

    /** Ends it whole; what comes after is dropped. */
    void end();

    /** Ends it so that the reader sees that it is not whole. */
    void abort();

    /** What runs each time that the reader begins or ceases to keep up. */
    void whenReadyChanges(Runnable hook);

    /** What runs once, when the reader has left or the stream has ended. */
    void whenClosed(Runnable hook);

    /** The loop. */
    EventLoop loop();
}
