package dev.pointsman.dialect.messages;

import static dev.pointsman.dialect.messages.Messages.ASK;
import static dev.pointsman.dialect.messages.Messages.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StreamTranslationTest {
    private static final String ROLE = "{'role':'assistant','content':''}";

    @Test
    void aTextIsOneBlockBetweenTheHeadAndTheEnd() {
        RecordedReply reply = new ChatStream()
                .delta(ROLE)
                .text("Hi \\\"you\\\" ")
                .text("日本")
                .end("length")
                .heard();

        MessageView view = MessageView.of(reply.text());
        assertThat(view.order())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(view.message())
                .isEqualTo(
                        json(
                                "{'id':'msg_7','type':'message','role':'assistant','model':'up',"
                                        + "'content':[{'type':'text','text':'Hi \\'you\\' 日本'}],'stop_reason':'max_tokens','stop_sequence':null,"
                                        + "'usage':{'input_tokens':2,'cache_creation_input_tokens':0,'cache_read_input_tokens':10,'output_tokens':5}}"));
        assertThat(reply.head())
                .isEqualTo(new ReplyHead(
                        200,
                        ReplyHead.EVENT_STREAM,
                        -1,
                        List.of(
                                "anthropic-ratelimit-requests-limit",
                                "4",
                                "anthropic-ratelimit-tokens-remaining",
                                "9")));
        assertThat(reply.usage()).isEqualTo(new Usage(2, 10, 0, 5, 0));
        assertThat(reply.finishReasons()).containsExactly("length");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void e30_the_head_of_a_message_is_held_back_until_something_is_said() {
        RecordedReply reply = new ChatStream()
                .delta(ROLE)
                .raw(": ping\n\n")
                .text("x")
                .end("stop")
                .heard(stream(), 1);

        assertThat(reply.preambleText())
                .startsWith("event: message_start\n")
                .contains("event: ping\n")
                .doesNotContain("content_block");
        assertThat(reply.outputText()).startsWith("event: content_block_start\n");
    }

    @Test
    void e33_a_stream_has_one_head_however_often_the_role_is_told() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .delta("{'role':'assistant','content':'a'}")
                .delta(ROLE)
                .text("b")
                .end("stop")
                .view();

        assertThat(view.message().path("content")).isEqualTo(json("[{'type':'text','text':'ab'}]"));
    }

    @Test
    void e27_an_answer_with_a_call_ends_for_the_sake_of_the_tool() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .text("Looking")
                .call(0, "c1", "wx", "")
                .arguments(0, "{\\\"city\\\":")
                .arguments(0, "\\\"Oslo\\\"}")
                .call(1, "c2", "now", "")
                .end("stop")
                .view();

        assertThat(view.message().path("stop_reason").stringValue()).isEqualTo("tool_use");
        assertThat(view.message().path("content"))
                .isEqualTo(json("[{'type':'text','text':'Looking'},"
                        + "{'type':'tool_use','id':'c1','name':'wx','input':{'city':'Oslo'}},"
                        + "{'type':'tool_use','id':'c2','name':'now','input':{}}]"));
    }

    @Test
    void callsThatTakeTurnsAreToldOneAfterTheOther() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .call(0, "a", "f", "{\\\"x\\\":")
                .call(1, "b", "g", "{\\\"y\\\":[")
                .call(2, "c", "h", "{}")
                .arguments(1, "\\\"}\\\\\\\"\\\"")
                .arguments(0, "1}")
                .arguments(1, "]}")
                .arguments(0, "\\n")
                .end("tool_calls")
                .view();

        assertThat(view.message().path("content"))
                .isEqualTo(json("[{'type':'tool_use','id':'a','name':'f','input':{'x':1}},"
                        + "{'type':'tool_use','id':'b','name':'g','input':{'y':['}\\\"']}},"
                        + "{'type':'tool_use','id':'c','name':'h','input':{}}]"));
    }

    @Test
    void whatIsHeldBackOfLaterCallsIsBounded() {
        String long100k = "x".repeat(100_000);
        RecordedReply reply = new ChatStream()
                .delta(ROLE)
                .call(0, "a", "f", "{\\\"x\\\":")
                .call(1, "b", "g", "{\\\"y\\\":\\\"" + long100k)
                .arguments(0, "1}")
                .arguments(1, "\\\"}")
                .end("tool_calls")
                .heard();

        GatewayException failure = reply.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.ended()).isFalse();
    }

    @Test
    void reasoningIsABlockOfThinkingSignedOrNot() {
        MessageView signed = new ChatStream()
                .delta(ROLE)
                .delta("{'reasoning_content':'let '}")
                .delta("{'reasoning_content':'me'}")
                .delta("{'thinking_blocks':[{'type':'thinking','thinking':'let me','signature':'sg='}]}")
                .delta("{'thinking_blocks':[{'type':'redacted_thinking','data':'zz'}]}")
                .delta("{'thinking_blocks':[{'type':'thinking','thinking':'','signature':'s2'}]}")
                .text("a")
                .end("stop")
                .view();
        assertThat(signed.message().path("content"))
                .isEqualTo(json("[{'type':'thinking','thinking':'let me','signature':'sg='},"
                        + "{'type':'redacted_thinking','data':'zz'},{'type':'thinking','thinking':'','signature':'s2'},"
                        + "{'type':'text','text':'a'}]"));

        MessageView loose = new ChatStream()
                .delta(ROLE)
                .delta("{'reasoning':'hm'}")
                .text("a")
                .delta("{'reasoning':'again'}")
                .end("stop")
                .view();
        assertThat(loose.message().path("content"))
                .isEqualTo(json("[{'type':'thinking','thinking':'hm','signature':''},{'type':'text','text':'a'},"
                        + "{'type':'thinking','thinking':'again','signature':''}]"));
    }

    @Test
    void aRefusalIsTextAndTheReason() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .delta("{'refusal':'I will not'}")
                .end("stop")
                .view();

        assertThat(view.message().path("content")).isEqualTo(json("[{'type':'text','text':'I will not'}]"));
        assertThat(view.message().path("stop_reason").stringValue()).isEqualTo("refusal");
    }

    @ParameterizedTest
    @CsvSource({
        "stop,end_turn",
        "length,max_tokens",
        "content_filter,refusal",
        "tool_calls,end_turn",
        "something_new,end_turn"
    })
    void theReasonIsToldInAnthropicsWords(String reason, String told) {
        MessageView view = new ChatStream().delta(ROLE).text("x").end(reason).view();

        assertThat(view.message().path("stop_reason").stringValue()).isEqualTo(told);
    }

    @Test
    void aStopSequenceIsNamedWhereTheProviderSaysItAndOnlyOneWasAskedFor() {
        assertThat(stopped("'stop_sequences':['END']").path("stop_sequence").stringValue())
                .isEqualTo("END");
        assertThat(stopped("'stop_sequences':['END','FIN']")
                        .path("stop_sequence")
                        .isNull())
                .isTrue();
        assertThat(stopped("'stop_sequences':['END','FIN']").path("stop_reason").stringValue())
                .isEqualTo("stop_sequence");
    }

    private static JsonNode stopped(String fields) {
        RecordedReply client = new RecordedReply();
        var reply = new MessagesDialect().reply(Messages.request("'stream':true," + fields + "," + ASK), client);
        reply.start(ReplyHead.eventStream());
        reply.output(("data: {\"id\":\"msg_1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},"
                        + "\"finish_reason\":\"stop\"}]}\n\n")
                .getBytes(StandardCharsets.UTF_8));
        reply.finish("stop_sequence");
        reply.end();
        return MessageView.of(client.text()).message();
    }

    @Test
    void e40_input_tokens_leave_out_what_the_cache_gave_and_took() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .text("x")
                .finish("stop")
                .usage("{'prompt_tokens':100,'completion_tokens':30,'total_tokens':130,"
                        + "'prompt_tokens_details':{'cached_tokens':60,'cache_write_tokens':15},"
                        + "'completion_tokens_details':{'reasoning_tokens':20}}")
                .done()
                .view();

        assertThat(view.message().path("usage"))
                .isEqualTo(json("{'input_tokens':25,'cache_creation_input_tokens':15,'cache_read_input_tokens':60,"
                        + "'output_tokens':30,'output_tokens_details':{'thinking_tokens':20}}"));
    }

    @Test
    void e42_totals_that_are_told_again_replace_those_before() {
        MessageView view = new ChatStream()
                .delta(ROLE)
                .text("x")
                .usage("{'prompt_tokens':7,'completion_tokens':1,'total_tokens':8}")
                .finish("stop")
                .usage("{'prompt_tokens':7,'completion_tokens':4,'total_tokens':11}")
                .done()
                .view();

        assertThat(view.message().path("usage").path("input_tokens").intValue()).isEqualTo(7);
        assertThat(view.message().path("usage").path("output_tokens").intValue())
                .isEqualTo(4);
    }

    @Test
    void aProviderThatTellsNoUsageStillHasAnEnd() {
        MessageView view =
                new ChatStream().delta(ROLE).text("x").finish("stop").done().view();

        assertThat(view.message().path("usage").path("output_tokens").intValue())
                .isZero();
    }

    @Test
    void e28_a_stream_that_says_nothing_is_a_failure() {
        RecordedReply reply = new ChatStream().delta(ROLE).finish("stop").done().heard();

        assertThat(reply.failure()).isNotNull();
        assertThat(reply.outputText()).isEmpty();
        assertThat(reply.ended()).isFalse();
    }

    @Test
    void e32_an_error_within_the_stream_keeps_its_kind() {
        RecordedReply reply = new ChatStream()
                .delta(ROLE)
                .text("x")
                .raw("data: {\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"code\":429}}\n\n")
                .heard();

        GatewayException failure = reply.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(reply.text()).doesNotContain("message_stop").doesNotContain("message_delta");
    }

    @Test
    void whateverTheSplitTheClientReadsTheSame() {
        ChatStream stream = new ChatStream()
                .delta(ROLE)
                .delta("{'reasoning_content':'Grüße '}")
                .text("😀 日本 \\u00e9\\n")
                .call(0, "a", "f", "{\\\"x\\\":")
                .call(1, "b", "g", "{}")
                .arguments(0, "\\\"é}\\\"}")
                .end("tool_calls");
        String expected = stream.heard(stream(), 1 << 20).text();
        assertThat(MessageView.of(expected).message().path("content").size()).isEqualTo(4);
        for (int step : new int[] {1, 2, 3, 7, 64, 333, 4096}) {
            assertThat(stream.heard(stream(), step).text()).isEqualTo(expected);
        }
    }

    private static ApiRequest stream() {
        return Messages.request("'stream':true," + ASK);
    }
}
