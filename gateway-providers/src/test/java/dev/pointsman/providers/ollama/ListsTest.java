package dev.pointsman.providers.ollama;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.Workbench;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ListsTest {
    private static final String VECTORS =
            "{\"model\":\"e\",\"embeddings\":[[0.0100714,-0.5],[1.0,-2.5]],\"total_duration\":1,\"prompt_eval_count\":8}";

    private static ApiRequest embeddings(String fields) {
        return Workbench.request(Endpoint.EMBEDDINGS, fields);
    }

    private static JsonNode sent(String fields) {
        UpstreamRequest call = Llama.bench().adapter().encode(embeddings(fields), Workbench.model("e"));
        assertThat(call.path()).isEqualTo("/api/embed");
        return Workbench.json(new String(call.body().toArray(), StandardCharsets.UTF_8));
    }

    private static RecordedReply reply(ApiRequest request, String body) {
        return Llama.bench().reply(request, "e", "application/json; charset=utf-8", body, 7);
    }

    @Test
    void anEmbeddingIsAskedForByOneTextOrSeveral() {
        assertThat(sent("'input':'a','dimensions':2,'encoding_format':'base64'"))
                .isEqualTo(Workbench.json("{'model':'e','input':'a','dimensions':2}"));
        assertThat(sent("'input':['a','b'],'truncate':false,'keep_alive':0"))
                .isEqualTo(Workbench.json("{'model':'e','input':['a','b'],'truncate':false,'keep_alive':0}"));
        assertThat(Llama.bench()
                        .adapter()
                        .encode(embeddings("'input':'a','user':'u'"), Workbench.model("e"))
                        .dropped())
                .containsExactly("user");
    }

    @Test
    void e60_vectors_come_as_numbers_or_as_base64() {
        RecordedReply numbers = reply(embeddings("'input':['a','b']"), VECTORS);
        RecordedReply text = reply(embeddings("'input':['a','b'],'encoding_format':'base64'"), VECTORS);

        JsonNode told = Workbench.json(numbers.outputText());
        assertThat(told.at("/data/0/embedding")).isEqualTo(Workbench.json("[0.0100714,-0.5]"));
        assertThat(OpenAiSchema.of("CreateEmbeddingResponse").problems(told)).isEmpty();
        assertThat(numbers.usage()).isEqualTo(new Usage(8, 0, 0, 0, 0));
        assertThat(Workbench.json(text.outputText()).at("/data/1/embedding").stringValue())
                .isEqualTo("AACAPwAAIMA=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "<html>",
                "{\"embeddings\":[[1.0]]}",
                "{\"embeddings\":[1,2]}",
                "{\"error\":\"no\"}"
            })
    void whatIsNoListOfVectorsIsAFailure(String body) {
        RecordedReply reply = reply(embeddings("'input':['a','b']"), body);

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void theModelsAtHandAreListed() {
        ApiRequest asked = Workbench.request(Endpoint.MODELS, "");
        UpstreamRequest call = Llama.bench().adapter().encode(asked, Workbench.model(""));
        RecordedReply reply = reply(
                asked,
                "{\"models\":[{\"name\":\"llama3:latest\",\"model\":\"llama3:latest\",\"modified_at\":"
                        + "\"2026-09-21T16:13:20.5+02:00\",\"size\":4661224676,\"details\":{\"family\":\"llama\"}},"
                        + "{\"name\":\"me/mine\"},{}]}");

        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.path()).isEqualTo("/api/tags");
        assertThat(call.body().length()).isZero();
        JsonNode told = Workbench.json(reply.outputText());
        assertThat(told)
                .isEqualTo(Workbench.json("{'object':'list','data':[{'id':'llama3:latest','object':'model','created':"
                        + "1790000000,'owned_by':'library'},{'id':'me/mine','object':'model','created':0,"
                        + "'owned_by':'me'}]}"));
        assertThat(OpenAiSchema.of("ListModelsResponse").problems(told)).isEmpty();
        assertThat(reply(asked, "{}").failure()).isNotNull();
        assertThat(reply(asked, "{\"error\":\"no\"}").failure()).isNotNull();
    }
}
