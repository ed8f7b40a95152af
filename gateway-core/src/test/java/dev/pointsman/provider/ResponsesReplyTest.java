package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies of providers that speak the Responses API themselves. */
class ResponsesReplyTest {
    private static final Headers SSE = Headers.of("content-type", "text/event-stream; charset=utf-8");
    private static final Headers JSON = Headers.of("content-type", "application/json");
    private static final String USAGE =
            "'usage':{'input_tokens':10,'input_tokens_details':{'cached_tokens':4},'output_tokens':7,"
                    + "'output_tokens_details':{'reasoning_tokens':2},'total_tokens':17}";
    private static final String CREATED = event(
            "response.created",
            "'response':{'id':'resp_1','status':'in_progress','error':null,'model':'up','output':[]}");
    private static final String ADDED =
            event("response.output_item.added", "'output_index':0,'item':{'id':'msg_1','type':'message','content':[]}");
    private static final String DELTA = event(
            "response.output_text.delta",
            "'item_id':'msg_1','output_index':0,'content_index':0,'delta':'Hél','obfuscation':'x'");
    private static final String DONE = event(
            "response.output_item.done",
            "'output_index':0,'item':{'id':'msg_1','type':'message','content':[{'type':'output_text','text':'Hél'}]}");

    private final RecordedReply reply = new RecordedReply();

    private static String event(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":1,"
                + members.replace('\'', '"') + "}\n\n";
    }

    private static String completed(String more) {
        return event(
                "response.completed",
                "'response':{'id':'resp_1','status':'completed','error':null,'incomplete_details':null,'model':'up',"
                        + more + "}");
    }

    private static ChatReplyDecoder.Settings settings(boolean streamed) {
        return new ChatReplyDecoder.Settings(Endpoint.RESPONSES, streamed, false, 1, null, 1 << 20, 1 << 20);
    }

    private void stream(String text) {
        decode(settings(true), SSE, text, Integer.MAX_VALUE);
    }

