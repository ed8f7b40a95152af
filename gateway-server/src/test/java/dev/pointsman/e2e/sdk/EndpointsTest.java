package dev.pointsman.e2e.sdk;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.openai.client.OpenAIClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.moderations.ModerationCreateParams;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Every endpoint through the official client, with WireMock as the provider. */
class EndpointsTest {
    private static final WireMockServer PROVIDER = new WireMockServer(options().dynamicPort());
    private static RunningGateway gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        PROVIDER.start();
        gateway = RunningGateway.inFrontOf(PROVIDER.baseUrl() + "/v1");
        client = gateway.sdk();
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

    @Test
    void aChatCompletionComesBackWhole() {
        answer("/v1/chat/completions", Replies.chat("Hello from the provider."));

        ChatCompletion reply = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("small")
                        .addSystemMessage("Be brief.")
                        .addUserMessage("Say hello.")
                        .temperature(0.5)
                        .maxCompletionTokens(100)
                        .build());

        assertThat(reply.choices().get(0).message().content()).contains("Hello from the provider.");
        assertThat(reply.choices().get(0).finishReason().asString()).isEqualTo("stop");
        assertThat(reply.usage().orElseThrow().totalTokens()).isEqualTo(12);
        PROVIDER.verify(postRequestedFor(urlEqualTo("/v1/chat/completions"))
                .withHeader("authorization", equalTo("Bearer " + RunningGateway.UPSTREAM_KEY))
                .withRequestBody(matchingJsonPath("$.model", equalTo("gpt-4o-mini")))
                .withRequestBody(matchingJsonPath("$.messages[1].content", equalTo("Say hello.")))
                .withRequestBody(matchingJsonPath("$.max_completion_tokens", equalTo("100"))));
    }

    @Test
    void aTextCompletionComesBackWhole() {
        answer("/v1/completions", """
                {"id":"cmpl-1","object":"text_completion","created":1700000000,"model":"gpt-4o-mini","choices":[\
                {"text":" a time","index":0,"logprobs":null,"finish_reason":"length"}],\
                "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""");

        var reply = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("small")
                        .prompt("Once upon")
                        .build());

        assertThat(reply.choices().get(0).text()).isEqualTo(" a time");
        PROVIDER.verify(postRequestedFor(urlEqualTo("/v1/completions"))
                .withRequestBody(matchingJsonPath("$.model", equalTo("gpt-4o-mini"))));
    }

    /** The official client asks for base64 unless told otherwise, and decodes it by itself. */
    @Test
    void embeddingsInTheClientsDefaultEncodingAreDecodedToTheSameNumbers() {
        answer("/v1/embeddings", """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":"%s"}],"model":"gpt-4o-mini",\
                "usage":{"prompt_tokens":1,"total_tokens":1}}""".formatted(base64(0.25f, -1.5f, 3f)));

        var reply = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("small")
                        .input("hello")
                        .build());

        assertThat(reply.data().get(0).embedding()).containsExactly(0.25f, -1.5f, 3f);
        PROVIDER.verify(postRequestedFor(urlEqualTo("/v1/embeddings"))
                .withRequestBody(matchingJsonPath("$.encoding_format", equalTo("base64"))));
    }

    @Test
    void embeddingsAsNumbersComeBackAsTheyAre() {
        answer("/v1/embeddings", """
                {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-1.5]}],\
                "model":"gpt-4o-mini","usage":{"prompt_tokens":1,"total_tokens":1}}""");

        var reply = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("small")
                        .input("hello")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());

        assertThat(reply.data().get(0).embedding()).containsExactly(0.25f, -1.5f);
    }

    @Test
    void aModerationComesBackWhole() {
        answer("/v1/moderations", """
                {"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":true,"categories":{},\
                "category_scores":{},"category_applied_input_types":{}}]}""");

        var reply = client.moderations()
                .create(ModerationCreateParams.builder()
                        .model("small")
                        .input("something")
                        .build());

        assertThat(reply.results().get(0).flagged()).isTrue();
    }

    @Test
    void theModelsOfThePolicyAreListed() {
        assertThat(client.models().list().data()).extracting(Model::id).contains("small", "auto");
    }

    @Test
    void oneModelIsFoundByItsName() {
        Model model = client.models().retrieve("small");

        assertThat(model.id()).isEqualTo("small");
        assertThat(model.ownedBy()).isNotBlank();
    }

    private static void answer(String path, String json) {
        PROVIDER.stubFor(post(urlEqualTo(path))
                .willReturn(aResponse()
                        .withHeader("content-type", "application/json")
                        .withBody(json)));
    }

    private static String base64(float... values) {
        var bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
