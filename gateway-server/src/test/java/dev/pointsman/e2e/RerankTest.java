package dev.pointsman.e2e;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.pointsman.e2e.peers.RunningGateway;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rerank over sockets: translated for Cohere, passed through for those who speak its form, answered by echo; and Cohere's embeddings. */
class RerankTest {
    private static final WireMockServer PROVIDER = new WireMockServer(options().dynamicPort());
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String ASKED = """
            {"model":"%s","query":"black cat","documents":["a dog",{"text":"the black cat"}],"top_n":1,"return_documents":true}""";
    private static RunningGateway gateway;

    @BeforeAll
    static void start() {
        PROVIDER.start();
        gateway = RunningGateway.start("""
                providers:
                  demo: { type: echo }
                  co: { type: cohere, url: "%1$s", key: $UPSTREAM_KEY }
                  bad: { type: cohere, url: "%1$s/bad", key: $UPSTREAM_KEY }
                  gpus: { type: vllm, url: "%1$s/v1" }
                  jina: { type: openai-compatible, url: "%1$s/jina/v1", key: $UPSTREAM_KEY, endpoints: [rerank] }
                models:
                  first: { at: demo/sorter, can: [rerank] }
                  second: { at: co/rerank-v4.0-pro, can: [rerank] }
                  limited: { at: bad/rerank-v4.0-pro, can: [rerank] }
                  shaky: { at: bad/embed-v4.0, can: [embeddings] }
                  third: gpus/bge-reranker
                  fourth: jina/jina-reranker-v3
                  vectors: { at: co/embed-v4.0, can: [embeddings], price: { in: 1000, out: 0 } }
                reliability: { retry: { times: 0 } }
                """.formatted(PROVIDER.baseUrl()));
    }

    @AfterEach
    void forget() {
        PROVIDER.resetAll();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        PROVIDER.stop();
    }

    private static HttpResponse<String> ask(String model) throws IOException, InterruptedException {
        return gateway.post("/v1/rerank", ASKED.formatted(model));
    }

    private static void answer(String path, String body) {
        PROVIDER.stubFor(post(urlEqualTo(path))
                .willReturn(aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody(body)));
    }

    @Test
    void aNewcomerGetsARankingFromEcho() throws Exception {
        HttpResponse<String> reply = ask("first");

        JsonNode results = MAPPER.readTree(reply.body()).path("results");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(results).hasSize(1);
        assertThat(results.path(0).path("index").intValue()).isEqualTo(1);
        assertThat(results.path(0).path("document").path("text").stringValue()).isEqualTo("the black cat");
    }

    @Test
    void cohereIsAskedInItsFormAndAnswersInTheClients() throws Exception {
        answer("/v2/rerank", """
                {"id":"r1","results":[{"index":1,"relevance_score":0.97}],"meta":{"billed_units":{"search_units":1}}}""");

        HttpResponse<String> reply = ask("second");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-gateway-dropped")).isEmpty();
        assertThat(reply.headers().firstValue("x-gateway-deployment")).contains("co/rerank-v4.0-pro");
        assertThat(MAPPER.readTree(reply.body())).isEqualTo(MAPPER.readTree("""
                        {"id":"r1","model":"rerank-v4.0-pro","results":[{"index":1,"relevance_score":0.97,
                        "document":{"text":"the black cat"}}],"meta":{"billed_units":{"search_units":1}}}"""));
        PROVIDER.verify(postRequestedFor(urlEqualTo("/v2/rerank"))
                .withHeader("authorization", equalTo("Bearer " + RunningGateway.UPSTREAM_KEY))
                .withRequestBody(equalToJson("""
                        {"model":"rerank-v4.0-pro","query":"black cat","documents":["a dog","the black cat"],"top_n":1}""")));
    }

