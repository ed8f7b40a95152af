package dev.pointsman.providers.ollama;

import static dev.pointsman.providers.ollama.Llama.last;
import static dev.pointsman.providers.ollama.Llama.line;
import static dev.pointsman.providers.ollama.Llama.piece;
import static dev.pointsman.providers.ollama.Llama.stream;
import static dev.pointsman.providers.ollama.Llama.whole;
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
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StreamTest {
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final OpenAiSchema BODY = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final String CALL =
            "'content':'','tool_calls':[{'function':{'index':0,'name':'wx','arguments':" + "{'city':'%s'}}}]";
    private static final String STOP = last(",'done_reason':'stop','prompt_eval_count':9,'eval_count':12");

    private static String rome() {
        return piece(String.format(CALL, "Rome"));
    }

    @Test
    void thinkingTextAndACallAreToldInTurn() {
        RecordedReply reply = stream(piece("'content':'','thinking':'hm'") + piece("'content':'3'") + rome() + STOP);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(reply.text()).contains("\"reasoning_content\":\"hm\"").contains("\"created\":1790000000");
        assertThat(view.text()).isEqualTo("3");
        assertThat(view.callNames()).containsExactly("wx");
        assertThat(view.callArguments()).containsExactly(Workbench.json("{'city':'Rome'}"));
        assertThat(view.ends()).isEqualTo(1);
        assertThat(reply.usage()).isEqualTo(new Usage(9, 0, 0, 12, 0));
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
    }

    @Test
    void e12_e13_calls_in_several_lines_are_numbered_as_they_come() {
        RecordedReply reply = stream(rome()
                + piece(String.format(CALL, "Oslo"))
                + piece("'content':'','tool_calls':[{'function':{'name':'a','arguments':{}}},"
                        + "{'function':{'name':'b','arguments':{}}}]")
                + STOP);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.callNames()).containsExactly("wx", "wx", "a", "b");
        for (int i = 0; i < 4; i++) {
            assertThat(reply.text()).contains("\"tool_calls\":[{\"index\":" + i + ",\"id\":\"call_");
        }
        assertThat(reply.text()).doesNotContain("\"index\":4,");
    }

    @Test
    void e18_arguments_come_out_as_text_of_an_object_whatever_they_came_as() {
        for (String arguments : new String[] {
            "{'city':'Rome'}", "'{\\'city\\':\\'Rome\\'}'", "'\\'{\\\\\\'city\\\\\\':\\\\\\'Rome\\\\\\'}\\''"
        }) {
            String call = "'content':'','tool_calls':[{'function':{'name':'wx','arguments':" + arguments + "}}]";

            ChatView view = ChatView.ofEvents(stream(piece(call) + STOP).text());

            assertThat(view.callArguments()).containsExactly(Workbench.json("{'city':'Rome'}"));
        }
        for (String none : new String[] {"", ",'arguments':null", ",'arguments':''", ",'arguments':{}"}) {
            ChatView view =
                    ChatView.ofEvents(stream(piece("'tool_calls':[{'function':{'name':'wx'" + none + "}}]") + STOP)
                            .text());

            assertThat(view.callArguments()).containsExactly(Workbench.json("{}"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'function':{'arguments':{}}}",
                "{'function':{'name':'','arguments':{}}}",
                "{}",
                "7",
                "{'function':{'name':'f','arguments':[1]}}",
                "{'function':{'name':'f','arguments':'{'}}",
                "{'function':{'name':'f','arguments':'7'}}"
            })
    void e16_a_call_without_a_name_or_with_other_arguments_than_an_object_is_a_failure(String call) {
        String message = "'content':'','tool_calls':[" + call + "]";

        assertThat(Objects.requireNonNull(stream(piece(message) + STOP).failure())
                        .kind())
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(Objects.requireNonNull(whole(line(message, "'done':true")).failure())
                        .kind())
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void e19_ids_are_kept_or_made_and_differ_from_call_to_call_and_answer_to_answer() {
        String given = "'content':'','tool_calls':[{'id':'call_x','function':{'name':'f','arguments':{}}}]";
        assertThat(stream(piece(given) + STOP).text()).contains("\"id\":\"call_x\"");

        RecordedReply first = stream(rome() + rome() + STOP);
        RecordedReply later =
                stream((rome() + STOP).replace("2026-09-21T14:13:20.5Z", "2026-09-21T14:13:20.500000001Z"));

        assertThat(ids(first)).hasSize(2).doesNotHaveDuplicates().doesNotContainAnyElementsOf(ids(later));
        assertThat(ids(first)).isEqualTo(ids(stream(rome() + rome() + STOP, 1)));
    }

    private static List<String> ids(RecordedReply reply) {
        return ChatView.ofEvents(reply.text()).chunks().stream()
                .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0/id").asString(""))
                .filter(id -> !id.isEmpty())
                .toList();
    }

    @Test
    void e21_a_stop_after_calls_is_told_as_tool_calls() {
        assertThat(ChatView.ofEvents(
                                stream(rome() + piece("'content':'x'") + STOP).text())
                        .finishReason())
                .isEqualTo("tool_calls");
        assertThat(ChatView.ofBody(whole(line(String.format(CALL, "Rome"), "'done':true,'done_reason':'stop'"))
                                .text())
                        .finishReason())
                .isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @CsvSource({"stop, stop", "length, length", "load, stop", "unload, stop", "new_word, stop"})
    void e23_e24_every_reason_has_a_word_of_openai(String raw, String word) {
        RecordedReply reply = stream(piece("'content':'a'") + last(",'done_reason':'" + raw + "'"));

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo(word);
        assertThat(reply.finishReasons()).containsExactly(raw);
    }

    @Test
    void anOlderServerThatTellsNoReasonHasStopped() {
        assertThat(ChatView.ofEvents(stream(piece("'content':'a'") + last("")).text())
                        .finishReason())
                .isEqualTo("stop");
        assertThat(ChatView.ofBody(whole(line("'content':'a'", "'done':true")).text())
                        .finishReason())
                .isEqualTo("stop");
    }

    @Test
    void e25_a_stream_without_its_last_line_is_a_failure() {
        RecordedReply reply = stream(piece("'content':'a'"));

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.outputText()).contains("\"content\":\"a\"").doesNotContain("[DONE]");
        assertThat(whole(line("'content':'a'", "'done':false")).failure()).isNotNull();
    }

    @Test
    void e28_an_answer_without_anything_in_it_is_a_failure() {
        assertThat(stream(last(",'done_reason':'load'")).failure()).isNotNull();
        assertThat(whole(last(",'done_reason':'load'")).failure()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "an unexpected error, UPSTREAM_ERROR, 500",
        "model 'x' not found, UPSTREAM_NOT_FOUND, 404",
        "registry/m does not support tools, UPSTREAM_REJECTED, 400",
        "server busy please try again, UPSTREAM_OVERLOADED, 503",
        "too many requests, RATE_LIMITED, 429",
        "weekly usage limit reached, QUOTA_EXHAUSTED, 429",
        "prompt exceeds the context window, CONTEXT_TOO_LONG, 400"
    })
    void e29_e32_a_line_with_an_error_is_a_failure_of_its_kind(String words, ErrorKind kind, int status) {
        String error = "{\"error\":\"" + words.replace('\'', '_') + "\"}\n";

        for (RecordedReply reply : new RecordedReply[] {stream(piece("'content':'a'") + error), whole(error)}) {
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(kind);
            assertThat(reply.failure()).hasMessage(words.replace('\'', '_'));
            assertThat(reply.failure().status()).isEqualTo(status);
        }
    }

    @Test
    void e29_one_line_that_is_not_json_is_skipped_and_the_second_fails() {
        String bad = "{\"message\":\n";

        assertThat(stream(piece("'content':'a'") + bad + STOP).ended()).isTrue();
        assertThat(stream(piece("'content':'a'") + bad + bad + STOP).failure()).isNotNull();
    }

    @Test
    void e30_nothing_is_output_before_something_was_said() {
        RecordedReply reply = stream(piece("'content':''"));

        assertThat(reply.preambleText()).contains("\"role\":\"assistant\"");
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void e01_e03_lines_may_end_in_crlf_and_be_cut_inside_a_character() {
        String lines = piece("'content':'Grüße 😀 日本'") + "\n \r\n" + STOP;
        String expected = stream(lines).text();

        assertThat(ChatView.ofEvents(expected).text()).isEqualTo("Grüße 😀 日本");
        for (int step = 1; step < 40; step++) {
            assertThat(stream(lines, step).text()).isEqualTo(expected);
            assertThat(stream(lines.replace("\n", "\r\n"), step).text()).isEqualTo(expected);
        }
        assertThat(stream(lines.stripTrailing()).text()).isEqualTo(expected);
    }

    @Test
    void e05_a_line_without_end_is_a_failure() {
        RecordedReply reply = stream("{\"message\":\"" + "x".repeat(5 << 20), 1 << 16);

        assertThat(reply.failure()).hasMessageContaining("longer than");
    }

    @Test
    void e42_counts_are_those_of_the_last_line_and_a_cached_prompt_has_none() {
        assertThat(stream(piece("'content':'a'") + last(",'eval_count':12")).usage())
                .isEqualTo(new Usage(0, 0, 0, 12, 0));
        assertThat(stream(piece("'content':'a'") + last("")).usage()).isNull();
        assertThat(whole(line("'content':'a'", "'done':true,'eval_count':3")).usage())
                .isEqualTo(new Usage(0, 0, 0, 3, 0));
    }

    @Test
    void e44_usage_is_written_where_it_was_asked_for() {
        String asked = Llama.STREAMED + ",'stream_options':{'include_usage':true}";

        RecordedReply reply = Llama.bench()
                .reply(Workbench.chat(asked), "m", "application/x-ndjson", piece("'content':'a'") + STOP, 9);

        assertThat(reply.outputText())
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":12,\"total_tokens\":21");
        assertThat(stream(piece("'content':'a'") + STOP).text()).doesNotContain("prompt_tokens");
    }

    @Test
    void whatFollowsTheLastLineIsNotHeard() {
        assertThat(stream(piece("'content':'a'") + STOP + STOP + "nonsense").ended())
                .isTrue();
    }

    @Test
    void logProbabilitiesAreWrittenAsOpenAiDoes() {
        String logprobs =
                ",'logprobs':[{'token':'a','logprob':-0.5,'bytes':[97],'top_logprobs':[{'token':'a','logprob':-0.5},"
                        + "{'token':'b','logprob':-1.5,'bytes':[98]}]},{'token':'c','logprob':-2}]";

        RecordedReply streamed = stream(line("'content':'ac'", "'done':false" + logprobs) + STOP);
        RecordedReply body = whole(line("'content':'ac'", "'done':true" + logprobs));

        JsonNode expected = Workbench.json("{'content':[{'token':'a','logprob':-0.5,'bytes':[97],'top_logprobs':["
                + "{'token':'a','logprob':-0.5,'bytes':null},{'token':'b','logprob':-1.5,'bytes':[98]}]},"
                + "{'token':'c','logprob':-2,'bytes':null,'top_logprobs':[]}],'refusal':null}");
        ChatView view = ChatView.ofEvents(streamed.text());
        assertThat(view.chunks().stream()
                        .map(chunk -> chunk.at("/choices/0/logprobs"))
                        .filter(JsonNode::isObject))
                .containsExactly(expected);
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
        JsonNode whole = Workbench.json(body.outputText());
        assertThat(whole.at("/choices/0/logprobs")).isEqualTo(expected);
        assertThat(BODY.problems(whole)).isEmpty();
    }

    @Test
    void aWholeAnswerSaysWhatAStreamSays() {
        RecordedReply reply = whole(line(
                "'content':'{\\'t\\':1}','thinking':'hm','tool_calls':[{'function':{'name':'f','arguments':{'a':1}}}]",
                "'done':true,'done_reason':'stop','prompt_eval_count':21,'eval_count':7"));

        JsonNode body = Workbench.json(reply.outputText());
        assertThat(body.path("created").longValue()).isEqualTo(1_790_000_000);
        assertThat(body.path("id").stringValue()).startsWith("chatcmpl-");
        assertThat(body.at("/choices/0/message/reasoning_content").stringValue())
                .isEqualTo("hm");
        assertThat(body.at("/choices/0/message/content").stringValue()).isEqualTo("{\"t\":1}");
        assertThat(reply.usage()).isEqualTo(new Usage(21, 0, 0, 7, 0));
        assertThat(BODY.problems(body)).isEmpty();
    }
}
