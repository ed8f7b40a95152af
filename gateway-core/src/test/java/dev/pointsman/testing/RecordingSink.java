package dev.pointsman.testing;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * A client's end of a reply that remembers all it got. A call out of order ({@code start data* (complete | fail)}, or {@code fail} first)
 * fails at once: an exchange that ends twice is a broken law.
 */
public final class RecordingSink implements ResponseSink {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final Deque<Runnable> resumes = new ArrayDeque<>();
    private @Nullable ReplyHead head;
    private @Nullable GatewayException error;
    private boolean completed;
    private boolean writable = true;

    @Override
    public void start(ReplyHead first) {
        if (head != null || ended()) {
            throw new AssertionError("start after " + this);
        }
        head = first;
    }

    @Override
    public void data(byte[] bytes) {
        if (head == null || ended()) {
            throw new AssertionError("data after " + this);
        }
        body.writeBytes(bytes);
    }

    @Override
    public void complete() {
        if (head == null || ended()) {
            throw new AssertionError("complete after " + this);
        }
        completed = true;
    }

    @Override
    public void fail(GatewayException failure) {
        if (ended()) {
            throw new AssertionError("fail(" + failure.kind() + ") after " + this);
        }
        error = failure;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    @Override
    public void whenWritable(Runnable resume) {
        if (writable) {
            resume.run();
        } else {
            resumes.add(resume);
        }
    }

    /** The client stops reading. */
    public void stall() {
        writable = false;
    }

    /** The client reads on: all that waited for room runs. */
    public void drain() {
        writable = true;
        for (Runnable next = resumes.poll(); next != null && writable; next = resumes.poll()) {
            next.run();
        }
    }

    public boolean started() {
        return head != null;
    }

    public @Nullable ReplyHead head() {
        return head;
    }

    public String body() {
        return body.toString(StandardCharsets.UTF_8);
    }

    /** It ended well: the answer is whole. */
    public boolean completed() {
        return completed;
    }

    /** What it failed with; null where it did not. */
    public @Nullable GatewayException error() {
        return error;
    }

    public boolean ended() {
        return completed || error != null;
    }

    @Override
    public String toString() {
        return (head == null ? "nothing" : "start(" + head.status() + ")") + " body=" + body() + " completed="
                + completed + " error=" + (error == null ? "none" : error.kind() + ": " + error.text());
    }
}
