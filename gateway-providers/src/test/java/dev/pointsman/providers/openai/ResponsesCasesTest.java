package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Requests to OpenAI's Responses API as they once were sent, and the replies they got: both pass through. */
class ResponsesCasesTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema RESPONSE = OpenAiSchema.of("Response");
    private static final String ASKED = "the-public-name";

    private final ProviderAdapter adapter = Adapters.of("{ type: openai, key: $KEY }");

    static Stream<Path> cases() throws Exception {
        Path folder = Path.of(Objects.requireNonNull(ResponsesCasesTest.class.getResource("/responses-cases"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList().stream();
        }
    }

    private static JsonNode read(Path file) throws IOException {
        return MAPPER.readTree(Files.readString(file));
    }

    private static ApiRequest asked(JsonNode recorded) {
        ObjectNode body = (ObjectNode) recorded.path("request").path("body").deepCopy();
        body.put("model", ASKED);
        return ApiRequest.parse(
                Endpoint.RESPONSES,
                "/v1/responses",
                Headers.NONE,
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Deployment deployment(JsonNode recorded) {
        String model = recorded.path("request").path("body").path("model").stringValue();
        return new Deployment("it", model, 1, null, Map.of());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theRequestIsTheClientsOwn(Path file) throws IOException {
        JsonNode recorded = read(file);

        UpstreamRequest sent = adapter.encode(asked(recorded), deployment(recorded));

        assertThat(sent.path()).isEqualTo("/v1/responses");
        assertThat(MAPPER.readTree(sent.body().toArray()))
                .isEqualTo(recorded.path("request").path("body"));
        assertThat(sent.dropped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theReplyIsTheProvidersOwn(Path file) throws IOException {
        JsonNode recorded = read(file);
        JsonNode body = recorded.path("response").path("body");
        JsonNode expect = recorded.path("expect");
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        int status = recorded.path("response").path("status").intValue();
        if (status != 200) {
            GatewayException failure = adapter.failure(status, Headers.NONE, bytes);
            assertThat(failure.text()).isEqualTo(expect.path("error_message").stringValue());
            assertThat(failure.param())
                    .isEqualTo(body.path("error").path("param").asString(null));
            return;
        }
        for (int size : new int[] {1, 7, 4096}) {
            RecordedReply reply = decoded(recorded, bytes, size);

            assertThat(reply.failure()).isNull();
            assertThat(reply.ended()).isTrue();
            assertThat(reply.outputText()).isEqualTo(body.toString());
            assertThat(reply.finishReasons())
                    .containsExactly(expect.path("finish_reason").stringValue());
            Usage usage = Objects.requireNonNull(reply.usage());
            assertThat(usage.prompt())
                    .isEqualTo(expect.path("usage").path("prompt").longValue());
            assertThat(usage.completion())
                    .isEqualTo(expect.path("usage").path("completion").longValue());
            fits(reply);
        }
    }

    /** OpenAI left out one count of its own description, and said null for a user, when these were recorded. */
    private static void fits(RecordedReply reply) {
        ObjectNode response = (ObjectNode) MAPPER.readTree(reply.outputText());
        ((ObjectNode) response.path("usage").path("input_tokens_details")).put("cache_write_tokens", 0);
        response.remove("user");
        assertThat(RESPONSE.problems(response)).isEmpty();
    }

    private RecordedReply decoded(JsonNode recorded, byte[] bytes, int size) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter.decoder(asked(recorded), deployment(recorded));
        decoder.head(200, Headers.of("content-type", "application/json"), reply);
        for (int from = 0; from < bytes.length; from += size) {
            decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)), reply);
        }
        decoder.end(reply);
        return reply;
    }

    @Test
    void openAiAndAzuresNewerStyleSpeakTheResponsesApi() {
        assertThat(adapter.serves(Endpoint.RESPONSES)).isTrue();
        assertThat(Adapters.of("{ type: azure, resource: acme, key: $KEY }").serves(Endpoint.RESPONSES))
                .isTrue();
    }

    @Test
    void azuresClassicStyleAndCopiesDoNotUnlessThePolicySaysSo() {
        assertThat(Adapters.of("{ type: azure, resource: acme, style: classic, key: $KEY }")
                        .serves(Endpoint.RESPONSES))
                .isFalse();
        assertThat(Adapters.of("{ type: vllm }").serves(Endpoint.RESPONSES)).isFalse();
        ProviderAdapter told = Adapters.of("{ type: vllm, endpoints: [chat/completions, responses] }");
        assertThat(told.serves(Endpoint.RESPONSES)).isTrue();
        assertThat(told.serves(Endpoint.CHAT_COMPLETIONS)).isTrue();
    }
}
