package dev.pointsman.flow.limits;

import dev.pointsman.access.KeySource;
import dev.pointsman.access.KeyStore;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.flow.Exchange;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.Performance;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.Policies;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.QuotaBook;
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
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A whole policy over fakes: keys {@code ci} and {@code web}, models {@code large} (host l at 1 and 10 USD per million tokens, then host m at twice that)
 * and {@code small} (host s, a tenth of it).
 */
public final class Scene {
    private static final String POLICY = """
            version: 1
            providers: { p: { type: fake }, q: { type: fake } }
            models:
              large:
                deployments: [{ at: p/l, price: { in: 1, out: 10 } }, { at: q/m, price: { in: 2, out: 20 } }]
                context: 100k
              small: { at: p/s, price: { in: 0.1, out: 1 }, context: 100k }
            rules: [{ name: all, then: { use: large } }]
            reliability: { retry: { times: 0 } }
            keys:
              - { name: ci,  hash: "sha256:%s", team: platform }
              - { name: web, hash: "sha256:%s" }
            limits:
            """.formatted(KeyStore.hash("k-ci"), KeyStore.hash("k-web"));

    public final ManualLoop loop = new ManualLoop();
    public final FakeTransport transport = new FakeTransport();
    public final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<DecisionRecord> records = new ArrayList<>();
    private final ActivePolicy.Surroundings around;
    private ActivePolicy policy;
    private int requests;

    public Scene(String limits) {
        this(limits, book -> book);
    }

    /** @param limits lines of the list, and more of the policy after them */
    Scene(String limits, UnaryOperator<QuotaBook> decorator) {
        around = new ActivePolicy.Surroundings(
                transport,
                new GatewayMetrics(registry),
                new RequestLog(),
                new Kept(),
                new DeploymentStats(),
                Performance.of(loop, () -> loop.clock().millis()),
                decorator.apply(new LocalQuota(null, loop, loop.clock())),
                Shared.NONE,
                KeySource.NONE,
                new RetryBudget(),
                new Body.Budget(1 << 20),
                loop,
                loop.clock(),
                () -> 0.25,
                null);
        policy = ActivePolicy.of(Policies.load(policy(limits)), null, null, around);
    }

    static String policy(String limits) {
        return POLICY + "  " + limits + "\n";
    }

    public Scene reload(String limits) {
        return reload(limits, "", "");
    }

    /** Another policy goes live, a part of it replaced. */
    public Scene reload(String limits, String part, String other) {
        String text = policy(limits).replace(part, other);
        policy = ActivePolicy.of(Policies.load(text), null, policy, around);
        return this;
    }

    /** The same policy with a next one beside it that decides for all. */
    public Scene trying(String limits, String part, String other) {
        String next = policy("[]").replace(part, other);
        String rollout = "rollout: { next: next.yaml, mode: canary, share: 100% }\n";
        policy = ActivePolicy.of(Policies.load(policy(limits) + rollout), Policies.load(next), policy, around);
        return this;
    }

    /** A request as it went, turned once. */
    public record Sent(Exchange exchange, RecordingSink sink) {
        /** Value of a reply header; "" where it was not sent. */
        public String header(String name) {
            List<String> headers = exchange.replyHeaders();
            int at = headers.indexOf(name);
            return at < 0 ? "" : headers.get(at + 1);
        }

        public GatewayException error() {
            GatewayException error = sink.error();
            if (error == null) {
                throw new AssertionError("it did not fail: " + sink);
            }
            return error;
        }
    }

    /** A streamed chat of a hundred tokens at most, for {@code auto}. */
    public Sent chat(String key, String... headers) {
        return ask(key, "auto", headers);
    }

    public Sent ask(String key, String model, String... headers) {
        return send(
                Endpoint.CHAT_COMPLETIONS,
                key,
                "{\"model\":\"" + model
                        + "\",\"stream\":true,\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"tell me\"}]}",
                headers);
    }

    public Sent send(Endpoint endpoint, String key, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of("authorization", "Bearer k-" + key));
        all.addAll(Arrays.asList(headers));
        ApiRequest request = ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of(all.toArray(String[]::new)),
                body.getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new Exchange("req-" + ++requests, request, loop, loop);
        RecordingSink sink = new RecordingSink();
        policy.filters().proceed(exchange, sink);
        loop.turn();
        return new Sent(exchange, sink);
    }

    /** Dollars spent or reserved under a limit. */
    double spent(String limit) {
        return registry.get("pointsman.limit.spend.usd")
                .tag("limit", limit)
                .gauge()
                .value();
    }

    double count(String meter, String limit, @Nullable String reason) {
        var search = registry.get(meter).tag("limit", limit);
        return (reason == null ? search : search.tag("reason", reason))
                .counter()
                .count();
    }

    /** How the latest request is recorded, as JSON. */
    public String record() {
        JsonWriter json = new JsonWriter(4096);
        json.beginObject();
        DecisionRecord.Detail detail = records.get(records.size() - 1).detail();
        if (detail != null) {
            detail.write(json);
        }
        json.endObject();
        return new String(json.toBytes(), StandardCharsets.UTF_8);
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
        public void close() {
            records.clear();
        }
    }
}
