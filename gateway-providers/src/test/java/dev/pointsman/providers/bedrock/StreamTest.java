package dev.pointsman.providers.bedrock;

import static dev.pointsman.providers.bedrock.Converse.START;
import static dev.pointsman.providers.bedrock.Converse.USAGE;
import static dev.pointsman.providers.bedrock.Converse.call;
import static dev.pointsman.providers.bedrock.Converse.closed;
import static dev.pointsman.providers.bedrock.Converse.delta;
import static dev.pointsman.providers.bedrock.Converse.stop;
import static dev.pointsman.providers.bedrock.Converse.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import dev.pointsman.providers.Workbench;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class StreamTest {
    private static final byte[] TEXT = delta(0, "{'text':'Hi'}");

    private static List<JsonNode> chunks(RecordedReply reply) {
        return ChatView.ofEvents(reply.text()).chunks();
    }

    private static JsonNode deltaOf(JsonNode chunk) {
        return chunk.path("choices").path(0).path("delta");
    }

    private static GatewayException failure(RecordedReply reply) {
        assertThat(reply.ended()).isFalse();
        return Objects.requireNonNull(reply.failure());
    }

    @Test
    void aStreamIsToldAsChunks() {
        RecordedReply reply = stream(
                Converse.CLAUDE,
                Converse.HI + ",'stream_options':{'include_usage':true}",
                START,
                TEXT,
                closed(0),
                stop("end_turn"),
                USAGE);

        assertThat(chunks(reply).stream().map(JsonNode::toString).toList())
                .isEqualTo(
                        List.of(
                                chunk(
                                        "[{'index':0,'delta':{'role':'assistant','content':''},'finish_reason':null}],'usage':null"),
                                chunk("[{'index':0,'delta':{'content':'Hi'},'finish_reason':null}],'usage':null"),
                                chunk("[{'index':0,'delta':{},'finish_reason':'stop'}],'usage':null"),
                                chunk(
                                        "[],'usage':{'prompt_tokens':7,'completion_tokens':1,'total_tokens':8,'prompt_tokens_details':"
                                                + "{'cached_tokens':2,'cache_write_tokens':0},'completion_tokens_details':{'reasoning_tokens':0}}")));
        assertThat(reply.usage()).isEqualTo(new Usage(5, 2, 0, 1, 0));
        assertThat(reply.outputText()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void e39_a_tier_and_what_the_cache_keeps_for_an_hour_are_told_for_their_prices() {
        RecordedReply reply = stream(
                START,
                TEXT,
                stop("end_turn"),
                Frames.event(
                        "metadata",
                        "{'usage':{'inputTokens':5,'outputTokens':1,'cacheWriteInputTokens':9,'cacheDetails':[{'ttl':'5m',"
                                + "'inputTokens':2},{'inputTokens':7,'ttl':'1h'},'odd']},'serviceTier':{'type':'priority'}}"));

        assertThat(reply.usage()).isEqualTo(new Usage(5, 0, 9, 1, 0).with(new Usage.Dear(0, 0, 7, "priority")));
    }

    @Test
    void aTierThatIsTheUsualOneOrNoneIsNotTold() {
        for (String tier : new String[] {"{'type':'default'}", "'flex'", "null", "{'type':3}"}) {
            RecordedReply reply = Converse.whole(
                    Converse.CLAUDE,
                    Converse.HI,
                    "{'output':{'message':{'role':'assistant','content':[{'text':'Hi'}]}},'stopReason':'end_turn','usage':"
                            + "{'inputTokens':3,'outputTokens':4,'cacheDetails':null},'serviceTier':" + tier + "}");

            assertThat(reply.usage()).isEqualTo(new Usage(3, 0, 0, 4, 0));
        }
    }

    @Test
    void e30_what_comes_before_the_first_word_is_held_back() {
        byte[] all = Frames.joined(START, TEXT, stop("end_turn"), USAGE);
        RecordedReply reply = Converse.bench()
                .reply(
                        Workbench.chat("'stream':true," + Converse.HI),
                        Converse.CLAUDE,
                        Headers.of("content-type", Converse.EVENTS),
                        all,
                        START.length);

        assertThat(reply.preambleText()).contains("\"role\"").doesNotContain("Hi");
        assertThat(reply.outputText()).contains("Hi");
    }

    private static String chunk(String choices) {
        return ("{'id':'chatcmpl-r-1','object':'chat.completion.chunk','created':1790000000,'model':'" + Converse.CLAUDE
                        + "','choices':" + choices + "}")
                .replace('\'', '"');
    }

    @Test
    void e10_calls_are_numbered_from_zero_whatever_their_blocks_are() {
        RecordedReply reply = stream(
                START,
                delta(0, "{'reasoningContent':{'text':'Hm'}}"),
                closed(0),
                delta(1, "{'text':'a'}"),
                closed(1),
                call(2, "x", "f"),
                delta(2, "{'toolUse':{'input':'{}'}}"),
                closed(2),
                call(5, "y", "g"),
                delta(5, "{'toolUse':{'input':'{}'}}"),
                closed(5),
                stop("tool_use"));

        assertThat(chunks(reply).stream()
                        .flatMap(chunk -> deltaOf(chunk).path("tool_calls").valueStream())
                        .filter(call -> call.has("id"))
                        .map(call ->
                                call.path("index").intValue() + call.path("id").stringValue()))
                .containsExactly("0x", "1y");
    }

    @Test
    void e11_a_blocks_index_is_never_that_of_a_choice() {
        RecordedReply reply = stream(START, delta(3, "{'text':'a'}"), call(4, "x", "f"), closed(4), stop("tool_use"));

        assertThat(chunks(reply))
                .allSatisfy(chunk -> assertThat(
                                chunk.path("choices").path(0).path("index").intValue())
                        .isZero());
    }

    @Test
    void e12_parallel_calls_keep_apart_also_where_their_pieces_interleave() {
        RecordedReply reply = stream(
                START,
                call(0, "x", "f"),
                call(1, "y", "g"),
                delta(1, "{'toolUse':{'input':'{\\'b\\':'}}"),
                delta(0, "{'toolUse':{'input':'{\\'a\\':1}'}}"),
                delta(1, "{'toolUse':{'input':'2}'}}"),
                closed(1),
                closed(0),
                stop("tool_use"));

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.callNames()).containsExactly("f", "g");
        assertThat(view.callArguments()).containsExactly(Workbench.json("{'a':1}"), Workbench.json("{'b':2}"));
    }

    @Test
    void e17_a_call_without_input_has_an_empty_object() {
        for (byte[][] middle : new byte[][][] {
            {call(0, "x", "f"), closed(0)},
            {call(0, "x", "f")},
            {call(0, "x", "f"), delta(0, "{'toolUse':{'input':''}}"), closed(0)}
        }) {
            RecordedReply reply = stream(START, Frames.joined(middle), stop("tool_use"));

            assertThat(ChatView.ofEvents(reply.text()).callArguments()).containsExactly(Workbench.json("{}"));
        }
    }

    @Test
    void e22_a_tool_that_stood_in_for_a_schema_is_unwrapped_and_stops() {
        String format =
                ",'response_format':{'type':'json_schema','json_schema':{'name':'c','schema':{'type':'object'}}}";
        RecordedReply reply = stream(
                Converse.NOVA,
                Converse.HI + format,
                START,
                call(0, "x", "json"),
                delta(0, "{'toolUse':{'input':'{\\'a\\':'}}"),
                delta(0, "{'toolUse':{'input':'1}'}}"),
                closed(0),
                stop("tool_use"));
        RecordedReply real = stream(
                Converse.NOVA,
                Converse.HI + format + ",'tools':[{'type':'function','function':{'name':'f'}}]",
                START,
                call(0, "x", "f"),
                closed(0),
                stop("tool_use"));

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("{\"a\":1}");
        assertThat(view.callNames()).isEmpty();
        assertThat(view.finishReason()).isEqualTo("stop");
        assertThat(ChatView.ofEvents(real.text()).finishReason()).isEqualTo("tool_calls");
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "content_filtered, content_filter",
        "guardrail_intervened, content_filter",
        "a_new_one, stop"
    })
    void e23_every_reason_to_end_has_its_word(String raw, String word) {
        RecordedReply streamed = stream(START, TEXT, stop(raw), USAGE);
        RecordedReply whole = Converse.whole("{'text':'Hi'}", raw);

        assertThat(ChatView.ofEvents(streamed.text()).finishReason()).isEqualTo(word);
        assertThat(ChatView.ofBody(whole.outputText()).finishReason()).isEqualTo(word);
    }

    @ParameterizedTest
    @CsvSource({"malformed_model_output", "malformed_tool_use"})
    void e23_a_word_for_failure_is_a_failure(String raw) {
        RecordedReply streamed = stream(START, TEXT, stop(raw), USAGE);
        RecordedReply whole = Converse.whole("{'text':'Hi'}", raw);

        for (RecordedReply reply : List.of(streamed, whole)) {
            assertThat(failure(reply).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(reply.finishReasons()).containsExactly(raw);
        }
    }

    @Test
    void e25_a_stream_cut_before_its_stop_is_a_failure_and_one_without_counts_is_whole() {
        assertThat(failure(stream(START, TEXT, closed(0))).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        RecordedReply uncounted = stream(START, TEXT, stop("end_turn"));
        assertThat(uncounted.ended()).isTrue();
        assertThat(uncounted.usage()).isNull();
        byte[] half = new byte[20];
        System.arraycopy(USAGE, 0, half, 0, half.length);
        assertThat(failure(stream(START, TEXT, stop("end_turn"), half)).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void e28_a_stream_that_says_and_counts_nothing_is_a_failure() {
        assertThat(failure(stream(START, stop("end_turn"))).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(stream(START, stop("end_turn"), USAGE).ended()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, RATE_LIMITED, 429",
        "validationException, UPSTREAM_REJECTED, 400",
        "internalServerException, UPSTREAM_ERROR, 500",
        "modelStreamErrorException, UPSTREAM_ERROR, 502",
        "serviceUnavailableException, UPSTREAM_OVERLOADED, 503",
        "modelTimeoutException, UPSTREAM_TIMEOUT, 504",
        "somethingNewException, UPSTREAM_ERROR, 500"
    })
    void e31_an_exception_in_the_stream_is_a_failure_of_its_own_kind(String name, ErrorKind kind, int status) {
        byte[] exception = Frames.exception(name, "{'message':'it says why','originalStatusCode':424}");
        RecordedReply first = stream(exception);
        RecordedReply later = stream(START, TEXT, exception);

        assertThat(first.text()).isEmpty();
        assertThat(later.text()).contains("Hi").doesNotContain("[DONE]");
        for (RecordedReply reply : List.of(first, later)) {
            assertThat(failure(reply).kind()).isEqualTo(kind);
            assertThat(failure(reply).text()).isEqualTo("it says why");
            assertThat(failure(reply).quotesProvider()).isTrue();
        }
        assertThat(failure(later).status()).isEqualTo(status);
    }

    @Test
    void e32_an_error_message_keeps_its_code_and_words() {
        GatewayException failure = failure(stream(START, TEXT, Frames.error("ThrottlingException", "slow \"down\"")));

        assertThat(failure.kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(failure.status()).isEqualTo(429);
        assertThat(failure.text()).isEqualTo("slow \"down\"");
    }

    @Test
    void e42_a_later_count_replaces_an_earlier_one_and_nothing_replaces_none() {
        RecordedReply reply = stream(
                START,
                TEXT,
                Frames.event("metadata", "{'usage':{'inputTokens':9,'outputTokens':1,'cacheWriteInputTokens':4}}"),
                stop("end_turn"),
                Frames.event("metadata", "{'usage':{'inputTokens':9,'outputTokens':3,'cacheWriteInputTokens':null}}"));

        assertThat(reply.usage()).isEqualTo(new Usage(9, 0, 4, 3, 0));
    }

    @Test
    void e51_reasoning_is_streamed_and_shown_whole_with_its_signature() {
        RecordedReply reply = stream(
                START,
                delta(0, "{'reasoningContent':{'text':'One, '}}"),
                delta(0, "{'reasoningContent':{'text':'two'}}"),
                delta(0, "{'reasoningContent':{'signature':'sig=='}}"),
                closed(0),
                delta(1, "{'reasoningContent':{'redactedContent':'cmVk'}}"),
                closed(1),
                delta(2, "{'reasoningContent':{'signature':'only'}}"),
                closed(2),
                delta(3, "{'text':'a'}"),
                stop("end_turn"));

        assertThat(chunks(reply).stream()
                        .map(chunk -> deltaOf(chunk).path("reasoning_content").asString("")))
                .containsSubsequence("One, ", "two");
        assertThat(chunks(reply).stream()
                        .flatMap(chunk -> deltaOf(chunk).path("thinking_blocks").valueStream())
                        .toList())
                .isEqualTo(List.of(
                        Workbench.json("{'type':'thinking','thinking':'One, two','signature':'sig=='}"),
                        Workbench.json("{'type':'redacted_thinking','data':'cmVk'}"),
                        Workbench.json("{'type':'thinking','thinking':'','signature':'only'}")));
    }

    @Test
    void e51_a_block_too_long_to_be_kept_is_shown_by_its_signature() {
        String part = "x".repeat(9000);
        RecordedReply reply = stream(
                START,
                delta(0, "{'reasoningContent':{'text':'" + part + "'}}"),
                delta(0, "{'reasoningContent':{'text':'" + part + "'}}"),
                delta(0, "{'reasoningContent':{'signature':'sig'}}"),
                closed(0),
                delta(1, "{'text':'a'}"),
                stop("end_turn"));

        assertThat(reply.text()).contains("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"sig\"}");
    }

    @Test
    void whatIsNotKnownChangesNothing() {
        RecordedReply reply = stream(
                START,
                Frames.event("brandNewEvent", "{'a':1}"),
                Frames.event("brandNewEvent", "no json"),
                delta(0, "{'citation':{'title':'x'}}"),
                TEXT,
                Frames.event("contentBlockStart", "{'contentBlockIndex':1,'start':{'toolResult':{'toolUseId':'x'}}}"),
                delta(1, "{'toolResult':[{'json':{'exitCode':0}}]}"),
                closed(1),
                stop("end_turn"),
                USAGE);

        assertThat(ChatView.ofEvents(reply.text()).text()).isEqualTo("Hi");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void aCallThatTheProviderCarriedOutDoesNotAskForAnything() {
        RecordedReply reply = stream(
                START,
                Frames.event(
                        "contentBlockStart",
                        "{'contentBlockIndex':0,'start':{'toolUse':{'toolUseId':'x','name':'nova_code_interpreter','type':'server_tool_use'}}}"),
                delta(0, "{'toolUse':{'input':'{}'}}"),
                closed(0),
                delta(1, "{'text':'42'}"),
                stop("end_turn"));
        RecordedReply whole = Converse.whole(
                "{'toolUse':{'toolUseId':'x','name':'nova_code_interpreter','input':{},'type':'server_tool_use'}},{'text':'42'}",
                "end_turn");

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo("stop");
        assertThat(ChatView.ofBody(whole.outputText()).finishReason()).isEqualTo("stop");
        assertThat(ChatView.ofBody(whole.outputText()).callNames()).containsExactly("nova_code_interpreter");
    }

    @Test
    void aWholeReplyKeepsAllItsBlocks() {
        RecordedReply reply = Converse.whole(
                "{'reasoningContent':{'reasoningText':{'text':'H\\n','signature':'s'}}},{'reasoningContent':{'redactedContent':'cmVk'}},"
                        + "{'text':'a'},{'citationsContent':{'citations':[{}],'content':[{'text':'b'},{'text':'c'}]}},"
                        + "{'toolUse':{'toolUseId':'t','name':'f','input':{'x':1}}}",
                "tool_use");

        JsonNode message = ChatView.ofBody(reply.outputText())
                .chunks()
                .get(0)
                .path("choices")
                .path(0)
                .path("message");
        assertThat(message.path("content").stringValue()).isEqualTo("abc");
        assertThat(message.path("reasoning_content").stringValue()).isEqualTo("H\n");
        assertThat(message.path("thinking_blocks"))
                .isEqualTo(
                        Workbench.json(
                                "[{'type':'thinking','thinking':'H\\n','signature':'s'},{'type':'redacted_thinking','data':'cmVk'}]"));
        assertThat(message.path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .stringValue())
                .isEqualTo("{\"x\":1}");
    }
}
