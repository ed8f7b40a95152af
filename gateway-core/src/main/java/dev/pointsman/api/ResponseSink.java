package dev.pointsman.api;

/**
 * Where the reply goes: {@code start data* (complete | fail)}; {@code fail} may also come first.
 *
 * <p>All calls come on the exchange's loop. After {@code complete} or {@code fail} nothing more may come; a sink ignores what does.
 * {@code fail} before {@code start} becomes an error reply with its status; after {@code start} it becomes the dialect's own error event
 * and a cut connection, never a clean end. Arrays handed over belong to the sink.
 */
public interface ResponseSink {
    void start(ReplyHead head);

    /** The next bytes of the body; of an event stream always whole events. */
    void data(byte[] bytes);

    void complete();

    void fail(GatewayException error);

    /** False: the client is slow, hold back; {@link #whenWritable} tells when there is room. */
    boolean writable();

    /** Runs once, on the loop, as soon as there is room again. */
    void whenWritable(Runnable resume);

    /** A sink that passes everything on; for those that only watch, or change a part. */
    abstract class Forwarding implements ResponseSink {
        private final ResponseSink next;

        protected Forwarding(ResponseSink next) {
            this.next = next;
        }

        @Override
        public void start(ReplyHead head) {
            next.start(head);
        }

        @Override
        public void data(byte[] bytes) {
            next.data(bytes);
        }

        @Override
        public void complete() {
            next.complete();
        }

        @Override
        public void fail(GatewayException error) {
            next.fail(error);
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
}
