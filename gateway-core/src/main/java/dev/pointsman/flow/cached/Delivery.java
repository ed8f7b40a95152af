package dev.pointsman.flow.cached;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import java.util.ArrayDeque;

/**
 * A reply on its way to one client, at the client's pace: what does not go out waits here. Confined to the exchange's loop but for
 * {@link #pendingBytes}. The only one that waits for room in its sink.
 */
final class Delivery {
    private final Exchange exchange;
    private final ResponseSink sink;
    private final Runnable onRoom;
    private final ArrayDeque<byte[]> pending = new ArrayDeque<>(2);
    private volatile long pendingBytes;
    private boolean started;
    private boolean whole;
    private boolean waiting;
    private boolean ended;

    /** @param onRoom runs on the loop whenever the client has taken something after it was slow */
    Delivery(Exchange exchange, ResponseSink sink, Runnable onRoom) {
        this.exchange = exchange;
        this.sink = sink;
        this.onRoom = onRoom;
    }

    void start(ReplyHead head) {
        if (!ended) {
            started = true;
            sink.start(head);
        }
    }

    void data(byte[] bytes) {
        if (!ended) {
            pending.add(bytes);
            waits(bytes.length);
            pump();
        }
    }

    /** Nothing follows. What still waits goes out as the client takes it. */
    void complete() {
        whole = true;
        pump();
        if (!ended) {
            exchange.onCancel(() -> fail(exchange.cancelledBy()));
        }
    }

    void fail(GatewayException error) {
        if (!ended) {
            drop();
            sink.fail(error);
        }
    }

    /** Writes nothing any more; the sink is ended by someone else. */
    void drop() {
        ended = true;
        pending.clear();
        pendingBytes = 0;
    }

    boolean started() {
        return started;
    }

    /** Whether the client takes bytes as they come. */
    boolean idle() {
        return pending.isEmpty() && sink.writable();
    }

    /** Bytes that wait for the client; for other loops, too. */
    long pendingBytes() {
        return pendingBytes;
    }

    /** Has {@code onRoom} run when there is room again. */
    void awaitRoom() {
        if (!waiting && !ended) {
            waiting = true;
            sink.whenWritable(this::room);
        }
    }

    private void room() {
        waiting = false;
        pump();
        onRoom.run();
    }

    private void pump() {
        while (!ended && !pending.isEmpty() && sink.writable()) {
            byte[] next = pending.remove();
            waits(-next.length);
            sink.data(next);
        }
        if (ended) {
            return;
        }
        if (!pending.isEmpty()) {
            awaitRoom();
        } else if (whole) {
            ended = true;
            sink.complete();
        }
    }

    private void waits(int moreBytes) {
        pendingBytes = pending.isEmpty() ? 0 : pendingBytes + moreBytes;
    }
}
