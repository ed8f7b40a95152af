package dev.pointsman.inquiry;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** Gathers a small reply; one of more than {@value #MOST_BYTES} bytes counts as failed. Confined to its loop. */
final class WholeReply implements ResponseSink {
    static final int MOST_BYTES = 1 << 20;

    /** Hears how it ended, once. */
    interface Ended {
        /**
         * It is over.
         *
         * @param reply null where there is none
         */
        void with(byte @Nullable [] reply);
    }

    private final Ended ended;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private boolean tooLarge;

    WholeReply(Ended ended) {
        this.ended = ended;
    }

    @Override
    public void start(ReplyHead head) {
        tooLarge = head.bodyBytes() > MOST_BYTES;
    }

    @Override
    public void data(byte[] bytes) {
        tooLarge = tooLarge || gathered.size() + bytes.length > MOST_BYTES;
        if (!tooLarge) {
            gathered.writeBytes(bytes);
        }
    }

    @Override
    public void complete() {
        ended.with(tooLarge ? null : gathered.toByteArray());
    }

    @Override
    public void fail(GatewayException error) {
        ended.with(null);
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void whenWritable(Runnable resume) {
        resume.run();
    }
}
