package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Models, embeddings, and the paths of what is passed through. */
class ListsTest {
    private static final Deployment DEPLOYMENT = new Deployment("it", "m", 1, null, Map.of());

    @Test
    void anyListOfModelsIsToldAsOpenAis() {
        String own =
                "{\"object\":\"list\",\"data\":[{\"id\":\"a/b\",\"object\":\"model\",\"created\":7.5,\"owned_by\":\"x\"},{\"name\":\"c\"}]}";
        String bare = "[{\"id\":\"a\",\"organization\":\"o\"}]";

        assertThat(models("groq", own).outputText())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"a/b\",\"object\":\"model\",\"created\":7,\"owned_by\":\"x\"},"
                                + "{\"id\":\"c\",\"object\":\"model\",\"created\":0,\"owned_by\":\"groq\"}]}");
        assertThat(models("together", bare).outputText()).contains("\"id\":\"a\"", "\"owned_by\":\"o\"");
        for (String garbage : new String[] {"", "{}", "<html>", "{\"error\":{\"message\":\"no\"}}", "{\"data\":1}"}) {
            assertThat(models("groq", garbage).failure()).as(garbage).isNotNull();
        }
    }

    @Test
    void modelsAreAskedForBelowTheBaseAndOfNoDeployment() {
        assertThat(path("{ type: groq, key: $KEY }", Endpoint.MODELS, "")).isEqualTo("GET /openai/v1/models");
        assertThat(path("{ type: azure, key: $KEY, resource: acme, style: classic }", Endpoint.MODELS, ""))
                .isEqualTo("GET /openai/models?api-version=2024-10-21");
    }

    @Test
    void responsesArePassedThroughWithTheModelsName() {
        String asked = "{\"input\":\"hi\", \"model\":\"fast\",\"store\":true,\"previous_response_id\":\"r\"}";

        assertThat(path("{ type: openai, key: $KEY }", Endpoint.RESPONSES, asked))
                .isEqualTo("POST /v1/responses " + asked.replace("fast", "m"));
        assertThat(path("{ type: azure, key: $KEY, resource: acme }", Endpoint.RESPONSES, asked))
                .startsWith("POST /openai/v1/responses ");
        assertThat(path(
                        "{ type: azure, key: $KEY, resource: acme, style: classic, endpoints: [responses] }",
                        Endpoint.RESPONSES,
                        asked))
                .startsWith("POST /openai/responses?api-version=2024-10-21 ");
        assertThat(Adapters.of("{ type: vllm }").serves(Endpoint.RESPONSES)).isFalse();
        assertThat(Adapters.of("{ type: vllm, endpoints: [responses] }").serves(Endpoint.RESPONSES))
                .isTrue();
    }

    @Test
    void e60_rows_come_in_the_order_of_their_index_in_the_encoding_asked_for() {
        String rows =
                "{\"data\":[{\"index\":1,\"object\":\"embedding\",\"embedding\":[2.0]},{\"object\":\"embedding\",\"index\":0,"
                        + "\"embedding\":[1.0,-2.5]}],\"model\":\"e\",\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}";

        assertThat(embeddings("\"float\"", rows).outputText())
                .startsWith("{\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1.0,-2.5]},{\"index\":1,")
                .endsWith("\"total_tokens\":1}}");
        assertThat(embeddings("\"base64\"", rows).outputText())
                .contains("\"index\":0,\"embedding\":\"AACAPwAAIMA=\"}", "\"embedding\":\"AAAAQA==\"");
    }

    @Test
    void e60_base64_that_nobody_asked_for_becomes_numbers() {
        String rows = "{\"data\":[{\"embedding\":\"AACAPwAAIMA=\"}]}";

        assertThat(embeddings("\"float\"", rows).outputText())
                .isEqualTo("{\"data\":[{\"embedding\":[1.0,-2.5],\"index\":0,\"object\":\"embedding\"}]}");
        assertThat(embeddings("\"base64\"", rows).outputText()).contains("\"embedding\":\"AACAPwAAIMA=\"");
    }

    @Test
    void e60_user_and_dimensions_go_where_they_are_refused() {
        String asked = "{\"model\":\"fast\",\"input\":\"a\",\"user\":\"u\",\"dimensions\":8}";

        UpstreamRequest together = sent("{ type: together, key: $KEY }", Endpoint.EMBEDDINGS, asked);
        assertThat(text(together)).isEqualTo("{\"model\":\"m\",\"input\":\"a\"}");
        assertThat(together.dropped()).containsExactly("user", "dimensions");
        assertThat(text(sent("{ type: mistral, key: $KEY }", Endpoint.EMBEDDINGS, asked)))
                .contains("\"output_dimension\":8");
        assertThat(text(sent("{ type: openai, key: $KEY }", Endpoint.EMBEDDINGS, asked)))
                .isEqualTo(asked.replace("fast", "m"));
    }

    private static RecordedReply models(String type, String body) {
        return decoded("{ type: " + type + ", key: $KEY }", Endpoint.MODELS, "", body);
    }

    private static RecordedReply embeddings(String format, String body) {
        return decoded(
                "{ type: ollama }",
                Endpoint.EMBEDDINGS,
                "{\"model\":\"e\",\"input\":\"a\",\"encoding_format\":" + format + "}",
                body);
    }

    private static RecordedReply decoded(String entry, Endpoint endpoint, String asked, String body) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = Adapters.of(entry).decoder(request(endpoint, asked), DEPLOYMENT);
        decoder.head(200, Headers.of("content-type", "application/json"), reply);
        decoder.data(body.getBytes(StandardCharsets.UTF_8), reply);
        decoder.end(reply);
        return reply;
    }

    private static String path(String entry, Endpoint endpoint, String asked) {
        UpstreamRequest sent = sent(entry, endpoint, asked);
        return (sent.method() + " " + sent.path() + " " + text(sent)).strip();
    }

    private static UpstreamRequest sent(String entry, Endpoint endpoint, String asked) {
        ProviderAdapter adapter = Adapters.of(entry);
        assertThat(adapter.serves(endpoint)).isTrue();
        return adapter.encode(request(endpoint, asked), DEPLOYMENT);
    }

    private static ApiRequest request(Endpoint endpoint, String asked) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, asked.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(UpstreamRequest sent) {
        return new String(sent.body().toArray(), StandardCharsets.UTF_8);
    }
}
