package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestEditsTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @Test
    void onlyTheModelsNameChangesForTheSameDialect() {
        String sent = chat("openai", "gpt-4o", "{ \"x\" : 1e2,\"model\":\"fast\" , " + MESSAGES + ",\"y\":[ ] }\n");

        assertThat(sent).isEqualTo("{ \"x\" : 1e2,\"model\":\"gpt-4o\" , " + MESSAGES + ",\"y\":[ ] }\n");
    }

    @Test
    void usageIsAskedForInEveryStream() {
        assertThat(chat("openai", "m", "{\"model\":\"m\"," + MESSAGES + ",\"stream\":true}"))
                .isEqualTo("{\"model\":\"m\"," + MESSAGES
                        + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");
    }

    @Test
    void theClientsOwnStreamOptionsStayBesideUsage() {
        String before = "{\"model\":\"m\"," + MESSAGES + ",\"stream\":true,\"stream_options\":";

        assertThat(chat("openai", "m", before + "{ \"include_obfuscation\" : false }}"))
                .isEqualTo(before + "{\"include_usage\":true, \"include_obfuscation\" : false }}");
        assertThat(chat("openai", "m", before + "{\"include_usage\": false,\"x\":1}}"))
                .isEqualTo(before + "{\"include_usage\": true,\"x\":1}}");
        assertThat(chat("openai", "m", before + "{}}")).isEqualTo(before + "{\"include_usage\":true}}");
        assertThat(chat("openai", "m", before + "null}")).isEqualTo(before + "{\"include_usage\":true}}");
        assertThat(chat("openai", "m", before + "{\"include_usage\":true}}"))
                .isEqualTo(before + "{\"include_usage\":true}}");
    }

    @Test
    void e45_stream_options_go_along_with_streams_alone_and_empty_ones_ask_for_nothing() {
        String options = ",\"stream_options\":{}}";

        assertThatThrownBy(() -> chat("openai", "m", "{\"model\":\"m\"," + MESSAGES + ",\"stream\":false" + options))
                .hasMessageContaining("stream_options");
        assertThat(request("{\"model\":\"m\",\"stream\":true," + MESSAGES + options)
                        .facts()
                        .includeUsage())
                .isFalse();
    }

    @Test
    void e53_reasoning_of_earlier_turns_goes_back_to_deepseek() {
        String asked =
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"\","
                        + "\"reasoning_content\":\"so\",\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{}\"}}]},{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"1\"}]}";

        assertThat(chat("deepseek", "m", asked)).isEqualTo(asked);
    }

    @Test
    void togetherGetsItsOwnNamesAndForms() {
        String asked = "{\"model\":\"m\"," + MESSAGES
                + ",\"stop\":\"X\",\"max_completion_tokens\":9,\"logprobs\":true,\"top_logprobs\":2,\"user\":\"u\"}";

        assertThat(chat("together", "m", asked))
                .isEqualTo("{\"model\":\"m\"," + MESSAGES + ",\"stop\":[\"X\"],\"logprobs\":2,\"max_tokens\":9}");
    }

    @Test
    void groqGetsNoFieldsItRefuses() {
        String asked = "{\"model\":\"m\"," + MESSAGES
                + ",\"stop\":\"X\",\"max_completion_tokens\":9,\"logprobs\":true,\"top_logprobs\":2,\"user\":\"u\","
                + "\"service_tier\":\"default\"}";

        assertThat(chat("groq", "m", asked))
                .isEqualTo("{\"model\":\"m\"," + MESSAGES
                        + ",\"stop\":\"X\",\"max_completion_tokens\":9,\"user\":\"u\",\"service_tier\":\"on_demand\"}");
    }

    @Test
    void streamOptionsAreLeftOutWhereTheyAreRefused() {
        assertThat(chat(
                        "mistral",
                        "m",
                        "{\"model\":\"m\"," + MESSAGES
                                + ",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"seed\":7,"
                                + "\"tool_choice\":\"required\"}"))
                .isEqualTo(
                        "{\"model\":\"m\"," + MESSAGES + ",\"stream\":true,\"tool_choice\":\"any\",\"random_seed\":7}");
    }

    @Test
    void aDeveloperIsASystemWhereTheRoleIsNotKnown() {
        String asked = "{\"model\":\"m\",\"messages\":[ {\"content\":\"\\\"developer\\\" [{\",\"role\": \"developer\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"developer\",\"role\":\"developer\"}]}]}";

        assertThat(chat("deepseek", "m", asked)).isEqualTo(asked.replaceFirst(": \"developer\"", ": \"system\""));
        assertThat(chat("openai", "m", asked)).isEqualTo(asked);
    }

    @Test
    void reasoningModelsGetTheirOwnLimitAndNoSampling() {
        String asked = "{\"model\":\"m\"," + MESSAGES
                + ",\"max_tokens\":9,\"temperature\":0.2,\"presence_penalty\":1,\"logit_bias\":null,\"seed\":1}";

        assertThat(chat("openai", "o3-mini", asked))
                .isEqualTo("{\"model\":\"o3-mini\"," + MESSAGES + ",\"seed\":1,\"max_completion_tokens\":9}");
        assertThat(chat("openai", "gpt-5-chat-latest", asked)).contains("\"max_tokens\":9", "\"temperature\":0.2");
        assertThat(chat("openai", "gpt-4.1", asked)).contains("\"max_tokens\":9", "\"temperature\":0.2");
    }

    @Test
    void aReasoningModelThatDoesNotReasonMaySample() {
        String asked = "{\"model\":\"m\"," + MESSAGES + ",\"reasoning_effort\":\"none\",\"temperature\":0.2}";

        assertThat(chat("openai", "gpt-5.1", asked)).contains("\"temperature\":0.2");
        assertThat(chat("openai", "gpt-5", asked)).doesNotContain("temperature");
    }

    @Test
    void theNewerOfTwoNamesForOneLimitStays() {
        String asked = "{\"model\":\"m\"," + MESSAGES + ",\"max_tokens\":5,\"max_completion_tokens\":9}";

        assertThat(chat("openai", "o3", asked))
                .contains("\"max_completion_tokens\":9")
                .doesNotContain("max_tokens\":5");
    }

    @Test
    void embeddingsAreAskedForAsFloatsWhereBase64IsNotKnown() {
        assertThat(embeddings(
                        "together", "{\"input\":\"a\",\"model\":\"e\",\"encoding_format\":\"base64\",\"user\":\"u\"}"))
                .isEqualTo("{\"input\":\"a\",\"model\":\"e\",\"encoding_format\":\"float\"}");
        assertThat(embeddings("openai", "{\"input\":\"a\",\"model\":\"e\",\"encoding_format\":\"base64\"}"))
                .isEqualTo("{\"input\":\"a\",\"model\":\"e\",\"encoding_format\":\"base64\"}");
    }

    @Test
    void tokenNumbersAreRefusedBeforeTheCallWhereTheyAreNotKnown() {
        for (String input : new String[] {"[1,2]", "[[1],[2]]", "[ 7 ]"}) {
            assertThatThrownBy(() -> embeddings("ollama", "{\"model\":\"e\",\"input\":" + input + "}"))
                    .isInstanceOfSatisfying(GatewayException.class, refused -> {
                        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                        assertThat(refused.param()).isEqualTo("input");
                    });
        }
        assertThat(embeddings("vllm", "{\"model\":\"e\",\"input\":[1,2]}")).contains("[1,2]");
    }

    @Test
    void anUploadKeepsItsFormButForTheModel() {
        String body = """
                --b
                Content-Disposition: form-data; name="model"

                fast
                --b
                Content-Disposition: form-data; name="file"; filename="a.wav"

                RIFF
                --b--
                """.replace("\n", "\r\n");
        Headers headers = Headers.of("content-type", "multipart/form-data; boundary=b");
        ApiRequest request = ApiRequest.parse(
                Endpoint.TRANSCRIPTIONS,
                Endpoint.TRANSCRIPTIONS.path(),
                headers,
                body.getBytes(StandardCharsets.ISO_8859_1));

        UpstreamRequest sent = Adapters.of("{ type: openai, key: $KEY }").encode(request, deployment("whisper-1"));

        assertThat(new String(sent.body().toArray(), StandardCharsets.ISO_8859_1))
                .isEqualTo(body.replace("fast", "whisper-1"));
        assertThat(sent.headers()).containsSequence("content-type", "multipart/form-data; boundary=b");
    }

    private static String chat(String type, String upstream, String body) {
        return sent(type, upstream, Endpoint.CHAT_COMPLETIONS, body);
    }

    private static String embeddings(String type, String body) {
        return sent(type, "e", Endpoint.EMBEDDINGS, body);
    }

    private static ApiRequest request(String body) {
        return request(Endpoint.CHAT_COMPLETIONS, body);
    }

    private static ApiRequest request(Endpoint endpoint, String body) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
    }

    private static String sent(String type, String upstream, Endpoint endpoint, String body) {
        UpstreamRequest sent =
                Adapters.of("{ type: " + type + ", key: $KEY }").encode(request(endpoint, body), deployment(upstream));
        return new String(sent.body().toArray(), StandardCharsets.UTF_8);
    }

    private static Deployment deployment(String upstream) {
        return new Deployment("it", upstream, 1, null, Map.of());
    }
}