    @Test
    void whoSpeaksThatFormGetsTheRequestAsItIs() throws Exception {
        String said =
                "{\"model\":\"bge\",\"results\":[{\"index\":1,\"relevance_score\":0.5}],\"usage\":{\"total_tokens\":9}}";
        answer("/v1/rerank", said);
        answer("/jina/v1/rerank", said);

        assertThat(ask("third").body()).isEqualTo(said);
        assertThat(ask("fourth").body()).isEqualTo(said);
        PROVIDER.verify(postRequestedFor(urlEqualTo("/v1/rerank"))
                .withRequestBody(equalToJson(ASKED.formatted("bge-reranker"))));
        PROVIDER.verify(postRequestedFor(urlEqualTo("/jina/v1/rerank"))
                .withRequestBody(equalToJson(ASKED.formatted("jina-reranker-v3"))));
    }

    @Test
    void errorsNameTheirPlaceAndModelsThatCannotRankAreNotAsked() throws Exception {
        HttpResponse<String> without = gateway.post("/v1/rerank", "{\"model\":\"first\",\"query\":\"a\"}");
        HttpResponse<String> unable = ask("vectors");
        PROVIDER.stubFor(post(urlEqualTo("/bad/v2/rerank"))
                .willReturn(aResponse()
                        .withStatus(429)
                        .withHeader("retry-after", "3")
                        .withBody("{\"message\":\"slow down\"}")));
        HttpResponse<String> limited = ask("limited");

        assertThat(without.statusCode()).isEqualTo(400);
        assertThat(MAPPER.readTree(without.body()).path("error").path("param").stringValue())
                .isEqualTo("documents");
        assertThat(unable.statusCode()).isEqualTo(400);
        assertThat(unable.body()).contains("cannot rerank");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.body()).contains("slow down");
    }

    @Test
    void moreTextsThanCohereTakesAtOnceAreEmbeddedInSeveralCalls() throws Exception {
        vectors("/v2/embed", Scenario.STARTED, "b", 96);
        vectors("/v2/embed", "b", "c", 1);

        HttpResponse<String> reply = gateway.post(
                "/v1/embeddings",
                "{\"model\":\"vectors\",\"input\":[" + String.join(",", Collections.nCopies(97, "\"x\"")) + "]}");

        JsonNode list = MAPPER.readTree(reply.body());
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(list.path("data")).hasSize(97);
        assertThat(list.path("data").path(96).path("index").intValue()).isEqualTo(96);
        assertThat(list.path("usage").path("prompt_tokens").intValue()).isEqualTo(97);
        assertThat(reply.headers().firstValue("x-gateway-cost")).contains("0.097000000");
        PROVIDER.verify(2, postRequestedFor(urlEqualTo("/v2/embed")));
    }

    @Test
    void aSecondCallThatFailsFailsTheWhole() throws Exception {
        vectors("/bad/v2/embed", Scenario.STARTED, "b", 96);
        PROVIDER.stubFor(post(urlEqualTo("/bad/v2/embed"))
                .inScenario("embed")
                .whenScenarioStateIs("b")
                .willReturn(aResponse().withStatus(500).withBody("{\"message\":\"no luck\"}")));

        HttpResponse<String> reply = gateway.post(
                "/v1/embeddings",
                "{\"model\":\"shaky\",\"input\":[" + String.join(",", Collections.nCopies(97, "\"x\"")) + "]}");

        assertThat(reply.statusCode()).isEqualTo(500);
        assertThat(reply.body()).contains("no luck");
    }

    private static void vectors(String path, String when, String then, int count) {
        String rows = String.join(",", Collections.nCopies(count, "[0.5]"));
        PROVIDER.stubFor(post(urlEqualTo(path))
                .inScenario("embed")
                .whenScenarioStateIs(when)
                .willSetStateTo(then)
                .willReturn(aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody("{\"id\":\"e\",\"embeddings\":{\"float\":[" + rows
                                + "]},\"meta\":{\"billed_units\":{\"input_tokens\":" + count + "}}}")));
    }
}
