package dev.pointsman.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ChatReplyTest {
    private final RecordedReply reply = new RecordedReply();
    private final ChatReply answer = new ChatReply(new ReplyForm(9, false, false));

    private String body() {
        answer.send("i", "m", List.of(), reply);
        return reply.outputText();
    }

    @Test
    void aWholeAnswerIsOneObject() {
        ChatReply.Choice choice = answer.choice(0);
        choice.reasoning("hm");
        choice.thinkingBlock("{\"type\":\"thinking\"}".getBytes(StandardCharsets.UTF_8));
        choice.content("Hi ");
        choice.content("there");
        choice.call("c", "f", "{\"a\":1}");
        choice.finish(Finish.STOP, "end_turn");
        answer.usage(new Usage(1, 0, 0, 2, 0));

        assertThat(body())
                .isEqualTo("{\"id\":\"i\",\"object\":\"chat.completion\",\"created\":9,\"model\":\"m\",\"choices\":[{"
                        + "\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi there\",\"refusal\":null,"
                        + "\"reasoning_content\":\"hm\",\"thinking_blocks\":[{\"type\":\"thinking\"}],"
                        + "\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                        + "\"arguments\":\"{\\\"a\\\":1}\"}}]},\"logprobs\":null,\"finish_reason\":\"tool_calls\"}],"
                        + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":2,\"total_tokens\":3,"
                        + "\"prompt_tokens_details\":{\"cached_tokens\":0,\"cache_write_tokens\":0},"
                        + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
        assertThat(Objects.requireNonNull(reply.head()).bodyBytes()).isEqualTo(body(reply));
        assertThat(reply.finishReasons()).containsExactly("end_turn");
        assertThat(reply.ended()).isTrue();
    }

    private static long body(RecordedReply of) {
        return of.outputText().getBytes(StandardCharsets.UTF_8).length;
    }

    @Test
    void callsAloneHaveNullContent() {
        answer.choice(0).call("c", "f", "{}");
        answer.choice(0).finish(Finish.TOOL_CALLS, "tool_use");

        assertThat(body()).contains("\"content\":null");
    }

    @Test
    void aRefusalHasNullContent() {
        answer.choice(0).refusal("no");
        answer.choice(0).finish(Finish.CONTENT_FILTER, "refusal");

        assertThat(body()).contains("\"content\":null,\"refusal\":\"no\"").contains("\"content_filter\"");
    }

    @Test
    void nothingSaidAndNothingCountedIsAFailure() {
        answer.choice(0).finish(Finish.STOP, "end_turn");

        assertThat(body()).isEmpty();
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aChoiceWithoutAReasonIsAFailure() {
        answer.choice(0).content("half");

        assertThat(body()).isEmpty();
        assertThat(reply.failure()).isNotNull();
    }

    @Test
    void E24_anUnknownReasonIsAStopThatIsCounted() {
        FinishReasons reasons = new FinishReasons("test", Map.of("end", Finish.LENGTH));

        assertThat(reasons.of("end")).isEqualTo(Finish.LENGTH);
        assertThat(reasons.of("new_word")).isEqualTo(Finish.UNKNOWN);
        answer.choice(0).content("Hi");
        answer.choice(0).finish(reasons.of("new_word"), "new_word");

        assertThat(body()).contains("\"finish_reason\":\"stop\"");
        assertThat(reply.unknownFinish()).isEqualTo("new_word");
    }

    @Test
    void logProbabilitiesStandBesideTheMessage() {
        ChatReply.Choice choice = answer.choice(0);
        choice.content("Hi");
        choice.logprobs("{\"token\":\"H\"}".getBytes(StandardCharsets.UTF_8));
        choice.logprobs("{\"token\":\"i\"}".getBytes(StandardCharsets.UTF_8));
        choice.finish(Finish.STOP, "stop");

        assertThat(body())
                .contains("},\"logprobs\":{\"content\":[{\"token\":\"H\"},{\"token\":\"i\"}],\"refusal\":null},"
                        + "\"finish_reason\":\"stop\"}");
    }

    @Test
    void aCallMayCarryWhatTheClientIsToSendBack() {
        ChatReply.Choice choice = answer.choice(0);
        choice.call("c", "f", "{}", "{\"google\":{}}".getBytes(StandardCharsets.UTF_8));
        choice.field("images", "[1]".getBytes(StandardCharsets.UTF_8));
        choice.finish(Finish.STOP, "STOP");

        assertThat(body())
                .contains("\"function\":{\"name\":\"f\",\"arguments\":\"{}\"},\"extra_content\":{\"google\":{}}}],"
                        + "\"images\":[1]},\"logprobs\"");
    }
}
