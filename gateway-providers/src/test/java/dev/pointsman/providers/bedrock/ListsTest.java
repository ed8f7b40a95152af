package dev.pointsman.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.Workbench;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Embeddings, and the list of models. */
class ListsTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String TITAN = "amazon.titan-embed-text-v2:0";
    private static final String COHERE = "cohere.embed-english-v3";
    private static final String NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";

    private static ApiRequest asked(String fields) {
        return Workbench.request(Endpoint.EMBEDDINGS, fields);
    }

    private static UpstreamRequest call(String model, String fields) {
        return Converse.bench().adapter().encode(asked(fields), Workbench.model(model));
    }

    private static JsonNode sent(String model, String fields) {
        return MAPPER.readTree(call(model, fields).body().toArray());
    }

    private static RecordedReply reply(String model, String fields, String body) {
        return Converse.bench()
                .reply(
                        asked(fields),
                        model,
                        Headers.of("content-type", "application/json", "x-amzn-bedrock-input-token-count", "9"),
                        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        5);
    }

    @Test
    void eachVendorIsAskedInItsWords() {
        assertThat(call(TITAN, "'input':'a'").path()).isEqualTo("/model/amazon.titan-embed-text-v2%3A0/invoke");
        assertThat(sent(TITAN, "'input':['a'],'dimensions':256,'encoding_format':'float'"))
                .isEqualTo(Workbench.json("{'inputText':'a','dimensions':256,'normalize':true}"));
        assertThat(sent("amazon.titan-embed-text-v1", "'input':'a'")).isEqualTo(Workbench.json("{'inputText':'a'}"));
        assertThat(sent(COHERE, "'input':['a','b']"))
                .isEqualTo(Workbench.json("{'texts':['a','b'],'input_type':'search_document'}"));
        assertThat(sent(COHERE, "'input':'a','input_type':'search_query','truncate':'END','dimensions':512"))
                .isEqualTo(Workbench.json(
                        "{'texts':['a'],'input_type':'search_query','truncate':'END','output_dimension':512}"));
        assertThat(sent(NOVA, "'input':'a','dimensions':1024"))
                .isEqualTo(Workbench.json("{'taskType':'SINGLE_EMBEDDING','singleEmbeddingParams':{'embeddingPurpose':"
                        + "'GENERIC_INDEX','embeddingDimension':1024,'text':{'truncationMode':'END','value':'a'}}}"));
    }

    @Test
    void whatAnEmbeddingModelCannotDoIsRefusedOrTold() {
        for (String[] bad :
                new String[][] {{TITAN, "'input':['a','b']"}, {NOVA, "'input':['a','b']"}, {"meta.x", "'input':'a'"}}) {
            assertThatThrownBy(() -> call(bad[0], bad[1]))
                    .isInstanceOfSatisfying(
                            GatewayException.class,
                            failure -> assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST));
        }
        assertThat(call("amazon.titan-embed-text-v1", "'input':'a','dimensions':8,'user':'u'")
                        .dropped())
                .containsExactly("user", "dimensions");
    }

    @Test
    void vectorsComeInAnyVendorsShape() {
        String two = "'input':['a','b']";
        assertThat(data(reply(TITAN, "'input':'a'", "{'embedding':[1,2.5],'inputTextTokenCount':4}")))
                .isEqualTo(Workbench.json("[{'object':'embedding','index':0,'embedding':[1,2.5]}]"));
        String told =
                "[{'object':'embedding','index':0,'embedding':[1]},{'object':'embedding','index':1,'embedding':[2]}]";
        assertThat(data(reply(COHERE, two, "{'embeddings':[[1],[2]],'texts':['a','b']}")))
                .isEqualTo(Workbench.json(told));
        assertThat(data(reply(COHERE, two, "{'embeddings':{'int8':[[7],[7]],'float':[[1],[2]]}}")))
                .isEqualTo(Workbench.json(told));
        assertThat(data(reply(NOVA, "'input':'a'", "{'embeddings':[{'embeddingType':'TEXT','embedding':[1]}]}")))
                .isEqualTo(Workbench.json("[{'object':'embedding','index':0,'embedding':[1]}]"));
    }

    private static JsonNode data(RecordedReply reply) {
        assertThat(reply.ended()).isTrue();
        return MAPPER.readTree(reply.outputText()).path("data");
    }

    @Test
    void tokensAreThoseOfTheBodyElseOfTheHeader() {
        assertThat(reply(TITAN, "'input':'a'", "{'embedding':[1],'inputTextTokenCount':4}")
                        .usage())
                .isEqualTo(new Usage(4, 0, 0, 0, 0));
        assertThat(reply(COHERE, "'input':'a'", "{'embeddings':[[1]]}").usage()).isEqualTo(new Usage(9, 0, 0, 0, 0));
    }

    @Test
    void e60_vectors_are_encoded_where_the_client_wants_base64() {
        RecordedReply reply = reply(TITAN, "'input':'a','encoding_format':'base64'", "{'embedding':[1.0,-2.5]}");

        assertThat(reply.outputText()).contains("\"embedding\":\"AACAPwAAIMA=\"");
    }

    @Test
    void anAnswerWithoutVectorsIsAFailure() {
        for (String body : new String[] {"{}", "[]", "{'embedding':7}", "{'embeddings':[[1],[2]]}", "<html>", ""}) {
            RecordedReply reply = reply(TITAN, "'input':'a'", body);

            assertThat(reply.ended()).isFalse();
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        }
    }

    @Test
    void modelsAreListedFromTheirOwnHostAndSignedForIt() {
        Workbench bench = Converse.bench(
                "{ type: bedrock, region: eu-west-1 }", Map.of("AWS_ACCESS_KEY_ID", "A", "AWS_SECRET_ACCESS_KEY", "s"));
        ApiRequest request = Workbench.request(Endpoint.MODELS, "");
        UpstreamRequest call = bench.adapter().encode(request, Workbench.model("any"));
        RecordedReply reply = bench.reply(
                request,
                "any",
                "application/json",
                "{\"modelSummaries\":[{\"modelArn\":\"arn\",\"modelId\":\"amazon.nova-lite-v1:0\",\"providerName\":\"Amazon\","
                        + "\"inputModalities\":[\"TEXT\"]},{\"modelId\":\"x.y\"},{}]}",
                3);

        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.target().host()).isEqualTo("bedrock.eu-west-1.amazonaws.com");
        assertThat(call.path()).isEqualTo("/foundation-models");
        assertThat(call.body().length()).isZero();
        assertThat(call.headers().get(call.headers().indexOf("authorization") + 1))
                .contains("SignedHeaders=host;x-amz-date,");
        assertThat(MAPPER.readTree(reply.outputText()))
                .isEqualTo(Workbench.json(
                        "{'object':'list','data':[{'id':'amazon.nova-lite-v1:0','object':'model','created':0,"
                                + "'owned_by':'Amazon'},{'id':'x.y','object':'model','created':0,'owned_by':''}]}"));
    }

    @Test
    void aListOfModelsThatIsNoneIsAFailure() {
        for (String body : List.of("{}", "[]", "{\"modelSummaries\":{}}", "x")) {
            RecordedReply reply = Converse.bench()
                    .reply(Workbench.request(Endpoint.MODELS, ""), "any", "application/json", body, 100);

            assertThat(reply.failure()).isNotNull();
        }
    }
}
