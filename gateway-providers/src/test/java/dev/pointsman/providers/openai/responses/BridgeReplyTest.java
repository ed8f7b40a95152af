package dev.pointsman.providers.openai.responses;

import static dev.pointsman.providers.openai.responses.Bridge.added;
import static dev.pointsman.providers.openai.responses.Bridge.call;
import static dev.pointsman.providers.openai.responses.Bridge.delta;
import static dev.pointsman.providers.openai.responses.Bridge.done;
import static dev.pointsman.providers.openai.responses.Bridge.events;
import static dev.pointsman.providers.openai.responses.Bridge.raw;
import static dev.pointsman.providers.openai.responses.Bridge.stream;
import static dev.pointsman.providers.openai.responses.Bridge.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import dev.pointsman.providers.Workbench;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class BridgeReplyTest {
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final OpenAiSchema BODY = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final String MESSAGE = "{'type':'message','id':'m','role':'assistant','content':[]}";
    private static final String SAID = "{'type':'message','id':'m','role':'assistant','status':'completed','phase':"
            + "'final_answer','content':[{'type':'output_text','text':'Hello','annotations':[]}]}";
    private static final String REASONING =
            "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'a'},"
                    + "{'type':'summary_text','text':'b'}],'encrypted_content':'gA=='}";
    private static final String COMPLETED = "'status':'completed','incomplete_details':null";

    private static ChatView view(RecordedReply reply) {
        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(reply.failure()).isNull();
        assertThat(view.ends()).isEqualTo(1);
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
        return view;
    }

    private static JsonNode body(RecordedReply reply) {
        assertThat(reply.failure()).isNull();
        JsonNode body = Workbench.json(reply.outputText());
        assertThat(BODY.problems(body)).isEmpty();
        return body;
    }

    private static List<JsonNode> deltas(RecordedReply reply, String field) {
        return ChatView.ofEvents(reply.text()).chunks().stream()
                .map(chunk -> chunk.at("/choices/0/delta/" + field))
                .filter(value -> !value.isMissingNode())
                .toList();
    }

    @Test
    void textComesAsItIsSaid() {
        RecordedReply reply = stream(
                "{'type':'response.in_progress','response':{'id':'resp_1'}}",
                added(0, MESSAGE),
                "{'type':'response.content_part.added','output_index':0,'part':{'type':'output_text','text':''}}",
                delta("output_text", 0, "Hel"),
                delta("output_text", 0, "lo"),
                "{'type':'response.output_text.done','output_index':0,'text':'Hello'}",
                done(0, SAID));

        ChatView view = view(reply);
        assertThat(view.text()).isEqualTo("Hello");
        assertThat(view.finishReason()).isEqualTo("stop");
        assertThat(reply.usage()).isEqualTo(new Usage(5, 4, 0, 7, 5));
        assertThat(reply.finishReasons()).containsExactly("completed");
        assertThat(reply.text())
                .contains("\"id\":\"resp_1\"")
                .contains("\"created\":1790000000,\"model\":\"gpt-5-pro\"");
        assertThat(deltas(reply, "extra_content"))
                .containsExactly(Workbench.json("{'openai':{'phase':'final_answer'}}"));
    }

    @Test
    void e10_e12_calls_are_numbered_among_themselves_and_may_interleave() {
        RecordedReply reply = stream(
                added(0, REASONING),
                done(0, REASONING),
                added(1, call("call_1", "")),
                added(2, call("call_2", "")),
                delta("function_call_arguments", 1, "{\\'a\\'"),
                delta("function_call_arguments", 2, "{}"),
                delta("function_call_arguments", 1, ":1}"),
                "{'type':'response.function_call_arguments.done','output_index':1,'arguments':'{\\'a\\':1}'}",
                done(1, call("call_1", "{\\'a\\':1}")),
                done(2, call("call_2", "{}")));

        ChatView view = view(reply);
        assertThat(view.callNames()).containsExactly("wx", "wx");
        assertThat(view.callArguments()).containsExactly(Workbench.json("{'a':1}"), Workbench.json("{}"));
        assertThat(view.finishReason()).isEqualTo("tool_calls");
        assertThat(reply.text())
                .contains("\"tool_calls\":[{\"index\":0,\"id\":\"call_1\"")
                .contains("\"tool_calls\":[{\"index\":1,\"id\":\"call_2\"");
    }

    @Test
    void e17_a_call_that_is_given_nothing_is_given_an_empty_object() {
        assertThat(view(stream(added(0, call("c", "")), done(0, call("c", "")))).callArguments())
                .containsExactly(Workbench.json("{}"));
        assertThat(view(stream(added(0, call("c", "")))).callArguments()).containsExactly(Workbench.json("{}"));
        assertThat(body(whole(call("c", ""), COMPLETED))
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .stringValue())
                .isEqualTo("{}");
    }

    @Test
    void e18_arguments_that_come_as_an_object_are_told_as_text() {
        String odd = call("c", "").replace("'arguments':''", "'arguments':{'a':1}");

        assertThat(view(stream(added(0, odd), done(0, odd))).callArguments())
                .containsExactly(Workbench.json("{'a':1}"));
        assertThat(body(whole(odd, COMPLETED))
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .stringValue())
                .isEqualTo("{\"a\":1}");
    }

    @Test
    void e59_what_was_streamed_is_told_though_the_last_event_has_no_output() {
        assertThat(Bridge.COMPLETED).contains("'output':[]");
        assertThat(view(stream(done(0, SAID))).text()).isEqualTo("Hello");
        assertThat(view(stream(done(0, call("c", "{\\'a\\':1}")))).callArguments())
                .containsExactly(Workbench.json("{'a':1}"));
    }

    @Test
    void e59_what_only_the_last_event_tells_is_told_then() {
        String last = Bridge.COMPLETED.replace("'output':[]", "'output':[" + SAID + "," + call("c", "{}") + "]");

        ChatView view = view(raw(events(Bridge.CREATED, last)));
        assertThat(view.text()).isEqualTo("Hello");
        assertThat(view.callNames()).containsExactly("wx");
        assertThat(view(raw(events(last))).text()).isEqualTo("Hello");
        RecordedReply both = raw(events(Bridge.CREATED, delta("output_text", 0, "Hello"), done(0, SAID), last));
        assertThat(view(both).text()).isEqualTo("Hello");
    }

    @Test
    void e59_pieces_of_a_call_before_its_name_wait_for_its_end() {
        RecordedReply late = stream(
                delta("function_call_arguments", 0, "{\\'a\\'"),
                added(0, call("c", "")),
                delta("function_call_arguments", 0, ":1}"),
                done(0, call("c", "{\\'a\\':1}")));
        assertThat(view(late).callArguments()).containsExactly(Workbench.json("{'a':1}"));

        RecordedReply lost = stream(delta("function_call_arguments", 0, "{}"));
        assertThat(Objects.requireNonNull(lost.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void e59_items_without_an_index_are_taken_one_after_the_other() {
        String[] events = {
            added(0, call("c1", "")), delta("function_call_arguments", 0, "{}"), done(0, call("c1", "{}")),
            added(0, call("c2", "")), delta("function_call_arguments", 0, "{\\'b\\':2}"),
                    done(0, call("c2", "{\\'b\\':2}"))
        };
        for (int i = 0; i < events.length; i++) {
            events[i] = events[i].replace("'output_index':0,", "");
        }

        assertThat(view(stream(events)).callArguments())
                .containsExactly(Workbench.json("{}"), Workbench.json("{'b':2}"));
    }

    @Test
    void e51_reasoning_is_told_in_words_and_kept_to_be_sent_back() {
        RecordedReply reply = stream(
                added(0, "{'type':'reasoning','id':'rs_1','summary':[]}"),
                delta("reasoning_summary_text", 0, "a").replace("'delta'", "'summary_index':0,'delta'"),
                delta("reasoning_summary_text", 0, "b").replace("'delta'", "'summary_index':1,'delta'"),
                done(0, REASONING),
                added(1, MESSAGE),
                delta("output_text", 1, "x"),
                done(1, SAID),
                added(2, call("c", "")),
                done(2, call("c", "{}")),
                done(3, "{'type':'reasoning','id':'rs_2','summary':[],'encrypted_content':'gB=='}"));

        view(reply);
        assertThat(deltas(reply, "reasoning_content").stream()
                        .map(JsonNode::stringValue)
                        .toList())
                .containsExactly("a", "\n\n", "b");
        assertThat(deltas(reply, "thinking_blocks"))
                .containsExactly(
                        Workbench.json(
                                "[{'type':'thinking','thinking':'a\\n\\nb','signature':'openai:0:0:rs_1:gA=='}]"),
                        Workbench.json("[{'type':'thinking','thinking':'','signature':'openai:1:1:rs_2:gB=='}]"));

        JsonNode message = body(whole(REASONING + "," + SAID + "," + call("c", "{}"), COMPLETED))
                .at("/choices/0/message");
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("a\n\nb");
        assertThat(message.path("thinking_blocks"))
                .isEqualTo(Workbench.json(
                        "[{'type':'thinking','thinking':'a\\n\\nb','signature':'openai:0:0:rs_1:gA=='}]"));
        assertThat(message.path("extra_content")).isEqualTo(Workbench.json("{'openai':{'phase':'final_answer'}}"));
        JsonNode again = Bridge.bench()
                .sent(
                        "gpt-5-pro",
                        "'messages':[{'role':'user','content':'hi'},"
                                + message.toString().replace('"', '\'') + "]")
                .path("input");
        assertThat(again.valueStream()
                        .map(item ->
                                item.path("type").asString(item.path("role").asString("")))
                        .toList())
                .containsExactly("user", "reasoning", "assistant", "function_call");
        assertThat(again.get(2).path("phase").stringValue()).isEqualTo("final_answer");
    }

    @Test
    void openWeightReasoningIsToldToo() {
        assertThat(deltas(stream(delta("reasoning_text", 0, "hm"), done(1, SAID)), "reasoning_content"))
                .containsExactly(Workbench.json("'hm'"));
        assertThat(body(whole(
                                "{'type':'reasoning','id':'r','summary':[],'content':[{'type':'reasoning_text','text':'hm'}]},"
                                        + SAID,
                                COMPLETED))
                        .at("/choices/0/message/reasoning_content")
                        .stringValue())
                .isEqualTo("hm");
    }

    @Test
    void toolsThatTakeFreeTextAreCalledWithIt() {
        String call = "{'type':'custom_tool_call','id':'ct','call_id':'c','name':'sh','input':'ls -l'}";

        RecordedReply reply = stream(
                added(0, call.replace("ls -l", "")),
                delta("custom_tool_call_input", 0, "ls "),
                delta("custom_tool_call_input", 0, "-l"),
                done(0, call));

        assertThat(deltas(reply, "tool_calls"))
                .containsExactly(
                        Workbench.json("[{'index':0,'id':'c','type':'custom','custom':{'name':'sh','input':''}}]"),
                        Workbench.json("[{'index':0,'custom':{'input':'ls '}}]"),
                        Workbench.json("[{'index':0,'custom':{'input':'-l'}}]"));
        assertThat(deltas(stream(done(0, call)), "tool_calls")).hasSize(2);
        assertThat(body(whole(call, COMPLETED)).at("/choices/0/message/tool_calls"))
                .isEqualTo(Workbench.json("[{'id':'c','type':'custom','custom':{'name':'sh','input':'ls -l'}}]"));
    }

    @Test
    void aRefusalIsARefusal() {
        String refused =
                "{'type':'message','id':'m','role':'assistant','content':[{'type':'refusal','refusal':'No.'}]}";

        RecordedReply reply = stream(added(0, MESSAGE), delta("refusal", 0, "No."), done(0, refused));

        assertThat(deltas(reply, "refusal")).containsExactly(Workbench.json("'No.'"));
        assertThat(view(stream(done(0, refused))).finishReason()).isEqualTo("stop");
        JsonNode message = body(whole(refused, COMPLETED)).at("/choices/0/message");
        assertThat(message.path("refusal").stringValue()).isEqualTo("No.");
        assertThat(message.path("content").isNull()).isTrue();
    }

    @Test
    void citationsAndLogProbabilitiesAreToldAsChatsDo() {
        String cited = "{'type':'url_citation','url':'https://h','start_index':1,'end_index':2,'title':'t'}";
        String told =
                "{'type':'url_citation','url_citation':{'url':'https://h','start_index':1,'end_index':2,'title':'t'}}";
        String said = "{'type':'message','id':'m','role':'assistant','content':[{'type':'output_text','text':'Hi',"
                + "'annotations':[" + cited
                + ",{'type':'file_citation','file_id':'f'}],'logprobs':[{'token':'Hi','logprob':-1,"
                + "'bytes':[72,105],'top_logprobs':[]}]}]}";
        JsonNode logprobs = Workbench.json(
                "{'content':[{'token':'Hi','logprob':-1,'bytes':[72,105],'top_logprobs':[]}],'refusal':null}");

        RecordedReply reply = stream(
                delta("output_text", 0, "Hi").replace("'delta'", "'logprobs':[{'token':'Hi','logprob':-1}],'delta'"),
                "{'type':'response.output_text.annotation.added','output_index':0,'annotation':" + cited + "}",
                done(0, said));
        JsonNode choice = body(whole(said, COMPLETED)).at("/choices/0");

        assertThat(deltas(reply, "annotations")).containsExactly(Workbench.json("[" + told + "]"));
        assertThat(view(reply).chunks().stream()
                        .map(chunk -> chunk.at("/choices/0/logprobs"))
                        .filter(JsonNode::isObject))
                .containsExactly(Workbench.json(
                        "{'content':[{'token':'Hi','logprob':-1,'bytes':null,'top_logprobs':[]}],'refusal':null}"));
        assertThat(choice.at("/message/annotations")).isEqualTo(Workbench.json("[" + told + "]"));
        assertThat(choice.path("logprobs")).isEqualTo(logprobs);
    }

    @Test
    void whatHostedToolsDoIsLeftOut() {
        String search = "{'type':'web_search_call','id':'ws','status':'completed','action':{'query':'x'}}";

        ChatView view = view(stream(
                added(0, search),
                "{'type':'response.web_search_call.searching','output_index':0,'item_id':'ws'}",
                done(0, search),
                delta("output_text", 1, "ok"),
                "{'type':'response.from_the_future','output_index':7}"));

        assertThat(view.text()).isEqualTo("ok");
        assertThat(view.callNames()).isEmpty();
        assertThat(body(whole(search + "," + SAID, COMPLETED))
                        .at("/choices/0/message/content")
                        .stringValue())
                .isEqualTo("Hello");
    }

    @ParameterizedTest
    @CsvSource({
        "max_output_tokens, length",
        "max_tokens, length",
        "content_filter, content_filter",
        "from_the_future, stop"
    })
    void e23_e24_what_made_a_response_incomplete_has_a_word_of_openais(String reason, String word) {
        String ended = "'status':'incomplete','incomplete_details':{'reason':'" + reason + "'}";
        String last = "{'type':'response.incomplete','response':{'id':'resp_1'," + ended + ",'output':[]}}";

        RecordedReply streamed = raw(events(Bridge.CREATED, delta("output_text", 0, "a"), last));
        RecordedReply body = whole(SAID, ended);

        assertThat(view(streamed).finishReason()).isEqualTo(word);
        assertThat(streamed.finishReasons()).containsExactly(reason);
        assertThat(body(body).at("/choices/0/finish_reason").stringValue()).isEqualTo(word);
        assertThat(body.finishReasons()).containsExactly(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "server_error, UPSTREAM_ERROR, 500",
        "rate_limit_exceeded, RATE_LIMITED, 429",
        "invalid_prompt, UPSTREAM_REJECTED, 400",
        "context_length_exceeded, CONTEXT_TOO_LONG, 400"
    })
    void e29_e32_a_response_that_failed_is_a_failure_of_its_kind(String code, ErrorKind kind, int status) {
        String error = "{'code':'" + code + "','message':'it went wrong'}";
        String failed = "{'type':'response.failed','response':{'id':'resp_1','status':'failed','error':" + error
                + ",'usage':{'input_tokens':3,'output_tokens':1}}}";
        String flat = "{'type':'error','code':'" + code + "','message':'it went wrong','param':null}";
        String nested = "{'type':'error','error':" + error + "}";

        for (String event : new String[] {failed, flat, nested}) {
            RecordedReply reply = raw(events(Bridge.CREATED, delta("output_text", 0, "a"), event));
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(kind);
            assertThat(reply.failure()).hasMessage("it went wrong");
            assertThat(reply.failure().status()).isEqualTo(status);
            assertThat(reply.failure().type()).isNotEqualTo("error");
            assertThat(reply.outputText()).contains("\"content\":\"a\"").doesNotContain("[DONE]");
        }
        assertThat(raw(events(Bridge.CREATED, failed)).usage()).isEqualTo(new Usage(3, 0, 0, 1, 0));
        RecordedReply body =
                Bridge.body(("{'id':'resp_1','status':'failed','output':[],'error':" + error + "}").replace('\'', '"'));
        assertThat(Objects.requireNonNull(body.failure()).kind()).isEqualTo(kind);
    }

    @Test
    void e25_a_stream_without_its_last_event_is_a_failure() {
        for (String tail : new String[] {"", "data: [DONE]\n\n"}) {
            RecordedReply reply = raw(events(Bridge.CREATED, delta("output_text", 0, "a"), done(0, SAID)) + tail);

            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(reply.outputText()).doesNotContain("[DONE]");
        }
        assertThat(raw(events(Bridge.CREATED, "{'type':'response.cancelled','response':{'status':'cancelled'}}"))
                        .failure())
                .isNotNull();
        assertThat(whole(SAID, "'status':'in_progress'").failure()).isNotNull();
    }

    @Test
    void e28_a_response_with_nothing_in_it_is_a_failure() {
        String last = "{'type':'response.completed','response':{'id':'resp_1','status':'completed','output':[]}}";

        assertThat(raw(events(Bridge.CREATED, last)).failure()).isNotNull();
        assertThat(Bridge.body("{\"id\":\"r\",\"model\":\"m\",\"status\":\"completed\",\"output\":[]}")
                        .failure())
                .isNotNull();
    }

    @Test
    void e29_one_event_that_is_not_json_is_skipped_and_the_second_fails() {
        String good = events(Bridge.CREATED, delta("output_text", 0, "a"));
        String rest = events(Bridge.COMPLETED);

        assertThat(raw(good + "data: {\"type\":\n\n" + rest).ended()).isTrue();
        assertThat(raw(good + "data: {\"type\":\n\ndata: <\n\n" + rest).failure())
                .isNotNull();
    }

    @Test
    void e30_nothing_is_output_before_something_was_said() {
        RecordedReply reply =
                raw(events(Bridge.CREATED, added(0, MESSAGE), added(1, "{'type':'reasoning','id':'r','summary':[]}")));

        assertThat(reply.preambleText()).contains("\"role\":\"assistant\"");
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void e44_usage_is_written_where_it_was_asked_for() {
        RecordedReply reply = Bridge.asked(
                Bridge.ASKED + ",'stream':true,'stream_options':{'include_usage':true}",
                events(Bridge.CREATED, delta("output_text", 0, "a"), Bridge.COMPLETED));

        assertThat(reply.outputText())
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21")
                .contains("\"cached_tokens\":4")
                .contains("\"reasoning_tokens\":5");
    }

    @Test
    void azureNamesTheModelAsTheClientDid() {
        RecordedReply reply = Bridge.bench("{ type: azure, resource: acme, key: $KEY }")
                .reply(
                        Workbench.chat(Bridge.ASKED + ",'stream':true"),
                        "gpt-5-pro",
                        "text/event-stream",
                        events(Bridge.CREATED, delta("output_text", 0, "a"), Bridge.COMPLETED),
                        11);

        assertThat(reply.text()).contains("\"model\":\"public\"").doesNotContain("gpt-5-pro");
    }
}
