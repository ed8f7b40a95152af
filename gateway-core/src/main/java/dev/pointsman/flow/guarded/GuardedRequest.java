package dev.pointsman.flow.guarded;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Stage;
import java.util.List;

/** A request before it is routed: looked through, asked about, edited in its bytes; then it goes on, or ends. Confined to its loop. */
final class GuardedRequest {
    private final Guarding guarding;
    private final List<Guardrail> guardrails;
    private final ResponseSink sink;
    private final Runnable next;
    private boolean over;

    /** @param sink where a request that is blocked gets its answer */
    GuardedRequest(Guarding guarding, List<Guardrail> guardrails, ResponseSink sink, Runnable next) {
        this.guarding = guarding;
        this.guardrails = guardrails;
        this.sink = sink;
        this.next = next;
    }

    /** @param tells whether the client is told here, as its reply is not looked at */
    void begin(boolean tells) {
        ApiRequest request = guarding.exchange().request();
        if (guardrails.isEmpty() || request.endpoint().form() != Endpoint.Form.JSON) {
            next.run();
            return;
        }
        guarding.exchange().onCancel(() -> fail(guarding.exchange().cancelledBy()));
        byte[] body = request.body();
        guarding.work(
                body.length,
                () -> guarding.edited(body, guardrails, Stage.REQUEST),
                edited -> ask(edited, tells),
                this::fail);
    }

    private void ask(byte[] body, boolean tells) {
        if (over) {
            return;
        }
        if (guarding.findings().blockedBy() != null) {
            fail(guarding.blocked());
            return;
        }
        new Hearing(guarding, Guarding.asking(guardrails), Stage.REQUEST)
                .of(body, edited -> goOn(edited, tells), this::fail);
    }

    private void goOn(byte[] body, boolean tells) {
        if (over) {
            return;
        }
        Exchange exchange = guarding.exchange();
        ApiRequest request = exchange.request();
        if (body != request.body()) {
            exchange.edited(ApiRequest.parse(request.endpoint(), request.path(), request.headers(), body));
        }
        over = true;
        guarding.tell();
        if (tells) {
            guarding.tellClient();
        }
        exchange.onCancel(() -> {}); // what comes next sets its own
        next.run();
    }

    private void fail(GatewayException error) {
        if (!over) {
            over = true;
            guarding.tell();
            guarding.tellClient();
            sink.fail(error);
        }
    }
}