    private void decode(ChatReplyDecoder.Settings settings, Headers headers, String text, int size) {
        ChatReplyDecoder decoder = new ChatReplyDecoder(settings);
        decoder.head(200, headers, reply);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length && reply.failure() == null && !reply.ended(); ) {
            int to = (int) Math.min(bytes.length, (long) from + size);
            decoder.data(Arrays.copyOfRange(bytes, from, to), reply);
            from = to;
        }
        decoder.end(reply);
    }

    private GatewayException failure() {
        return Objects.requireNonNull(reply.failure());
    }

    @Test
    void aStreamPassesByteForByte() {
        String stream = CREATED + ADDED + DELTA + DONE + completed("'output':[{'id':'msg_1'}]," + USAGE);

        stream(stream);

        assertThat(reply.text()).isEqualTo(stream);
        assertThat(reply.head()).isEqualTo(ReplyHead.eventStream());
        assertThat(reply.usage()).isEqualTo(new Usage(6, 4, 0, 5, 2));
        assertThat(reply.finishReasons()).containsExactly("completed");
        assertThat(reply.ended()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 4096})
    void anySplitOfTheStreamGivesTheSame(int size) {
        String stream = CREATED + ADDED + DELTA + DONE + completed("'output':[{'id':'msg_1'}]," + USAGE);

        decode(settings(true), SSE, stream, size);

        assertThat(reply.text()).isEqualTo(stream);
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void e30_what_opens_a_response_is_held_back_until_there_is_output() {
        String opening = CREATED
                + ": ping\n\n"
                + event("response.queued", "'response':{'model':'up'}")
                + event("response.output_item.added", "'output_index':0,'item':{'type':'reasoning'}")
                + event("response.reasoning_summary_part.added", "'part':{'type':'summary_text','text':''}")
                + ADDED
                + event("response.content_part.added", "'part':{'type':'output_text','text':''}")
                + event("response.output_text.delta", "'delta':''")
                + event("keepalive", "'x':1");
        ChatReplyDecoder decoder = new ChatReplyDecoder(settings(true));
        decoder.head(200, SSE, reply);

        decoder.data(opening.getBytes(StandardCharsets.UTF_8), reply);
        decoder.data(DELTA.getBytes(StandardCharsets.UTF_8), reply);

        assertThat(reply.preambleText()).isEqualTo(opening);
        assertThat(reply.outputText()).isEqualTo(DELTA);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "response.output_item.added | 'item':{'id':'fc_1','type':'function_call','arguments':''}",
                "response.output_item.added | 'item':{'type':'web_search_call'}",
                "response.reasoning_summary_text.delta | 'delta':'hm'",
                "response.refusal.delta | 'delta':'no'",
                "response.web_search_call.searching | 'item_id':'ws_1'",
                "response.something_new | 'x':1"
            })
    void whatSaysMoreIsOutput(String type, String members) {
        stream(CREATED + event(type, members) + completed("'output':[]"));

        assertThat(reply.outputText()).contains(type);
        assertThat(reply.ended()).isTrue();
    }

    @Test
    void theModelsNameIsReplacedWhereThatIsAskedFor() {
        decode(
                settings(true).withModel("public"),
                SSE,
                CREATED + DELTA + completed("'output':[],'text':{'model':'up'}," + USAGE),
                Integer.MAX_VALUE);

        assertThat(reply.text())
                .isEqualTo((CREATED + DELTA).replace("\"up\"", "\"public\"")
                        + completed("'output':[],'text':{'model':'up'}," + USAGE)
                                .replace("null,\"model\":\"up\"", "null,\"model\":\"public\""));
    }

    @Test
    void e59_an_output_that_was_forgotten_at_the_end_is_rebuilt() {
        decode(
                settings(true).withModel("public"),
                SSE,
                CREATED + DELTA + DONE + DONE + completed("'output':[]," + USAGE),
                9);

        String item =
                "{\"id\":\"msg_1\",\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hél\"}]}";
        assertThat(reply.text())
                .endsWith("\"model\":\"public\",\"output\":[" + item + "," + item + "]," + USAGE.replace('\'', '"')
                        + "}}\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "response.incomplete | 'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'} | max_output_tokens",
                "response.cancelled | 'status':'cancelled' | cancelled"
            })
    void otherEndsAreEndsToo(String type, String members, String finish) {
        stream(CREATED + DELTA + event(type, "'response':{" + members + "," + USAGE + "}"));

        assertThat(reply.ended()).isTrue();
        assertThat(reply.finishReasons()).containsExactly(finish);
        assertThat(reply.usage()).isNotNull();
    }

    @Test
    void nothingComesAfterTheEnd() {
        String whole = CREATED + DELTA + completed("'output':[1]");

        stream(whole + completed("'output':[1]") + "data: [DONE]\n\n");

        assertThat(reply.text()).isEqualTo(whole);
    }

    @Test
    void e25_a_stream_without_its_end_was_cut() {
        stream(CREATED + DELTA);

        assertThat(failure().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure().text()).contains("cut");
        assertThat(reply.outputText()).endsWith(DELTA);
    }

    @Test
    void e28_a_stream_that_ends_without_output_or_usage_is_no_answer() {
        stream(CREATED + completed("'output':[]"));

        assertThat(failure().text()).contains("no answer");
        assertThat(reply.outputText()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "rate_limit_exceeded,RATE_LIMITED",
        "server_error,UPSTREAM_ERROR",
        "invalid_prompt,UPSTREAM_REJECTED",
        "image_content_policy_violation,CONTENT_FILTER"
    })
    void aResponseThatFailedBeforeOutputIsAFailureOfItsKind(String code, ErrorKind kind) {
        stream(CREATED
                + ADDED
                + event(
                        "response.failed",
                        "'response':{'status':'failed','error':{'code':'" + code + "','message':'It broke.'}}"));

        assertThat(failure().kind()).isEqualTo(kind);
        assertThat(failure().text()).isEqualTo("It broke.");
        assertThat(reply.text()).doesNotContain("response.failed");
    }

    @Test
    void aResponseThatFailsAfterOutputIsToldAndEnds() {
        String failed = event(
                "response.failed",
                "'response':{'status':'failed','error':{'code':'server_error','message':'It broke.'}," + USAGE + "}");

        stream(CREATED + DELTA + failed);

        assertThat(reply.outputText()).endsWith(failed);
        assertThat(failure().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.usage()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: error\ndata: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\",\"param\":null}\n\n",
                "data: {\"type\":\"error\",\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\",\"sequence_number\":1}\n\n",
                "data: {\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"Slow down.\"}}\n\n",
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"Slow down.\"}}\n\n"
            })
    void e29_an_error_event_is_a_failure_of_its_kind(String event) {
        stream(CREATED + event);

        assertThat(failure().kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(failure().text()).isEqualTo("Slow down.");
        assertThat(reply.text()).isEqualTo(CREATED);
    }

    @Test
    void oneEventThatIsNoJsonIsLeftOutAndTheSecondEndsTheStream() {
        stream(CREATED + "data: {oops\n\n" + DELTA + "data: {oops\n\n" + DELTA);

        assertThat(reply.text()).isEqualTo(CREATED + DELTA);
        assertThat(failure().text()).contains("not JSON");
    }

    @Test
    void aWholeResponsePassesAsItCame() {
        String body = ("{ 'id':'resp_1','object':'response','status':'completed','error':null,'model':'up','output':[],"
                        + USAGE + "}")
                .replace('\'', '"');

        decode(settings(false), JSON, body, 5);

        assertThat(reply.outputText()).isEqualTo(body);
        assertThat(reply.usage()).isEqualTo(new Usage(6, 4, 0, 5, 2));
        assertThat(reply.finishReasons()).containsExactly("completed");
        assertThat(Objects.requireNonNull(reply.head()).bodyBytes()).isEqualTo(body.length());
    }

    @Test
    void aWholeResponseGetsThePublicName() {
        String body = "{\"error\":null,\"model\":\"up\",\"output\":[{\"model\":\"up\"}]}";

        decode(settings(false).withModel("public"), JSON, body, 5);

        assertThat(reply.outputText())
                .isEqualTo("{\"error\":null,\"model\":\"public\",\"output\":[{\"model\":\"up\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'status':'failed','error':{'code':'server_error','message':'It broke.'},'output':[]} | UPSTREAM_ERROR | It broke.",
                "{'error':{'type':'rate_limit_error','message':'Slow down.'}} | RATE_LIMITED | Slow down.",
                "{'status':'failed','error':null,'output':[]} | UPSTREAM_ERROR | the provider's response failed without saying why",
                "{'id':'chatcmpl-1','choices':[]} | UPSTREAM_ERROR | the provider's answer has no output",
                "[] | UPSTREAM_ERROR | the provider's answer is not a JSON object",
                "{'output':[ | UPSTREAM_ERROR | the provider's answer is not a JSON object"
            })
    void e34_a_whole_response_that_is_none_is_a_failure(String body, ErrorKind kind, String message) {
        decode(settings(false), JSON, body.replace('\'', '"'), 1000);

        assertThat(failure().kind()).isEqualTo(kind);
        assertThat(failure().text()).isEqualTo(message);
        assertThat(reply.head()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"true,application/json", "false,text/event-stream", "true,text/html", "false,text/html"})
    void aReplyOfTheWrongKindIsAFailure(boolean streamed, String type) {
        decode(settings(streamed), Headers.of("content-type", type), "{\"output\":[]}", 1000);

        assertThat(failure().kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.text()).isEmpty();
    }
}
