package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ListsTest {
    private static final String MODEL = "gemini-embedding-001";

    private static UpstreamRequest asked(ProviderAdapter adapter, String model, String fields) {
        return adapter.encode(Google.request(Endpoint.EMBEDDINGS, fields), Google.model(model));
    }

    private static RecordedReply reply(ProviderAdapter adapter, ApiRequest request, String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Google.reply(adapter, request, MODEL, "application/json", List.of(bytes));
    }

    private static RecordedReply embedded(ProviderAdapter adapter, String fields, String body) {
        return reply(adapter, Google.request(Endpoint.EMBEDDINGS, fields), body);
    }

    @Test
    void oneInputIsEmbeddedAlone() {
        UpstreamRequest call =
                asked(Google.adapter(), MODEL, "'input':'hi','dimensions':8,'task_type':'RETRIEVAL_QUERY','user':'u'");

        assertThat(call.path()).isEqualTo("/v1beta/models/gemini-embedding-001:embedContent");
        assertThat(Google.body(call))
                .isEqualTo(Google.json("{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'hi'}]},"
                        + "'taskType':'RETRIEVAL_QUERY','outputDimensionality':8}"));
        assertThat(call.dropped()).containsExactly("user");
    }

    @Test
    void severalInputsGoTogether() {
        UpstreamRequest call = asked(Google.adapter(), MODEL, "'input':['a','b']");

        assertThat(call.path()).isEqualTo("/v1beta/models/gemini-embedding-001:batchEmbedContents");
        assertThat(Google.body(call).at("/requests/1"))
                .isEqualTo(Google.json("{'model':'models/gemini-embedding-001','content':{'parts':[{'text':'b'}]}}"));
    }

    @Test
    void vertexPredictsAndItsNewestModelsEmbed() {
        ProviderAdapter vertex = Google.adapter(Google.VERTEX);
        UpstreamRequest older =
                asked(vertex, "text-embedding-005", "'input':['a','b'],'dimensions':64,'task_type':'CLUSTERING'");
        UpstreamRequest newer = asked(vertex, "gemini-embedding-2", "'input':'a'");

        assertThat(older.path())
                .isEqualTo(
                        "/v1/projects/acme/locations/europe-west4/publishers/google/models/text-embedding-005:predict");
        assertThat(Google.body(older))
                .isEqualTo(Google.json("{'instances':[{'content':'a','task_type':'CLUSTERING'},"
                        + "{'content':'b','task_type':'CLUSTERING'}],'parameters':{'outputDimensionality':64}}"));
        assertThat(newer.path()).endsWith("/gemini-embedding-2:embedContent");
        assertThat(Google.body(newer)).isEqualTo(Google.json("{'content':{'parts':[{'text':'a'}]}}"));
    }

    @Test
    void moreInputsThanGoogleTakesAreRefused() {
        String many = "'input':[" + "'a',".repeat(100) + "'a']";
        GatewayException studio =
                catchThrowableOfType(GatewayException.class, () -> asked(Google.adapter(), MODEL, many));
        GatewayException newest = catchThrowableOfType(
                GatewayException.class,
                () -> asked(Google.adapter(Google.VERTEX), "gemini-embedding-2", "'input':['a','b']"));

        assertThat(studio.param()).isEqualTo("input");
        assertThat(studio.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(newest).hasMessageContaining("at most 1");
    }

    @Test
    void e60_vectors_are_told_in_order_as_numbers_or_base64() {
        String two = "{'embeddings':[{'values':[1.0,-2.5]},{'values':[0.5,0.25]}]}";

        RecordedReply numbers = embedded(Google.adapter(), "'input':['four','bytes more']", two);
        RecordedReply base64 = embedded(Google.adapter(), "'input':['a','b'],'encoding_format':'base64'", two);
        RecordedReply alone = embedded(Google.adapter(), "'input':'a'", "{'embedding':{'values':[1,2]}}");

        assertThat(numbers.outputText())
                .contains("\"index\":0,\"embedding\":[1.0,-2.5]}", "\"index\":1,\"embedding\":[0.5,0.25]}");
        assertThat(OpenAiSchema.of("CreateEmbeddingResponse").problems(Google.json(numbers.outputText())))
                .isEmpty();
        assertThat(numbers.usage()).isEqualTo(new Usage(4, 0, 0, 0, 0));
        assertThat(base64.outputText()).contains("\"embedding\":\"AACAPwAAIMA=\"");
        assertThat(alone.outputText()).contains("\"embedding\":[1,2]");
    }

    @Test
    void vectorsCutShortAreBroughtToLengthOne() {
        RecordedReply reply =
                embedded(Google.adapter(), "'input':'a','dimensions':2", "{'embedding':{'values':[3.0,4.0]}}");

        JsonNode vector = Google.json(reply.outputText()).at("/data/0/embedding");
        assertThat(vector.path(0).doubleValue()).isCloseTo(0.6, within(1e-6));
        assertThat(vector.path(1).doubleValue()).isCloseTo(0.8, within(1e-6));
    }

    @Test
    void vertexCountsItsTokens() {
        RecordedReply reply = embedded(
                Google.adapter(Google.VERTEX),
                "'input':['a','b']",
                "{'predictions':[{'embeddings':{'statistics':{'token_count':3,'truncated':false},'values':[1]}},"
                        + "{'embeddings':{'statistics':{'token_count':4},'values':[2]}}]}");

        assertThat(reply.usage()).isEqualTo(new Usage(7, 0, 0, 0, 0));
        assertThat(reply.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>",
                "[]",
                "{}",
                "{'embeddings':[]}",
                "{'embeddings':[{'values':[1]},{'values':[1]}]}",
                "{'embedding':{}}",
                "{'embedding':{'values':[]}}",
                "{'embedding':{'values':[1",
                "{'error':{'code':500,'message':'no'}}"
            })
    void garbageIsNoEmbedding(String body) {
        RecordedReply reply = embedded(Google.adapter(), "'input':'a'", body);

        assertThat(reply.ended()).isFalse();
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.outputText()).isEmpty();
    }

    private static ApiRequest models() {
        return ApiRequest.parse(Endpoint.MODELS, "/v1/models", Headers.NONE, new byte[0]);
    }

    @Test
    void theListOfModelsIsGooglesOwn() {
        UpstreamRequest studio = Google.adapter().encode(models(), Google.model("any"));
        UpstreamRequest vertex = Google.adapter(Google.VERTEX).encode(models(), Google.model("any"));
        RecordedReply reply = reply(
                Google.adapter(),
                models(),
                "{'models':[{'name':'models/gemini-2.5-pro','inputTokenLimit':5},{'name':'models/gemma-3'},{}],'nextPageToken':'x'}");
        RecordedReply published = reply(
                Google.adapter(), models(), "{'publisherModels':[{'name':'publishers/google/models/gemini-3-pro'}]}");

        assertThat(studio.method()).isEqualTo("GET");
        assertThat(studio.path()).isEqualTo("/v1beta/models?pageSize=1000");
        assertThat(studio.headers()).contains("x-goog-api-key").doesNotContain("content-type");
        assertThat(vertex.path()).isEqualTo("/v1beta1/publishers/google/models?pageSize=1000");
        assertThat(reply.outputText())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"gemini-2.5-pro\",\"object\":\"model\",\"created\":0,"
                                + "\"owned_by\":\"google\"},{\"id\":\"gemma-3\",\"object\":\"model\",\"created\":0,\"owned_by\":\"google\"}]}");
        assertThat(published.outputText()).contains("\"id\":\"gemini-3-pro\"");
        assertThat(OpenAiSchema.of("ListModelsResponse").problems(Google.json(reply.outputText())))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{'models':5}", "{'error':{'code':500,'message':'no'}}"})
    void garbageIsNoListOfModels(String body) {
        RecordedReply reply = reply(Google.adapter(), models(), body);

        assertThat(reply.ended()).isFalse();
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void whatGoogleHasNotIsNotServed() {
        ProviderAdapter adapter = Google.adapter();

        assertThat(adapter.serves(Endpoint.EMBEDDINGS)).isTrue();
        assertThat(adapter.serves(Endpoint.MODELS)).isTrue();
        assertThat(adapter.serves(Endpoint.RERANK)).isFalse();
        assertThat(adapter.serves(Endpoint.MODERATIONS)).isFalse();
    }
}
