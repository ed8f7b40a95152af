package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.provider.Reply;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what a decoder finds, with a plain JSON body changed on its way: the head waits for the body, whose length it tells. Streams go
 * through untouched.
 */
public final class ReshapedReply implements Reply {
    /** What becomes of a body. */
    @FunctionalInterface
    public interface Change {
        /**
         * Of a whole, well-formed JSON body, with the usage that was found in it.
         *
         * @throws GatewayException where the body tells a failure
         */
        byte[] of(byte[] body, @Nullable Usage usage);
    }

    private final Reply next;
    private final Change change;
    private final Predicate<String> knowsFinish;
    private @Nullable ReplyHead held;
    private @Nullable Usage usage;
    private boolean failed;

    public ReshapedReply(Reply next, Change change) {
        this(next, change, reason -> true);
    }

    /** With {@code knowsFinish}, which tells whether a word of why an answer ended is in the provider's table. */
    public ReshapedReply(Reply next, Change change, Predicate<String> knowsFinish) {
        this.next = next;
        this.change = change;
        this.knowsFinish = knowsFinish;
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
            changed = change.of(bytes, usage);
        } catch (GatewayException told) {
            failed = true;
            next.fail(told);
            return;
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
    public void usage(Usage told) {
        usage = told;
        if (!failed) {
            next.usage(told);
        }
    }

    @Override
    public void finish(String reason) {
        if (!knowsFinish.test(reason)) {
            unknownFinish(reason);
        } else if (!failed) {
            next.finish(reason);
        }
    }

    @Override
    public void unknownFinish(String reason) {
        if (!failed) {
            next.unknownFinish(reason);
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
