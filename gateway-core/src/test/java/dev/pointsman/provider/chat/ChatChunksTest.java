package dev.pointsman.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatChunksTest {
    private static final String HEAD =
            "data: {\"id\":\"i\",\"object\":\"chat.completion.chunk\",\"created\":9,\"model\":\"m\",\"choices\":[";
    private final RecordedReply reply = new RecordedReply();

    private ChatChunks chunks(boolean usage, boolean functions) {
        ChatChunks chunks = new ChatChunks(new ReplyForm(9, usage, functions), reply);
        chunks.head(List.of());
        chunks.begin("i", "m");
        return chunks;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void say(ChatChunks.Choice choice, String escaped) {
        choice.content(bytes(escaped), 0, bytes(escaped).length);
    }

    @Test
    void aTextIsRoleThenContentThenFinishThenUsageThenDone() {
        ChatChunks chunks = chunks(true, false);
        chunks.flush();
        say(chunks.choice(0), "a\\n\\u00fc");
        chunks.choice(0).finish(Finish.STOP, "end_turn");
        chunks.usage(new Usage(1, 2, 3, 4, 5));
        chunks.end();

        String open = HEAD + "{\"index\":0,\"delta\":{";
        String close = ",\"finish_reason\":null}],\"usage\":null}\n\n";
        assertThat(reply.preambleText()).isEqualTo(open + "\"role\":\"assistant\",\"content\":\"\"}" + close);
        assertThat(reply.outputText())
                .isEqualTo(open + "\"content\":\"a\\n\\u00fc\"}" + close + open
                        + "},\"finish_reason\":\"stop\"}],\"usage\":null}\n\n" + HEAD
                        + "],\"usage\":{\"prompt_tokens\":6,\"completion_tokens\":9,\"total_tokens\":15,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":3},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":5}}}\n\ndata: [DONE]\n\n");
        assertThat(reply.usage()).isEqualTo(new Usage(1, 2, 3, 4, 5));
        assertThat(reply.finishReasons()).containsExactly("end_turn");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void usageIsNotWrittenWhereItWasNotAskedFor() {
        ChatChunks chunks = chunks(false, false);
        say(chunks.choice(0), "a");
        chunks.choice(0).finish(Finish.LENGTH, "max_tokens");
        chunks.usage(Usage.NONE);
        chunks.end();

        assertThat(reply.text()).doesNotContain("usage").doesNotContain("error").contains("\"length\"");
    }

    @Test
    void E10_callsAreCountedFromZeroAndNamedOnce() {
        ChatChunks chunks = chunks(false, false);
        ChatChunks.Choice choice = chunks.choice(0);
        int first = choice.call("c1", "f");
        int second = choice.call("c2", "g");
        choice.arguments(second, bytes("{\\\"a\\\":1}"), 0, 9);
        choice.callEnds(first, "{}");
        choice.callEnds(second, "{}");
        choice.finish(Finish.STOP, "end");
        chunks.end();

        assertThat(first).isZero();
        assertThat(second).isEqualTo(1);
        assertThat(reply.outputText())
                .containsOnlyOnce("\"id\":\"c1\"")
                .containsOnlyOnce("\"name\":\"g\"")
                .contains("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{\\\"a\\\":1}\"}}]}")
                .contains("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}");
    }

    @Test
    void E21_aStopAfterCallsIsToldAsCalls() {
        ChatChunks chunks = chunks(false, false);
        chunks.choice(0).call("c", "f");
        chunks.choice(0).finish(Finish.STOP, "STOP");
        chunks.end();

        assertThat(reply.outputText()).contains("\"finish_reason\":\"tool_calls\"");
        assertThat(reply.finishReasons()).containsExactly("STOP");
    }

    @Test
    void aClientOfFunctionsGetsAFunctionCall() {
        ChatChunks chunks = chunks(false, true);
        int call = chunks.choice(0).call("c", "f");
        chunks.choice(0).callEnds(call, "{}");
        chunks.choice(0).finish(Finish.TOOL_CALLS, "tool_use");
        chunks.end();

        assertThat(reply.outputText())
                .contains("{\"function_call\":{\"name\":\"f\",\"arguments\":\"\"}}")
                .contains("\"finish_reason\":\"function_call\"")
                .doesNotContain("tool_calls");
    }

    @Test
    void eachChoiceHasItsOwnRoleAndCalls() {
        ChatChunks chunks = chunks(false, false);
        say(chunks.choice(1), "b");
        assertThat(chunks.choice(1).call("c", "f")).isZero();
        chunks.choice(0).finish(Finish.STOP, "x");
        chunks.choice(1).finish(Finish.STOP, "x");
        chunks.end();

        assertThat(reply.text()).contains("{\"index\":1,\"delta\":{\"role\":\"assistant\"");
    }

    @Test
    void E28_anAnswerOfNothingIsAFailure() {
        ChatChunks chunks = chunks(false, false);
        chunks.choice(0).finish(Finish.STOP, "end_turn");
        chunks.end();

        assertThat(reply.failure()).isNotNull();
        assertThat(reply.failure().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void anEndWithoutAReasonIsAFailure() {
        ChatChunks chunks = chunks(false, false);
        say(chunks.choice(0), "a");
        chunks.end();

        assertThat(reply.ended()).isFalse();
        assertThat(reply.failure()).isNotNull();
    }

    @Test
    void pingsAreNoOutput() {
        ChatChunks chunks = chunks(false, false);
        chunks.ping();
        chunks.flush();

        assertThat(reply.preambleText()).endsWith(": ping\n\n");
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void whatWasSaidBeforeAFailureGoesFirstWithItsUsage() {
        ChatChunks chunks = chunks(false, false);
        say(chunks.choice(0), "half");
        chunks.usage(new Usage(1, 0, 0, 1, 0));
        chunks.fail(new GatewayException(ErrorKind.UPSTREAM_OVERLOADED, "busy"));
        chunks.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "again"));

        assertThat(reply.outputText()).contains("half").doesNotContain("[DONE]");
        assertThat(reply.usage()).isNotNull();
        assertThat(reply.failure()).hasMessage("busy");
    }

    @Test
    void E33_aStreamHasOneHead() {
        ChatChunks chunks = chunks(false, false);

        assertThatThrownBy(() -> chunks.begin("j", "m")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void logProbabilitiesAreAChunkOfTheirOwn() {
        ChatChunks chunks = chunks(false, false);
        say(chunks.choice(0), "a");
        chunks.choice(0).logprobs(bytes("{\"token\":\"a\"}"));
        chunks.flush();

        assertThat(reply.outputText())
                .endsWith(HEAD + "{\"index\":0,\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"a\"}],"
                        + "\"refusal\":null},\"finish_reason\":null}]}\n\n");
    }

    @Test
    void aCallMayCarryWhatTheClientIsToSendBack() {
        ChatChunks chunks = chunks(false, false);
        chunks.choice(0).call("c", "f", bytes("{\"google\":{}}"));
        chunks.choice(0).field("images", bytes("[1]"));
        chunks.flush();

        assertThat(reply.outputText())
                .contains("\"function\":{\"name\":\"f\",\"arguments\":\"\"},\"extra_content\":{\"google\":{}}}]}")
                .endsWith(HEAD + "{\"index\":0,\"delta\":{\"images\":[1]},\"finish_reason\":null}]}\n\n");
    }
}
