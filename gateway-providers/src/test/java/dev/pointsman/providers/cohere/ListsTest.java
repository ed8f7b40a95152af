package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Embeddings, rerank and the list of models. */
class ListsTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static UpstreamRequest call(Endpoint endpoint, String fields) {
        return Command.adapter().encode(Command.request(endpoint, fields), Command.model("m"));
    }

    private static JsonNode sent(UpstreamRequest call) {
        return MAPPER.readTree(call.body().toArray());
    }

    private static RecordedReply answer(Endpoint endpoint, String fields, String body) {
        return Command.answer(Command.request(endpoint, fields), body);
    }

    @Test
    void aTextIsEmbeddedAsADocumentUnlessMoreIsSaid() {
        UpstreamRequest call = call(Endpoint.EMBEDDINGS, "'input':'a','dimensions':256,'user':'u'");

        assertThat(call.path()).isEqualTo("/v2/embed");
        assertThat(sent(call))
                .isEqualTo(Command.json("{'model':'m','texts':['a'],'input_type':'search_document',"
                        + "'embedding_types':['float'],'output_dimension':256}"));
        assertThat(call.dropped()).containsExactly("user");
        assertThat(sent(call(Endpoint.EMBEDDINGS, "'input':['a','b'],'input_type':'clustering','truncate':'END'")))
                .isEqualTo(Command.json("{'model':'m','texts':['a','b'],'input_type':'clustering',"
                        + "'embedding_types':['float'],'truncate':'END'}"));
        UpstreamRequest queries = Command.adapter("{ type: cohere, key: $KEY, input_type: search-query }")
                .encode(Command.request(Endpoint.EMBEDDINGS, "'input':'a'"), Command.model("m"));
        assertThat(sent(queries).path("input_type").stringValue()).isEqualTo("search_query");
    }

    @Test
    void vectorsAreOpenAisList() {
        RecordedReply reply = answer(
                Endpoint.EMBEDDINGS,
                "'input':['a','b']",
                "{'id':'e','embeddings':{'float':[[0.5,-1],[2e-3,3]]},'texts':['a','b'],'meta':{'billed_units':{'input_tokens':4}}}");

        JsonNode list = MAPPER.readTree(reply.outputText());
        assertThat(OpenAiSchema.of("CreateEmbeddingResponse").problems(list)).isEmpty();
        assertThat(list.path("data").path(1).path("embedding")).isEqualTo(Command.json("[2e-3,3]"));
        assertThat(list.path("data").path(1).path("index").intValue()).isEqualTo(1);
        assertThat(list.path("usage").path("total_tokens").intValue()).isEqualTo(4);
        assertThat(reply.usage()).isEqualTo(new Usage(4, 0, 0, 0, 0));
    }

    @Test
    void e60_base64IsMadeHereFromFloatsAndTokenNumbersAreRefused() {
        RecordedReply reply = answer(
                Endpoint.EMBEDDINGS,
                "'input':'a','encoding_format':'base64'",
                "{'id':'e','embeddings':{'float':[[0.5,-1]]},'meta':{'billed_units':{'input_tokens':1}}}");

        ByteBuffer raw = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(MAPPER.readTree(reply.outputText())
                                .path("data")
                                .path(0)
                                .path("embedding")
                                .stringValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(raw.getFloat()).isEqualTo(0.5f);
        assertThat(raw.getFloat()).isEqualTo(-1f);
        assertThat(raw.hasRemaining()).isFalse();
        assertThat(sent(call(Endpoint.EMBEDDINGS, "'input':'a','encoding_format':'base64','dimensions':8"))
                        .path("embedding_types"))
                .isEqualTo(Command.json("['float']"));
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> call(Endpoint.EMBEDDINGS, "'input':[1,2,3]"));
        assertThat(refused.param()).isEqualTo("input");
    }

    @Test
    void moreTextsThanOneCallTakesAreSentInSeveralAndKeepTheirOrder() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            texts.add("'" + i + "'");
        }
        ApiRequest request = Command.request(Endpoint.EMBEDDINGS, "'input':[" + String.join(",", texts) + "]");
        ProviderAdapter adapter = Command.adapter();
        ReplyDecoder decoder = adapter.decoder(request, Command.model("m"));
        RecordedReply reply = new RecordedReply();
        List<Integer> sizes = new ArrayList<>();
        UpstreamRequest call = adapter.encode(request, Command.model("m"));
        while (call != null) {
            JsonNode asked = sent(call).path("texts");
            sizes.add(asked.size());
            decoder.head(200, Headers.of("content-type", "application/json"), reply);
            decoder.data(vectors(asked), reply);
            decoder.end(reply);
            call = decoder.next();
        }

        assertThat(sizes).containsExactly(96, 96, 8);
        assertThat(reply.ended()).isTrue();
        JsonNode data = MAPPER.readTree(reply.outputText()).path("data");
        assertThat(data).hasSize(200);
        assertThat(data.path(97).path("embedding").path(0).intValue()).isEqualTo(97);
        assertThat(Objects.requireNonNull(reply.usage()).prompt()).isEqualTo(200);
    }

    private static byte[] vectors(JsonNode texts) {
        StringBuilder rows = new StringBuilder();
        texts.forEach(text -> rows.append(rows.isEmpty() ? "[" : ",[")
                .append(text.stringValue())
                .append("]"));
        return ("{\"embeddings\":{\"float\":[" + rows + "]},\"meta\":{\"billed_units\":{\"input_tokens\":"
                        + texts.size() + "}}}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{'embeddings':{'float':[]}}",
                "{'embeddings':{'float':[[1],[2]]}}",
                "{'message':'no'}",
                "<html>",
                "{'embeddings':{'int8':[[1]]}}"
            })
    void aListThatIsNoAnswerIsAFailure(String body) {
        RecordedReply reply = answer(Endpoint.EMBEDDINGS, "'input':'a'", body);

        assertThat(reply.ended()).isFalse();
        assertThat(reply.failure()).isNotNull();
        assertThat(answer(Endpoint.RERANK, "'query':'q','documents':['a']", body)
                        .failure())
                .isNotNull();
    }

    @Test
    void documentsAreRankedAsTexts() {
        UpstreamRequest call = call(
                Endpoint.RERANK,
                "'query':'q','documents':['a',{'text':'b','id':7}],'top_n':1,'return_documents':true,'max_tokens_per_doc':99,'rank_fields':['x']");

        assertThat(call.path()).isEqualTo("/v2/rerank");
        assertThat(sent(call))
                .isEqualTo(Command.json(
                        "{'model':'m','query':'q','documents':['a','b'],'top_n':1,'max_tokens_per_doc':99}"));
        assertThat(call.dropped()).containsExactly("rank_fields");
    }

    @Test
    void resultsHoldTheirDocumentsWhereTheyAreWanted() {
        String body = "{'id':'r','results':[{'index':1,'relevance_score':0.98},{'index':0,'relevance_score':1e-2}],"
                + "'meta':{'api_version':{'version':'2'},'billed_units':{'search_units':1}}}";

        RecordedReply plain = answer(Endpoint.RERANK, "'query':'q','documents':['a',{'text':'b'}]", body);
        RecordedReply shown =
                answer(Endpoint.RERANK, "'query':'q','documents':['a',{'text':'b'}],'return_documents':true", body);

        assertThat(MAPPER.readTree(plain.outputText()))
                .isEqualTo(
                        Command.json(
                                "{'id':'r','model':'m','results':[{'index':1,'relevance_score':0.98},"
                                        + "{'index':0,'relevance_score':1e-2}],'meta':{'api_version':{'version':'2'},'billed_units':{'search_units':1}}}"));
        assertThat(MAPPER.readTree(shown.outputText()).path("results").path(0).path("document"))
                .isEqualTo(Command.json("{'text':'b'}"));
        assertThat(plain.usage()).isNull();
    }

    @Test
    void aRankingOfDocumentsThatWereNotGivenIsAFailure() {
        assertThat(answer(
                                Endpoint.RERANK,
                                "'query':'q','documents':['a']",
                                "{'id':'r','results':[{'index':1,'relevance_score':0.98}]}")
                        .failure())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"'documents':['a',{'image':'x'}]", "'documents':['a'],'top_n':0", "'documents':['a'],'top_n':'x'"
            })
    void whatCannotBeRankedIsRefusedAtItsPlace(String fields) {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> call(Endpoint.RERANK, "'query':'q'," + fields));

        assertThat(refused.param()).isIn("documents[1]", "top_n");
    }

    @Test
    void theListOfModelsIsOpenAis() {
        ApiRequest request = ApiRequest.parse(Endpoint.MODELS, "/v1/models", Headers.NONE, new byte[0]);

        UpstreamRequest call = Command.adapter().encode(request, Command.model(""));
        RecordedReply reply = Command.answer(
                request, "{'models':[{'name':'command-a-03-2025','endpoints':['chat']},{'name':'rerank-v4.0-pro'}]}");

        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.path()).isEqualTo("/v1/models?page_size=1000");
        JsonNode list = MAPPER.readTree(reply.outputText());
        assertThat(OpenAiSchema.of("ListModelsResponse").problems(list)).isEmpty();
        assertThat(list.path("data").path(1).path("id").stringValue()).isEqualTo("rerank-v4.0-pro");
    }
}
