package dev.pointsman.policy;

import dev.pointsman.access.KeySource;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.flow.Exchange;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.Performance;
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

/** A policy that asks about prompts before they are routed, over a transport whose calls are answered by hand. */
final class AskingScene {
    final ManualLoop loop = new ManualLoop();
    final FakeTransport transport = new FakeTransport();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private ActivePolicy policy;
    private int requests;

    AskingScene(String text) {
        policy = active(text);
    }

    /** A request as it goes. */
    record Going(Exchange exchange, RecordingSink sink) {}

    /** Goes on with another policy. */
    void policy(String text) {
        policy = active(text);
    }

    Going send(String text, String... headers) {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.of(headers),
                body.getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new Exchange("req-" + ++requests, request, loop, loop);
        RecordingSink sink = new RecordingSink();
        policy.filters().proceed(exchange, sink);
        loop.turn();
        return new Going(exchange, sink);
    }

    byte[] bodyOf(int call) {
        return transport.call(call).request().body().toArray();
    }

    /** Answers a call with that text, and with more fields of its choice. */
    void answer(int call, String label, String more) {
        String json = "{\"choices\":[{\"message\":{\"content\":\"" + label.replace("\"", "\\\"") + "\"}" + more + "}]}";
        transport.call(call).head(200).data("usage 20 1\n" + json + "\ndone\n").end();
        loop.turn();
    }

    private ActivePolicy active(String text) {
        return ActivePolicy.of(
                Policies.load(text),
                null,
                null,
                new ActivePolicy.Surroundings(
                        transport,
                        new GatewayMetrics(registry),
                        new RequestLog(),
                        Ledger.NONE,
                        new DeploymentStats(),
                        Performance.of(loop, () -> loop.clock().millis()),
                        new LocalQuota(null, loop, loop.clock()),
                        Shared.NONE,
                        KeySource.NONE,
                        new RetryBudget(),
                        new Body.Budget(64 << 20),
                        loop,
                        loop.clock(),
                        () -> 0.5,
                        null));
    }
}
