package dev.pointsman.provider.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
    private static ChatRequest read(String fields) {
        String body = "{\"model\":\"m\"," + fields.replace('\'', '"') + "}";
        return ChatRequest.of(ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                "/v1/chat/completions",
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8)));
    }

    private static ChatRequest asked(String messages) {
        return read("'messages':[" + messages + "]");
    }

    private static ChatRequest with(String fields) {
        return read("'messages':[{'role':'user','content':'hi'}]," + fields);
    }

    @Test
    void aStringIsOneTextPartAndADeveloperIsASystem() {
        ChatMessage message =
                asked("{'role':'developer','content':'Be brief.'}").messages().get(0);

        assertThat(message.role()).isEqualTo(ChatMessage.Role.SYSTEM);
        assertThat(message.parts()).containsExactly(new ChatPart.Text("Be brief.", "messages[0].content", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/jpg;base64,/9j/4AAQ | image/jpeg",
                "data:image/jpeg;base64,iVBORw0KGgoAAA | image/png",
                "data:image/png;base64,R0lGODdh | image/gif",
                "DATA:;base64,UklGRiQAAABXRUJQVlA4 | image/webp",
                "data:image/svg+xml;base64,PHN2Zz4= | image/svg+xml"
            })
    void E54_theTypeOfAnImageIsToldByItsBytesThenByItsAddress(String url, String type) {
        ChatPart part = asked("{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + url + "'}}]}")
                .messages()
                .get(0)
                .parts()
                .get(0);

        Media media = ((ChatPart.Image) part).media();
        assertThat(media.type()).isEqualTo(type);
        assertThat(media.url()).isNull();
        assertThat(Objects.requireNonNull(media.base64())).doesNotContain(",");
    }

    @Test
    void anImageMayBeABareAddress() {
        ChatPart part = asked("{'role':'user','content':[{'type':'image_url','image_url':'https://x/y.png'}]}")
                .messages()
                .get(0)
                .parts()
                .get(0);

        assertThat(((ChatPart.Image) part).media()).isEqualTo(new Media(null, null, "https://x/y.png"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'a':1}", "'{\\'a\\':1}'", "'\\'{\\\\\\'a\\\\\\':1}\\''"})
    void E18_argumentsAreAnObjectHoweverTheyWereWritten(String arguments) {
        ToolCall call = asked("{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':"
                        + arguments + "}}]}")
                .messages()
                .get(0)
                .calls()
                .get(0);

        assertThat(call.arguments().toString()).isEqualTo("{\"a\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'  '", "null", "{}"})
    void E17_blankArgumentsAreAnEmptyObject(String arguments) {
        ToolCall call = asked("{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':"
                        + arguments + "}}]}")
                .messages()
                .get(0)
                .calls()
                .get(0);

        assertThat(call.arguments().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"'{'", "'[1]'", "7", "'word'"})
    void argumentsThatAreNoObjectAreTheCallersFault(String arguments) {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> asked("{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f','arguments':"
                        + arguments + "}}]}"));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("messages[0].tool_calls[0].function.arguments");
    }

    @Test
    void E19_callsWithoutIdsAreAnsweredInTheirOrder() {
        List<ChatMessage> messages = asked("{'role':'assistant','tool_calls':["
                        + "{'function':{'name':'f','arguments':'{}'}},{'id':'','function':{'name':'g'}}]},"
                        + "{'role':'tool','content':'1'},{'role':'tool','content':'2'}")
                .messages();

        assertThat(messages.get(0).calls()).extracting(ToolCall::id).containsExactly("call_0", "call_1");
        assertThat(messages.get(1).answers()).isEqualTo("call_0");
        assertThat(messages.get(2).answers()).isEqualTo("call_1");
    }

    @Test
    void deprecatedFunctionsAreTools() {
        ChatRequest request = read("'messages':[{'role':'user','content':'hi'},"
                + "{'role':'assistant','content':null,'function_call':{'name':'f','arguments':'{}'}},"
                + "{'role':'function','name':'f','content':'ok'}],"
                + "'functions':[{'name':'f','parameters':{'type':'object'}}],'function_call':{'name':'f'}");

        assertThat(request.tools()).extracting(ChatTool::name).containsExactly("f");
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice(ToolChoice.Mode.NAMED, List.of("f")));
        assertThat(request.messages().get(2).answers())
                .isEqualTo(request.messages().get(1).calls().get(0).id());
    }

    @Test
    void E58_someToolsMayBeAllowed() {
        ChatRequest request = with("'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required',"
                + "'tools':[{'type':'function','function':{'name':'a'}}]}}");

        assertThat(request.toolChoice()).isEqualTo(new ToolChoice(ToolChoice.Mode.REQUIRED, List.of("a")));
    }

    @Test
    void E55_theNewerFieldForTheMostTokensWins() {
        assertThat(with("'max_tokens':5").maxTokens()).isEqualTo(5);
        assertThat(with("'max_tokens':5,'max_completion_tokens':7").maxTokens()).isEqualTo(7);
        assertThat(with("'max_tokens':null").maxTokens()).isEqualTo(-1);
    }

    @Test
    void stopIsAList() {
        assertThat(with("'stop':'END'").stop()).containsExactly("END");
        assertThat(with("'stop':['a','b']").stop()).containsExactly("a", "b");
        assertThat(with("'stop':null").stop()).isEmpty();
    }

    @Test
    void whatNobodyMappedIsLostButNotWhatAsksForNothing() {
        Drops drops = with("'seed':7,'logit_bias':{},'logprobs':false,'n':1,'presence_penalty':0,'user':null,"
                        + "'frequency_penalty':0.5,'parallel_tool_calls':false,'temperature':0,'x y':1")
                .drops()
                .mapped("temperature");
        drops.lose("messages.name");

        assertThat(drops.names()).containsExactly("seed", "frequency_penalty", "parallel_tool_calls", "messages.name");
    }

    @Test
    void aMarkForTheCacheIsReadInBothSpellings() {
        List<ChatPart> parts = asked("{'role':'user','content':["
                        + "{'type':'text','text':'a','cache_control':{'type':'ephemeral','ttl':'1h'}},"
                        + "{'type':'text','text':'b','prompt_cache_breakpoint':{'mode':'explicit'}}]}")
                .messages()
                .get(0)
                .parts();

        assertThat(parts).extracting(ChatPart::cache).containsExactly(new CacheHint("1h"), new CacheHint(null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'role':'bot','content':'x'} | messages[0].role",
                "{'role':'user','content':7} | messages[0].content",
                "{'role':'user','content':[{'text':'x'}]} | messages[0].content[0].type",
                "{'role':'tool','content':'x'} | messages[0].tool_call_id",
                "{'role':'user','content':[{'type':'file','file':{}}]} | messages[0].content[0].file",
                "{'role':'user','content':[{'type':'image_url'}]} | messages[0].content[0].image_url"
            })
    void aMessageThatMakesNoSenseNamesItsField(String message, String param) {
        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> asked(message));

        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.status()).isEqualTo(400);
    }
}
