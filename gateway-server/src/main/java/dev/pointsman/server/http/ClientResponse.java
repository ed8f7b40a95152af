package dev.pointsman.server.http;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorForm;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reply to one request, over the wire of its channel. Keeps the order and the once of {@link ResponseSink}, and turns failures into
 * the error form of the client's API: as the reply before it started, as the last event of an event stream after that. Confined to its loop.
 */
final class ClientResponse implements ResponseSink {
    private static final Logger LOG = LoggerFactory.getLogger(ClientResponse.class);

    private final ReplyWire wire;
    private final String requestId;
    private final Runnable onEnd;
    private List<String> headers = List.of();
    private @Nullable Runnable resume;
    private @Nullable Endpoint endpoint;
    private ErrorForm form = ErrorForm.OPENAI;
    private int passed;
    private boolean started;
    private boolean events;
    private boolean ended;

    /** @param onEnd runs once, when nothing more will be written */
    ClientResponse(ReplyWire wire, String requestId, Runnable onEnd) {
        this.wire = wire;
        this.requestId = requestId;
        this.onEnd = onEnd;
    }

    /** Names and values in turn that go with the reply; read when it starts. */
    void headers(List<String> pairs) {
        headers = pairs;
    }

    List<String> headers() {
        return headers;
    }

    /** The client asks there: its errors are told in that API's form. OpenAI's until then. */
    void endpoint(Endpoint its) {
        endpoint = its;
        form = ErrorForm.of(its);
        if (form == ErrorForm.ANTHROPIC) {
            List<String> more = new ArrayList<>(headers);
            more.add("request-id");
            more.add(requestId);
            headers = more;
        }
    }

    /** Null where its path is none of the API's, or was not looked at. */
    @Nullable
    Endpoint endpoint() {
        return endpoint;
    }

    @Override
    public void start(ReplyHead head) {
        if (ended || started) {
            return;
        }
        started = true;
        events = head.contentType().startsWith("text/event-stream");
        wire.start(head, requestId, headers);
    }

    @Override
    public void data(byte[] bytes) {
        if (started && !ended) {
            if (form == ErrorForm.RESPONSES && events) {
                passed += namedEvents(bytes);
            }
            wire.data(bytes);
        }
    }

    /** Events in whole events, each of which has a name: an error that follows is numbered after them. */
    private static int namedEvents(byte[] bytes) {
        int count = 0;
        for (int i = 0; i + 5 < bytes.length; i++) {
            boolean line = i == 0 || bytes[i - 1] == '\n';
            if (line && bytes[i] == 'e' && bytes[i + 1] == 'v' && bytes[i + 5] == ':') {
                count++;
            }
        }
        return count;
    }

    @Override
    public void complete() {
        if (!started) {
            fail(new GatewayException(ErrorKind.INTERNAL, "internal error; request id " + requestId));
        } else if (finish()) {
            wire.end();
        }
    }

    @Override
    public void fail(GatewayException error) {
        if (!finish()) {
            return;
        }
        if (started) {
            if (events) {
                wire.data(form.event(error, requestId, passed));
            }
            wire.abort();
            return;
        }
        if (error.kind() == ErrorKind.INTERNAL) {
            LOG.error("request {} failed", requestId, error);
        }
        started = true;
        byte[] body = form.body(error, requestId);
        wire.start(new ReplyHead(status(error), ReplyHead.JSON, body.length, retryAfter(error)), requestId, headers);
        wire.data(body);
        wire.end();
    }

    private static int status(GatewayException error) {
        return error.status() >= 400 && error.status() < 600 ? error.status() : 502;
    }

    private static List<String> retryAfter(GatewayException error) {
        Duration wait = error.retryAfter();
        if (wait == null) {
            return List.of();
        }
        long seconds = wait.getNano() > 0 ? wait.getSeconds() + 1 : wait.getSeconds();
        return List.of(
                "retry-after",
                Long.toString(Math.max(1, seconds)),
                "retry-after-ms",
                Long.toString(Math.max(1, (wait.toNanos() + 999_999) / 1_000_000)));
    }

    @Override
    public boolean writable() {
        return !ended && wire.writable();
    }

    @Override
    public void whenWritable(Runnable hook) {
        if (writable()) {
            hook.run();
        } else {
            resume = hook;
        }
    }

    void writabilityChanged() {
        Runnable hook = resume;
        if (hook != null && writable()) {
            resume = null;
            hook.run();
        }
    }

    /** The client has left: nothing is written any more. */
    void gone() {
        finish();
    }

    boolean ended() {
        return ended;
    }

    private boolean finish() {
        if (ended) {
            return false;
        }
        ended = true;
        resume = null;
        onEnd.run();
        return true;
    }
}
