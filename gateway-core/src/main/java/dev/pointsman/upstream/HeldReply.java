package dev.pointsman.upstream;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The reply of one attempt, held back until its first output: until then another attempt may take its place unseen. */
final class HeldReply implements Reply {
    private static final int HELD_BYTES = 256 * 1024;

    private final Attempt attempt;
    private @Nullable ReplyHead head;
    private List<byte[]> held = List.of();
    private int heldBytes;
    private @Nullable Usage usage;
    private @Nullable String finish;
    private boolean finishKnown = true;
    private boolean started;

    HeldReply(Attempt attempt) {
        this.attempt = attempt;
    }

    /** Output has gone to the client. */
    boolean started() {
        return started;
    }

    @Override
    public void start(ReplyHead first) {
        if (head == null) {
            head = first;
        }
    }

    @Override
    public void preamble(byte[] bytes) {
        if (attempt.over()) {
            return;
        }
        if (started) {
            write(bytes);
            return;
        }
        heldBytes += bytes.length;
        if (heldBytes > HELD_BYTES) {
            attempt.fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, attempt.deploymentId() + ": too much before the first output"));
            return;
        }
        if (held.isEmpty()) {
            held = new ArrayList<>(2);
        }
        held.add(bytes);
    }

    @Override
    public void output(byte[] bytes) {
        if (attempt.over()) {
            return;
        }
        if (!started) {
            begin();
        }
        write(bytes);
    }

    @Override
    public void usage(Usage latest) {
        if (attempt.over()) {
            return;
        }
        if (started) {
            attempt.execution().observer().usage(latest);
        } else {
            usage = latest;
        }
    }

    @Override
    public void finish(String reason) {
        finish(reason, true);
    }

    @Override
    public void unknownFinish(String reason) {
        finish(reason, false);
    }

    private void finish(String reason, boolean known) {
        if (attempt.over()) {
            return;
        }
        if (started) {
            attempt.execution().observer().finish(reason, known);
        } else {
            finish = reason;
            finishKnown = known;
        }
    }

    @Override
    public void end() {
        if (attempt.over()) {
            return;
        }
        if (!started) {
            begin();
        }
        attempt.complete();
    }

    @Override
    public void fail(GatewayException error) {
        attempt.fail(error);
    }

    /** The client may leave, and the attempt be over, within any call of the sink. */
    private void write(byte[] bytes) {
        if (!attempt.over()) {
            attempt.execution().sink().data(bytes);
            attempt.passedOn();
        }
    }

    private void begin() {
        if (head == null) {
            throw new IllegalStateException("output before the head of the reply");
        }
        started = true;
        AttemptObserver observer = attempt.execution().observer();
        if (usage != null) {
            observer.usage(usage);
        }
        if (finish != null) {
            observer.finish(finish, finishKnown);
        }
        attempt.firstOutput();
        attempt.execution().sink().start(head);
        for (int i = 0; i < held.size(); i++) {
            write(held.get(i));
        }
        held = List.of();
    }
}
