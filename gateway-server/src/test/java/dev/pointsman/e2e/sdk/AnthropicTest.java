package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OpenAI's official client before a provider that speaks Anthropic's form. */
class AnthropicTest {
    private static final String STREAM = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_2","type":"message","role":"assistant","model":"m","content":[],"usage":{"input_tokens":9,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüße 😀"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_9","name":"wx","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\\"city\\":\\"Oslo\\"}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"output_tokens":31}}

            event: message_stop
            data: {"type":"message_stop"}

            """;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(200, """
            {"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Hi"},\
            {"type":"text","text":" there"}],"stop_reason":"end_turn","usage":{"input_tokens":20,\
            "cache_read_input_tokens":100,"cache_creation_input_tokens":30,"output_tokens":15}}"""));
    private final RunningGateway gateway = RunningGateway.start("""
            providers: { up: { type: anthropic, url: "%s", key: $UPSTREAM_KEY } }
            models: { small: { deployments: [{ at: up/claude-haiku-4-5 }] } }
            reliability: { retry: { times: 0 } }
            """.formatted(upstream.url()));

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model("small").addUserMessage("hi");
    }

    @Test
    void aWholeAnswerIsReadWithItsUsage() {
        var answer = gateway.sdk().chat().completions().create(question().build());

        assertThat(answer.choices().get(0).message().content()).contains("Hi there");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(150);
        assertThat(upstream.last().header("x-api-key")).isEqualTo(RunningGateway.UPSTREAM_KEY);
        assertThat(upstream.last().text()).contains("\"model\":\"claude-haiku-4-5\"", "\"max_tokens\":64000");
    }

    @Test
    void aStreamThatComesByteByByteIsReadWithItsCall() {
        upstream.play(
                (request, reply) -> reply.stream().inPiecesOf(1).text(STREAM).end());

        var whole = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> chunks =
                gateway.sdk().chat().completions().createStreaming(question().build())) {
            chunks.stream().forEach(whole::accumulate);
        }

        var choice = whole.chatCompletion().choices().get(0);
        assertThat(choice.message().content()).contains("Grüße 😀");
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        var call = choice.message().toolCalls().orElseThrow().get(0).asFunction();
        assertThat(call.id()).isEqualTo("toolu_9");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Oslo\"}");
    }

    @Test
    void aRefusalIsTheClientsOwnException() {
        upstream.play(
                (request, reply) -> reply.json(
                        400,
                        "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 9 > 8\"}}"));

        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> gateway.sdk().chat().completions().create(question().build()));

        assertThat(refused.code()).contains("context_length_exceeded");
    }

    @Test
    void whatTheProviderHasNoPlaceForIsToldInAHeader() throws IOException, InterruptedException {
        var reply = gateway.post("/v1/chat/completions", """
                {"model":"small","messages":[{"role":"user","content":"hi"}],"seed":7,"logit_bias":{"5":1}}""");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-gateway-dropped")).contains("seed,logit_bias");
    }
}
