package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.Asked.chat;
import static dev.pointsman.dialect.responses.Asked.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class FieldsTest {
    private static final String PLAIN = "{'model':'m','input':'x',%s}";

    private static JsonNode with(String fields) {
        return chat(PLAIN.formatted(fields));
    }

    @Test
    void whatBothApisKnowIsTheSameInBoth() {
        String same =
                "'temperature':0.2,'top_p':0.9,'metadata':{'k':'v'},'service_tier':'flex','safety_identifier':'s',"
                        + "'prompt_cache_key':'p','user':'u','moderation':{'model':'omni'},'prompt_cache_options':{'ttl':'30m'}";

        assertThat(with(same)).isEqualTo(json("{'model':'m','messages':[{'role':'user','content':'x'}]," + same + "}"));
    }

    @Test
    void limitsReasoningAndFormatHaveOtherNamesInAChat() {
        JsonNode chat = with(
                "'max_output_tokens':50,'reasoning':{'effort':'low','summary':'auto'},'top_logprobs':3,"
                        + "'text':{'verbosity':'low','format':{'type':'json_schema','name':'n','strict':true,'schema':{'type':'object'}}}");

        assertThat(chat.path("max_completion_tokens").asInt()).isEqualTo(50);
        assertThat(chat.path("reasoning_effort").asString()).isEqualTo("low");
        assertThat(chat.path("verbosity").asString()).isEqualTo("low");
        assertThat(chat.path("logprobs").asBoolean()).isTrue();
        assertThat(chat.path("top_logprobs").asInt()).isEqualTo(3);
        assertThat(chat.path("response_format"))
                .isEqualTo(json(
                        "{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'},'strict':true}}"));
    }

    @Test
    void aStreamAlwaysAsksForUsage() {
        JsonNode chat = with("'stream':true,'stream_options':{'include_obfuscation':false}");

        assertThat(chat.path("stream").asBoolean()).isTrue();
        assertThat(chat.path("stream_options")).isEqualTo(json("{'include_usage':true}"));
        assertThat(Asked.translated(PLAIN.formatted("'stream':true"))
                        .chat()
                        .facts()
                        .includeUsage())
                .isTrue();
    }

    @Test
    void aRequestThatIsNotStreamedHasNoStreamOptions() {
        assertThat(with("'stream':false").has("stream_options")).isFalse();
    }

    @Test
    void theChatIsARequestToTheChatEndpoint() {
        var translation = Asked.translated(PLAIN.formatted("'temperature':1"));

        assertThat(translation.chat().endpoint()).isEqualTo(Endpoint.CHAT_COMPLETIONS);
        assertThat(translation.chat().path()).isEqualTo("/v1/chat/completions");
        assertThat(translation.chat().facts().model()).isEqualTo("m");
    }

    @Test
    void flatToolsAreNested() {
        JsonNode chat = with(
                "'tools':[{'type':'function','name':'f','description':null,'parameters':{'type':'object'},'strict':true},"
                        + "{'type':'custom','name':'sh','description':'d','format':{'type':'grammar','syntax':'lark','definition':'start: x'}},"
                        + "{'type':'custom','name':'t','format':{'type':'text'}}],'parallel_tool_calls':false");

        assertThat(chat.path("tools"))
                .isEqualTo(
                        json(
                                "[{'type':'function','function':{'name':'f','parameters':{'type':'object'},'strict':true}},"
                                        + "{'type':'custom','custom':{'name':'sh','description':'d','format':{'type':'grammar','grammar':"
                                        + "{'syntax':'lark','definition':'start: x'}}}},{'type':'custom','custom':{'name':'t','format':{'type':'text'}}}]"));
        assertThat(chat.path("parallel_tool_calls").isBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'none' | 'none'",
                "'auto' | 'auto'",
                "'required' | 'required'",
                "{'type':'function','name':'f'} | {'type':'function','function':{'name':'f'}}",
                "{'type':'custom','name':'f'} | {'type':'custom','custom':{'name':'f'}}",
                "{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'f'}]} | "
                        + "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'f'}}]}}"
            },
            quoteCharacter = '`')
    void e58_every_form_of_tool_choice_is_the_chats(String asked, String told) {
        JsonNode chat = with("'tools':[{'type':'function','name':'f','parameters':{}}],'tool_choice':" + asked);

        assertThat(chat.path("tool_choice")).isEqualTo(json(told));
    }

    @Test
    void withoutToolsNothingIsSaidOfThem() {
        JsonNode chat = with("'tools':[],'tool_choice':'auto','parallel_tool_calls':true");

        assertThat(chat.has("tools") || chat.has("tool_choice") || chat.has("parallel_tool_calls"))
                .isFalse();
    }

    @Test
    void fieldsThatNeitherApiKnowsGoAlong() {
        assertThat(with("'top_k':5").path("top_k").asInt()).isEqualTo(5);
    }

    @Test
    void whatAsksForNothingIsNoLoss() {
        var translation = Asked.translated(PLAIN.formatted(
                "'store':false,'background':false,'truncation':'disabled','max_tool_calls':null,'previous_response_id':null,"
                        + "'include':['reasoning.encrypted_content','message.output_text.logprobs'],'reasoning':{'effort':null,'mode':'standard'},"
                        + "'context_management':[],'prompt':null,'conversation':null"));

        assertThat(translation.dropped()).isEmpty();
        assertThat(Asked.MAPPER.readTree(translation.chat().body()))
                .isEqualTo(json("{'model':'m','messages':[{'role':'user','content':'x'}],'logprobs':true}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning':{'mode':'pro'} | reasoning.mode",
                "'reasoning':{'context':'all_turns'} | reasoning.context",
                "'include':['something.new'] | include",
                "'text':{'depth':3} | text.depth",
                "'n':2 | n",
                "'messages':[] | messages",
                "'tools':[{'type':'function','name':'f','parameters':{},'defer_loading':true}] | tools.defer_loading"
            },
            quoteCharacter = '`')
    void whatAChatHasNoPlaceForIsDroppedVisibly(String field, String name) {
        assertThat(Asked.translated(PLAIN.formatted(field)).dropped()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'previous_response_id':'resp_1' | previous_response_id",
                "'conversation':{'id':'conv_1'} | conversation",
                "'conversation':'conv_1' | conversation",
                "'store':true | store",
                "'background':true | background",
                "'prompt':{'id':'pmpt_1'} | prompt",
                "'context_management':[{'type':'compaction'}] | context_management",
                "'truncation':'auto' | truncation",
                "'tools':[{'type':'function','name':'f','parameters':{}},{'type':'web_search'}] | tools[1]",
                "'tools':[{'server_url':'x','type':'mcp'}] | tools[0]",
                "'tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'file_search'} | tool_choice"
            },
            quoteCharacter = '`')
    void whatOnlyAResponsesProviderCanDoIsNamed(String fields, String name) {
        assertNativeOnly(PLAIN.formatted(fields), name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'item_reference','id':'msg_1'} | input[1]",
                "{'type':'web_search_call','id':'ws_1','status':'completed'} | input[1]",
                "{'tools':[],'type':'additional_tools','role':'developer'} | input[1]",
                "{'role':'user','content':[{'type':'input_image','file_id':'file-1'}]} | input[1].content[0].file_id",
                "{'content':[{'text':'x','type':'input_text'},{'type':'input_hologram'}],'role':'user'} | input[1].content[1]",
                "{'type':'function_call_output','call_id':'c','output':[{'type':'computer_screenshot'}]} | input[1].output[0]"
            },
            quoteCharacter = '`')
    void itemsThatOnlyAResponsesProviderKnowsAreNamed(String item, String name) {
        assertNativeOnly("{'model':'m','input':[{'role':'user','content':'x'}," + item + "]}", name);
    }

    private static void assertNativeOnly(String body, String name) {
        assertThat(Asked.dialect().nativeOnly(Asked.request(body))).isEqualTo(name);
        assertThatThrownBy(() -> Asked.translated(body)).isInstanceOfSatisfying(GatewayException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
            assertThat(refused.param()).isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'model':'m','input':'x','store':false,'previous_response_id':null,'truncation':'disabled','background':false}",
                "{'model':'m','input':[{'type':'reasoning','id':'rs','summary':[],'content':[{'type':'reasoning_text','text':'t'}]}]}",
                "{'model':'m','input':[{'role':'user','content':[{'type':'input_file','file_id':'file-1'}]}],"
                        + "'tools':[{'type':'custom','name':'c'}],'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[]}}"
            })
    void whatAChatCanSayNeedsNoResponsesProvider(String body) {
        assertThat(Asked.dialect().nativeOnly(Asked.request(body))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'instructions':['x'] | instructions",
                "'text':{'format':{'type':'json_schema','name':'n'}} | text.format.schema",
                "'text':{'format':{'type':'xml'}} | text.format.type",
                "'tools':[{'type':'function'}] | tools[0].name",
                "'tools':[{'name':'f'}] | tools[0].type",
                "'tools':[{'type':'function','name':'f'}],'tool_choice':{'type':'function'} | tool_choice"
            },
            quoteCharacter = '`')
    void whatCannotBeAskedIsRefusedByItsName(String fields, String name) {
        assertThatThrownBy(() -> with(fields)).isInstanceOfSatisfying(GatewayException.class, refused -> {
            assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
            assertThat(refused.param()).isEqualTo(name);
        });
    }
}
