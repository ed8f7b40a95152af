package dev.pointsman.flow.judged;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;

/** Passes a reply on and then lets another sink hear the same, so that what that does delays nobody. Of a reply that fails it hears no end. */
final class Overheard extends ResponseSink.Forwarding {
    private final ResponseSink ear;

    Overheard(ResponseSink next, ResponseSink ear) {
        super(next);
        this.ear = ear;
    }

    @Override
    public void start(ReplyHead head) {
        super.start(head);
        ear.start(head);
    }

    @Override
    public void data(byte[] bytes) {
        super.data(bytes);
        ear.data(bytes);
    }

    @Override
    public void complete() {
        super.complete();
        ear.complete();
    }

    /** What a sink hears that passes nothing on. */
    static ResponseSink ear(Runnable whole) {
        return new ResponseSink() {
            @Override
            public void start(ReplyHead head) {
                // only the end is waited for
            }

            @Override
            public void data(byte[] bytes) {
                // the same
            }

            @Override
            public void complete() {
                whole.run();
            }

            @Override
            public void fail(GatewayException error) {
                // a reply that is not whole is not marked
            }

            @Override
            public boolean writable() {
                return true;
            }

            @Override
            public void whenWritable(Runnable resume) {
                resume.run();
            }
        };
    }
}
