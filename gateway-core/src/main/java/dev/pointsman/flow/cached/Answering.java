package dev.pointsman.flow.cached;

import dev.pointsman.cache.CacheUse;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.CachedReply.Origin;
import dev.pointsman.cache.ReplyStore;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Outcomes;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.telemetry.CacheMeters;
import java.time.Duration;

/** Notes at an exchange that it was answered from a cache, or was not: headers of the reply, facts of its record, meters. Shared by all loops. */
final class Answering {
    private final ReplyStore store;
    private final Outcomes outcomes;
    private final CacheMeters meters;

    Answering(ReplyStore store, Outcomes outcomes, CacheMeters meters) {
        this.store = store;
        this.outcomes = outcomes;
        this.meters = meters;
    }

    /** A provider is to answer. */
    void asked(Exchange exchange, CacheUse use) {
        exchange.cacheUse(use);
        exchange.replyHeader("x-gateway-cache", use.header());
        meters.counted(use.word(), -1);
    }

    /** A whole reply is about to be sent. */
    void kept(Exchange exchange, CacheUse use, CachedReply reply) {
        Origin origin = reply.origin();
        begun(exchange, use, origin.model(), origin.deployment(), store.age(reply));
        settled(exchange, origin);
    }

    /** A reply is about to be sent; what it took is told by {@link #settled}. */
    void begun(Exchange exchange, CacheUse use, String model, String deploymentId, Duration age) {
        exchange.cacheUse(use);
        exchange.answeredBy(model, deploymentId);
        exchange.costNanos(0);
        outcomes.answering(exchange, model, deploymentId);
        exchange.replyHeader("x-gateway-cache", use.header());
        exchange.replyHeader("age", Long.toString(age.toSeconds()));
        exchange.replyHeader("x-gateway-model", model);
        exchange.replyHeader("x-gateway-deployment", deploymentId);
        RoutingDecision decision = exchange.decision();
        if (decision != null && decision.rule() != null) {
            exchange.replyHeader("x-gateway-rule", decision.rule());
        }
        exchange.replyHeader("x-gateway-decision", exchange.id());
        exchange.replyHeader("x-gateway-attempts", "0");
        exchange.replyHeader("x-gateway-overhead-ms", exchange.overheadNanos() / 1000, 3);
        exchange.replyHeader("x-gateway-cost", 0, 9);
    }

    void settled(Exchange exchange, Origin origin) {
        exchange.usage(origin.usage());
        exchange.dropped(origin.dropped());
        exchange.savedNanos(origin.costNanos());
        if (origin.finishReason() != null) {
            exchange.finishReason(origin.finishReason(), origin.finishKnown());
        }
        CacheUse use = exchange.cacheUse();
        if (use != null) {
            meters.counted(use.word(), origin.costNanos());
        }
    }

    /** Who answers this exchange, and what it has taken until now. */
    static Origin origin(Exchange exchange, long atNanos) {
        String model = exchange.model();
        String deployment = exchange.deployment();
        return new Origin(
                exchange.principal().key(),
                model == null ? "" : model,
                deployment == null ? "" : deployment,
                exchange.usage(),
                exchange.costNanos(),
                exchange.finishReason(),
                exchange.finishKnown(),
                exchange.dropped(),
                atNanos);
    }
}
