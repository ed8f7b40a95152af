package dev.pointsman.flow.limits;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.util.ArrayList;
import java.util.List;

/** Passes a reply on without what its provider tells of its own limits, measures it, and tells once when it has ended. */
final class LimitedSink extends ResponseSink.Forwarding {
    private final LimitedExchange limited;

    LimitedSink(LimitedExchange limited, ResponseSink next) {
        super(next);
        this.limited = limited;
    }

    @Override
    public void start(ReplyHead head) {
        super.start(ownLimitsOnly(head));
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
        super.data(bytes);
    }

    @Override
    public void complete() {
        limited.over();
        super.complete();
    }

    @Override
    public void fail(GatewayException error) {
        limited.over();
        super.fail(error);
    }
}
