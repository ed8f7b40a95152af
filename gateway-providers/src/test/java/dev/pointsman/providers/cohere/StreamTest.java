package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.ChatLaws;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamTest {
    private static final String START = "{'id':'c1','type':'message-start','delta':{'message':{'role':'assistant'}}}";
    private static final String HELLO =
            "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'hello'}}}}";
    private static final String END = end("COMPLETE");

    private static String end(String reason) {
        return "{'type':'message-end','delta':{'finish_reason':'" + reason
                + "','usage':{'tokens':{'input_tokens':8,'output_tokens':2}}}}";
    }

    private static String call(int index, String id, String name, String arguments) {
        return "{'type':'tool-call-start','index':" + index + ",'delta':{'message':{'tool_calls':{'id':'" + id
                + "','type':'function','function':{'name':'" + name + "','arguments':'" + arguments + "'}}}}}";
    }

    private static String piece(int index, String arguments) {
        return "{'type':'tool-call-delta','index':" + index
                + ",'delta':{'message':{'tool_calls':{'function':{'arguments':'" + arguments + "'}}}}}";
    }

    private static String over(int index) {
        return "{'type':'tool-call-end','index':" + index + "}";
    }

    private static ChatView good(RecordedReply reply) {
        ChatLaws.hold(reply, true, true);
        return ChatView.ofEvents(reply.text());
    }

    private static GatewayException bad(RecordedReply reply) {
        assertThat(reply.ended()).isFalse();
        return Objects.requireNonNull(reply.failure());
    }

    @Test
    void thinkingPlansAndTextsAreToldApart() {
        RecordedReply reply = Command.stream(
                START,
                "{'type':'tool-plan-delta','delta':{'message':{'tool_plan':'Plan. '}}}",
                "{'type':'content-start','index':0,'delta':{'message':{'content':{'type':'thinking','thinking':'Hm'}}}}",
                "{'type':'content-delta','index':0,'delta':{'message':{'content':{'thinking':'m.'}}}}",
                "{'type':'content-end','index':0}",
                "{'type':'content-start','index':1,'delta':{'message':{'content':{'type':'text','text':''}}}}",
                "{'type':'content-delta','index':1,'delta':{'message':{'content':{'text':'3C'}}}}",
                "{'type':'content-end','index':1}",
                "{'type':'debug','prompt':'x'}",
                "{'type':'of-tomorrow'}",
                END);

        assertThat(good(reply).text()).isEqualTo("3C");
        assertThat(reply.text())
                .contains(
                        "\"reasoning_content\":\"Plan. \"",
                        "\"reasoning_content\":\"Hm\"",
                        "\"reasoning_content\":\"m.\"");
    }

    @Test
    void callsThatShareTheIndexOfAContentAreCountedFromZero() {
        ChatView view = good(Command.stream(
                START,
                HELLO,
                call(1, "a", "f", ""),
                piece(1, "{\\'x\\':"),
                call(2, "b", "g", ""),
                piece(2, "{}"),
                piece(1, "1}"),
                over(1),
                over(2),
                end("TOOL_CALL")));

        assertThat(view.callNames()).containsExactly("f", "g");
        assertThat(view.callArguments()).containsExactly(Command.json("{'x':1}"), Command.json("{}"));
        assertThat(view.finishReason()).isEqualTo("tool_calls");
    }

    @Test
    void citationsAndLogProbabilitiesAreKept() {
        RecordedReply reply = Command.stream(
                START,
                "{'type':'content-delta','index':0,'delta':{'message':{'content':{'text':'hé'}}},"
                        + "'logprobs':{'text':'hé','token_ids':[1,2],'logprobs':[-0.5,-0.25]}}",
                "{'type':'citation-start','index':0,'delta':{'message':{'citations':{'start':0,'end':2,'text':'hé','sources':[]}}}}",
                "{'type':'citation-end','index':0}",
                END);

        good(reply);
        assertThat(reply.text())
                .contains("\"citations\":[{\"start\":0,\"end\":2,\"text\":\"hé\",\"sources\":[]}]")
                .contains("{\"token\":\"hé\",\"logprob\":-0.750000,\"bytes\":[104,195,169],\"top_logprobs\":[]}");
    }

    @Test
    void e17_aCallWithoutArgumentsHasAnEmptyObject() {
        ChatView view = good(Command.stream(START, call(0, "a", "f", ""), over(0), end("TOOL_CALL")));
        ChatView twice = good(
                Command.stream(START, call(0, "a", "f", "{}"), piece(0, "{\\'x\\':1}"), over(0), end("TOOL_CALL")));

        assertThat(view.callArguments()).containsExactly(Command.json("{}"));
        assertThat(twice.callArguments()).containsExactly(Command.json("{'x':1}"));
    }

    @Test
    void e18_argumentsThatAreNullAreAnEmptyObject() {
        ChatView whole = good(Command.stream(START, call(0, "a", "f", ""), piece(0, "null"), end("TOOL_CALL")));
        ChatView cut = good(Command.stream(
                START, call(0, "a", "f", ""), piece(0, "nu"), piece(0, "ll"), over(0), end("TOOL_CALL")));

        assertThat(whole.callArguments()).containsExactly(Command.json("{}"));
        assertThat(cut.callArguments()).containsExactly(Command.json("{}"));
    }

    @Test
    void e19_aCallWithoutAnIdGetsOne() {
        RecordedReply reply = Command.stream(
                START, call(0, "", "f", ""), piece(0, "{}"), over(0), call(1, "", "g", ""), over(1), end("TOOL_CALL"));

        good(reply);
        assertThat(reply.text()).contains("\"id\":\"call_0\"", "\"id\":\"call_1\"");
    }

    @Test
    void e21_a_stop_after_calls_is_told_as_tool_calls() {
        assertThat(good(Command.stream(START, call(0, "a", "f", ""), over(0), END))
                        .finishReason())
                .isEqualTo("tool_calls");
        assertThat(good(Command.stream(START, HELLO, end("TOOL_CALL"))).finishReason())
                .isEqualTo("stop");
    }

    @ParameterizedTest
    @CsvSource({"COMPLETE, stop", "STOP_SEQUENCE, stop", "MAX_TOKENS, length"})
    void e23_everyWordOfTheTableHasItsOwn(String raw, String told) {
        RecordedReply reply = Command.stream(START, HELLO, end(raw));

        assertThat(good(reply).finishReason()).isEqualTo(told);
        assertThat(reply.finishReasons()).containsExactly(raw);
    }

    @Test
    void e24_anUnknownWordIsAStopAndKeptAsItCame() {
        RecordedReply reply = Command.stream(START, HELLO, end("BORED"));

        assertThat(good(reply).finishReason()).isEqualTo("stop");
        assertThat(reply.finishReasons()).containsExactly("BORED");
    }

    @ParameterizedTest
    @CsvSource({
        "ERROR, UPSTREAM_ERROR",
        "TIMEOUT, UPSTREAM_TIMEOUT",
        "ERROR_TOXIC, CONTENT_FILTER",
        "ERROR_LIMIT, CONTEXT_TOO_LONG",
        "USER_CANCEL, UPSTREAM_ERROR"
    })
    void aWordOfFailureIsAFailure(String raw, ErrorKind kind) {
        RecordedReply streamed = Command.stream(START, end(raw));
        RecordedReply whole = Command.answer(
                Command.request("'messages':[{'role':'user','content':'hi'}]"),
                "{'id':'x','finish_reason':'" + raw + "','message':{'role':'assistant','content':[]}}");

        assertThat(bad(streamed).kind()).isEqualTo(kind);
        assertThat(bad(whole).kind()).isEqualTo(kind);
        assertThat(streamed.finishReasons()).containsExactly(raw);
    }

    @Test
    void anErrorAtTheEndIsQuoted() {
        GatewayException failure = bad(Command.stream(
                START,
                HELLO,
                "{'type':'message-end','delta':{'finish_reason':'ERROR','error':'the model fell over','usage':{}}}"));

        assertThat(failure.text()).isEqualTo("the model fell over");
        assertThat(failure.quotesProvider()).isTrue();
    }

    @Test
    void e25_aStreamThatIsCutIsAFailure() {
        assertThat(bad(Command.stream(START, HELLO)).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(bad(Command.stream(START, HELLO, "{'type':'content-end','index':0}")))
                .hasMessageContaining("cut");
    }

    @Test
    void e28_aStreamThatSaysNothingIsAFailure() {
        GatewayException failure =
                bad(Command.stream(START, "{'type':'message-end','delta':{'finish_reason':'COMPLETE'}}"));

        assertThat(failure.kind().mayRetry()).isTrue();
    }

    @Test
    void e29_anErrorInTheStreamIsAFailureAndOneBrokenEventIsNot() {
        String broken = "event: x\ndata: {\"type\":\"content-de\n\n";
        String stream = Command.events(START) + broken + Command.events(HELLO, END);
        String twice = Command.events(START) + broken + broken + Command.events(HELLO, END);

        assertThat(good(Command.streamed(stream)).text()).isEqualTo("hello");
        assertThat(bad(Command.streamed(twice)).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(bad(Command.stream(START, "{'message':'too much','id':'e'}")).text())
                .isEqualTo("too much");
        assertThat(bad(Command.stream(START, "{'type':'content-delta','error':{'message':'no'}}"))
                        .text())
                .isEqualTo("no");
    }

    @Test
    void eventsOutOfOrderAreAFailure() {
        assertThat(bad(Command.stream(HELLO, END))).hasMessageContaining("out of order");
        assertThat(bad(Command.stream(START, START, END))).hasMessageContaining("out of order");
        assertThat(bad(Command.stream(START, piece(0, "{}"), END))).hasMessageContaining("out of order");
    }

    @Test
    void whatFollowsTheEndIsIgnored() {
        RecordedReply reply =
                Command.streamed(Command.events(START, HELLO, END) + "data: [DONE]\n\n" + Command.events(END));

        assertThat(good(reply).text()).isEqualTo("hello");
    }

    @Test
    void e42_theLastUsageHoldsAndCachedTokensArePartOfThePrompt() {
        Usage usage = Objects.requireNonNull(Command.stream(
                        START,
                        HELLO,
                        "{'type':'message-end','delta':{'finish_reason':'COMPLETE','usage':{'billed_units':{'input_tokens':10,"
                                + "'output_tokens':2},'tokens':{'input_tokens':500,'output_tokens':4},'cached_tokens':128}}}")
                .usage());

        assertThat(usage.prompt()).isEqualTo(500);
        assertThat(usage.cachedRead()).isEqualTo(128);
        assertThat(usage.completion()).isEqualTo(4);
        assertThat(usage.billed()).isEqualTo(new Usage(10, 0, 0, 2, 0));
    }

    @Test
    void billedUnitsStandInForTokensThatAreNotTold() {
        Usage usage = Objects.requireNonNull(Command.stream(
                        START,
                        HELLO,
                        "{'type':'message-end','delta':{'finish_reason':'COMPLETE','usage':{'billed_units':{'input_tokens':10.0,"
                                + "'output_tokens':2.0}}}}")
                .usage());

        assertThat(usage.prompt()).isEqualTo(10);
        assertThat(usage.completion()).isEqualTo(2);
    }
}
