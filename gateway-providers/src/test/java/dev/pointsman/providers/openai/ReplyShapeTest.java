package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.providers.openai.reply.FinishWords;
import dev.pointsman.providers.openai.reply.ReplyMend;
import dev.pointsman.providers.openai.reply.ReplyShape;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReplyShapeTest {
    private static final String CHAT = "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]";

    @Test
    void whatOpenAiSentStaysByteForByte() {
        String body = "{\"choices\":[{\"finish_reason\":\"eos\"}],\"system_fingerprint\":null} ";

        assertThat(chat("{ type: openai, key: $KEY }", body).outputText()).isEqualTo(body);
    }

    @Test
    void whatIsInOrderStaysByteForByte() {
        String body =
                "{\"id\":\"x\", \"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"logprobs\":null,\"message\":{\"role\":\"assistant\","
                        + "\"content\":\"a\",\"refusal\":null,\"reasoning_content\":\"r\"},\"finish_reason\":\"stop\"}],\"x_groq\":{}}";

        assertThat(chat("{ type: groq, key: $KEY }", body).outputText()).isEqualTo(body);
    }

    @Test
    void whatIsMissingIsPutIn() {
        assertThat(mended("{\"choices\":[{\"message\":{\"content\":\"a\"}}]}"))
                .isEqualTo("{\"choices\":[{\"message\":{\"content\":\"a\",\"role\":\"assistant\",\"refusal\":null},"
                        + "\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]}");
        assertThat(mended("{\"choices\":[{\"index\":0,\"finish_reason\":\"content_filter\",\"logprobs\":null}]}"))
                .contains("\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null}");
        assertThat(mended("{\"choices\":[{}]}")).startsWith("{\"choices\":[{\"index\":0,\"message\":{");
    }

    @Test
    void emptyToolCallsAndUnknownTiersGo() {
        assertThat(mended("{\"system_fingerprint\":null,\"service_tier\":\"odd\"}"))
                .isEqualTo("{}");
        assertThat(mended("{\"a\":1,\"system_fingerprint\":null,\"service_tier\":\"odd\"}"))
                .isEqualTo("{\"a\":1}");
        assertThat(mended("{\"system_fingerprint\":null , \"a\":1}")).isEqualTo("{ \"a\":1}");
        assertThat(mended("{\"service_tier\":\"on_demand\"}")).isEqualTo("{\"service_tier\":\"default\"}");
        assertThat(mended(
                        choice("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,\"tool_calls\":[]}", "stop")))
                .isEqualTo(choice("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "stop"));
        assertThat(mended(choice(
                        "{\"tool_calls\":null,\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "stop")))
                .isEqualTo(choice("{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null}", "stop"));
    }

    @Test
    void finishReasonsAreOpenAisWords() {
        String message = "{\"role\":\"assistant\",\"content\":\"a\",\"refusal\":null}";

        assertThat(mended(choice(message, "eos"))).isEqualTo(choice(message, "stop"));
        assertThat(mended(choice(message, ""))).isEqualTo(choice(message, "stop"));
        assertThat(mended(choice(message, "model_length"))).isEqualTo(choice(message, "length"));
        assertThat(mended(choice(message, "content_filter"))).isEqualTo(choice(message, "content_filter"));
    }

    @Test
    void anAnswerThatCallsFunctionsEndsForThatReason() {
        String calls =
                "{\"role\":\"assistant\",\"content\":null,\"refusal\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}";

        assertThat(mended(choice(calls, "stop"))).isEqualTo(choice(calls, "tool_calls"));
        assertThat(mended(choice(calls.replace("\"type\":\"function\",", ""), "tool_calls")))
                .contains("\"arguments\":\"{}\"},\"type\":\"function\"}]");
    }

    @Test
    void theHeadTellsTheLengthOfTheMendedBody() {
        RecordedReply reply = chat("{ type: groq, key: $KEY }", "{\"choices\":[{\"message\":{\"content\":\"é\"}}]}");

        assertThat(Objects.requireNonNull(reply.head()).bodyBytes())
                .isEqualTo(reply.outputText().getBytes(StandardCharsets.UTF_8).length);
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void vectorsAreWrittenInBase64ForTheClientThatAskedForIt() {
        String body = "{\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[1.0, -2.5],\"x\":[]},"
                + "{\"object\":\"embedding\",\"embedding\":[],\"index\":1}],\"model\":\"e\"}";

        RecordedReply reply = embeddings("base64", body);

        assertThat(reply.outputText())
                .isEqualTo("{\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":\"AACAPwAAIMA=\",\"x\":[]},"
                        + "{\"object\":\"embedding\",\"embedding\":\"\",\"index\":1}],\"model\":\"e\"}");
        assertThat(embeddings("float", body).outputText()).isEqualTo(body);
    }

    @Test
    void aVectorThatIsBase64AlreadyStays() {
        String body = "{\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":\"AACAPwAAIMA=\"}]}";

        assertThat(embeddings("base64", body).outputText()).isEqualTo(body);
    }

    @Test
    void e34_an_error_inside_a_reply_of_status_200_is_a_failure() {
        RecordedReply reply = chat(
                "{ type: openrouter, key: $KEY }",
                "{\"error\":{\"code\":502,\"message\":\"Provider returned error\",\"metadata\":{\"raw\":\"…\"}}}");

        var failure = Objects.requireNonNull(reply.failure());
        assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure.status()).isEqualTo(502);
        assertThat(failure.code()).isEqualTo("upstream_error");
        assertThat(failure.text()).isEqualTo("Provider returned error");
        assertThat(reply.head()).isNull();
    }

    @Test
    void azuresFirstChunkIsLeftOutAndItsModelRenamed() {
        String filter =
                "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[]}\n\n";
        String role =
                "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4.1\",\"choices\":[{\"index\":0,"
                        + "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";
        String text = role.replace("\"role\":\"assistant\",\"content\":\"\"", "\"content\":\"a\"");
        String end = role.replace("\"role\":\"assistant\",\"content\":\"\"", "").replace("null}", "\"stop\"}");
        String done = "data: [DONE]\n\n";

        RecordedReply together = stream("azure", filter + role + text + end + done);

        assertThat(together.text()).isEqualTo((role + text + end).replace("gpt-4.1", "fast") + done);
        assertThat(stream("azure", filter, role, text + end, done).text()).isEqualTo(together.text());
    }

    private static String choice(String message, String finish) {
        return "{\"choices\":[{\"index\":0,\"message\":" + message + ",\"logprobs\":null,\"finish_reason\":\"" + finish
                + "\"}]}";
    }

    private static String mended(String body) {
        String head = "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\"";
        String all = head + (body.equals("{}") ? "}" : "," + body.substring(1));
        var shape = new ReplyShape("fast", null, false, 1, 7, () -> 7, false);
        byte[] mended = ReplyMend.mend(all.getBytes(StandardCharsets.UTF_8), null, shape, new FinishWords("it"));
        String told = new String(mended, StandardCharsets.UTF_8);
        assertThat(told).startsWith(head);
        return "{" + told.substring(head.length()).replaceFirst("^ ?,", "");
    }

    private static RecordedReply chat(String entry, String body) {
        return decoded(entry, Endpoint.CHAT_COMPLETIONS, CHAT + "}", "application/json", body);
    }

    private static RecordedReply stream(String type, String... pieces) {
        return decoded(
                "{ type: " + type + ", resource: acme, key: $KEY }",
                Endpoint.CHAT_COMPLETIONS,
                CHAT + ",\"stream\":true}",
                "text/event-stream",
                pieces);
    }

    private static RecordedReply embeddings(String format, String body) {
        return decoded(
                "{ type: ollama }",
                Endpoint.EMBEDDINGS,
                "{\"model\":\"e\",\"input\":\"a\",\"encoding_format\":\"" + format + "\"}",
                "application/json",
                body);
    }

    private static RecordedReply decoded(
            String entry, Endpoint endpoint, String asked, String contentType, String... pieces) {
        ApiRequest request =
                ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, asked.getBytes(StandardCharsets.UTF_8));
        Deployment deployment = new Deployment("it", "m", 1, null, Map.of());
        ReplyDecoder decoder = Adapters.of(entry).decoder(request, deployment);
        RecordedReply reply = new RecordedReply();
        decoder.head(200, Headers.of("content-type", contentType), reply);
        for (String piece : pieces) {
            decoder.data(piece.getBytes(StandardCharsets.UTF_8), reply);
        }
        decoder.end(reply);
        return reply;
    }
}
