package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ResponseStreamTest {
    private static final String ASKED = "{'model':'m','input':'x','stream':true}";
    private static final String WITH_TOOLS = "{'model':'m','input':'x','stream':true,'tools':["
            + "{'type':'function','name':'f','parameters':{'type':'object'}},{'type':'custom','name':'sh'}]}";
    private static final String[] LIFECYCLE = {"created", "in_progress"};

    private static Chunks textAndCall() {
        return new Chunks()
                .text("I ")
                .text("look.")
                .call(0, "call_1", "f")
                .arguments(0, "{\\\"a\\\"")
                .arguments(0, ":1}")
                .finish("tool_calls");
    }

    @Test
    void e59_all_events_come_in_order_and_the_last_one_holds_the_whole_output() {
        Told told = Told.stream(WITH_TOOLS, textAndCall());

        assertThat(told.order())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added 0",
                        "content_part.added 0",
                        "output_text.delta 0",
                        "output_text.delta 0",
                        "output_text.done 0",
                        "content_part.done 0",
                        "output_item.done 0",
                        "output_item.added 1",
                        "function_call_arguments.delta 1",
                        "function_call_arguments.delta 1",
                        "function_call_arguments.done 1",
                        "output_item.done 1",
                        "completed");
        assertThat(told.last().path("status").asString()).isEqualTo("completed");
        assertThat(told.last().path("output"))
                .isEqualTo(
                        json(
                                "[{'id':'msg_pm7f0000','type':'message','status':'completed','role':'assistant','content':["
                                        + "{'type':'output_text','text':'I look.','annotations':[],'logprobs':[]}]},"
                                        + "{'id':'fc_pm7f0001','type':'function_call','status':'completed','call_id':'call_1','name':'f','arguments':'{\\'a\\':1}'}]"));
    }

    @Test
    void everyEventOfAnItemBearsItsId() {
        for (JsonNode event : Told.stream(WITH_TOOLS, textAndCall()).events()) {
            if (event.has("item_id")) {
                String id = event.path("output_index").asInt() == 0 ? "msg_pm7f0000" : "fc_pm7f0001";
                assertThat(event.path("item_id").asString()).isEqualTo(id);
            }
        }
    }

    @Test
    void theItemIsTheSameInItsLastEventAndInTheResponse() {
        Told told = Told.stream(WITH_TOOLS, textAndCall());

        List<JsonNode> done = told.events().stream()
                .filter(event -> event.path("type").asString().equals("response.output_item.done"))
                .map(event -> event.path("item"))
                .toList();
        assertThat(told.last().path("output").valueStream().toList()).isEqualTo(done);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 4096})
    void anySplitOfTheStreamGivesTheSameEvents(int size) {
        Chunks chunks = new Chunks()
                .thought("h\\u00e4 ü€😀")
                .text("ü€😀")
                .ping()
                .call(0, "call_1", "f")
                .arguments(0, "{\\\"ü\\\":1}")
                .finish("tool_calls")
                .usage("'prompt_tokens':10,'completion_tokens':10,'total_tokens':20");

        Told whole = Told.stream(WITH_TOOLS, chunks);
        Told split = Told.stream(WITH_TOOLS, chunks.bytes(), size);

        assertThat(split.reply().text()).isEqualTo(whole.reply().text());
    }

    @Test
    void e30_lifecycle_events_are_held_back_until_there_is_output() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        heard.start(ReplyHead.eventStream());
        heard.preamble(new Chunks().unfinished());

        assertThat(told.order()).containsExactly(LIFECYCLE);
        assertThat(told.reply().outputText()).isEmpty();

        heard.output(new Chunks().text("Hi").unfinished());

        assertThat(told.reply().outputText()).startsWith("event: response.output_item.added\n");
    }

    @Test
    void e44_usage_is_told_by_the_last_event_alone() {
        Told told = Told.stream(ASKED, new Chunks().text("Hi").finish("stop"));

        assertThat(told.last().path("usage"))
                .isEqualTo(json("{'input_tokens':10,'input_tokens_details':{'cached_tokens':2,'cache_write_tokens':1},"
                        + "'output_tokens':10,'output_tokens_details':{'reasoning_tokens':6},'total_tokens':20}"));
        assertThat(told.reply().usage()).isEqualTo(new Usage(7, 2, 1, 4, 6));
        assertThat(told.reply().finishReasons()).containsExactly("end_turn");
        assertThat(told.events().subList(0, told.events().size() - 1))
                .noneMatch(event -> event.path("response").has("usage"));
    }

    @ParameterizedTest
    @CsvSource({"length,max_output_tokens", "content_filter,content_filter"})
    void e26_an_answer_cut_short_is_an_incomplete_response(String finish, String reason) {
        Told told = Told.stream(ASKED, new Chunks().text("Once upon").finish(finish));

        assertThat(told.order()).endsWith("output_item.done 0", "incomplete");
        assertThat(told.last().path("status").asString()).isEqualTo("incomplete");
        assertThat(told.last().path("incomplete_details").path("reason").asString())
                .isEqualTo(reason);
        assertThat(told.last().path("output").path(0).path("status").asString()).isEqualTo("incomplete");
        assertThat(told.last().path("completed_at").isNull()).isTrue();
    }

    @Test
    void aCallCutShortIsIncompleteToo() {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks().call(0, "c", "f").arguments(0, "{\\\"a").finish("length"));

        JsonNode call = told.last().path("output").path(0);
        assertThat(call.path("status").asString()).isEqualTo("incomplete");
        assertThat(call.path("arguments").asString()).isEqualTo("{\"a");
    }

    @Test
    void reasoningComesAsASummaryBeforeTheText() {
        Told told = Told.stream(
                ASKED, new Chunks().thought("Let ").thought("me see.").text("4").finish("stop"));

        assertThat(told.order())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added 0",
                        "reasoning_summary_part.added 0",
                        "reasoning_summary_text.delta 0",
                        "reasoning_summary_text.delta 0",
                        "reasoning_summary_text.done 0",
                        "reasoning_summary_part.done 0",
                        "output_item.done 0",
                        "output_item.added 1",
                        "content_part.added 1",
                        "output_text.delta 1",
                        "output_text.done 1",
                        "content_part.done 1",
                        "output_item.done 1",
                        "completed");
        assertThat(told.last().path("output").path(0))
                .isEqualTo(
                        json(
                                "{'id':'rs_pm7f0000','type':'reasoning','summary':[{'type':'summary_text','text':'Let me see.'}]}"));
    }

    @Test
    void e51_signed_reasoning_comes_back_as_it_was() {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks()
                        .thought("A\\n")
                        .delta("'thinking_blocks':[{'type':'thinking','signature':'s1'}]")
                        .thought("B")
                        .delta("'thinking_blocks':[{'type':'thinking','signature':'s2'}]")
                        .delta("'thinking_blocks':[{'type':'redacted_thinking','data':'d'}]")
                        .call(0, "call_1", "f")
                        .arguments(0, "{}")
                        .finish("tool_calls"));

        JsonNode output = told.last().path("output");
        JsonNode message = Asked.messages(
                        output.path(0).toString(),
                        output.path(1).toString(),
                        "{'type':'function_call_output','call_id':'call_1','output':'ok'}")
                .path(0);
        assertThat(message.path("thinking_blocks"))
                .isEqualTo(Asked.MAPPER.readTree("[{\"type\":\"thinking\",\"signature\":\"s1\",\"thinking\":\"A\\n\"},"
                        + "{\"type\":\"thinking\",\"signature\":\"s2\",\"thinking\":\"B\"},"
                        + "{\"type\":\"redacted_thinking\",\"data\":\"d\"}]"));
        assertThat(output.path(0).path("summary")).hasSize(2);
        assertThat(message.path("tool_calls")).hasSize(1);
    }

    @Test
    void aTokenIsGivenToWhoeverAsksForOne() {
        Told told = Told.stream(
                "{'model':'m','input':'x','stream':true,'include':['reasoning.encrypted_content']}",
                new Chunks().thought("hm").text("4").finish("stop"));

        String token =
                told.last().path("output").path(0).path("encrypted_content").asString();
        assertThat(ReasoningToken.read(token)).isEmpty();
    }

    @Test
    void logProbabilitiesComeWithTheirText() {
        String first = "{'token':'H','logprob':-0.1,'bytes':[72],'top_logprobs':[]}";
        String second =
                "{'token':'i','logprob':-9999.0,'bytes':[105],'top_logprobs':[{'token':'o','logprob':-1,'bytes':[111]}]}";
        Told told = Told.stream(
                ASKED, new Chunks().text("H", first).text("i", second).text("!").finish("stop"));

        List<JsonNode> deltas = told.events().stream()
                .filter(event -> event.has("delta"))
                .map(event -> event.path("logprobs"))
                .toList();
        assertThat(deltas).containsExactly(json("[" + first + "]"), json("[" + second + "]"), json("[]"));
        assertThat(told.last().path("output").path(0).path("content").path(0).path("logprobs"))
                .isEqualTo(json("[" + first + "," + second + "]"));
    }

    @Test
    void aRefusalIsAPartOfItsOwn() {
        Told told = Told.stream(
                ASKED, new Chunks().text("Well, ").delta("'refusal':'no.'").finish("stop"));

        assertThat(told.order())
                .containsSubsequence(
                        "output_text.delta 0",
                        "output_text.done 0",
                        "content_part.done 0",
                        "content_part.added 0",
                        "refusal.delta 0",
                        "refusal.done 0",
                        "content_part.done 0",
                        "output_item.done 0");
        assertThat(told.last().path("output").path(0).path("content"))
                .isEqualTo(
                        json(
                                "[{'type':'output_text','text':'Well, ','annotations':[],'logprobs':[]},{'type':'refusal','refusal':'no.'}]"));
    }

    @Test
    void callsOneAfterTheOtherAreDoneOneAfterTheOther() {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks()
                        .call(0, "a", "f")
                        .arguments(0, "{\\\"n\\\":0}")
                        .call(1, "b", "f")
                        .arguments(1, "{\\\"n\\\":1}")
                        .finish("tool_calls"));

        assertThat(told.order())
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added 0",
                        "function_call_arguments.delta 0",
                        "function_call_arguments.done 0",
                        "output_item.done 0",
                        "output_item.added 1",
                        "function_call_arguments.delta 1",
                        "function_call_arguments.done 1",
                        "output_item.done 1",
                        "completed");
    }

    @Test
    void callsWhoseArgumentsTakeTurnsKeepTheirOwn() {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks()
                        .call(0, "a", "f")
                        .call(1, "b", "f")
                        .arguments(0, "{\\\"n\\\"")
                        .arguments(1, "{\\\"m\\\"")
                        .arguments(0, ":0}")
                        .arguments(1, ":1}")
                        .finish("tool_calls"));

        assertThat(told.last().path("output").path(0).path("arguments").asString())
                .isEqualTo("{\"n\":0}");
        assertThat(told.last().path("output").path(1).path("arguments").asString())
                .isEqualTo("{\"m\":1}");
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        Told told = Told.stream(WITH_TOOLS, new Chunks().call(0, "a", "f").finish("tool_calls"));

        assertThat(told.joined("function_call_arguments.delta", "delta")).isEqualTo("{}");
        assertThat(told.joined("function_call_arguments.done", "arguments")).isEqualTo("{}");
        assertThat(told.joined("function_call_arguments.done", "name")).isEqualTo("f");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\\\"input\\\":\\\"ls -l\\\"} | ls -l",
                "ls -l | ls -l",
                "{\\\"cmd\\\":\\\"x\\\"} | {\"cmd\":\"x\"}"
            })
    void theInputOfACustomToolIsToldAsText(String arguments, String input) {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks().call(0, "a", "sh").arguments(0, arguments).finish("tool_calls"));

        assertThat(told.order())
                .containsSubsequence(
                        "output_item.added 0",
                        "custom_tool_call_input.delta 0",
                        "custom_tool_call_input.done 0",
                        "output_item.done 0");
        assertThat(told.joined("custom_tool_call_input.delta", "delta")).isEqualTo(input);
        assertThat(told.last().path("output").path(0).path("type").asString()).isEqualTo("custom_tool_call");
        assertThat(told.last().path("output").path(0).path("input").asString()).isEqualTo(input);
        assertThat(told.last().path("output").path(0).path("id").asString()).startsWith("ctc_");
    }

    @Test
    void whatACallCarriesForItsProviderIsToldWithIt() {
        Told told = Told.stream(
                WITH_TOOLS,
                new Chunks()
                        .delta(
                                "'tool_calls':[{'index':0,'id':'a','type':'function','function':{'name':'f','arguments':'{}'},"
                                        + "'extra_content':{'google':{'thought_signature':'s'}}}]")
                        .finish("tool_calls"));

        assertThat(told.last().path("output").path(0).path("extra_content"))
                .isEqualTo(json("{'google':{'thought_signature':'s'}}"));
    }

    @Test
    void aPingKeepsTheClientWaiting() {
        Told told = Told.stream(ASKED, new Chunks().ping().text("Hi").finish("stop"));

        assertThat(told.reply().text()).contains("\n\n: ping\n\n");
    }

    @Test
    void theResponseSaysWhatWasAskedAndThatNothingIsStored() {
        Told told = Told.stream(
                "{'model':'m','input':'x','stream':true,'instructions':'Be\\n brief.','temperature':0.5,'max_output_tokens':9,"
                        + "'metadata':{\n'k':'v'},'tools':[{'type':'function',\n'name':'f'}],'reasoning':{'effort':'low'},"
                        + "'text':{'verbosity':'low'},'parallel_tool_calls':false}",
                new Chunks().text("Hi").finish("stop"));

        for (JsonNode response : List.of(told.events().get(0).path("response"), told.last())) {
            assertThat(response.path("id").asString()).isEqualTo("resp_pm7f00");
            assertThat(response.path("object").asString()).isEqualTo("response");
            assertThat(response.path("created_at").asLong()).isEqualTo(Asked.NOW);
            assertThat(response.path("model").asString()).isEqualTo("up");
            assertThat(response.path("instructions").asString()).isEqualTo("Be\n brief.");
            assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(response.path("max_output_tokens").asInt()).isEqualTo(9);
            assertThat(response.path("metadata")).isEqualTo(json("{'k':'v'}"));
            assertThat(response.path("tools"))
                    .isEqualTo(json("[{'type':'function','name':'f','strict':false,'parameters':null}]"));
            assertThat(response.path("tool_choice").asString()).isEqualTo("auto");
            assertThat(response.path("text")).isEqualTo(json("{'verbosity':'low','format':{'type':'text'}}"));
            assertThat(response.path("parallel_tool_calls").booleanValue()).isFalse();
            assertThat(response.path("store").booleanValue()).isFalse();
            assertThat(response.path("error").isNull()).isTrue();
            assertThat(response.path("previous_response_id").isNull()).isTrue();
        }
    }

    @Test
    void e32_a_stream_that_breaks_fails_after_what_was_said() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        heard.start(ReplyHead.eventStream());
        heard.output(new Chunks().text("Once").unfinished());
        heard.fail(new GatewayException(ErrorKind.RATE_LIMITED, "slow down"));

        assertThat(told.order()).endsWith("output_text.delta 0").doesNotContain("completed", "failed");
        assertThat(told.reply().failure())
                .isNotNull()
                .extracting(GatewayException::kind)
                .isEqualTo(ErrorKind.RATE_LIMITED);
    }

    @Test
    void e33_a_stream_has_one_head() {
        Told told = Told.stream(
                ASKED,
                new Chunks()
                        .text("a")
                        .delta("'role':'assistant','content':''")
                        .text("b")
                        .finish("stop"));

        assertThat(told.order()).containsOnlyOnce("created", "in_progress", "completed", "output_item.added 0");
        assertThat(told.joined("output_text.done", "text")).isEqualTo("ab");
    }

    @Test
    void anAnswerThatIsNoJsonFails() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        heard.start(ReplyHead.eventStream());
        heard.output("data: {\"choices\":[{]}\n\n".getBytes(StandardCharsets.UTF_8));
        heard.end();

        assertThat(told.reply().failure())
                .isNotNull()
                .extracting(GatewayException::kind)
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void anAnswerThatNeverBeganFails() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        heard.start(ReplyHead.eventStream());
        heard.output("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
        heard.end();

        assertThat(told.failure()).contains("empty");
    }
}
