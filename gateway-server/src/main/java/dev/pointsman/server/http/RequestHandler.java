package dev.pointsman.server.http;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.flow.Exchange;
import dev.pointsman.server.http.request.Inflation;
import dev.pointsman.server.http.request.RequestBody;
import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request, in either version of HTTP: its head is checked, its body gathered and parsed, an exchange opened and given to the chain.
 *
 * <p>Calls come on the loop, as {@code begin body* end}, and at any time {@link #gone} once. After a refusal the connection may go on
 * calling; nothing follows from it.
 */
final class RequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(RequestHandler.class);
    /** Larger bodies are parsed on the worker: a scan of 1 MB takes the loop about 2 ms. */
    private static final int PARSED_ON_LOOP = 1 << 20;

    /** Who sends more, or asks first whether to send, is asked for a key before the body comes, not only after it. */
    private static final int TAKEN_ON_TRUST = 64 << 10;

    private final FrontLoop front;
    private final ReplyWire wire;
    private final String id;
    private final ClientResponse response;
    private RequestRules.@Nullable Head arrived;
    private RequestRules.@Nullable Admission admitted;
    private @Nullable RequestBody body;
    private @Nullable Exchange exchange;

    RequestHandler(FrontLoop front, ReplyWire wire) {
        this.front = front;
        this.wire = wire;
        this.id = front.nextId();
        this.response = new ClientResponse(wire, id, this::release);
    }

    /** Checks the head; may answer at once. */
    void begin(RequestRules.Head head) {
        arrived = head;
        try {
            RequestRules.Admission admission = RequestRules.admit(head, front.settings(), response);
            if (admission == null) {
                preflight(head);
                return;
            }
            admitted = admission;
            if (head.bodyBytes() != 0) {
                boolean asks = RequestRules.awaitsContinue(head);
                if (asks || head.bodyBytes() < 0 || head.bodyBytes() > TAKEN_ON_TRUST) {
                    front.chain().admit(head.headers());
                }
                body = new RequestBody(front.budget(), front.settings().limits().bodyBytes(), head.bodyBytes());
                if (asks) {
                    wire.sendContinue();
                }
            }
        } catch (GatewayException refused) {
            refuse(refused, head.bodyBytes() != 0);
        }
    }

    /** The next bytes of the body, which stay the caller's to release. */
    void body(ByteBuf bytes) {
        RequestBody into = body;
        if (into == null || response.ended() || !bytes.isReadable()) {
            return;
        }
        try {
            into.add(bytes);
        } catch (GatewayException refused) {
            refuse(refused, true);
        }
    }

    /** The request is whole. */
    void end() {
        RequestRules.Admission admission = admitted;
        if (admission == null || response.ended()) {
            return;
        }
        RequestBody from = body;
        byte[] bytes = from == null ? new byte[0] : from.take();
        if (bytes.length == 0 && admission.endpoint().form() != Endpoint.Form.NONE) {
            refuse(new GatewayException(ErrorKind.INVALID_REQUEST, "the request has no body"), false);
        } else if (admission.inflation() != Inflation.NONE || bytes.length > PARSED_ON_LOOP) {
            parseOnWorker(admission, bytes);
        } else {
            parse(admission, bytes);
        }
    }

    /** Answers with an error, unless the reply has ended. */
    void refuse(GatewayException error, boolean requestUnread) {
        if (response.ended()) {
            return;
        }
        if (requestUnread) {
            wire.leaveRequestUnread();
        }
        if (exchange == null) {
            RequestRules.Admission admission = admitted;
            front.refused(id, admission == null ? "-" : admission.endpoint().path(), error);
            tellChain(error);
        }
        response.fail(error);
    }

    /** Of requests for an endpoint of the API that no web page was made to send: those are no requests of whom they came from. */
    private void tellChain(GatewayException error) {
        Endpoint endpoint = response.endpoint();
        RequestRules.Head head = arrived;
        if (endpoint != null && head != null && error.kind() != ErrorKind.PERMISSION) {
            ApiRequest unread = ApiRequest.unread(endpoint, head.headers());
            front.chain().refused(new Exchange(id, unread, front.loop(), front.nanoTime()), error);
        }
    }

    /** The client has left; means nothing once the reply has ended. */
    void gone() {
        if (response.ended()) {
            return;
        }
        response.gone();
        Exchange open = exchange;
        if (open != null) {
            open.cancel();
        }
    }

    /** The server stops and waits no longer: what is under way fails, with an error event where it is a stream. */
    void stop() {
        abandon(new GatewayException(ErrorKind.SHUTTING_DOWN, "the gateway is shutting down; send the request again")
                .withRetryAfter(Duration.ofSeconds(1)));
    }

    /** What is under way fails, whichever way it has come, and the client is told. */
    void abandon(GatewayException why) {
        Exchange open = exchange;
        if (open == null) {
            refuse(why, true);
        } else {
            open.cancel(why);
        }
    }

    void writabilityChanged() {
        response.writabilityChanged();
    }

    private void parse(RequestRules.Admission admission, byte[] bytes) {
        ApiRequest request;
        try {
            request = ApiRequest.parse(admission.endpoint(), admission.path(), admission.headers(), bytes);
        } catch (GatewayException refused) {
            refuse(refused, false);
            return;
        } catch (RuntimeException defect) {
            refuse(internal(defect), false);
            return;
        }
        open(request);
    }

    private void parseOnWorker(RequestRules.Admission admission, byte[] bytes) {
        try {
            front.worker().execute(() -> {
                Parsing parsing = new Parsing(admission, bytes);
                parsing.run();
                front.loop().execute(() -> parsed(parsing));
            });
        } catch (RejectedExecutionException full) {
            refuse(
                    new GatewayException(ErrorKind.OVERLOADED, "too many large requests at a time; try again shortly")
                            .withRetryAfter(Duration.ofSeconds(1)),
                    false);
        }
    }

    private void parsed(Parsing parsing) {
        RequestBody owner = body;
        if (response.ended() || owner == null) {
            front.budget().release(parsing.reserved);
            return;
        }
        owner.adopt(parsing.reserved);
        ApiRequest request = parsing.request;
        if (request != null) {
            open(request);
        } else {
            refuse(parsing.failure(), false);
        }
    }

    private void open(ApiRequest request) {
        Exchange opened = new Exchange(id, request, front.loop(), front.nanoTime());
        exchange = opened;
        opened.replyHeaders().addAll(response.headers());
        response.headers(opened.replyHeaders());
        front.chain().proceed(opened, response);
    }

    private void preflight(RequestRules.Head head) {
        if (head.bodyBytes() != 0) {
            wire.leaveRequestUnread();
        }
        response.start(new ReplyHead(204, "", 0, List.of()));
        response.complete();
    }

    private void release() {
        RequestBody held = body;
        if (held != null) {
            held.release();
        }
    }

    private GatewayException internal(RuntimeException defect) {
        LOG.error("request {} could not be parsed", id, defect);
        return new GatewayException(ErrorKind.INTERNAL, "internal error; request id " + id);
    }

    /** Inflating and parsing on the worker; read by the loop afterwards. */
    private final class Parsing implements Runnable {
        private final RequestRules.Admission admission;
        private final byte[] sent;
        private long reserved;
        private @Nullable ApiRequest request;
        private @Nullable GatewayException failure;

        Parsing(RequestRules.Admission admission, byte[] sent) {
            this.admission = admission;
            this.sent = sent;
        }

        @Override
        public void run() {
            try {
                byte[] plain = admission.inflation() == Inflation.NONE
                        ? sent
                        : admission
                                .inflation()
                                .inflate(sent, front.settings().limits().bodyBytes(), this::reserve);
                request = ApiRequest.parse(admission.endpoint(), admission.path(), admission.headers(), plain);
            } catch (GatewayException refused) {
                failure = refused;
            } catch (RuntimeException defect) {
                failure = internal(defect);
            }
        }

        private void reserve(long bytes) {
            RequestBody.reserve(front.budget(), bytes);
            reserved += bytes;
        }

        GatewayException failure() {
            GatewayException known = failure;
            return known == null ? new GatewayException(ErrorKind.INTERNAL, "internal error; request id " + id) : known;
        }
    }
}
