package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStreamEvent;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The Responses API through the official client: over chats of echo, over Anthropic's form, and passed through to OpenAI's own. */
class ResponsesTest {
    @JsonClassDescription("The weather of a city")
    static class GetWeather {
        public String city;
    }

    static class Verdict {
        public boolean polite;
        public String reason;
    }

    private static final String THINKING_AND_CALL = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Grüße 😀"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"c2ln"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_9","name":"GetWeather","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\\"Kiel\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":31}}

            event: message_stop
            data: {"type":"message_stop"}

            """;
    private static final String ANSWER = """
            {"id":"msg_3","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"It rains."}],\
            "stop_reason":"end_turn","usage":{"input_tokens":20,"output_tokens":5}}""";

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(500, "{}"));
    private final RunningGateway gateway = RunningGateway.start("""
            providers:
              claude: { type: anthropic, url: "%s", key: $UPSTREAM_KEY }
              openai: { type: openai, url: "%s", key: $UPSTREAM_KEY }
              echo: { type: echo }
            models:
              thinker: { deployments: [{ at: claude/claude-sonnet-4-5 }] }
              native: { deployments: [{ at: openai/gpt-5-mini }] }
              parrot: { deployments: [{ at: echo/parrot }] }
              mixed: { deployments: [{ at: echo/parrot }, { at: openai/gpt-5-mini }] }
            reliability: { retry: { times: 0 } }
            """.formatted(upstream.url(), upstream.url()));

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private static ResponseCreateParams.Builder asking(String model, String input) {
        return ResponseCreateParams.builder().model(model).input(input);
    }

    private ResponseAccumulator streamed(ResponseCreateParams params) {
        ResponseAccumulator whole = ResponseAccumulator.createWithSnapshots();
        try (StreamResponse<ResponseStreamEvent> events =
                gateway.sdk().responses().createStreaming(params)) {
            events.stream().forEach(whole::accumulate);
        }
        return whole;
    }

    private static String text(Response response) {
        StringBuilder text = new StringBuilder();
        for (ResponseOutputItem item : response.output()) {
            item.message()
                    .ifPresent(message -> message.content()
                            .forEach(part -> part.outputText().ifPresent(words -> text.append(words.text()))));
        }
        return text.toString();
    }

    @Test
    void aWholeResponseIsReadWithItsUsage() {
        Response response = gateway.sdk()
                .responses()
                .create(asking("parrot", "Tell me about switches.")
                        .instructions("Be brief.")
                        .build());

        assertThat(text(response)).contains("switches");
        assertThat(response.status().orElseThrow().asString()).isEqualTo("completed");
        assertThat(response.id()).startsWith("resp_");
        assertThat(response.instructions().orElseThrow().asString()).isEqualTo("Be brief.");
        var usage = response.usage().orElseThrow();
        assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
    }

    @Test
    void e59_the_client_rebuilds_from_the_events_what_the_last_one_tells() {
        ResponseAccumulator whole =
                streamed(asking("parrot", "[[chunks=20]] Count.").build());

        assertThat(text(whole.response())).isNotEmpty();
        assertThat(whole.reconstructedResponse().output())
                .isEqualTo(whole.response().output());
    }

    @Test
    void e26_an_answer_cut_short_is_an_incomplete_response() {
        Response response = gateway.sdk()
                .responses()
                .create(asking("parrot", "[[chunks=40]] Count.")
                        .maxOutputTokens(16)
                        .build());

        assertThat(response.status().orElseThrow().asString()).isEqualTo("incomplete");
        assertThat(response.incompleteDetails()
                        .orElseThrow()
                        .reason()
                        .orElseThrow()
                        .asString())
                .isEqualTo("max_output_tokens");
    }

    @Test
    void aStructuredResponseIsReadIntoItsClass() {
        var response = gateway.sdk()
                .responses()
                .create(asking("parrot", "Was that polite?").text(Verdict.class).build());

        List<Verdict> verdicts = new ArrayList<>();
        response.output()
                .forEach(item -> item.message()
                        .ifPresent(message -> message.content()
                                .forEach(part -> part.outputText().ifPresent(verdicts::add))));
        assertThat(verdicts)
                .singleElement()
                .extracting(verdict -> verdict.reason)
                .isNotNull();
    }

