package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tools and structured output through the official client. */
class ToolsTest {
    @JsonClassDescription("The weather of a city")
    static class GetWeather {
        public String city;
    }

    static class Verdict {
        public boolean polite;
        public String reason;
    }

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(500, "{}"));
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void aToolCallComesBackWithItsArguments() {
        upstream.play((request, reply) -> reply.json(200, """
                {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"gpt-4o-mini","choices":[\
                {"index":0,"message":{"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"call_1",\
                "type":"function","function":{"name":"GetWeather","arguments":"{\\"city\\":\\"Kiel\\"}"}}]},\
                "logprobs":null,"finish_reason":"tool_calls"}],\
                "usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}"""));

        var reply = gateway.sdk().chat().completions().create(weatherQuestion());

        ChatCompletionMessageFunctionToolCall call = reply.choices()
                .get(0)
                .message()
                .toolCalls()
                .orElseThrow()
                .get(0)
                .asFunction();
        assertThat(call.function().arguments(GetWeather.class).city).isEqualTo("Kiel");
        assertThat(upstream.last().text()).contains("\"tools\":[", "\"GetWeather\"");
    }

    @Test
    void theArgumentsOfParallelToolCallsAreStreamedInPieces() {
        upstream.play((request, reply) -> {
            reply.inPiecesOf(1).stream().event(Replies.ROLE);
            reply.event(toolDelta(0, "\"id\":\"call_1\",\"type\":\"function\",", "\"name\":\"GetWeather\",", ""));
            reply.event(toolDelta(0, "", "", "{\\\"city\\\":"));
            reply.event(toolDelta(0, "", "", "\\\"Kiel\\\"}"));
            reply.event(toolDelta(1, "\"id\":\"call_2\",\"type\":\"function\",", "\"name\":\"GetWeather\",", ""));
            reply.event(toolDelta(1, "", "", "{\\\"city\\\":\\\"Bonn\\\"}"));
            reply.event(Replies.chunk("{}", "\"tool_calls\"")).done();
        });

        var whole = ChatCompletionAccumulator.create();
        try (var stream = gateway.sdk().chat().completions().createStreaming(weatherQuestion())) {
            stream.stream().forEach(whole::accumulate);
        }

        var choice = whole.chatCompletion().choices().get(0);
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(choice.message().toolCalls().orElseThrow())
                .extracting(call -> call.asFunction().function().arguments(GetWeather.class).city)
                .containsExactly("Kiel", "Bonn");
    }

    @Test
    void aStructuredReplyIsReadAsItsType() {
        upstream.play((request, reply) ->
                reply.json(200, Replies.chat("{\\\"polite\\\":true,\\\"reason\\\":\\\"it says please\\\"}")));

        var reply = gateway.sdk()
                .chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("small")
                        .addUserMessage("Please be so kind.")
                        .responseFormat(Verdict.class)
                        .build());

        Verdict verdict = reply.choices().get(0).message().content().orElseThrow();
        assertThat(verdict.polite).isTrue();
        assertThat(verdict.reason).isEqualTo("it says please");
        assertThat(upstream.last().text()).contains("\"type\":\"json_schema\"", "\"strict\":true");
    }

    private static ChatCompletionCreateParams weatherQuestion() {
        return ChatCompletionCreateParams.builder()
                .model("small")
                .addUserMessage("How is the weather in Kiel?")
                .addTool(GetWeather.class)
                .build();
    }

    private static String toolDelta(int index, String id, String name, String arguments) {
        return Replies.chunk("""
                {"tool_calls":[{"index":%d,%s"function":{%s"arguments":"%s"}}]}""".formatted(index, id, name, arguments), "null");
    }
}
