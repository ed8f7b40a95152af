package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RecordedExchange;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.providers.ChatView;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Every recorded exchange again, with real sockets on both sides: the provider sends what it sent then, in small pieces. */
class RecordedCasesOverTheWireTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final OpenAiSchema EMBEDDINGS = OpenAiSchema.of("CreateEmbeddingResponse");
    private static final List<RecordedExchange> CASES = RecordedExchange.all();

    private static ScriptedUpstream upstream;
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        upstream = ScriptedUpstream.playing((request, reply) -> reply.json(500, "{}"));
        gateway = RunningGateway.start(policy());
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    static Stream<RecordedExchange> cases() {
        return CASES.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theClientGetsWhatTheProviderSaid(RecordedExchange recorded) throws IOException {
        upstream.play(recorded.replay(97));

        RawClient.Reply reply = ask(recorded);

        assertThat(reply.status()).isEqualTo(recorded.status());
        assertThat(reply.whole()).isTrue();
        assertThat(reply.header("x-request-id")).startsWith("req_");
        expectTheSameQuestion(recorded);
        if (recorded.status() != 200) {
            expectRefusal(recorded, reply);
        } else if (recorded.embeddings()) {
            expectVectors(recorded, reply);
        } else {
            expectAnswer(recorded, reply);
        }
    }

    private static void expectTheSameQuestion(RecordedExchange recorded) {
        ObjectNode got = (ObjectNode) MAPPER.readTree(upstream.last().text());
        ObjectNode then = (ObjectNode) recorded.request().path("body").deepCopy();
        then.put("model", recorded.upstreamModel());
        got.remove("stream_options");
        then.remove("stream_options");
        assertThat(got).isEqualTo(then);
    }

    private static void expectRefusal(RecordedExchange recorded, RawClient.Reply reply) {
        JsonNode error = MAPPER.readTree(reply.body()).path("error");
        assertThat(error.path("message").stringValue())
                .isEqualTo(recorded.expect().path("error_message").stringValue());
        assertThat(error.propertyNames()).contains("type", "code", "param");
    }

    private static void expectVectors(RecordedExchange recorded, RawClient.Reply reply) {
        JsonNode body = MAPPER.readTree(reply.body());
        assertThat(body).isEqualTo(recorded.response().path("body"));
        // the description knows no base64
        if (body.path("data").path(0).path("embedding").isArray()) {
            assertThat(EMBEDDINGS.problems(body)).isEmpty();
        }
    }

    private static void expectAnswer(RecordedExchange recorded, RawClient.Reply reply) {
        ChatView view = recorded.streamed() ? ChatView.ofEvents(reply.body()) : ChatView.ofBody(reply.body());
        view.expectSays(recorded.expect());
        if (recorded.streamed()) {
            assertThat(view.ends()).isEqualTo(1);
        } else if (recorded.type().equals("openai")) {
            // byte for byte, also where it lacks what the description requires
            assertThat(reply.body()).isEqualTo(recorded.response().path("body").toString());
            return;
        }
        for (JsonNode chunk : view.chunks()) {
            // OpenAI itself sends null where its own description wants text
            if (chunk.path("system_fingerprint").isNull()) {
                ((ObjectNode) chunk).remove("system_fingerprint");
            }
            assertThat((recorded.streamed() ? CHUNK : WHOLE).problems(chunk)).isEmpty();
        }
    }

    private static RawClient.Reply ask(RecordedExchange recorded) throws IOException {
        String path = recorded.embeddings() ? "/v1/embeddings" : "/v1/chat/completions";
        try (RawClient client = gateway.raw()) {
            return client.post(path, recorded.asking(model(recorded))).reply();
        }
    }

    private static String model(RecordedExchange recorded) {
        return "case-" + CASES.indexOf(recorded);
    }

    /** A provider for each type, all of them the one scripted upstream; a model for each case. */
    private static String policy() {
        Set<String> types = new TreeSet<>();
        var models = new StringBuilder();
        for (RecordedExchange each : CASES) {
            types.add(each.type());
            models.append("  ")
                    .append(model(each))
                    .append(": { at: \"")
                    .append(each.type())
                    .append('/')
                    .append(each.upstreamModel())
                    .append("\" }\n");
        }
        var providers = new StringBuilder();
        for (String type : types) {
            String style = type.equals("azure") ? ", style: classic" : "";
            providers.append("  ").append(type).append(": { type: ").append(type);
            providers
                    .append(", url: \"")
                    .append(upstream.url())
                    .append("\", key: $UPSTREAM_KEY")
                    .append(style);
            providers.append(" }\n");
        }
        return "providers:\n" + providers + "models:\n" + models + "reliability: { retry: { times: 0 } }\n";
    }
}