    /** Both turns of a call, the first streamed byte by byte; what came out goes in again as the client has it. */
    @Test
    void e51_a_call_and_the_thoughts_before_it_go_back_as_they_came() {
        upstream.play((request, reply) ->
                reply.stream().inPiecesOf(1).text(THINKING_AND_CALL).end());
        ResponseCreateParams question =
                asking("thinker", "Weather in Kiel?").addTool(GetWeather.class).build();

        Response first = streamed(question).response();

        ResponseFunctionToolCall call = first.output().get(1).asFunctionCall();
        assertThat(call.callId()).isEqualTo("toolu_9");
        assertThat(call.arguments(GetWeather.class).city).isEqualTo("Kiel");
        assertThat(first.output().get(0).asReasoning().summary().get(0).text()).isEqualTo("Grüße 😀");

        upstream.play((request, reply) -> reply.json(200, ANSWER));
        List<ResponseInputItem> history = new ArrayList<>();
        history.add(ResponseInputItem.ofEasyInputMessage(EasyInputMessage.builder()
                .role(EasyInputMessage.Role.USER)
                .content("Weather in Kiel?")
                .build()));
        history.add(ResponseInputItem.ofReasoning(first.output().get(0).asReasoning()));
        history.add(ResponseInputItem.ofFunctionCall(call));
        history.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                .callId(call.callId())
                .output("rain")
                .build()));
        Response second = gateway.sdk()
                .responses()
                .create(ResponseCreateParams.builder()
                        .model("thinker")
                        .inputOfResponse(history)
                        .addTool(GetWeather.class)
                        .build());

        assertThat(text(second)).isEqualTo("It rains.");
        JsonNode turns = new JsonMapper().readTree(upstream.last().text()).path("messages");
        assertThat(turns.path(1).path("content").path(0)).isEqualTo(new JsonMapper().readTree("""
                {"type":"thinking","thinking":"Grüße 😀","signature":"c2ln"}"""));
        assertThat(turns.path(1)
                        .path("content")
                        .path(1)
                        .path("input")
                        .path("city")
                        .asString())
                .isEqualTo("Kiel");
        assertThat(turns.path(2).path("content").path(0).path("tool_use_id").asString())
                .isEqualTo("toolu_9");
    }

    @Test
    void aFieldThatNeedsAMemoryIsRefusedByNameWhereNoProviderHasOne() {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> gateway.sdk()
                        .responses()
                        .create(asking("parrot", "And then?")
                                .previousResponseId("resp_1")
                                .build()));

        assertThat(refused.param()).contains("previous_response_id");
        assertThat(refused.getMessage())
                .contains("previous_response_id needs a provider that has /v1/responses itself");
    }

    @Test
    void storingIsRefusedByNameToo() {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> gateway.sdk()
                        .responses()
                        .create(asking("parrot", "x").store(true).build()));

        assertThat(refused.param()).contains("store");
    }

    @Test
    void aFieldThatNeedsAMemoryGoesToTheProviderThatHasOne() throws Exception {
        String answer = """
                {"id":"resp_up","object":"response","created_at":1,"status":"completed","error":null,"incomplete_details":null,\
                "instructions":null,"metadata":{},"model":"gpt-5-mini-2025-08-07","output":[{"id":"msg_up","type":"message",\
                "role":"assistant","status":"completed","content":[{"type":"output_text","text":"Then it rained.","annotations":[],\
                "logprobs":[]}]}],"parallel_tool_calls":true,"temperature":1,"tool_choice":"auto","tools":[],"top_p":1,\
                "previous_response_id":"resp_1","store":true,"something_new":[1, 2]}""";
        upstream.play((request, reply) -> reply.json(200, answer));
        String asked = """
                {"model":"%s","input":"And then?","previous_response_id":"resp_1", "store":true,"something":{"new" : 1}}""";

        var reply = gateway.post("/v1/responses", asked.formatted("mixed"));

        assertThat(reply.body()).isEqualTo(answer);
        assertThat(upstream.last().text()).isEqualTo(asked.formatted("gpt-5-mini"));
        assertThat(upstream.last().target()).isEqualTo("/v1/responses");
    }

    /** Another provider began the conversation: only the gateway can read what its reasoning carries. */
    @Test
    void reasoningOfTheGatewaysOwnDoesNotGoToAProviderThatSpeaksTheApiItself() throws Exception {
        upstream.play((request, reply) -> reply.json(200, response("completed", message("completed", TEXT))));
        String asked = """
                {"model":"%s","input":[{"role":"user","content":"x"},%s{"role":"user","content":"y"}]}""";

        gateway.post("/v1/responses", asked.formatted("native", """
                {"type":"reasoning","id":"rs_pm01","summary":[],"encrypted_content":"pm1.W10"},"""));

        assertThat(upstream.last().text()).isEqualTo(asked.formatted("gpt-5-mini", ""));
    }

    @Test
    void aStreamOfAProvidersOwnIsReadAsItCame() {
        upstream.play((request, reply) -> reply.stream()
                .text(event("response.created", "\"response\":" + response("in_progress", "")))
                .text(event("response.output_item.added", "\"output_index\":0,\"item\":" + message("in_progress", "")))
                .text(
                        event(
                                "response.output_text.delta",
                                "\"item_id\":\"msg_up\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi\",\"logprobs\":[]"))
                .text(event("response.completed", "\"response\":" + response("completed", message("completed", TEXT))))
                .end());

        List<String> types = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> events =
                gateway.sdk().responses().createStreaming(asking("native", "x").build())) {
            events.stream().forEach(event -> {
                types.add(event.isOutputTextDelta() ? event.asOutputTextDelta().delta() : "");
                event.completed().ifPresent(last -> types.add(text(last.response())));
            });
        }

        assertThat(types).containsExactly("", "", "Hi", "", "Hi");
    }

    private static final String TEXT = "{\"type\":\"output_text\",\"text\":\"Hi\",\"annotations\":[],\"logprobs\":[]}";

    private static String event(String type, String members) {
        return "event: %s\ndata: {\"type\":\"%s\",\"sequence_number\":0,%s}\n\n".formatted(type, type, members);
    }

    private static String message(String status, String content) {
        return """
                {"id":"msg_up","type":"message","role":"assistant","status":"%s","content":[%s]}""".formatted(status, content);
    }

    private static String response(String status, String output) {
        return """
                {"id":"resp_up","object":"response","created_at":1,"status":"%s","error":null,"incomplete_details":null,\
                "instructions":null,"metadata":{},"model":"gpt-5-mini","output":[%s],"parallel_tool_calls":true,\
                "temperature":1,"tool_choice":"auto","tools":[],"top_p":1}""".formatted(status, output);
    }

    @Test
    void e30_a_response_that_fails_before_output_is_the_clients_own_exception() {
        upstream.play((request, reply) -> reply.stream()
                .text(event("response.created", "\"response\":" + response("in_progress", "")))
                .text(
                        event(
                                "response.failed",
                                "\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\"}}"))
                .end());

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class, () -> streamed(asking("native", "x").build()));

        assertThat(refused.getMessage()).contains("Slow down.");
    }

    @Test
    void e32_a_stream_that_breaks_off_is_no_end() {
        Throwable thrown = catchThrowable(
                () -> streamed(asking("parrot", "[[chunks=20 cut=10]]").build()).response());

        assertThat(thrown).isNotNull();
    }

    @Test
    void e32_a_stream_that_breaks_off_ends_with_an_error_event_of_its_own_form() throws Exception {
        upstream.play((request, reply) -> {
            reply.stream()
                    .text(event("response.created", "\"response\":" + response("in_progress", "")))
                    .text(event("response.output_text.delta", "\"delta\":\"Hi\""));
            reply.text(
                            "event: error\ndata: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"It broke.\",\"param\":null}\n\n")
                    .end();
        });

        String body;
        try (var raw = gateway.raw()) {
            body = raw.post("/v1/responses", "{\"model\":\"native\",\"input\":\"x\",\"stream\":true}")
                    .reply()
                    .body();
        }

        assertThat(body).contains("event: error\ndata: {\"type\":\"error\",", "\"sequence_number\":2", "It broke.");
    }
}
