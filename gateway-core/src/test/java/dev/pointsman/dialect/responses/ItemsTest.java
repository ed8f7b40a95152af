package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.Asked.json;
import static dev.pointsman.dialect.responses.Asked.messages;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ItemsTest {
    private static final String CALL =
            "{'type':'function_call','id':'fc_1','call_id':'%s','name':'f','arguments':'{}'}";
    private static final String OUTPUT = "{'type':'function_call_output','call_id':'%s','output':'done'}";

    private static String call(String id) {
        return CALL.formatted(id);
    }

    private static String output(String id) {
        return OUTPUT.formatted(id);
    }

    @Test
    void aTextIsOneMessageOfTheUser() {
        JsonNode chat = Asked.chat("{'model':'m','input':'Hi','instructions':'Be brief.'}");

        assertThat(chat.path("messages"))
                .isEqualTo(json("[{'role':'developer','content':'Be brief.'},{'role':'user','content':'Hi'}]"));
    }

    @Test
    void messagesKeepTheirRolesWithOrWithoutAType() {
        assertThat(messages(
                        "{'role':'system','content':'a'}",
                        "{'type':'message','role':'developer','content':[{'type':'input_text','text':'b'}]}",
                        "{'role':'user','content':'c','status':'completed'}",
                        "{'type':'message','id':'msg_1','role':'assistant','phase':'final_answer','content':[{'type':'output_text',"
                                + "'text':'d','annotations':[]}]}"))
                .isEqualTo(json(
                        "[{'role':'system','content':'a'},{'role':'developer','content':[{'type':'text','text':'b'}]},"
                                + "{'role':'user','content':'c'},{'role':'assistant','content':'d'}]"));
    }

    @Test
    void picturesFilesAndSoundArePartsOfAChat() {
        JsonNode parts = messages(
                        "{'role':'user','content':[{'type':'input_text','text':'look','prompt_cache_breakpoint':{'mode':'explicit'}},"
                                + "{'type':'input_image','image_url':'https://x/y.png','detail':'low'},"
                                + "{'type':'input_image','image_url':'data:image/png;base64,iVBORw0KGgo','detail':'original'},"
                                + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi'},"
                                + "{'type':'input_file','file_url':'https://x/b.pdf'},{'type':'input_file','file_id':'file-1'},"
                                + "{'type':'input_audio','input_audio':{'data':'UklG','format':'wav'}}]}")
                .path(0)
                .path("content");

        assertThat(parts)
                .isEqualTo(json("[{'type':'text','text':'look','prompt_cache_breakpoint':{'mode':'explicit'}},"
                        + "{'type':'image_url','image_url':{'url':'https://x/y.png','detail':'low'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo','detail':'high'}},"
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi'}},"
                        + "{'type':'file','file':{'file_url':'https://x/b.pdf'}},{'type':'file','file':{'file_id':'file-1'}},"
                        + "{'type':'input_audio','input_audio':{'data':'UklG','format':'wav'}}]"));
    }

    @Test
    void neighbouringCallsAndTheWordsBeforeThemAreOneMessage() {
        assertThat(messages(
                        "{'role':'user','content':'Time?'}",
                        "{'role':'assistant','content':'I look.'}",
                        call("call_1"),
                        call("call_2"),
                        output("call_1"),
                        output("call_2")))
                .isEqualTo(
                        json(
                                "[{'role':'user','content':'Time?'},{'role':'assistant','content':'I look.','tool_calls':["
                                        + "{'id':'call_1','type':'function','function':{'name':'f','arguments':'{}'}},"
                                        + "{'id':'call_2','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                                        + "{'role':'tool','tool_call_id':'call_1','content':'done'},{'role':'tool','tool_call_id':'call_2','content':'done'}]"));
    }

    @Test
    void wordsBetweenCallsAndTheirAnswersJoinTheCalls() {
        JsonNode messages =
                messages(call("a"), "{'role':'assistant','content':'wait'}", call("b"), output("a"), output("b"));

        assertThat(messages).hasSize(3);
        assertThat(messages.path(0).path("content").asString()).isEqualTo("wait");
        assertThat(messages.path(0).path("tool_calls")).hasSize(2);
    }

    @Test
    void callsAfterAnAnswerAreAMessageOfTheirOwn() {
        JsonNode messages = messages(call("a"), output("a"), call("b"), output("b"));

        assertThat(messages).hasSize(4);
        assertThat(messages.path(2).path("tool_calls").path(0).path("id").asString())
                .isEqualTo("b");
        assertThat(messages.path(2).path("content").isNull()).isTrue();
    }

    @Test
    void twoThingsSaidInARowStayTwoMessages() {
        assertThat(messages("{'role':'assistant','content':'one'}", "{'role':'assistant','content':'two'}"))
                .isEqualTo(json("[{'role':'assistant','content':'one'},{'role':'assistant','content':'two'}]"));
    }

    @Test
    void aRefusalStaysOne() {
        assertThat(messages("{'role':'assistant','content':[{'type':'refusal','refusal':'No.'}]}"))
                .isEqualTo(json("[{'role':'assistant','content':null,'refusal':'No.'}]"));
    }

    @Test
    void blankArgumentsAreAnEmptyObject() {
        JsonNode messages = messages("{'type':'function_call','call_id':'a','name':'f','arguments':''}", output("a"));

        assertThat(messages.path(0)
                        .path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .asString())
                .isEqualTo("{}");
    }

    @Test
    void whatACallCarriesForItsProviderGoesBack() {
        JsonNode messages = messages(
                "{'type':'function_call','call_id':'a','name':'f','arguments':'{}','extra_content':{'google':{'thought_signature':'s'}}}",
                output("a"));

        assertThat(messages.path(0).path("tool_calls").path(0).path("extra_content"))
                .isEqualTo(json("{'google':{'thought_signature':'s'}}"));
    }

    @Test
    void customCallsAndTheirOutputsAreThoseOfAChat() {
        assertThat(messages(
                        "{'type':'custom_tool_call','call_id':'a','name':'sh','input':'ls'}",
                        "{'type':'custom_tool_call_output','call_id':'a','output':'x.txt'}"))
                .isEqualTo(json(
                        "[{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'custom','custom':{'name':'sh','input':'ls'}}]},"
                                + "{'role':'tool','tool_call_id':'a','content':'x.txt'}]"));
    }

    @Test
    void partsOfAnOutputArePartsOfTheToolsMessage() {
        JsonNode messages = messages(
                call("a"),
                "{'type':'function_call_output','call_id':'a','output':[{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','image_url':'https://x/y.png'}]}");

        assertThat(messages.path(1).path("content"))
                .isEqualTo(json(
                        "[{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'https://x/y.png'}}]"));
    }

    @Test
    void reasoningOfOursComesBackWithItsBlocks() {
        String token = ReasoningToken.mint(
                "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}".getBytes(StandardCharsets.UTF_8));

        JsonNode message = messages(
                        "{'type':'reasoning','id':'rs_x','summary':[{'type':'summary_text','text':'hm'}],'encrypted_content':'"
                                + token + "'}",
                        call("a"),
                        output("a"))
                .path(0);

        assertThat(message.path("reasoning_content").asString()).isEqualTo("hm");
        assertThat(message.path("thinking_blocks"))
                .isEqualTo(json("[{'type':'thinking','thinking':'hm','signature':'s'}]"));
        assertThat(message.path("tool_calls")).hasSize(1);
    }

    @Test
    void reasoningOfOursIsKnownByItsIdToo() {
        JsonNode messages = messages(
                "{'type':'reasoning','id':'rs_pm7f0000','summary':[{'type':'summary_text','text':'hm'}]}",
                "{'role':'assistant','content':'4'}");

        assertThat(messages).isEqualTo(json("[{'role':'assistant','content':'4','reasoning_content':'hm'}]"));
    }

    @Test
    void reasoningAfterWordsOpensTheNextMessage() {
        JsonNode messages = messages(
                "{'role':'assistant','content':'first'}",
                "{'type':'reasoning','id':'rs_pm1','summary':[{'type':'summary_text','text':'hm'}]}",
                call("a"),
                output("a"));

        assertThat(messages).hasSize(3);
        assertThat(messages.path(1).path("reasoning_content").asString()).isEqualTo("hm");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'gAAAAA'} | input.reasoning",
                "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hm'}]} | input.reasoning",
                "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'pm1.!!'} | input.reasoning",
                "{'type':'reasoning','id':'rs_pm1','summary':[]} | input.reasoning"
            })
    void reasoningThatNobodyElseCanUseIsLeftOutVisibly(String item, String lost) {
        var translation = Asked.translated("{'model':'m','input':[" + item + ",{'role':'user','content':'go on'}]}");

        assertThat(translation.dropped()).containsExactly(lost);
        assertThat(Asked.MAPPER.readTree(translation.chat().body()).path("messages"))
                .hasSize(1);
    }

    @Test
    void anEmptyItemOfReasoningIsNoLoss() {
        assertThat(Asked.translated(
                                "{'model':'m','input':[{'type':'reasoning','id':'rs_1','summary':[]},{'role':'user','content':'x'}]}")
                        .dropped())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{'role':'tool','content':'x'}] | input[0].role",
                "[{'role':'user','content':'x'},{'type':'function_call','name':'f','arguments':'{}'}] | input[1].call_id",
                "[{'type':'function_call','call_id':'c','arguments':'{}'}] | input[0].name",
                "[{'type':'function_call_output','output':'x'}] | input[0].call_id",
                "[{'role':'user','content':[{'type':'input_image'}]}] | input[0].content[0].image_url",
                "[{'role':'user','content':[{'type':'input_text','text':'a'},{'type':'input_file'}]}] | input[0].content[1]",
                "[{'role':'user','content':7}] | input[0].content",
                "[{'role':'user','content':[{'text':'a'}]}] | input[0].content[0]"
            })
    void whatCannotBeAskedIsRefusedByItsPlace(String input, String place) {
        assertThatThrownBy(() -> Asked.translated("{'model':'m','input':" + input + "}"))
                .isInstanceOfSatisfying(GatewayException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(refused.param()).isEqualTo(place);
                    assertThat(refused.text()).startsWith(place + ": ");
                });
    }

    @Test
    void ourReasoningIsTakenOutForAProviderThatSpeaksTheApiItself() {
        String before = "{'model':'m', 'input':[{'role':'user','content':'x'} , ";
        String after = "{'type':'reasoning','id':'rs_0af1','summary':[],'encrypted_content':'gAAAA'}],'store':true}";
        String ours =
                "{'type':'reasoning','summary':[],'encrypted_content':'pm1.W10'},{'id':'rs_pm01','summary':[],'type':'reasoning'},"
                        + "{'type':'message','id':'rs_pm02','role':'user','content':'y'},";

        ApiRequest sent = Asked.dialect().natively(Asked.request(before + ours + after));

        assertThat(new String(sent.body(), StandardCharsets.UTF_8).replace('"', '\''))
                .isEqualTo(before.replace(" , ", "") + ",{'type':'message','id':'rs_pm02','role':'user','content':'y'},"
                        + after);
    }

    @Test
    void aRequestWithoutOurReasoningGoesAsItIs() {
        for (String input : new String[] {
            "'x'", "[{'role':'user','content':'pm1.'}]", "[{'type':'reasoning','id':'rs_pm1','summary':[]}]"
        }) {
            ApiRequest request = Asked.request("{'model':'m','input':" + input + "}");

            assertThat(Asked.dialect().natively(request)).isSameAs(request);
        }
    }
}
