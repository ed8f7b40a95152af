package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final String ONE = parts("{'text':'One'}");
    private static final String USAGE =
            "'usageMetadata':{'promptTokenCount':4,'candidatesTokenCount':9,'totalTokenCount':13}";
    private static final String STOP =
            "{'candidates':[{'content':{'parts':[{'text':''}]},'finishReason':'STOP'}]," + USAGE + "}";

    private static String parts(String parts) {
        return "{'candidates':[{'content':{'role':'model','parts':[" + parts
                + "]}}],'responseId':'r1','modelVersion':'m-1'}";
    }

    private static String call(String name) {
        return "{'functionCall':{'name':'" + name + "','args':{'city':'Oslo'}}}";
    }

    private static RecordedReply answer(String... events) {
        return Google.streamed(Google.HI, events);
    }

    private static GatewayException failure(RecordedReply reply) {
        assertThat(reply.ended()).isFalse();
        return Objects.requireNonNull(reply.failure());
    }

    private static RecordedReply raw(String stream) {
        return Google.reply(
                Google.adapter(),
                Google.request("'stream':true," + Google.HI),
                "gemini-3-flash",
                "text/event-stream",
                List.of(stream.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void theExampleOfTheReferenceIsToldAsOpenAiDoes() {
        RecordedReply reply = Google.streamed(
                "'stream_options':{'include_usage':true}," + Google.HI,
                ONE,
                parts("{'functionCall':{'name':'wx','args':{'city':'Oslo'}},'thoughtSignature':'QQ=='}"),
                STOP);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("One");
        assertThat(view.callNames()).containsExactly("wx");
        assertThat(view.callArguments()).containsExactly(Google.json("{'city':'Oslo'}"));
        assertThat(view.finishReason()).isEqualTo("tool_calls");
        assertThat(view.ends()).isEqualTo(1);
        assertThat(reply.text())
                .startsWith(
                        "data: {\"id\":\"r1\",\"object\":\"chat.completion.chunk\",\"created\":1790000000,\"model\":\"m-1\"")
                .contains("\"extra_content\":{\"google\":{\"thought_signature\":\"QQ==\"}}")
                .contains("\"choices\":[],\"usage\":{\"prompt_tokens\":4,\"completion_tokens\":9,\"total_tokens\":13");
        assertThat(reply.usage()).isEqualTo(new Usage(4, 0, 0, 9, 0));
        assertThat(view.chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
    }

    @Test
    void e01_characters_cut_by_the_network_stay_whole() {
        byte[] all = Google.events(
                        parts("{'text':'日本 😀'}"), parts("{'functionCall':{'name':'f','args':{'ж':'漢'}}}"), STOP)
                .getBytes(StandardCharsets.UTF_8);
        List<byte[]> single = new ArrayList<>();
        for (byte each : all) {
            single.add(new byte[] {each});
        }
        RecordedReply reply = Google.reply(
                Google.adapter(),
                Google.request("'stream':true," + Google.HI),
                "gemini-3-flash",
                "text/event-stream",
                single);

        ChatView view = ChatView.ofEvents(reply.text());
        assertThat(view.text()).isEqualTo("日本 😀");
        assertThat(view.callArguments()).containsExactly(Google.json("{'ж':'漢'}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void e02_e03_any_line_end_and_no_space_after_the_colon_will_do(String end) {
        String stream = "data:" + ONE.replace('\'', '"') + end + end + "data: " + STOP.replace('\'', '"') + end + end;

        RecordedReply reply = raw(stream);

        assertThat(ChatView.ofEvents(reply.text()).text()).isEqualTo("One");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void e10_e12_calls_are_numbered_over_the_whole_stream() {
        RecordedReply reply = answer(
                parts("{'text':'hm','thought':true}"), ONE, parts(call("a")), parts(call("b") + "," + call("c")), STOP);

        assertThat(ChatView.ofEvents(reply.text()).callNames()).containsExactly("a", "b", "c");
        assertThat(reply.text())
                .contains("\"tool_calls\":[{\"index\":0,\"id\"")
                .contains("\"tool_calls\":[{\"index\":1,\"id\"")
                .contains("\"tool_calls\":[{\"index\":2,\"id\"");
    }

    @Test
    void e17_a_call_without_arguments_has_an_empty_object() {
        RecordedReply reply = answer(parts("{'functionCall':{'name':'now'}}"), STOP);

        assertThat(ChatView.ofEvents(reply.text()).callArguments()).containsExactly(Google.json("{}"));
    }

    @Test
    void e19_ids_are_made_where_google_gives_none_and_stay_the_same() {
        String[] events = {parts(call("a") + "," + call("a")), parts("{'functionCall':{'id':'own-1','name':'b'}}"), STOP
        };
        String first = answer(events).text();
        String other = answer(events[0].replace("r1", "r2"), STOP).text();

        assertThat(first).isEqualTo(answer(events).text());
        List<String> ids = ids(first);
        assertThat(ids).hasSize(3).doesNotHaveDuplicates().endsWith("own-1");
        assertThat(ids.subList(0, 2)).allSatisfy(id -> assertThat(id).matches("call_[0-9a-f]{22}"));
        assertThat(ids(other)).doesNotContainAnyElementsOf(ids);
    }

    private static List<String> ids(String stream) {
        List<String> ids = new ArrayList<>();
        ChatView.ofEvents(stream)
                .chunks()
                .forEach(chunk -> chunk.at("/choices/0/delta/tool_calls")
                        .forEach(call -> ids.add(call.path("id").asString(""))));
        ids.removeIf(String::isEmpty);
        return ids;
    }

    @Test
    void e21_a_stop_after_calls_is_told_as_tool_calls() {
        RecordedReply reply = answer(parts(call("a")), ONE, STOP);

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo("tool_calls");
        assertThat(reply.finishReasons()).containsExactly("STOP");
    }

    @ParameterizedTest
    @CsvSource({
        "STOP, stop",
        "MAX_TOKENS, length",
        "SAFETY, content_filter",
        "RECITATION, content_filter",
        "BLOCKLIST, content_filter",
        "PROHIBITED_CONTENT, content_filter",
        "SPII, content_filter",
        "LANGUAGE, content_filter",
        "MODEL_ARMOR, content_filter",
        "IMAGE_SAFETY, content_filter",
        "IMAGE_PROHIBITED_CONTENT, content_filter",
        "IMAGE_RECITATION, content_filter",
        "OTHER, stop",
        "NO_IMAGE, stop",
        "IMAGE_OTHER, stop",
        "FINISH_REASON_UNSPECIFIED, stop",
        "FROM_THE_FUTURE, stop"
    })
    void e23_e24_every_reason_has_a_word_of_openai(String raw, String word) {
        RecordedReply reply = answer(ONE, STOP.replace("STOP", raw));

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo(word);
        assertThat(reply.finishReasons()).containsExactly(raw);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MALFORMED_FUNCTION_CALL",
                "UNEXPECTED_TOOL_CALL",
                "TOO_MANY_TOOL_CALLS",
                "MALFORMED_RESPONSE",
                "MISSING_THOUGHT_SIGNATURE"
            })
    void e23_a_word_for_failure_is_an_error(String raw) {
        RecordedReply silent = answer(STOP.replace("STOP", raw));
        RecordedReply late = answer(ONE, STOP.replace("STOP", raw));

        assertThat(failure(silent).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure(silent)).hasMessageContaining(raw);
        assertThat(silent.outputText()).isEmpty();
        assertThat(silent.finishReasons()).containsExactly(raw);
        assertThat(failure(late).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(late.outputText()).contains("One").doesNotContain("[DONE]");
    }

    @Test
    void e28_an_unclear_reason_after_nothing_is_an_error() {
        assertThat(failure(answer(STOP.replace("STOP", "OTHER"))).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void e25_a_stream_without_a_reason_is_cut() {
        RecordedReply reply = answer(ONE, "{'candidates':[]," + USAGE + "}");

        assertThat(failure(reply)).hasMessageContaining("cut");
        assertThat(reply.outputText()).contains("One").doesNotContain("[DONE]", "\"finish_reason\":\"");
        assertThat(reply.usage()).isEqualTo(new Usage(4, 0, 0, 9, 0));
    }

    @Test
    void e28_a_stream_that_says_and_counts_nothing_is_no_answer() {
        assertThat(failure(answer("{'candidates':[{'finishReason':'STOP'}]}")).kind())
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure(raw("")).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}",
                "[{'error':{'code':503,'message':'overloaded','status':'UNAVAILABLE'}}]",
                "{'error':{'message':'overloaded','status':'UNAVAILABLE'}}"
            })
    void e29_e32_an_error_inside_the_stream_keeps_its_kind(String error) {
        RecordedReply reply = answer(ONE, error);

        assertThat(failure(reply).kind()).isEqualTo(ErrorKind.UPSTREAM_OVERLOADED);
        assertThat(failure(reply)).hasMessage("overloaded");
        assertThat(failure(reply).status()).isEqualTo(503);
        assertThat(failure(answer(error)).kind()).isEqualTo(ErrorKind.UPSTREAM_OVERLOADED);
    }

    @Test
    void e29_one_event_that_is_not_json_is_skipped_and_the_second_fails() {
        String bad = "data: {\"candidates\":\n\n";
        String good = Google.events(ONE);

        assertThat(raw(good + bad + Google.events(STOP)).ended()).isTrue();
        assertThat(raw(good + bad + bad + Google.events(STOP)).failure()).isNotNull();
    }

    @Test
    void e30_nothing_is_output_before_something_was_said() {
        RecordedReply reply = answer(parts("{'text':''}"));

        assertThat(reply.preambleText()).contains("\"role\":\"assistant\"");
        assertThat(reply.outputText()).isEmpty();
    }

    @Test
    void e33_one_head_for_the_whole_stream() {
        RecordedReply reply =
                answer(ONE, parts("{'text':'Two'}").replace("r1", "r9").replace("m-1", "m-2"), STOP);

        assertThat(reply.text()).doesNotContain("r9", "m-2").containsOnlyOnce("\"role\"");
        assertThat(ChatView.ofEvents(reply.text()).text()).isEqualTo("OneTwo");
    }

    @Test
    void e41_e42_usage_is_cumulative_and_thoughts_are_output() {
        RecordedReply reply = answer(
                "{'candidates':[{'content':{'parts':[{'text':'a'}]}}],'usageMetadata':{'promptTokenCount':50,"
                        + "'cachedContentTokenCount':32,'candidatesTokenCount':2,'thoughtsTokenCount':20,'totalTokenCount':72}}",
                "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':50,'candidatesTokenCount':6,"
                        + "'thoughtsTokenCount':null,'toolUsePromptTokenCount':7,'totalTokenCount':83}}");

        assertThat(reply.usage()).isEqualTo(new Usage(25, 32, 0, 6, 20));
    }

    @Test
    void e39_sound_and_the_tier_are_told_for_their_prices() {
        RecordedReply reply = answer(
                ONE,
                "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':50,'candidatesTokenCount':6,"
                        + "'promptTokensDetails':[{'modality':'TEXT','tokenCount':20},{'tokenCount':30,'modality':'AUDIO'},7],"
                        + "'candidatesTokensDetails':[{'modality':'AUDIO','tokenCount':4}],'serviceTier':'flex'}}");

        assertThat(reply.usage()).isEqualTo(new Usage(50, 0, 0, 6, 0).with(new Usage.Dear(30, 4, 0, "flex")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{} | ",
                "{'promptTokenCount':7,'totalTokenCount':7} | 7,0,0,0,0",
                "{'promptTokenCount':5,'cachedContentTokenCount':9} | 0,5,0,0,0",
                "{'promptTokenCount':10,'candidatesTokenCount':30,'thoughtsTokenCount':20,'totalTokenCount':40} | 10,0,0,10,20",
                "{'promptTokenCount':10,'candidatesTokenCount':30,'thoughtsTokenCount':20,'totalTokenCount':60} | 10,0,0,30,20",
                "{'promptTokenCount':-1,'candidatesTokenCount':'x','thoughtsTokenCount':3} | 0,0,0,0,3"
            })
    void e41_e43_counts_may_be_missing_or_odd(String metadata, String expected) {
        RecordedReply reply = answer(ONE, "{'candidates':[{'finishReason':'STOP'}],'usageMetadata':" + metadata + "}");

        assertThat(reply.ended()).isTrue();
        Usage usage = reply.usage();
        String told = usage == null
                ? null
                : usage.input() + "," + usage.cachedRead() + "," + usage.cacheWrite() + "," + usage.output() + ","
                        + usage.reasoning();
        assertThat(told).isEqualTo(expected);
    }

    @Test
    void e43_candidates_are_found_by_their_index() {
        RecordedReply reply = Google.streamed(
                "'n':2," + Google.HI,
                "{'candidates':[{'index':1,'content':{'parts':[{'text':'B'}]}}],'responseId':'r'}",
                "{'candidates':[{'content':{'parts':[{'text':'A'}]}}]}",
                "{'candidates':[{'index':1,'finishReason':'MAX_TOKENS'}]}",
                "{'candidates':[{'index':0,'finishReason':'STOP'}]," + USAGE + "}");

        assertThat(reply.ended()).isTrue();
        assertThat(reply.text())
                .contains("{\"index\":1,\"delta\":{\"content\":\"B\"}")
                .contains("{\"index\":0,\"delta\":{\"content\":\"A\"}")
                .contains("{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}")
                .contains("{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}");
    }

    @Test
    void e11_a_stream_whose_second_choice_never_ended_is_cut() {
        RecordedReply reply = Google.streamed(
                "'n':2," + Google.HI,
                "{'candidates':[{'index':1,'content':{'parts':[{'text':'B'}]}}]}",
                "{'candidates':[{'index':0,'finishReason':'STOP'}]," + USAGE + "}");

        assertThat(failure(reply)).hasMessageContaining("cut");
    }

    @Test
    void e44_usage_is_written_where_it_was_asked_for() {
        assertThat(answer(ONE, STOP).text()).doesNotContain("\"usage\"");
        assertThat(Google.streamed("'stream_options':{'include_usage':true}," + Google.HI, ONE, STOP)
                        .text())
                .contains("\"choices\":[],\"usage\":{");
    }

    @Test
    void onlyTheFirstCallStaysWhereOneIsAllowed() {
        RecordedReply reply =
                Google.streamed("'parallel_tool_calls':false," + Google.HI, parts(call("a") + "," + call("b")), STOP);

        assertThat(ChatView.ofEvents(reply.text()).callNames()).containsExactly("a");
    }

    @Test
    void whatIsSaidAfterTheReasonIsStillTold() {
        RecordedReply reply = answer(STOP, ONE);

        assertThat(ChatView.ofEvents(reply.text()).text()).isEqualTo("One");
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void aSecondReasonTakesThePlaceOfTheFirst() {
        RecordedReply reply = answer(ONE, STOP, STOP.replace("STOP", "MAX_TOKENS"));

        assertThat(ChatView.ofEvents(reply.text()).finishReason()).isEqualTo("length");
        assertThat(ChatView.ofEvents(reply.text()).ends()).isEqualTo(1);
    }

    @Test
    void aStreamAnsweredWithAListIsAFailureEvenWhereItHoldsAnAnswer() {
        RecordedReply reply = Google.reply(
                Google.adapter(),
                Google.request("'stream':true," + Google.HI),
                "gemini-3-flash",
                "application/json",
                List.of(("[" + ONE + "," + STOP + "]").replace('\'', '"').getBytes(StandardCharsets.UTF_8)));

        assertThat(failure(reply).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void logProbabilitiesAreToldPieceByPiece() {
        RecordedReply reply = Google.streamed(
                "'logprobs':true,'top_logprobs':1," + Google.HI,
                "{'candidates':[{'content':{'parts':[{'text':'ü'}]},'logprobsResult':{'chosenCandidates':[{'token':'ü','tokenId':5,"
                        + "'logProbability':-0.5}],'topCandidates':[{'candidates':[{'token':'u','logProbability':-2}]}]}}]}",
                STOP);

        assertThat(reply.text())
                .contains(
                        "\"delta\":{},\"logprobs\":{\"content\":[{\"token\":\"ü\",\"logprob\":-0.5,\"bytes\":[195,188],"
                                + "\"top_logprobs\":[{\"token\":\"u\",\"logprob\":-2.0,\"bytes\":[117]}]}],\"refusal\":null}");
        assertThat(ChatView.ofEvents(reply.text()).chunks())
                .allSatisfy(chunk -> assertThat(CHUNK.problems(chunk)).isEmpty());
    }

    @Test
    void picturesAndSoundComeBesideTheText() {
        RecordedReply reply = answer(
                parts("{'inlineData':{'mimeType':'image/png','data':'iVBO'}}"),
                parts("{'inlineData':{'mimeType':'audio/L16;rate=24000','data':'AAA='}}"),
                STOP);

        assertThat(reply.outputText())
                .contains(
                        "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,iVBO\"}}]")
                .contains("\"audio\":{\"id\":\"audio_0\",\"expires_at\":1790000000,\"transcript\":\"\","
                        + "\"mime_type\":\"audio/L16;rate=24000\",\"data\":\"AAA=\"}");
        assertThat(reply.ended()).isTrue();
    }
}
