package dev.pointsman.dialect.responses;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.dialect.ChatEvents;
import dev.pointsman.provider.Reply;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Hears a chat's reply and tells it as a response: a stream of named events, or one object, whichever the head says. The last event waits for
 * the end, when usage is known. Confined to one loop.
 */
final class ResponseReply implements Reply {
    private final Reply out;
    private final EventWriter events;
    private final Answer answer;
    private final ChatEvents chat;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);
    private @Nullable ReplyHead held;
    private @Nullable Usage usage;
    private boolean over;

    ResponseReply(Envelope envelope, Clock clock, Reply out) {
        this.out = out;
        this.events = new EventWriter();
        this.answer = new Answer(envelope, events, clock);
        this.chat = new ChatEvents(answer, answer);
    }

    @Override
    public void start(ReplyHead head) {
        events.keep(head.streamed());
        if (head.streamed()) {
            out.start(head);
        } else {
            held = head;
        }
    }

    @Override
    public void preamble(byte[] bytes) {
        heard(bytes);
    }

    @Override
    public void output(byte[] bytes) {
        heard(bytes);
    }

    private void heard(byte[] bytes) {
        if (over) {
            return;
        }
        if (held != null) {
            body.writeBytes(bytes);
            return;
        }
        try {
            chat.feed(bytes);
            events.flush(out);
        } catch (GatewayException broken) {
            fail(broken);
        }
    }

    @Override
    public void usage(Usage latest) {
        if (over) {
            return;
        }
        answer.usage(latest);
        if (held == null) {
            out.usage(latest);
        } else {
            usage = latest;
        }
    }

    @Override
    public void finish(String reason) {
        if (!over) {
            out.finish(reason);
        }
    }

    @Override
    public void unknownFinish(String reason) {
        if (!over) {
            out.unknownFinish(reason);
        }
    }

    @Override
    public void end() {
        if (over) {
            return;
        }
        try {
            ReplyHead head = held;
            if (head != null) {
                whole(head);
            } else {
                chat.end();
                answer.end();
                events.flush(out);
            }
        } catch (GatewayException broken) {
            fail(broken);
            return;
        }
        over = true;
        out.end();
    }

    private void whole(ReplyHead head) {
        chat.whole(body.toByteArray());
        byte[] response = answer.end();
        out.start(new ReplyHead(head.status(), head.contentType(), response.length, head.headers()));
        if (usage != null) {
            out.usage(usage);
        }
        out.output(response);
    }

    @Override
    public void fail(GatewayException error) {
        if (over) {
            return;
        }
        over = true;
        if (held == null) {
            events.flush(out);
        }
        out.fail(error);
    }
}
