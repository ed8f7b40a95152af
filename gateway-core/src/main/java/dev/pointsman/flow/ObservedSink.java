package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import org.jspecify.annotations.Nullable;

/** A sink that passes everything on and tells an observer how the reply began and ended; it ends once, whatever comes. */
final class ObservedSink implements ResponseSink {
    /** Hears of the end of a reply. */
    interface Observer {
        /**
         * Called once.
         *
         * @param status HTTP status the client saw
         * @param firstDataNanos time of the first body bytes since the exchange began; -1 where there were none
         * @param error null where the reply is whole
         */
        void ended(Exchange exchange, int status, long firstDataNanos, @Nullable GatewayException error);
    }

    private final Exchange exchange;
    private final ResponseSink next;
    private final Observer observer;
    private final boolean before;
    private int status;
    private long firstDataNanos = -1;
    private boolean ended;

    /** Its observer hears of the end after the client's sink has. */
    ObservedSink(Exchange exchange, ResponseSink next, Observer observer) {
        this(exchange, next, observer, false);
    }

    private ObservedSink(Exchange exchange, ResponseSink next, Observer observer, boolean before) {
        this.exchange = exchange;
        this.next = next;
        this.observer = observer;
        this.before = before;
    }

    /** One whose observer hears of the end before the client can see it. */
    static ObservedSink before(Exchange exchange, ResponseSink next, Observer observer) {
        return new ObservedSink(exchange, next, observer, true);
    }

    @Override
    public void start(ReplyHead head) {
        status = head.status();
        next.start(head);
    }

    @Override
    public void data(byte[] bytes) {
        if (firstDataNanos < 0) {
            firstDataNanos = exchange.elapsedNanos();
        }
        next.data(bytes);
    }

    @Override
    public void complete() {
        if (!ended) {
            ended = true;
            if (before) {
                observer.ended(exchange, status, firstDataNanos, null);
                next.complete();
            } else {
                next.complete();
                observer.ended(exchange, status, firstDataNanos, null);
            }
        }
    }

    @Override
    public void fail(GatewayException error) {
        if (!ended) {
            ended = true;
            int seen = status == 0 ? error.status() : status;
            if (before) {
                observer.ended(exchange, seen, firstDataNanos, error);
                next.fail(error);
            } else {
                next.fail(error);
                observer.ended(exchange, seen, firstDataNanos, error);
            }
        }
    }

    @Override
    public boolean writable() {
        return next.writable();
    }

    @Override
    public void whenWritable(Runnable resume) {
        next.whenWritable(resume);
    }
}
