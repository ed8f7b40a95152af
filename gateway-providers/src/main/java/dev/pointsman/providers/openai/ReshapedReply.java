package dev.pointsman.providers.openai;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a decoder finds, with a plain JSON body changed on its way: the head waits for the body, whose length it tells. Streams go
 * through untouched.
 */
final class ReshapedReply implements Reply {
    private final Reply next;
    private final UnaryOperator<byte[]> change;
    private @Nullable ReplyHead held;
    private boolean failed;

    /** {@code change} gets a whole, well-formed JSON body. */
    ReshapedReply(Reply next, UnaryOperator<byte[]> change) {
        this.next = next;
        this.change = change;
    }

    @Override
    public void start(ReplyHead head) {
        if (head.streamed()) {
            next.start(head);
        } else {
            held = head;
        }
    }

    @Override
    public void preamble(byte[] bytes) {
        next.preamble(bytes);
    }

    @Override
    public void output(byte[] bytes) {
        ReplyHead head = held;
        if (head == null) {
            next.output(bytes);
            return;
        }
        held = null;
        byte[] changed;
        try {
            changed = change.apply(bytes);
        } catch (JsonCursor.Malformed broken) {
            failed = true;
            next.fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider's reply is not what it should be: " + broken.getMessage()));
            return;
        }
        next.start(new ReplyHead(head.status(), head.contentType(), changed.length, head.headers()));
        next.output(changed);
    }

    @Override
    public void usage(Usage usage) {
        if (!failed) {
            next.usage(usage);
        }
    }

    @Override
    public void finish(String reason) {
        if (!failed) {
            next.finish(reason);
        }
    }

    @Override
    public void end() {
        if (!failed) {
            ReplyHead head = held;
            if (head != null) {
                held = null;
                next.start(head);
            }
            next.end();
        }
    }

    @Override
    public void fail(GatewayException error) {
        if (!failed) {
            next.fail(error);
        }
    }
}
