package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import org.jspecify.annotations.Nullable;

/** A sink that passes everything on and tells an observer how the reply began and ended, before the client can see the end; it ends once, whatever comes. */
final class ObservedSink extends ResponseSink.Forwarding {
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
    private final Observer observer;
    private int status;
    private long firstDataNanos = -1;
    private boolean ended;

    ObservedSink(Exchange exchange, ResponseSink next, Observer observer) {
        super(next);
        this.exchange = exchange;
        this.observer = observer;
    }

    @Override
    public void start(ReplyHead head) {
        status = head.status();
        super.start(head);
    }

    @Override
    public void data(byte[] bytes) {
        if (firstDataNanos < 0) {
            firstDataNanos = exchange.elapsedNanos();
        }
        super.data(bytes);
    }

    @Override
    public void complete() {
        if (!ended) {
            ended = true;
            observer.ended(exchange, status, firstDataNanos, null);
            super.complete();
        }
    }

    @Override
    public void fail(GatewayException error) {
        if (!ended) {
            ended = true;
            observer.ended(exchange, status == 0 ? error.status() : status, firstDataNanos, error);
            super.fail(error);
        }
    }
}
