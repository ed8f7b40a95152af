package dev.pointsman.flow.cached;

import dev.pointsman.access.KeySource;
import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.flow.Exchange;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.Performance;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.Policies;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.sharing.Shared;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import dev.pointsman.upstream.RetryBudget;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A gateway with a cache, on loops turned by hand, whose provider answers as the test says. */
final class Cached {
    static final String CACHE = "cache: { exact: { largest: 2kB } }\n";
    static final String HELLO = "hello\nusage 10 20\nfinish stop\ndone\n";

    final ManualLoop loop = new ManualLoop();
    final FakeTransport transport = new FakeTransport();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<DecisionRecord> records = new ArrayList<>();
    final Performance performance = Performance.of(loop, () -> loop.clock().millis());
    private final ActivePolicy.Surroundings around = new ActivePolicy.Surroundings(
            transport,
            new GatewayMetrics(registry),
            new RequestLog(),
            new Kept(),
            new DeploymentStats(),
            performance,
            new LocalQuota(null, loop, loop.clock()),
            Shared.NONE,
            KeySource.NONE,
            new RetryBudget(),
            new Body.Budget(1 << 20),
            loop,
            loop.clock(),
            () -> 0.25,
            null);
    private ActivePolicy active;
    private int requests;

    Cached(String cache) {
        active = ActivePolicy.of(Policies.load(Policies.BASE + cache), null, null, around);
    }

    /** Another policy goes live. */
    void reload(String policy) {
        active = ActivePolicy.of(Policies.load(policy), null, active, around);
    }

    ReplyCache cache() {
        ReplyCache cache = active.cache();
        if (cache == null) {
            throw new AssertionError("the policy has no cache");
        }
        return cache;
    }

    double counted(String result) {
        return registry.get("pointsman.cache.requests")
                .tag("result", result)
                .counter()
                .count();
    }

    /** A request as it went. */
    record Sent(Exchange exchange, RecordingSink sink) {
        /** Value of a reply header; "" where it was not sent. */
        String header(String name) {
            List<String> headers = exchange.replyHeaders();
            int at = headers.indexOf(name);
            return at < 0 ? "" : headers.get(at + 1);
        }

        String cache() {
            return header("x-gateway-cache");
        }
    }

    static String chat(String text) {
        return "{\"model\":\"large\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    /** Of the key {@code ann}, who may use all models, on the gateway's loop, which is turned. */
    Sent send(String body, String... headers) {
        return as("ann", null, body, headers);
    }

    Sent as(String key, @Nullable String team, String body, String... headers) {
        Sent sent = send(new Principal(key, team, null), loop, Endpoint.CHAT_COMPLETIONS, body, headers);
        loop.turn();
        return sent;
    }

    /** The loop is not turned. */
    Sent send(Principal who, ManualLoop its, Endpoint endpoint, String body, String... headers) {
        ApiRequest request =
                ApiRequest.parse(endpoint, endpoint.path(), Headers.of(headers), body.getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new Exchange("req-" + ++requests, request, its, loop);
        exchange.principal(who);
        RecordingSink sink = new RecordingSink();
        active.filters().proceed(exchange, sink);
        return new Sent(exchange, sink);
    }

    private final class Kept implements Ledger {
        @Override
        public void append(DecisionRecord record) {
            records.add(record);
        }

        @Override
        public long lost() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
