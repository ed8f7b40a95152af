package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class ResponseBodyTest {
    private static final String ASKED = "{'model':'m','input':'x'}";
    private static final String BODY =
            "{'id':'chatcmpl-1','object':'chat.completion','created':1,'model':'up','choices':[{'index':0,"
                    + "'message':{'role':'assistant','content':%s,'refusal':%s%s},'logprobs':null,'finish_reason':'%s'}]}";

    private static Told body(String content, String refusal, String more, String finish) {
        return Told.body(ASKED, BODY.formatted(content, refusal, more, finish));
    }

    @Test
    void aWholeAnswerIsOneResponse() {
        Told told = body(
                "'I look.'",
                "null",
                ",'reasoning_content':'hm','tool_calls':[{'id':'call_1','type':'function','function':{'name':'f','arguments':'{\\'a\\':1}'}}]"
                        .replace("\\'", "\\\""),
                "tool_calls");

        JsonNode response = told.json();
        assertThat(response.path("status").asString()).isEqualTo("completed");
        assertThat(response.path("completed_at").asLong()).isEqualTo(Asked.NOW);
        assertThat(response.path("output"))
                .isEqualTo(
                        json(
                                "[{'id':'rs_pm7f0000','type':'reasoning','summary':[{'type':'summary_text','text':'hm'}]},"
                                        + "{'id':'msg_pm7f0001','type':'message','status':'completed','role':'assistant','content':["
                                        + "{'type':'output_text','text':'I look.','annotations':[],'logprobs':[]}]},"
                                        + "{'id':'fc_pm7f0002','type':'function_call','status':'completed','call_id':'call_1','name':'f','arguments':'{\\'a\\':1}'}]"));
        assertThat(response.path("usage").path("total_tokens").asInt()).isEqualTo(20);
    }

    @Test
    void theHeadTellsTheLengthOfTheResponse() {
        Told told = body("'Hi'", "null", "", "stop");

        ReplyHead head = Objects.requireNonNull(told.reply().head());
        assertThat(head.contentType()).isEqualTo("application/json");
        assertThat(head.bodyBytes()).isEqualTo(told.reply().outputText().getBytes(StandardCharsets.UTF_8).length);
        assertThat(told.reply().usage()).isEqualTo(new Usage(7, 2, 1, 4, 6));
        assertThat(told.reply().finishReasons()).containsExactly("end_turn");
        assertThat(told.reply().ended()).isTrue();
    }

    @Test
    void headersOfTheProviderAreRelayed() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        byte[] body =
                BODY.formatted("'Hi'", "null", "", "stop").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        heard.start(new ReplyHead(200, ReplyHead.JSON, body.length, List.of("openai-processing-ms", "7")));
        heard.output(body);
        heard.end();

        assertThat(Objects.requireNonNull(told.reply().head()).headers()).containsExactly("openai-processing-ms", "7");
    }

    @Test
    void aReasonThatNobodyKnowsReachesTheGatewayAsSuch() {
        RecordedReply heard = new RecordedReply();
        Reply reply = Asked.dialect().reply(Asked.request(ASKED), heard);

        reply.start(ReplyHead.json(0));
        reply.unknownFinish("new_word");

        assertThat(heard.unknownFinish()).isEqualTo("new_word");
    }

    @Test
    void e26_an_answer_cut_short_is_an_incomplete_response() {
        JsonNode response = body("'Once'", "null", "", "length").json();

        assertThat(response.path("status").asString()).isEqualTo("incomplete");
        assertThat(response.path("incomplete_details").path("reason").asString())
                .isEqualTo("max_output_tokens");
        assertThat(response.path("output").path(0).path("status").asString()).isEqualTo("incomplete");
    }

    @Test
    void aFilteredAnswerWithoutWordsHasNoOutput() {
        JsonNode response = body("null", "null", "", "content_filter").json();

        assertThat(response.path("status").asString()).isEqualTo("incomplete");
        assertThat(response.path("incomplete_details").path("reason").asString())
                .isEqualTo("content_filter");
        assertThat(response.path("output")).isEmpty();
    }

    @Test
    void aRefusalIsAPart() {
        JsonNode response = body("null", "'No.'", "", "stop").json();

        assertThat(response.path("output").path(0).path("content"))
                .isEqualTo(json("[{'type':'refusal','refusal':'No.'}]"));
    }

    @Test
    void aBodyThatIsNoJsonFails() {
        Told told = new Told();
        Reply heard = told.heard(ASKED);
        heard.start(ReplyHead.json(3));
        heard.output("{,}".getBytes(StandardCharsets.UTF_8));
        heard.end();

        assertThat(told.reply().head()).isNull();
        assertThat(told.reply().failure())
                .isNotNull()
                .extracting(GatewayException::kind)
                .isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }
}
