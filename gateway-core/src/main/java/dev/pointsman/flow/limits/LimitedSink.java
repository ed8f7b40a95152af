package dev.pointsman.flow.limits;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.util.ArrayList;
import java.util.List;

/** Passes a reply on without what its provider tells of its own limits, measures it, and tells once when it has ended. */
final class LimitedSink implements ResponseSink {
    private final LimitedExchange limited;
    private final ResponseSink next;

    LimitedSink(LimitedExchange limited, ResponseSink next) {
        this.limited = limited;
        this.next = next;
    }

    @Override
    public void start(ReplyHead head) {
        next.start(ownLimitsOnly(head));
    }

    /** A client that reads a provider's numbers beside the gateway's would wait for the wrong ones. */
    private static ReplyHead ownLimitsOnly(ReplyHead head) {
        List<String> headers = head.headers();
        List<String> kept = null;
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            boolean foreign =
                    headers.get(i).startsWith("x-ratelimit-") || headers.get(i).startsWith("anthropic-ratelimit-");
            if (foreign && kept == null) {
                kept = new ArrayList<>(headers.subList(0, i));
            } else if (!foreign && kept != null) {
                kept.add(headers.get(i));
                kept.add(headers.get(i + 1));
            }
        }
        return kept == null ? head : new ReplyHead(head.status(), head.contentType(), head.bodyBytes(), kept);
    }

    @Override
    public void data(byte[] bytes) {
        limited.delivered(bytes);
        next.data(bytes);
    }

    @Override
    public void complete() {
        limited.over();
        next.complete();
    }

    @Override
    public void fail(GatewayException error) {
        limited.over();
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
