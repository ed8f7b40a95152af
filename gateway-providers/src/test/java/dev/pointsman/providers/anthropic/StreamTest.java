package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final String ASKED = "'stream':true,'messages':[{'role':'user','content':'hi'}]";
    private static final String START =
            "{'type':'message_start','message':{'id':'msg_2','model':'m','usage':{'input_tokens':9,'output_tokens':1}}}";
    private static final String TEXT =
            "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':''}}";
    private static final String LOOKING =
            "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Looking'}}";
    private static final String STOP_0 = "{'type':'content_block_stop','index':0}";
    private static final String END_TURN =
            "{'type':'message_delta','delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':31}}";
    private static final String STOP = "{'type':'message_stop'}";

    private static RecordedReply answer(String... events) {
        return of(ASKED, "claude-sonnet-4-5", Claude.events(events));
    }

    private static RecordedReply of(String asked, String model, String stream) {
        return Claude.reply(
                Claude.request(asked), model, "text/event-stream", List.of(stream.getBytes(StandardCharsets.UTF_8)));
    }

    private static String tool(int index, String id) {
        return "{'type':'content_block_start','index':" + index + ",'content_block':{'type':'tool_use','id':'" + id
                + "','name':'wx','input':{}}}";
    }

    private static String json(int index, String part) {
        return "{'type':'content_block_delta','index':" + index + ",'delta':{'type':'input_json_delta','partial_json':'"
                + part + "'}}";
    }

    private static String stop(int index) {
        return "{'type':'content_block_stop','index':" + index + "}";
    }

    @Test
    void E10_E17_textThenTwoCallsOneOfThemWithoutArguments() {
        RecordedReply reply = answer(
                START,
                TEXT,
                LOOKING,
                STOP_0,
                tool(1, "t1"),
                json(1, ""),
                json(1, "{\\\"city\\\":"),
                json(1, "\\\"Oslo\\\"}"),
                stop(1),
                tool(2, "t2"),
                stop(2),
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':31}}",
                STOP);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("Looking");
        assertThat(view.callNames()).containsExactly("wx", "wx");
        assertThat(view.callArguments()).containsExactly(Claude.json("{'city':'Oslo'}"), Claude.json("{}"));
        assertThat(view.finishReason()).isEqualTo("tool_calls");
        assertThat(view.ends()).isEqualTo(1);
        assertThat(reply.text()).contains("\"tool_calls\":[{\"index\":0,").contains("\"tool_calls\":[{\"index\":1,");
        assertThat(reply.usage()).isEqualTo(new Usage(9, 0, 0, 31, 0));
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
    }

    @Test
    void E30_nothingIsOutputBeforeSomethingWasSaid() {
        RecordedReply reply = answer(START, "{'type':'ping'}", TEXT);

        assertThat(reply.preambleText()).contains("\"role\":\"assistant\"").contains(": ping\n\n");
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void E51_aSignatureComesWithItsThinking() {
        RecordedReply reply = answer(
                START,
                "{'type':'content_block_start','index':0,'content_block':{'type':'thinking','thinking':'','signature':''}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'ad'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'thinking_delta','thinking':'d'}}",
                "{'type':'content_block_delta','index':0,'delta':{'type':'signature_delta','signature':'sg=='}}",
                STOP_0,
                "{'type':'content_block_start','index':1,'content_block':{'type':'redacted_thinking','data':'xx'}}",
                stop(1),
                END_TURN,
                STOP);

        assertThat(reply.outputText())
                .contains("\"reasoning_content\":\"ad\"")
                .contains("\"thinking_blocks\":[{\"type\":\"thinking\",\"thinking\":\"add\",\"signature\":\"sg==\"}]")
                .contains("\"thinking_blocks\":[{\"type\":\"redacted_thinking\",\"data\":\"xx\"}]");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void E42_usageIsCumulativeAndNullsChangeNothing() {
        RecordedReply reply = answer(
                "{'type':'message_start','message':{'id':'i','model':'m','usage':{'input_tokens':9,"
                        + "'cache_read_input_tokens':100,'cache_creation_input_tokens':30,'output_tokens':1}}}",
                TEXT,
                LOOKING,
                STOP_0,
                "{'type':'message_delta','delta':{'stop_reason':null},'usage':{'output_tokens':5,'input_tokens':null}}",
                "{'type':'message_delta','delta':{'stop_reason':'max_tokens'},'usage':{'output_tokens':7,"
                        + "'output_tokens_details':{'thinking_tokens':3}}}",
                STOP);

        assertThat(reply.usage()).isEqualTo(new Usage(9, 100, 30, 4, 3));
        assertThat(reply.finishReasons()).containsExactly("max_tokens");
        assertThat(reply.outputText()).contains("\"finish_reason\":\"length\"");
    }

    @Test
    void E44_usageIsWrittenWhereItWasAskedFor() {
        RecordedReply reply = of(
                ASKED + ",'stream_options':{'include_usage':true}",
                "claude-sonnet-4-5",
                Claude.events(START, TEXT, LOOKING, STOP_0, END_TURN, STOP));

        assertThat(reply.outputText())
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":31,\"total_tokens\":40");
    }

    @Test
    void E25_aStreamWithoutItsEndIsAFailure() {
        RecordedReply reply = answer(START, TEXT, LOOKING, STOP_0, END_TURN);

        assertThat(reply.ended()).isFalse();
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.outputText()).doesNotContain("[DONE]");
    }

    @Test
    void E29_E32_anErrorInsideTheStreamKeepsItsKind() {
        RecordedReply reply = answer(
                START, TEXT, LOOKING, "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}");

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_OVERLOADED);
        assertThat(reply.failure()).hasMessage("Overloaded");
        assertThat(reply.failure().status()).isEqualTo(503);
        assertThat(reply.failure().code()).isEqualTo("server_is_overloaded");
        assertThat(reply.outputText()).contains("Looking");
    }

    @Test
    void E29_oneEventThatIsNotJsonIsSkippedAndTheSecondFails() {
        String good = Claude.events(START, TEXT, LOOKING);
        String bad = "event: x\ndata: {\"type\":\n\n";
        String rest = Claude.events(STOP_0, END_TURN, STOP);

        assertThat(of(ASKED, "claude-opus-5", good + bad + rest).ended()).isTrue();
        assertThat(of(ASKED, "claude-opus-5", good + bad + bad + rest).failure())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "pause_turn, stop",
        "refusal, content_filter",
        "compaction, stop",
        "from_the_future, stop"
    })
    void E23_E24_everyReasonHasAWordOfOpenAi(String raw, String word) {
        RecordedReply reply = answer(START, TEXT, LOOKING, STOP_0, END_TURN.replace("end_turn", raw), STOP);

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo(word);
        assertThat(reply.finishReasons()).containsExactly(raw);
    }

    @Test
    void aRefusalTellsItsExplanation() {
        RecordedReply reply = answer(
                START,
                "{'type':'message_delta','delta':{'stop_reason':'refusal','stop_details':{'explanation':'I may not.'}},"
                        + "'usage':{'output_tokens':1}}",
                STOP);

        assertThat(reply.outputText()).contains("\"refusal\":\"I may not.\"").contains("content_filter");
    }

    @Test
    void E22_theToolThatStandsInForStructuredOutputIsUnwrapped() {
        RecordedReply reply = of(
                ASKED
                        + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'object'}}}",
                "claude-sonnet-4",
                Claude.events(
                        START,
                        tool(0, "t").replace("'wx'", "'json'"),
                        json(0, "{\\\"a\\\":"),
                        json(0, "1}"),
                        STOP_0,
                        END_TURN.replace("end_turn", "tool_use"),
                        STOP));

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("{\"a\":1}");
        assertThat(view.callNames()).isEmpty();
        assertThat(view.finishReason()).isEqualTo("stop");
    }

    @Test
    void whatHostedToolsDoIsLeftOut() {
        RecordedReply reply = answer(
                START,
                "{'type':'content_block_start','index':0,'content_block':{'type':'server_tool_use','id':'s','name':'w','input':{}}}",
                json(0, "{}"),
                STOP_0,
                "{'type':'content_block_start','index':1,'content_block':{'type':'text','text':'ok'}}",
                "{'type':'content_block_delta','index':1,'delta':{'type':'citations_delta','citation':{'url':'u'}}}",
                stop(1),
                "{'type':'a_new_event','more':[1]}",
                END_TURN,
                STOP);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("ok");
        assertThat(view.callNames()).isEmpty();
        assertThat(reply.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void eventsOutOfOrderAreAFailure(int which) {
        String[][] streams = {
            {TEXT, LOOKING, STOP_0, END_TURN, STOP},
            {START, START, TEXT, LOOKING, STOP_0, END_TURN, STOP},
            {START, LOOKING, END_TURN, STOP},
            {START, TEXT, tool(1, "t"), STOP},
            {START, TEXT, LOOKING, STOP_0, STOP}
        };

        RecordedReply reply = answer(streams[which]);

        assertThat(reply.ended()).isFalse();
        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aSecondEndIsNotHeard() {
        assertThat(answer(START, TEXT, LOOKING, STOP_0, END_TURN, STOP, STOP).ended())
                .isTrue();
    }
}
