package dev.pointsman.flow.guarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Yaml;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.guardrail.GuardrailSettings;
import dev.pointsman.guardrail.TextFinderFactory;
import dev.pointsman.telemetry.GuardrailMeters;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Guardrails of a policy around a provider that a test plays. */
final class Guarded {
    final ManualLoop loop = new ManualLoop();
    final FakeTransport transport = new FakeTransport();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<Runnable> later = new ArrayList<>();
    private final FilterChain chain;
    private Principal principal = Principal.ANONYMOUS;
    private @Nullable ResponseSink upstream;
    private @Nullable Exchange exchange;
    private boolean cancelled;

    Guarded(String guardrails, TextFinderFactory... factories) {
        Yaml yaml = Yaml.of(guardrails, Map.of("HOOK", "hook-token"));
        var list = GuardrailSettings.listFrom(yaml.node(), List.of(factories));
        assertThat(yaml.problems()).isEmpty();
        chain = FilterChain.of(List.of(
                GuardrailFilter.of(
                        list, new GuardrailFilter.Means(transport, later::add, new GuardrailMeters(registry))),
                (its, sink, next) -> {
                    upstream = sink;
                    its.onCancel(() -> {
                        cancelled = true;
                        sink.fail(its.cancelledBy());
                    });
                }));
    }

    Guarded as(String key) {
        principal = new Principal(key, "blue", null);
        return this;
    }

    RecordingSink chat(String text) {
        return ask(
                Endpoint.CHAT_COMPLETIONS,
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
    }

    RecordingSink ask(Endpoint endpoint, String body) {
        ApiRequest request = ApiRequest.parse(
                endpoint, endpoint.path(), Headers.of("content-type", "application/json"), bytes(body));
        exchange = new Exchange("req-1", request, loop, loop);
        exchange.principal(principal);
        upstream = null;
        RecordingSink sink = new RecordingSink();
        chain.proceed(exchange, sink);
        loop.turn();
        return sink;
    }

    /** Whether the provider is asked. */
    boolean asked() {
        return upstream != null;
    }

    boolean cancelled() {
        return cancelled;
    }

    Exchange exchange() {
        return Objects.requireNonNull(exchange);
    }

    String sent() {
        assertThat(asked()).isTrue();
        return new String(exchange().request().body(), StandardCharsets.UTF_8);
    }

    ResponseSink upstream() {
        return Objects.requireNonNull(upstream);
    }

    Guarded stream(String... pieces) {
        upstream().start(ReplyHead.eventStream());
        for (String piece : pieces) {
            upstream().data(bytes(piece));
        }
        return this;
    }

    void whole(String body) {
        upstream().start(ReplyHead.json(bytes(body).length));
        upstream().data(bytes(body));
        upstream().complete();
        loop.turn();
    }

    String header() {
        List<String> headers = exchange().replyHeaders();
        int at = headers.indexOf("x-gateway-guardrails");
        return at < 0 ? "" : headers.get(at + 1);
    }

    double counted(String guardrail, String action, String stage) {
        var counter = registry.find("pointsman.guardrail.finds")
                .tags("guardrail", guardrail, "action", action, "stage", stage)
                .counter();
        return counter == null ? 0 : counter.count();
    }

    /** A question of a webhook is answered. */
    void hook(int call, int status, String body) {
        transport.call(call).head(status).data(body).end();
        loop.turn();
    }

    String question(int call) {
        return new String(transport.call(call).request().body().toArray(), StandardCharsets.UTF_8);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String chunk(String content) {
        return chunk(0, "\"content\":" + quoted(content), "null");
    }

    static String chunk(int choice, String delta, String finish) {
        return "data: {\"id\":\"c\",\"choices\":[{\"delta\":{" + delta + "},\"index\":" + choice + ",\"finish_reason\":"
                + finish + "}]}\n\n";
    }

    static String quoted(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
