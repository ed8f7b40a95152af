package dev.pointsman.flow.guarded;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.guardrail.EventTexts;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Stage;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply under guardrails. A whole one is held, up to {@value #MOST_BYTES} bytes, looked through at its end and edited in its bytes; a stream goes through
 * {@link GuardedStream}; what has no texts passes. Nothing starts before something may leave, so that what is blocked until then is an answer with its status.
 */
final class GuardedReply extends ResponseSink.Forwarding {
    static final int MOST_BYTES = 32 << 20;
    private static final int SUCCESS = 200;
    private static final int NO_SUCCESS = 300;

    private enum Way {
        PASS,
        WHOLE,
        STREAM
    }

    private final Guarding guarding;
    private final List<Guardrail> guardrails;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private Way way = Way.PASS;
    private @Nullable ReplyHead head;
    private @Nullable GuardedStream stream;
    private boolean over;

    GuardedReply(Guarding guarding, List<Guardrail> guardrails, ResponseSink next) {
        super(next);
        this.guarding = guarding;
        this.guardrails = guardrails;
    }

    @Override
    public void start(ReplyHead first) {
        head = first;
        boolean good = first.status() >= SUCCESS && first.status() < NO_SUCCESS;
        String type = first.contentType();
        if (good && type.startsWith("application/json")) {
            way = Way.WHOLE;
        } else if (good
                && type.startsWith("text/event-stream")
                && EventTexts.understands(guarding.exchange().request().endpoint())) {
            way = Way.STREAM;
            stream = new GuardedStream(guarding, guardrails, this::leave);
        } else {
            begin(first);
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (over) {
            return;
        }
        GuardedStream its = stream;
        if (way == Way.PASS) {
            super.data(bytes);
        } else if (its != null) {
            guard(() -> its.data(bytes));
        } else if (gathered.size() + bytes.length > MOST_BYTES) {
            end(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR,
                    "the reply has more than " + MOST_BYTES + " bytes, which guardrails cannot look through"));
        } else {
            gathered.writeBytes(bytes);
        }
    }

    /** Ends where a guardrail says so, and where one is defect. */
    private void guard(Runnable work) {
        try {
            work.run();
            if (guarding.findings().blockedBy() != null) {
                end(guarding.blocked());
            }
        } catch (RuntimeException thrown) {
            end(guarding.defect(thrown));
        }
    }

    @Override
    public void complete() {
        if (over) {
            return;
        }
        GuardedStream its = stream;
        if (way == Way.PASS) {
            finish();
        } else if (its != null) {
            guard(its::ended);
            if (!over) {
                its.hear(this::finish, this::fail);
            }
        } else {
            byte[] body = gathered.toByteArray();
            guarding.work(body.length, () -> guarding.edited(body, guardrails, Stage.REPLY), this::ask, this::fail);
        }
    }

    private void ask(byte[] body) {
        if (guarding.findings().blockedBy() != null) {
            fail(guarding.blocked());
            return;
        }
        new Hearing(guarding, Guarding.asking(guardrails), Stage.REPLY).of(body, this::deliver, this::fail);
    }

    private void deliver(byte[] body) {
        ReplyHead first = head;
        if (over || first == null) {
            return;
        }
        begin(new ReplyHead(first.status(), first.contentType(), body.length, first.headers()));
        super.data(body);
        finish();
    }

    private void begin(ReplyHead first) {
        head = null;
        guarding.tellClient();
        super.start(first);
    }

    /** Bytes of a stream that may leave. */
    private void leave(byte[] bytes) {
        ReplyHead first = head;
        if (first != null) {
            begin(first);
        }
        super.data(bytes);
    }

    private void finish() {
        if (!over) {
            ReplyHead first = head;
            if (first != null) {
                begin(first);
            }
            over = true;
            guarding.tell();
            super.complete();
        }
    }

    /** Ends the call under way, too. */
    private void end(GatewayException why) {
        guarding.exchange().cancel(why);
        fail(why);
    }

    @Override
    public void fail(GatewayException error) {
        if (!over) {
            over = true;
            guarding.tell();
            if (head != null) {
                guarding.tellClient();
            }
            super.fail(error);
        }
    }
}
