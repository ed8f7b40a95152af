package dev.pointsman.server;

import dev.pointsman.flow.cached.ReplyCache;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.ledger.spool.SpooledLedger;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.server.admin.CachePages;
import dev.pointsman.server.http.FrontServer;
import dev.pointsman.server.transport.NettyTransport;
import dev.pointsman.telemetry.GatewayMetrics;
import org.jspecify.annotations.Nullable;

/** Figures that are asked for when metrics are read, not counted as they come about. */
final class ServerNumbers {
    private ServerNumbers() {}

    static void watch(
            GatewayMetrics metrics,
            Ledger ledger,
            @Nullable SpooledLedger records,
            PolicyStore<ActivePolicy> policies,
            NettyTransport transport,
            FrontServer front) {
        metrics.count("pointsman.ledger.lost", "Decision records that could not be kept", ledger::lost);
        if (records != null) {
            LedgerMeters.register(metrics, records);
        }
        metrics.count(
                "pointsman.policy.loads",
                "Policies that went live",
                () -> policies.status().loads());
        metrics.count(
                "pointsman.policy.failures",
                "Policies that were refused",
                () -> policies.status().failures());
        metrics.count(
                "pointsman.policy.next.failures",
                "Next policies of rollouts that were refused",
                policies::nextFailures);
        metrics.count(
                "pointsman.policy.history.lost",
                "Policies that could not be kept",
                () -> policies.history().failures());
        metrics.watch(
                "pointsman.connections.upstream.idle", "Idle connections to providers", transport::idleConnections);
        metrics.watch("pointsman.bytes.buffered", "Bytes of bodies held", front::bufferedBytes);
        CachePages cache = new CachePages(policies);
        metrics.watch(
                "pointsman.cache.entries",
                "Replies kept",
                () -> cache.figure(kept -> kept.store().entries()));
        metrics.watch(
                "pointsman.cache.bytes",
                "What kept replies weigh",
                () -> cache.figure(kept -> kept.store().bytes()));
        metrics.watch(
                "pointsman.cache.texts", "Texts like ones are looked for among", () -> cache.figure(ReplyCache::texts));
        metrics.count(
                "pointsman.cache.evictions",
                "Replies that went for want of room, or of age",
                () -> cache.figure(kept -> kept.store().evictions()));
        MemoryMeters.register(metrics);
    }
}
