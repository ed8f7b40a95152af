package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.provider.ChatLaws;
import dev.pointsman.provider.RecordedReply;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WholeAnswerTest {
    private static final ApiRequest ASKED = Command.request("'messages':[{'role':'user','content':'hi'}]");
    private static final String USAGE = ",'usage':{'tokens':{'input_tokens':930,'output_tokens':30}}}";

    private static JsonNode choice(String body) {
        RecordedReply reply = Command.answer(ASKED, body);
        ChatLaws.hold(reply, false, false);
        return new JsonMapper().readTree(reply.outputText()).path("choices").path(0);
    }

    @Test
    void aPlanIsReasoningAndCallsStandBesideIt() {
        JsonNode choice =
                choice("{'id':'g1','finish_reason':'TOOL_CALL','message':{'role':'assistant','tool_plan':'Look it up.',"
                        + "'tool_calls':[{'id':'wx_1','type':'function','function':{'name':'wx','arguments':'{\\'city\\':\\'Oslo\\'}'}}]}"
                        + USAGE);

        assertThat(choice.path("finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(choice.path("message"))
                .isEqualTo(
                        Command.json(
                                "{'role':'assistant','content':null,'refusal':null,'reasoning_content':'Look it up.',"
                                        + "'tool_calls':[{'id':'wx_1','type':'function','function':{'name':'wx','arguments':'{\\'city\\':\\'Oslo\\'}'}}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'null' | {}",
                "'' | {}",
                "{'a':1} | {\"a\":1}",
                "'{\\'a\\':1}' | {\"a\":1}",
                "'\\'{}\\'' | {}",
                "null | {}",
            })
    void argumentsAreTextOfAnObject(String given, String told) {
        JsonNode choice = choice("{'id':'g1','finish_reason':'TOOL_CALL','message':{'role':'assistant',"
                + "'tool_calls':[{'type':'function','function':{'name':'wx','arguments':" + given + "}}]}" + USAGE);

        JsonNode call = choice.path("message").path("tool_calls").path(0);
        assertThat(call.path("function").path("arguments").stringValue()).isEqualTo(told);
        assertThat(call.path("id").stringValue()).isEqualTo("call_0");
    }

    @Test
    void thinkingCitationsAndLogProbabilitiesAreKept() {
        JsonNode choice = choice("{'id':'g1','finish_reason':'COMPLETE','message':{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'Hm.'},{'type':'text','text':'Hi'}],'citations':[{'start':0,'end':2,'text':'Hi'}]},"
                + "'logprobs':[{'text':'Hi','token_ids':[7],'logprobs':[-0.125]}]" + USAGE);

        assertThat(choice.path("message").path("reasoning_content").stringValue())
                .isEqualTo("Hm.");
        assertThat(choice.path("message").path("content").stringValue()).isEqualTo("Hi");
        assertThat(choice.path("message").path("citations")).hasSize(1);
        assertThat(choice.path("logprobs")
                        .path("content")
                        .path(0)
                        .path("logprob")
                        .doubleValue())
                .isEqualTo(-0.125);
    }

    @Test
    void anErrorOfStatus200IsAFailure() {
        RecordedReply reply = Command.answer(ASKED, "{'message':'internal trouble'}");

        assertThat(Objects.requireNonNull(reply.failure()).text()).isEqualTo("internal trouble");
    }
}
