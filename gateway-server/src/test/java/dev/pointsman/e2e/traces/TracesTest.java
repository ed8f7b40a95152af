package dev.pointsman.e2e.traces;

import static dev.pointsman.e2e.traces.CollectorStandIn.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Traces over sockets: what a collector gets of requests, and what becomes of them without one. */
class TracesTest {
    private static final String PROMPT = "the-words-of-the-prompt";
    private static final String ANSWER = "the-words-of-the-answer";
    private static final String CLIENT_KEY = "pm-the-key-of-the-client";
    private static final String COLLECTOR_KEY = "the-key-of-the-collector";
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00f067aa0ba902b7";
    private static final String SAMPLED = "traceparent: 00-" + TRACE + "-" + PARENT + "-01";
    private static final String POLICY = """
            providers:
              bad: { type: openai, url: "%s", key: $UPSTREAM_KEY }
              good: { type: openai, url: "%s", key: $UPSTREAM_KEY }
            models:
              small: { deployments: [bad/gpt-4o-mini], price: { in: 1, out: 2 } }
              large: { deployments: [good/gpt-4o], price: { in: 1, out: 2 } }
            rules: [{ name: all, then: { use: [small, large] } }]
            keys: [{ name: ci, hash: "sha256:%s", team: platform }]
            reliability: { retry: { times: 0 } }
            """;

