package dev.pointsman.provider;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fake receiver that keeps all it is told, and fails the test where the order of calls is not the seam's. */
public final class RecordedReply implements Reply {
    private final ByteArrayOutputStream preamble = new ByteArrayOutputStream();
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final List<String> finishReasons = new ArrayList<>();
    private @Nullable ReplyHead head;
    private @Nullable Usage usage;
    private @Nullable GatewayException failure;
    private @Nullable String unknown;
    private boolean ended;
    private int pieces;

    @Override
    public void start(ReplyHead told) {
        open();
        if (head != null) {
            throw new AssertionError("started twice");
        }
        head = told;
    }

    @Override
    public void preamble(byte[] bytes) {
        open();
        if (head == null || output.size() > 0) {
            throw new AssertionError("preamble before the head or after output");
        }
        preamble.writeBytes(bytes);
        pieces++;
    }

    @Override
    public void output(byte[] bytes) {
        open();
        if (head == null) {
            throw new AssertionError("output before the head");
        }
        output.writeBytes(bytes);
        pieces++;
    }

    @Override
    public void usage(Usage told) {
        open();
        usage = told;
    }

    @Override
    public void finish(String reason) {
        open();
        finishReasons.add(reason);
    }

    @Override
    public void unknownFinish(String reason) {
        finish(reason);
        unknown = reason;
    }

    @Override
    public void end() {
        open();
        ended = true;
    }

    @Override
    public void fail(GatewayException error) {
        open();
        failure = error;
    }

    private void open() {
        if (ended || failure != null) {
            throw new AssertionError("told more after the end");
        }
    }

    /** The reason to end that was not known; null where it was. */
    public @Nullable String unknownFinish() {
        return unknown;
    }

    public @Nullable ReplyHead head() {
        return head;
    }

    public String preambleText() {
        return preamble.toString(StandardCharsets.UTF_8);
    }

    public String outputText() {
        return output.toString(StandardCharsets.UTF_8);
    }

    /** Preamble and output. */
    public String text() {
        return preambleText() + outputText();
    }

    public @Nullable Usage usage() {
        return usage;
    }

    public List<String> finishReasons() {
        return finishReasons;
    }

    public boolean ended() {
        return ended;
    }

    public @Nullable GatewayException failure() {
        return failure;
    }

    /** How many arrays were handed over. */
    public int pieces() {
        return pieces;
    }
}
