package dev.pointsman.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import tools.jackson.databind.ObjectMapper;

/** One answer of a provider, made of fuzzed bytes, and what must hold of what the client gets. */
final class FuzzedReply {
    private static final Map<String, ProviderAdapter> ADAPTERS = new PolicyLoader(
                    name -> "not-a-secret", ServiceLoader.load(ProviderFactory.class), List.of())
            .load("policy.yaml", """
                version: 1
                storage: { ledger: none, history: none }
                providers:
                  openai: { type: vllm, url: "http://127.0.0.1:1/v1" }
                  responses: { type: vllm, url: "http://127.0.0.1:1/v1", api: responses }
                  anthropic: { type: anthropic, url: "http://127.0.0.1:1", key: $KEY }
                  gemini: { type: gemini, url: "http://127.0.0.1:1/v1beta", key: $KEY }
                  cohere: { type: cohere, url: "http://127.0.0.1:1", key: $KEY }
                  ollama: { type: ollama, url: "http://127.0.0.1:1" }
                  bedrock: { type: bedrock, region: eu-central-1, key: $KEY }
                models:
                  m: { deployments: [ { at: openai/m } ] }
                """)
            .providers();
    private static final Deployment DEPLOYMENT = new Deployment("it", "upstream-model", 1, null, Map.of());
    private static final String[] TYPES = {"application/json", "text/event-stream", "text/html", ""};
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int STREAM = 1;
    private static final int LABEL = 1;
    private static final int ASKED = 3;

    private FuzzedReply() {}

    static void from(String provider, byte[] data) {
        if (data.length < 2) {
            return;
        }
        ProviderAdapter adapter = ADAPTERS.get(provider);
        boolean stream = (data[0] & STREAM) != 0;
        ApiRequest request = request((data[0] >> ASKED) & 3, stream);
        byte[] body = Arrays.copyOfRange(data, 2, data.length);
        refused(adapter, 400 + ((data[0] & 0xff) % 130), body);
        if (!adapter.serves(request.endpoint())) {
            return;
        }
        if (provider.equals("bedrock") && stream) {
            body = framed(body);
        }
        RecordedReply reply = answered(adapter, request, TYPES[(data[0] >> LABEL) & 3], body, 1 + (data[1] & 0x7f));
        if (reply.ended()) {
            proper(reply, request, stream);
        } else {
            assertThat(reply.failure()).isNotNull();
        }
    }

    private static ApiRequest request(int which, boolean stream) {
        String chat =
                "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        return switch (which) {
            case 0 -> parsed(Endpoint.CHAT_COMPLETIONS, chat + "}");
            case 1 ->
                parsed(
                        Endpoint.CHAT_COMPLETIONS,
                        chat + ",\"n\":2,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}");
            case 2 -> parsed(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}");
            default -> parsed(Endpoint.RERANK, "{\"model\":\"m\",\"query\":\"a\",\"documents\":[\"b\",\"c\"]}");
        };
    }

    private static ApiRequest parsed(Endpoint endpoint, String body) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
    }

    /** A refusal has a status for clients and a text. */
    private static void refused(ProviderAdapter adapter, int status, byte[] body) {
        GatewayException failure = adapter.failure(status, Headers.NONE, body);
        assertThat(failure.status()).isBetween(400, 599);
        assertThat(failure.text()).isNotNull();
    }

    private static RecordedReply answered(
            ProviderAdapter adapter, ApiRequest request, String type, byte[] body, int step) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter.decoder(request, DEPLOYMENT);
        try {
            decoder.head(200, type.isEmpty() ? Headers.NONE : Headers.of("content-type", type), reply);
            for (int from = 0; from < body.length && reply.failure() == null && !reply.ended(); from += step) {
                decoder.data(Arrays.copyOfRange(body, from, Math.min(body.length, from + step)), reply);
            }
            if (reply.failure() == null) {
                decoder.end(reply);
            }
        } catch (GatewayException thrown) {
            reply.fail(thrown);
        }
        return reply;
    }

    /** Lines of a name and a JSON text in turn, as the messages of Bedrock's stream. */
    private static byte[] framed(byte[] body) {
        String[] lines = new String(body, StandardCharsets.ISO_8859_1).split("\n", -1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i + 1 < lines.length; i += 2) {
            String name = lines[i].substring(0, Math.min(40, lines[i].length()));
            all.writeBytes(
                    name.startsWith("!") ? Frames.exception(name, lines[i + 1]) : Frames.event(name, lines[i + 1]));
        }
        return all.toByteArray();
    }

    private static void proper(RecordedReply reply, ApiRequest request, boolean stream) {
        assertThat(reply.head()).isNotNull();
        byte[] text = reply.text().getBytes(StandardCharsets.UTF_8);
        if (!stream || request.endpoint() != Endpoint.CHAT_COMPLETIONS) {
            assertThat(JSON.readTree(text).isObject()).isTrue();
            return;
        }
        SseDecoder events = new SseDecoder();
        events.feed(text);
        String last = "";
        while (events.next()) {
            if (events.hasData()) {
                last = new String(
                        events.array(),
                        events.dataStart(),
                        events.dataEnd() - events.dataStart(),
                        StandardCharsets.UTF_8);
                if (!last.equals("[DONE]")) {
                    assertThat(JSON.readTree(last).isObject()).isTrue();
                }
            }
        }
        assertThat(last).isEqualTo("[DONE]");
    }
}
