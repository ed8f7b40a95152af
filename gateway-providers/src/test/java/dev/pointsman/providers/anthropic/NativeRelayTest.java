package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.anthropic.RecordedTranslationsTest.Case;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Anthropic's clients before Anthropic itself: requests and replies pass as they are. */
class NativeRelayTest {
    private static final String ASK = "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String START =
            "{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant',"
                    + "'model':'m','content':[],'stop_reason':null,'usage':{'input_tokens':3,'output_tokens':1}}}";
    private static final String TEXT =
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}";
    private static final String SAID =
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'x'}}";
    private static final String STOPPED =
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':4}}";
    private static final String STOP = "{'type':'message_stop'}";

    static List<Case> cases() throws Exception {
        return RecordedTranslationsTest.cases();
    }

    private static ApiRequest request(Endpoint endpoint, String body, String... headers) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.of(headers), body.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiRequest messages(String body, String... headers) {
        return request(Endpoint.MESSAGES, body, headers);
    }

    private static UpstreamRequest call(ApiRequest request) {
        return Claude.adapter().encode(request, Claude.model("claude-up"));
    }

    private static String sent(ApiRequest request) {
        return new String(call(request).body().toArray(), StandardCharsets.UTF_8);
    }

    private static RecordedReply reply(ApiRequest request, String type, String body, int step, String... headers) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = Claude.adapter().decoder(request, Claude.model("claude-up"));
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "content-type";
        all[headers.length + 1] = type;
        decoder.head(200, Headers.of(all), reply);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += step) {
            if (!reply.ended() && reply.failure() == null) {
                decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)), reply);
            }
        }
        if (!reply.ended() && reply.failure() == null) {
            decoder.end(reply);
        }
        return reply;
    }

    private static RecordedReply streamed(String... events) {
        return reply(
                messages("{\"model\":\"m\",\"stream\":true," + ASK), "text/event-stream", Claude.events(events), 64);
    }

    private static GatewayException failure(RecordedReply reply) {
        assertThat(reply.ended()).isFalse();
        return Objects.requireNonNull(reply.failure());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aRequestPassesAsItIsButForTheModel(Case recorded) {
        String body = recorded.body().toPrettyString();
        String model = "\"model\" : \"" + recorded.model() + "\"";
        assertThat(body).contains(model);

        UpstreamRequest sent = call(messages(body));

        assertThat(new String(sent.body().toArray(), StandardCharsets.UTF_8))
                .isEqualTo(body.replace(model, "\"model\" : \"claude-up\""));
        assertThat(sent.path()).isEqualTo("/v1/messages");
        assertThat(sent.dropped()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aReplyPassesAsItIsAndTellsItsUsage(Case recorded) {
        JsonNode response = recorded.json().path("response");
        boolean streamed = recorded.streamed();
        String body = streamed
                ? response.path("sse_text").stringValue()
                : response.path("body").toPrettyString();
        JsonNode expect = recorded.json().path("expect").path("usage");
        for (int step : new int[] {1, 7, 4096}) {
            RecordedReply reply = reply(
                    messages(recorded.body().toString()),
                    streamed ? "text/event-stream" : "application/json",
                    body,
                    step);

            assertThat(reply.failure()).isNull();
            assertThat(reply.ended()).isTrue();
            assertThat(reply.text()).isEqualTo(body);
            Usage usage = Objects.requireNonNull(reply.usage());
            assertThat(usage.prompt()).isEqualTo(expect.path("prompt").longValue());
            assertThat(usage.completion()).isEqualTo(expect.path("completion").longValue());
            assertThat(usage.cachedRead()).isEqualTo(expect.path("cached").longValue());
            assertThat(reply.finishReasons()).hasSize(1);
        }
    }

    @Test
    void theClientsVersionAndBetasGoAlong() {
        UpstreamRequest plain = call(messages("{\"model\":\"m\"," + ASK));
        UpstreamRequest own = Claude.adapter("{ type: anthropic, key: $KEY, beta: [a-1] }")
                .encode(
                        messages(
                                "{\"model\":\"m\"," + ASK,
                                "anthropic-version",
                                "2024-01-01",
                                "anthropic-beta",
                                "b-2, c-3"),
                        Claude.model("x"));
        UpstreamRequest odd =
                call(messages("{\"model\":\"m\"," + ASK, "anthropic-beta", "b\r\nx-evil: 1", "x-api-key", "sk-client"));

        assertThat(plain.headers()).contains("anthropic-version", "2023-06-01").doesNotContain("anthropic-beta");
        assertThat(own.headers()).contains("anthropic-version", "2024-01-01", "anthropic-beta", "a-1,b-2, c-3");
        assertThat(odd.headers()).doesNotContain("anthropic-beta", "sk-client").contains("x-api-key", Claude.KEY);
    }

    @Test
    void e47_what_the_api_is_bound_to_refuse_is_taken_out_of_the_conversation() {
        String body =
                "{ \"model\":\"m\", \"max_tokens\":9, \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"\"},"
                        + "{\"type\":\"text\",\"text\":\"q\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"t\","
                        + "\"signature\":\"\"},{\"type\":\"tool_use\",\"id\":\"i\",\"name\":\"f\",\"input\":{\"text\":\"\"},\"extra_content\":{}}]},"
                        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"\"}]}],  \"top_k\":1 }";

        assertThat(sent(messages(body)))
                .isEqualTo(
                        "{ \"model\":\"claude-up\", \"max_tokens\":9, \"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\","
                                + "\"text\":\"q\"}]},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"i\",\"name\":\"f\","
                                + "\"input\":{\"text\":\"\"}}]}],  \"top_k\":1 }");
    }

    @Test
    void tokensAreCountedWhereTheyAreCharged() {
        ApiRequest count = request(
                Endpoint.COUNT_TOKENS, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(call(count).path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(Claude.adapter("{ type: anthropic, key: $KEY, url: \"http://h/v1?x=1\" }")
                        .encode(count, Claude.model("x"))
                        .path())
                .isEqualTo("/v1/messages/count_tokens?x=1");
        RecordedReply counted = reply(count, "application/json", "{ \"input_tokens\": 12 }", 3);
        assertThat(counted.outputText()).isEqualTo("{ \"input_tokens\": 12 }");
        assertThat(counted.head()).isEqualTo(ReplyHead.json(22));
        assertThat(counted.usage()).isNull();
        assertThat(failure(reply(count, "application/json", "{}", 3)).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void theListOfModelsIsReadInOpenAisForm() {
        ApiRequest list = ApiRequest.parse(Endpoint.MODELS, "/v1/models", Headers.NONE, new byte[0]);
        UpstreamRequest call = call(list);

        assertThat(call.method()).isEqualTo("GET");
        assertThat(call.path()).isEqualTo("/v1/models?limit=1000");
        assertThat(reply(
                                list,
                                "application/json",
                                "{\"data\":[{\"type\":\"model\",\"id\":\"claude-x\",\"display_name\":\"X\","
                                        + "\"created_at\":\"2026-01-01T00:00:00Z\"}],\"has_more\":false}",
                                9)
                        .outputText())
                .isEqualTo(
                        "{\"object\":\"list\",\"data\":[{\"id\":\"claude-x\",\"object\":\"model\",\"created\":1767225600,"
                                + "\"owned_by\":\"anthropic\"}]}");
        assertThat(failure(reply(list, "application/json", "{}", 9)).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void limitsAreToldAsAnthropicTellsThem() {
        RecordedReply reply = reply(
                messages("{\"model\":\"m\",\"stream\":true," + ASK),
                "text/event-stream",
                Claude.events(START, TEXT, SAID, STOPPED, STOP),
                500,
                "anthropic-ratelimit-tokens-reset",
                "2026-11-21T10:00:00Z",
                "anthropic-organization-id",
                "secret-org");

        assertThat(Objects.requireNonNull(reply.head()).headers())
                .containsExactly("anthropic-ratelimit-tokens-reset", "2026-11-21T10:00:00Z");
    }

    @Test
    void e30_the_head_of_the_stream_is_no_output() {
        RecordedReply reply = streamed(START, "{'type':'ping'}", TEXT, SAID, STOPPED, STOP);

        assertThat(reply.preambleText())
                .contains("message_start", "ping", "content_block_start")
                .doesNotContain("text_delta");
        assertThat(reply.usage()).isEqualTo(new Usage(3, 0, 0, 4, 0));
        assertThat(reply.finishReasons()).containsExactly("end_turn");
    }

    @ParameterizedTest
    @CsvSource({
        "overloaded_error,UPSTREAM_OVERLOADED",
        "rate_limit_error,RATE_LIMITED",
        "api_error,UPSTREAM_ERROR",
        "invalid_request_error,UPSTREAM_REJECTED"
    })
    void e32_an_error_event_keeps_its_kind(String type, ErrorKind kind) {
        String error = "{'type':'error','error':{'type':'" + type + "','message':'no'}}";

        assertThat(failure(streamed(START, TEXT, SAID, error)).kind()).isEqualTo(kind);
        RecordedReply first = streamed(error);
        assertThat(failure(first).kind()).isEqualTo(kind);
        assertThat(first.text()).isEmpty();
    }

    @Test
    void whatIsNoWholeAnswerIsAFailure() {
        assertThat(failure(streamed(START, TEXT, SAID)).text()).contains("cut");
        assertThat(failure(streamed(START, TEXT, SAID, STOP)).text()).contains("without a reason");
        assertThat(failure(streamed(START, START)).text()).contains("out of order");
        assertThat(failure(streamed(TEXT, SAID)).text()).contains("out of order");
        assertThat(failure(streamed(
                                "{'type':'message_start','message':{'id':'m','model':'m'}}",
                                "{'type':'message_delta','delta':{'stop_reason':'end_turn'}}",
                                STOP))
                        .text())
                .contains("no answer");
    }

    @Test
    void nothingAfterTheEndIsHeard() {
        RecordedReply reply = streamed(START, TEXT, SAID, STOPPED, STOP, START);

        assertThat(reply.ended()).isTrue();
        assertThat(reply.text()).endsWith("data: {\"type\":\"message_stop\"}\n\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                "<html>",
                "null",
                "[]",
                "{}",
                "{\"type\":\"message\"}",
                "{\"type\":\"message\",\"content\":\"no list\",\"stop_reason\":\"end_turn\"}",
                "{\"type\":\"message\",\"content\":[],\"stop_reason\":\"end_turn\"}",
                "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":null}",
                "{\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"no\"}}",
                "data: <html>\n\ndata: <html>\n\n",
                "data: {}\n\n",
                ": ping\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"
            })
    void garbageIsAFailure(String garbage) {
        for (String type : new String[] {"application/json", "text/event-stream", "text/html", ""}) {
            for (String stream : new String[] {"true", "false"}) {
                RecordedReply reply =
                        reply(messages("{\"model\":\"m\",\"stream\":" + stream + "," + ASK), type, garbage, 1000);

                assertThat(failure(reply).status()).as(type + stream).isBetween(400, 599);
                assertThat(reply.outputText()).isEmpty();
            }
        }
    }
}
