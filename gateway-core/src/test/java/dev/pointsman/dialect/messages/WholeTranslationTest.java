package dev.pointsman.dialect.messages;

import static dev.pointsman.dialect.messages.Messages.ASK;
import static dev.pointsman.dialect.messages.Messages.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.RecordedReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WholeTranslationTest {
    private static final String USAGE =
            "'usage':{'prompt_tokens':12,'completion_tokens':5,'total_tokens':17,'prompt_tokens_details':{'cached_tokens':10}}";

    @Test
    void anAnswerIsAMessage() {
        RecordedReply reply = answer("{'role':'assistant','content':'Hi \\\"you\\\"','refusal':null}", "stop");

        JsonNode message = new JsonMapper().readTree(reply.outputText());
        assertThat(message)
                .isEqualTo(
                        json(
                                "{'id':'msg_9','type':'message','role':'assistant','model':'up',"
                                        + "'content':[{'type':'text','text':'Hi \\'you\\''}],'stop_reason':'end_turn','stop_sequence':null,"
                                        + "'usage':{'input_tokens':2,'cache_creation_input_tokens':0,'cache_read_input_tokens':10,'output_tokens':5}}"));
        ReplyHead head = reply.head();
        assertThat(head).isNotNull();
        assertThat(head.bodyBytes()).isEqualTo(reply.outputText().length());
        assertThat(head.headers()).contains("anthropic-ratelimit-tokens-remaining", "9");
        assertThat(reply.usage()).isEqualTo(new Usage(2, 10, 0, 5, 0));
        assertThat(reply.finishReasons()).containsExactly("stop");
    }

    @Test
    void thoughtsTextAndCallsAreBlocksInThatOrder() {
        assertThat(content("{'content':'a','reasoning_content':'t1t2','thinking_blocks':["
                        + "{'type':'thinking','thinking':'t1','signature':'s1'},{'type':'redacted_thinking','data':'d'},"
                        + "{'type':'thinking','thinking':'t2','signature':'s2'},{'type':'thinking','thinking':'','signature':'s3'}],"
                        + "'tool_calls':[{'id':'c1','type':'function','function':{'name':'f','arguments':'{\\\"x\\\":\\\"é\\\\n\\\"}'}},"
                        + "{'id':'c2','type':'function','function':{'name':'g','arguments':''}}]}"))
                .isEqualTo(json(
                        "[{'type':'thinking','thinking':'t1','signature':'s1'},{'type':'redacted_thinking','data':'d'},"
                                + "{'type':'thinking','thinking':'t2','signature':'s2'},{'type':'thinking','thinking':'','signature':'s3'},"
                                + "{'type':'text','text':'a'},{'type':'tool_use','id':'c1','name':'f','input':{'x':'é\\n'}},"
                                + "{'type':'tool_use','id':'c2','name':'g','input':{}}]"));
        assertThat(content("{'content':'a','reasoning_content':'loose'}"))
                .isEqualTo(json("[{'type':'thinking','thinking':'loose','signature':''},{'type':'text','text':'a'}]"));
        assertThat(content("{'content':null,'refusal':'no'}")).isEqualTo(json("[{'type':'text','text':'no'}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{}'|{}",
                "'  '|{}",
                "'{\\\"a\\\":1'|{}",
                "'[1]'|{}",
                "'\\\"{\\\\\\\"a\\\\\\\":1}\\\"'|{'a':1}",
                "{'a':2}|{'a':2}"
            },
            quoteCharacter = '~')
    void argumentsAreAnObjectWhateverTheyWere(String arguments, String input) {
        assertThat(content(
                                "{'content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':"
                                        + arguments + "}}]}")
                        .get(0)
                        .path("input"))
                .isEqualTo(json(input));
    }

    @Test
    void aCallIsTheReasonEvenWhereTheProviderSaysStop() {
        RecordedReply reply = answer(
                "{'content':null,'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':'{}'}}]}",
                "stop");

        assertThat(reply.outputText()).contains("\"stop_reason\":\"tool_use\"");
    }

    @Test
    void anErrorInPlaceOfAnAnswerIsAFailure() {
        RecordedReply reply =
                ChatStream.whole(Messages.request(ASK), "{'error':{'message':'no','type':'overloaded_error'}}");

        GatewayException failure = reply.failure();
        assertThat(failure).isNotNull();
        assertThat(failure.status()).isEqualTo(503);
        assertThat(reply.outputText()).isEmpty();
    }

    private static JsonNode content(String message) {
        return new JsonMapper().readTree(answer(message, "stop").outputText()).path("content");
    }

    private static RecordedReply answer(String message, String finish) {
        return ChatStream.whole(
                Messages.request(ASK),
                "{'id':'chatcmpl-9','object':'chat.completion','created':1,'model':'up','choices':[{'index':0,'message':"
                        + message + ",'logprobs':null,'finish_reason':'" + finish + "'}]," + USAGE + "}");
    }
}