    private final CollectorStandIn collector = new CollectorStandIn();
    private final ScriptedUpstream bad = ScriptedUpstream.playing(
            (request, reply) -> reply.json(503, Replies.error("busy with " + PROMPT, "server_error", "busy")));
    private final ScriptedUpstream good =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat(ANSWER)));

    @AfterEach
    void stop() {
        collector.close();
        bad.close();
        good.close();
    }

    @Test
    void aTraceShowsTheRequestItsDecisionAndEachAttempt() throws IOException {
        RawClient.Reply reply;
        try (var gateway = gateway("traces: { endpoint: \"%s\" }".formatted(collector.url()))) {
            reply = ask(gateway, SAMPLED, "tracestate: vendor=one");
            await().until(() -> collector.spans().size() == 4);
        }

        assertThat(reply.header("x-gateway-trace")).isEqualTo(TRACE);
        assertThat(collector.spans()).allSatisfy(span -> {
            assertThat(hex(span.getTraceId())).isEqualTo(TRACE);
            assertThat(span.getEndTimeUnixNano()).isGreaterThanOrEqualTo(span.getStartTimeUnixNano());
        });
        Span request = only(SpanKind.SPAN_KIND_SERVER);
        Span decision = only(SpanKind.SPAN_KIND_INTERNAL);
        List<Span> attempts = collector.spans(SpanKind.SPAN_KIND_CLIENT);
        assertThat(hex(request.getParentSpanId())).isEqualTo(PARENT);
        assertThat(List.of(decision, attempts.get(0), attempts.get(1))).allSatisfy(span -> {
            assertThat(span.getParentSpanId()).isEqualTo(request.getSpanId());
            assertThat(span.getStartTimeUnixNano()).isGreaterThanOrEqualTo(request.getStartTimeUnixNano());
            assertThat(span.getEndTimeUnixNano()).isLessThanOrEqualTo(request.getEndTimeUnixNano());
        });
        assertThat(collector.spans()).extracting(Span::getSpanId).doesNotHaveDuplicates();
        assertThat(request.getName()).isEqualTo("POST /v1/chat/completions");
        assertThat(request.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_UNSET);
        assertThat(values(request.getAttributesList()))
                .containsEntry("http.response.status_code", 200L)
                .containsEntry("gen_ai.request.model", "auto")
                .containsEntry("pointsman.decision.id", reply.header("x-request-id"))
                .containsEntry("pointsman.key", "ci")
                .containsEntry("pointsman.team", "platform")
                .containsEntry("pointsman.deployment", "good/gpt-4o")
                .containsEntry("pointsman.cost.usd", (9 * 1_000 + 3 * 2_000) / 1e9)
                .doesNotContainKey("error.type");
        assertThat(values(decision.getAttributesList()))
                .containsEntry("pointsman.rule", "all")
                .containsEntry("pointsman.candidates", List.of("small", "large"));
        assertThat(decision.getEndTimeUnixNano())
                .isLessThanOrEqualTo(attempts.get(0).getStartTimeUnixNano());
        assertThat(attempts.get(0).getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
        assertThat(values(attempts.get(0).getAttributesList()))
                .containsEntry("http.response.status_code", 503L)
                .containsKey("error.type")
                .doesNotContainKey("gen_ai.usage.input_tokens");
        assertThat(attempts.get(1).getName()).isEqualTo("chat gpt-4o");
        assertThat(values(attempts.get(1).getAttributesList()))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "good")
                .containsEntry("gen_ai.usage.input_tokens", 9L)
                .containsEntry("gen_ai.usage.output_tokens", 3L)
                .containsEntry("gen_ai.response.finish_reasons", List.of("stop"))
                .doesNotContainKeys("error.type", "gen_ai.input.messages", "gen_ai.output.messages");
        for (int i = 0; i < 2; i++) {
            var upstream = List.of(bad, good).get(i).received().get(0);
            assertThat(upstream.header("traceparent"))
                    .isEqualTo("00-" + TRACE + "-" + hex(attempts.get(i).getSpanId()) + "-01");
            assertThat(upstream.header("tracestate")).isEqualTo("vendor=one");
        }
    }

    @Test
    void nothingSecretAndNoWordOfAnybodyIsSent() throws IOException {
        try (var gateway = gateway("traces: { endpoint: \"%s\", headers: { authorization: $COLLECTOR_KEY } }"
                .formatted(collector.url()))) {
            ask(gateway, SAMPLED);
            await().until(() -> collector.spans().size() == 4);
        }

        assertThat(collector.heads()).contains(COLLECTOR_KEY);
        assertThat(collector.text())
                .doesNotContain(PROMPT, ANSWER, CLIENT_KEY, RunningGateway.UPSTREAM_KEY, COLLECTOR_KEY);
    }

    @Test
    void textsGoWithTracesWhereThePolicyWantsItFreedOfWhatHasAKnownForm() throws IOException {
        good.play((request, reply) -> reply.json(200, Replies.chat("write to ann@example.com")));
        try (var gateway =
                gateway("traces: { endpoint: \"%s\", content: { of: [prompt, reply] } }".formatted(collector.url()))) {
            ask(gateway, SAMPLED);
            await().until(() -> collector.spans().size() == 4);
        }

        List<Span> attempts = collector.spans(SpanKind.SPAN_KIND_CLIENT);
        assertThat(values(attempts.get(0).getAttributesList())).doesNotContainKey("gen_ai.input.messages");
        assertThat(values(attempts.get(1).getAttributesList()))
                .containsEntry(
                        "gen_ai.input.messages",
                        "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"" + PROMPT + "\"}]}]")
                .containsEntry(
                        "gen_ai.output.messages",
                        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"write to [email]\"}],\"finish_reason\":\"stop\"}]");
        assertThat(collector.text()).doesNotContain(CLIENT_KEY, RunningGateway.UPSTREAM_KEY, "ann@example.com");
    }

    @Test
    void aTraceThatIsNotKeptIsPassedOnAndNotSent() throws IOException {
        try (var gateway = gateway("traces: { endpoint: \"%s\", sample: 0%% }".formatted(collector.url()))) {
            RawClient.Reply reply = ask(gateway, "x-other: 1");
            assertThat(reply.header("x-gateway-trace")).isNull();
            ask(gateway, SAMPLED.replace("-01", "-00"));
            ask(gateway, "traceparent: garbage", "tracestate: a=b");
            ask(gateway, SAMPLED);
            await().until(() -> collector.spans().size() == 4);
        }

        assertThat(collector.spans()).hasSize(4);
        var received = good.received();
        assertThat(received.get(0).header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(received.get(1).header("traceparent"))
                .startsWith("00-" + TRACE)
                .endsWith("-00");
        assertThat(received.get(2).header("traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00");
        assertThat(received.get(2).header("tracestate")).isNull();
        assertThat(received.get(3).header("traceparent"))
                .startsWith("00-" + TRACE)
                .endsWith("-01");
    }

    @Test
    void withoutACollectorNoRequestFailsAndWhatIsLostIsCounted() throws Exception {
        String nobody = "http://127.0.0.1:1";
        try (var gateway = gateway("traces: { endpoint: \"%s\" }".formatted(nobody))) {
            List<Integer> statuses = new ArrayList<>();
            try (RawClient client = gateway.raw()) {
                for (int i = 0; i < 6_000; i++) {
                    statuses.add(client.post("/v1/embeddings", "{\"model\":\"nobody\",\"input\":\"x\"}", key())
                            .reply()
                            .status());
                }
            }
            assertThat(statuses).containsOnly(404);
            assertThat(ask(gateway, SAMPLED).status()).isEqualTo(200);
            await().until(() -> number(gateway, "pointsman_traces_export_failures_total") > 0);

            assertThat(number(gateway, "pointsman_traces_queued")).isLessThanOrEqualTo(4_096);
            assertThat(number(gateway, "pointsman_traces_total{result=\"full\"}"))
                    .isGreaterThan(1_000);
            assertThat(number(gateway, "pointsman_traces_total{result=\"sent\"}"))
                    .isZero();
        }
    }

    @Test
    void whatACollectorCouldNotTakeItGetsWhenItIsThereAgain() throws Exception {
        collector.answering(503);
        try (var gateway = gateway("traces: { endpoint: \"%s\" }".formatted(collector.url()))) {
            ask(gateway, SAMPLED);
            await().until(() -> number(gateway, "pointsman_traces_export_failures_total") > 0);
            collector.answering(200);
            await().until(() -> collector.spans().size() == 4);
            collector.answering(400);
            ask(gateway, SAMPLED);
            await().until(() -> number(gateway, "pointsman_traces_total{result=\"refused\"}") == 1);

            assertThat(number(gateway, "pointsman_traces_total{result=\"sent\"}"))
                    .isEqualTo(1);
        }
    }

    @Test
    void theEnvironmentSaysWhatThePolicyDoesNot() throws IOException {
        Map<String, String> variables = Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                "OTEL_EXPORTER_OTLP_HEADERS", "x-scope=one%20two",
                "OTEL_SERVICE_NAME", "edge",
                "OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=prod,service.name=other",
                "OTEL_METRICS_EXPORTER", "none",
                "OTEL_TRACES_SAMPLER", "parentbased_traceidratio",
                "OTEL_TRACES_SAMPLER_ARG", "0");
        try (var gateway = RunningGateway.start(policy(""), variables)) {
            ask(gateway, "x-other: 1");
            ask(gateway, SAMPLED);
            await().until(() -> collector.spans().size() == 4);
        }

        assertThat(collector.spans()).hasSize(4);
        assertThat(collector.heads()).contains("one two");
        assertThat(collector.resource())
                .containsEntry("service.name", "edge")
                .containsEntry("deployment.environment.name", "prod");
        assertThat(collector.metrics()).isEmpty();
    }

    @Test
    void whatIsKeptMayChangeWithoutARestart() throws IOException {
        String traces = "traces: { endpoint: \"%s\", sample: 0%% }".formatted(collector.url());
        try (var gateway = gateway(traces)) {
            ask(gateway, "x-other: 1");
            assertThat(gateway.reload(RunningGateway.HEAD + policy(traces.replace("0%", "100%"))))
                    .isTrue();
            String kept = ask(gateway, "x-other: 1").header("x-gateway-trace");
            await().until(() -> collector.spans().size() == 4);
            assertThat(hex(collector.spans().get(0).getTraceId())).isEqualTo(kept);
        }
    }

    @Test
    void theRecordAndTheReplyTellTheTraceAndTheProvidersIdOfTheCall() throws IOException {
        good.play((request, reply) -> reply.json(200, Replies.chat(ANSWER), "x-request-id: req-of-the-provider"));
        Path folder = Files.createTempDirectory("traces");
        try (var gateway = RunningGateway.startIn(
                folder,
                RunningGateway.HEAD.replace("ledger: none", "ledger: \"jsonl:" + folder + "/ledger.jsonl\"")
                        + policy("traces: { endpoint: \"%s\" }".formatted(collector.url())))) {
            RawClient.Reply reply = ask(gateway, SAMPLED);
            assertThat(reply.header("x-gateway-provider-request-id")).isEqualTo("req-of-the-provider");
            await().until(() -> Files.exists(folder.resolve("ledger.jsonl"))
                    && Files.readString(folder.resolve("ledger.jsonl")).contains("\n"));
            assertThat(Files.readString(folder.resolve("ledger.jsonl")))
                    .contains("\"trace\":\"" + TRACE + "\"", "\"request_id\":\"req-of-the-provider\"");
            await().until(() -> collector.spans().size() == 4);
        }
        assertThat(values(collector.spans(SpanKind.SPAN_KIND_CLIENT).get(1).getAttributesList()))
                .containsEntry("pointsman.provider.request_id", "req-of-the-provider");
    }

    private Span only(SpanKind kind) {
        List<Span> spans = collector.spans(kind);
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    private RunningGateway gateway(String telemetry) {
        return RunningGateway.start(policy("telemetry: { " + telemetry + " }"), Map.of("COLLECTOR_KEY", COLLECTOR_KEY));
    }

    private String policy(String telemetry) {
        String section = telemetry.startsWith("traces") ? "telemetry: { " + telemetry + " }" : telemetry;
        return POLICY.formatted(bad.url(), good.url(), KeyStore.hash(CLIENT_KEY)) + section + "\n";
    }

    private static RawClient.Reply ask(RunningGateway gateway, String... headers) throws IOException {
        List<String> all = new ArrayList<>(List.of(headers));
        all.add(key());
        try (RawClient client = gateway.raw()) {
            return client.post(
                            "/v1/chat/completions",
                            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}",
                            all.toArray(String[]::new))
                    .reply();
        }
    }

    private static String key() {
        return "authorization: Bearer " + CLIENT_KEY;
    }

    private static double number(RunningGateway gateway, String series) throws IOException, InterruptedException {
        return gateway.get(gateway.adminUrl() + "/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElse(-1);
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
