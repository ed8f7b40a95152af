package dev.pointsman.flow.limits;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Refusal;

/** One request at the door: asks for leave under all limits that hold for requests, again without one that sends it elsewhere. Confined to its loop. */
final class Admission {
    private final LimitedExchange limited;
    private final ResponseSink sink;
    private final FilterChain next;
    private boolean waits;
    private boolean left;

    Admission(LimitedExchange limited, ResponseSink sink, FilterChain next) {
        this.limited = limited;
        this.sink = sink;
        this.next = next;
    }

    /** Until there is leave, or a refusal, or the answer takes its time. */
    void ask() {
        if (limited.claims().isEmpty()) {
            proceed();
            return;
        }
        Exchange exchange = limited.exchange();
        Grant grant = limited.book().ask(limited.demand(), exchange.loop(), this::answered);
        if (grant != null) {
            answered(grant);
        } else if (!waits) {
            waits = true;
            exchange.onCancel(() -> {
                left = true;
                sink.fail(exchange.cancelledBy());
            });
        }
    }

    private void answered(Grant grant) {
        if (left) {
            grant.undo();
            return;
        }
        Refusal refusal = grant.refusal();
        if (refusal == null) {
            limited.admitted(grant);
            proceed();
        } else if (limited.branches(refusal)) {
            ask();
        } else {
            GatewayException why = limited.refused(refusal);
            sink.fail(why);
        }
    }

    private void proceed() {
        if (waits) {
            limited.exchange().onCancel(() -> {}); // what comes next sets its own
        }
        next.proceed(limited.exchange(), new LimitedSink(limited, sink));
    }
}
