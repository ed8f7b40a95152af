package dev.pointsman.providers.openai;

import static dev.pointsman.providers.openai.ChatExchange.DONE;
import static dev.pointsman.providers.openai.ChatExchange.chunk;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong between any provider of OpenAI's form and its client, by its number in the list of known traps. */
class RelayEdgeCasesTest {
    private static final String FIRST =
            chunk("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"日本 😀\"},\"finish_reason\":null}");
    private static final String LAST = chunk("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void e01_characters_survive_any_cut(String type) {
        // the exchange itself decodes in pieces of one byte too
        assertThat(ChatExchange.with(type).streams(FIRST, LAST).view().text()).isEqualTo("日本 😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void e02_the_space_after_the_colon_may_be_missing(String type) {
        ChatExchange chat =
                ChatExchange.with(type).streamed("data:" + FIRST + "\n\ndata:" + LAST + "\n\ndata:[DONE]\n\n");

        assertThat(chat.view().text()).isEqualTo("日本 😀");
        assertThat(chat.reply().ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\r", "\n"})
    void e03_lines_may_end_in_any_of_three_ways(String end) {
        String events = ("data: " + FIRST + "\n\ndata: " + LAST + "\n\n" + DONE).replace("\n", end);

        for (String type : new String[] {"openai", "groq"}) {
            ChatExchange chat = ChatExchange.with(type).streamed(events);

            assertThat(chat.view().text()).isEqualTo("日本 😀");
            assertThat(chat.text()).doesNotContain("\r");
        }
    }

    @Test
    void e05_an_event_without_end_is_cut_off_at_a_bound() {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = decoder("groq", true, Headers.of("content-type", "text/event-stream"), reply);
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 17 && reply.failure() == null; i++) {
            decoder.data(piece.clone(), reply);
        }

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void e06_the_providers_framing_headers_stay_behind() {
        RecordedReply reply = new RecordedReply();
        Headers headers = Headers.of(
                "content-type",
                "application/json",
                "content-encoding",
                "gzip",
                "content-length",
                "5",
                "x-ratelimit-limit-requests",
                "9");
        ReplyDecoder decoder = decoder("groq", false, headers, reply);
        decoder.data("{\"choices\":[{\"message\":{\"content\":\"é\"}}]}".getBytes(StandardCharsets.UTF_8), reply);
        decoder.end(reply);

        var head = Objects.requireNonNull(reply.head());
        assertThat(head.headers()).containsExactly("x-ratelimit-limit-requests", "9");
        assertThat(head.bodyBytes()).isEqualTo(reply.outputText().getBytes(StandardCharsets.UTF_8).length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void e09_a_null_error_never_reaches_the_client_and_the_reply_ends_with_its_mark(String type) {
        ChatExchange chat = ChatExchange.with(type).streams(FIRST.replaceFirst("\\{", "{\"error\":null,"), LAST);

        assertThat(chat.text()).doesNotContain("error").endsWith(DONE);
        assertThat(chat.reply().ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void e25_a_stream_that_is_cut_is_a_failure(String type) {
        ChatExchange chat = ChatExchange.with(type).streamed("data: " + FIRST + "\n\n");

        assertThat(chat.reply().ended()).isFalse();
        assertThat(Objects.requireNonNull(chat.reply().failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(chat.text()).doesNotContain("\"finish_reason\":\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "groq"})
    void e28_a_stream_that_says_nothing_is_a_failure(String type) {
        ChatExchange chat = ChatExchange.with(type)
                .chunks(
                        "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}",
                        "{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");

        assertThat(chat.reply().failure()).isNotNull();
        assertThat(chat.reply().outputText()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openrouter"})
    void e29_an_error_among_the_events_is_a_failure_and_one_bad_event_is_none(String type) {
        ChatExchange error = ChatExchange.with(type)
                .streams(
                        FIRST,
                        "{\"error\":{\"code\":429,\"message\":\"slow\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}");
        ChatExchange bad = ChatExchange.with(type).streams(FIRST, "{oops", LAST);

        assertThat(Objects.requireNonNull(error.reply().failure()).kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(bad.reply().ended()).isTrue();
        assertThat(bad.view().text()).isEqualTo("日本 😀");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "openrouter"})
    void e34_an_error_in_a_body_of_status_200_is_a_failure(String type) {
        ChatExchange chat = ChatExchange.with(type)
                .answers(
                        "{\"error\":{\"code\":502,\"message\":\"Provider returned error\",\"metadata\":{\"provider_name\":\"P\"}}}");

        GatewayException failure = Objects.requireNonNull(chat.reply().failure());
        assertThat(failure.status()).isEqualTo(502);
        assertThat(failure.code()).isEqualTo("upstream_error");
        assertThat(failure.text()).isEqualTo("Provider returned error");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":\"as text\"} | as text",
                "[{\"error\":{\"message\":\"in a list\"}}] | in a list",
                "{\"object\":\"error\",\"message\":\"flat\"} | flat",
                "{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"extra\"}]} | body.x: extra",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"extra\"}]}} | body.x: extra",
                "{\"fault\":{\"faultstring\":\"of Apigee\"}} | of Apigee",
                "{\"statusCode\":401,\"message\":\"of APIM\"} | of APIM",
                "<html><h1>Bad Gateway</h1></html> | Bad Gateway"
            })
    void e35_an_error_of_any_shape_is_told_with_its_message(String body, String message) {
        GatewayException failure = failure("mistral", 422, Headers.NONE, body);

        assertThat(failure.text()).isIn(message, message.replace("body.", ""));
        assertThat(failure.type()).isNotEmpty();
    }

    @Test
    void e36_the_wait_the_provider_asks_for_is_kept() {
        assertThat(failure("groq", 429, Headers.of("retry-after", "7"), "").retryAfter())
                .isEqualTo(Duration.ofSeconds(7));
        assertThat(failure("azure, resource: acme", 429, Headers.of("retry-after-ms", "1500", "retry-after", "9"), "")
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(1500));
        assertThat(failure(
                                "groq",
                                429,
                                Headers.of("x-ratelimit-remaining-tokens", "0", "x-ratelimit-reset-tokens", "2m59.56s"),
                                "")
                        .retryAfter())
                .isEqualTo(Duration.ofMillis(179_560));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "", "NaN", "soon", "99999999999999999999"})
    void e38_limits_that_are_no_numbers_never_throw(String value) {
        Headers odd = Headers.of(
                "content-type",
                "application/json",
                "retry-after",
                value,
                "x-ratelimit-remaining-requests",
                value,
                "x-ratelimit-reset-tokens",
                value);
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = decoder("azure, resource: acme", false, odd, reply);
        decoder.data("{\"choices\":[{\"message\":{\"content\":\"a\"}}]}".getBytes(StandardCharsets.UTF_8), reply);
        decoder.end(reply);

        assertThat(reply.ended()).isTrue();
        assertThat(failure("azure, resource: acme", 429, odd, "").retryAfter()).isNull();
    }

    @Test
    void aContentFilterIsToldAsSuchWhereverItStands() {
        String body =
                "{\"error\":{\"message\":\"filtered\",\"type\":null,\"param\":\"prompt\",\"code\":\"content_filter\",\"status\":400,"
                        + "\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\",\"content_filter_result\":{\"jailbreak\":{\"detected\":true}}}}}";
        GatewayException failure = failure("azure, resource: acme", 400, Headers.NONE, body);

        assertThat(failure.kind()).isEqualTo(ErrorKind.CONTENT_FILTER);
        assertThat(failure.status()).isEqualTo(400);
        assertThat(failure.code()).isEqualTo("content_filter");
        assertThat(failure.param()).isEqualTo("prompt");
        assertThat(ChatExchange.with("{ type: azure, resource: acme, key: $KEY }")
                        .answers("{\"role\":\"assistant\",\"content\":null,\"refusal\":null}", "content_filter")
                        .view()
                        .finishReason())
                .isEqualTo("content_filter");
    }

    private static GatewayException failure(String type, int status, Headers headers, String body) {
        return Adapters.of("{ type: " + type + ", key: $KEY }")
                .failure(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static ReplyDecoder decoder(String type, boolean stream, Headers headers, RecordedReply reply) {
        String body =
                "{\"model\":\"fast\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8));
        ReplyDecoder decoder = Adapters.of("{ type: " + type + ", key: $KEY }")
                .decoder(request, new Deployment("it", "m", 1, null, Map.of()));
        decoder.head(200, headers, reply);
        return decoder;
    }
}
