package dev.pointsman.providers.ollama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOLS = "'tools':[{'type':'function','function':{'name':'wx','parameters':{}}},"
            + "{'type':'function','function':{'name':'time'}}]";

    private static JsonNode sent(String fields) {
        return Llama.bench().sent("qwen3", fields);
    }

    private static JsonNode json(String text) {
        return Workbench.json(text);
    }

    private static void refused(String fields, String param) {
        assertThatThrownBy(() -> sent(fields)).isInstanceOfSatisfying(GatewayException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
            assertThat(failure.param()).isEqualTo(param);
        });
    }

    @Test
    void aConversationWithAnImageACallAndItsResultIsSaidInOllamasWords() {
        JsonNode sent = sent("'messages':[{'role':'user','content':[{'type':'text','text':'What is it?'},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0='}}]},"
                + "{'role':'assistant','content':'','reasoning_content':'hm','tool_calls':[{'id':'c1','type':'function',"
                + "'function':{'name':'wx','arguments':'{\\'city\\':\\'Oslo\\'}'}}]},"
                + "{'role':'tool','tool_call_id':'c1','content':'3C'}],'max_completion_tokens':50,'stop':'END',"
                + "'reasoning_effort':'none','response_format':{'type':'json_schema','json_schema':{'name':'r',"
                + "'schema':{'type':'object','properties':{'t':{'type':'string'}}}}}");

        assertThat(sent)
                .isEqualTo(json("{'model':'qwen3','stream':false,'messages':[{'role':'user','content':'What is it?',"
                        + "'images':['iVBORw0=']},{'role':'assistant','content':'','thinking':'hm','tool_calls':[{'id':"
                        + "'c1','function':{'index':0,'name':'wx','arguments':{'city':'Oslo'}}}]},{'role':'tool',"
                        + "'content':'3C','tool_name':'wx','tool_call_id':'c1'}],'options':{'num_predict':50,"
                        + "'stop':['END']},'think':false,'format':{'type':'object','properties':{'t':{'type':"
                        + "'string'}}}}"));
    }

    @Test
    void whetherToStreamIsAlwaysSaid() {
        assertThat(sent(HI).path("stream").booleanValue()).isFalse();
        assertThat(sent(HI + ",'stream':true").path("stream").booleanValue()).isTrue();
    }

    @Test
    void e18_arguments_go_out_as_an_object_however_the_client_wrote_them() {
        for (String arguments : new String[] {"'{\\'a\\':1}'", "{'a':1}", "'\\'{\\\\\\'a\\\\\\':1}\\''"}) {
            JsonNode sent = sent("'messages':[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f',"
                    + "'arguments':" + arguments + "}}]}]");

            assertThat(sent.at("/messages/0/tool_calls/0/function/arguments")).isEqualTo(json("{'a':1}"));
        }
    }

    @Test
    void e17_a_call_without_arguments_has_an_empty_object() {
        JsonNode sent = sent("'messages':[{'role':'assistant','tool_calls':[{'id':'c','function':{'name':'f',"
                + "'arguments':''}},{'id':'d','function':{'name':'g','arguments':'{}'}}]}]");

        assertThat(sent.at("/messages/0/tool_calls"))
                .isEqualTo(json("[{'id':'c','function':{'index':0,'name':'f','arguments':{}}},"
                        + "{'id':'d','function':{'index':1,'name':'g','arguments':{}}}]"));
    }

    @Test
    void e50_a_developers_message_is_a_system_message() {
        JsonNode sent = sent("'messages':[{'role':'developer','content':'a'},{'role':'user','content':'b'}]");

        assertThat(sent.at("/messages/0/role").stringValue()).isEqualTo("system");
    }

    @Test
    void e54_an_image_at_an_address_or_of_an_unknown_kind_is_refused_at_its_place() {
        String image = "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'%s'}}]}]";

        refused(String.format(image, "https://example.org/a.png"), "messages[0].content[0]");
        refused(String.format(image, "data:image/svg+xml;base64,PHN2Zz4="), "messages[0].content[0]");
        assertThat(sent(String.format(image, "data:image/jpg;base64,/9j/4A==")).at("/messages/0/images/0"))
                .isEqualTo(json("'/9j/4A=='"));
    }

    @Test
    void soundAndPicturesInFilesGoWithTheImagesAndTextFilesWithTheText() {
        JsonNode sent = sent("'messages':[{'role':'user','content':[{'type':'text','text':'see'},"
                + "{'type':'input_audio','input_audio':{'data':'UklGRg==','format':'wav'}},"
                + "{'type':'file','file':{'file_data':'data:image/png;base64,iVBORw0KGgo='}},"
                + "{'type':'file','file':{'file_data':'data:text/plain;base64,R3LDvMOfZQ=='}}]}]");

        assertThat(sent.at("/messages/0/images")).isEqualTo(json("['UklGRg==','iVBORw0KGgo=']"));
        assertThat(sent.at("/messages/0/content").stringValue()).isEqualTo("see\nGrüße");
        refused(
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':'JVBERi0='}}]}]",
                "messages[0].content[0]");
        refused(
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]",
                "messages[0].content[0]");
        refused("'messages':[{'role':'user','content':[{'type':'hologram'}]}]", "messages[0].content[0]");
    }

    @Test
    void e55_both_names_for_the_most_tokens_are_num_predict() {
        assertThat(sent(HI + ",'max_tokens':7").at("/options/num_predict").intValue())
                .isEqualTo(7);
        assertThat(sent(HI + ",'max_completion_tokens':8,'max_tokens':7")
                        .at("/options/num_predict")
                        .intValue())
                .isEqualTo(8);
    }

    @Test
    void whatOllamaKnowsBesideOpenAiIsPassedOn() {
        JsonNode sent = sent(HI + ",'temperature':0.5,'top_p':0.9,'seed':3,'presence_penalty':1,'frequency_penalty':2,"
                + "'stop':['a','b'],'num_ctx':9000,'top_k':4,'options':{'min_p':0.1,'top_k':9},'keep_alive':'5m',"
                + "'logprobs':true,'top_logprobs':2,'truncate':true,'think':'high'");

        assertThat(sent.path("options"))
                .isEqualTo(json("{'min_p':0.1,'top_k':4,'num_ctx':9000,'temperature':0.5,'top_p':0.9,'seed':3,"
                        + "'presence_penalty':1,'frequency_penalty':2,'stop':['a','b']}"));
        assertThat(sent.path("keep_alive").stringValue()).isEqualTo("5m");
        assertThat(sent.path("logprobs").booleanValue()).isTrue();
        assertThat(sent.path("top_logprobs").intValue()).isEqualTo(2);
        assertThat(sent.path("truncate").booleanValue()).isTrue();
        assertThat(sent.path("think").stringValue()).isEqualTo("high");
        assertThat(sent.has("num_ctx")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "qwen3, none, false",
        "qwen3, minimal, low",
        "qwen3, low, low",
        "qwen3, medium, medium",
        "qwen3, high, high",
        "qwen3, xhigh, max",
        "qwen3, max, max",
        "gpt-oss:20b, none, low",
        "gpt-oss:20b, max, high"
    })
    void anEffortIsALevelOfThinking(String model, String effort, String think) {
        JsonNode sent = Llama.bench().sent(model, HI + ",'reasoning_effort':'" + effort + "'");

        assertThat(sent.path("think").asString()).isEqualTo(think);
    }

    @Test
    void e56_models_that_do_not_think_or_call_are_not_asked_to() {
        var bench = Llama.bench("{ type: ollama, no_thinking: [llama3], no_tools: [gemma3] }");

        UpstreamRequest thinking = bench.call("llama3:8b", HI + ",'reasoning_effort':'high'");
        UpstreamRequest tools = bench.call("gemma3", HI + "," + TOOLS);

        assertThat(thinking.dropped()).containsExactly("reasoning_effort");
        assertThat(bench.sent("llama3:8b", HI + ",'reasoning_effort':'high'").has("think"))
                .isFalse();
        assertThat(bench.sent("llama3:8b", HI + ",'reasoning_effort':'none'").path("think"))
                .isEqualTo(json("false"));
        assertThat(tools.dropped()).containsExactly("tools");
        assertThat(bench.sent("gemma3", HI + "," + TOOLS).has("tools")).isFalse();
        assertThat(bench.sent("qwen3", HI + "," + TOOLS).has("tools")).isTrue();
    }

    @Test
    void formatIsJsonOrASchema() {
        assertThat(sent(HI + ",'response_format':{'type':'json_object'}")
                        .path("format")
                        .stringValue())
                .isEqualTo("json");
        assertThat(sent(HI + ",'response_format':{'type':'text'}").has("format"))
                .isFalse();
    }

    @Test
    void e58_a_choice_among_tools_is_kept_as_far_as_it_can_be() {
        assertThat(sent(HI + "," + TOOLS).at("/tools"))
                .isEqualTo(json("[{'type':'function','function':{'name':'wx','parameters':{}}},{'type':'function',"
                        + "'function':{'name':'time','parameters':{'type':'object','properties':{}}}}]"));
        assertThat(sent(HI + "," + TOOLS + ",'tool_choice':'none'").has("tools"))
                .isFalse();
        String named = HI + "," + TOOLS + ",'tool_choice':{'type':'function','function':{'name':'time'}}";
        assertThat(sent(named).at("/tools/0/function/name").stringValue()).isEqualTo("time");
        assertThat(sent(named).path("tools").size()).isEqualTo(1);
        assertThat(Llama.bench().call("m", named).dropped()).containsExactly("tool_choice");
        String allowed = HI + "," + TOOLS + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto',"
                + "'tools':[{'type':'function','function':{'name':'wx'}}]}}";
        assertThat(sent(allowed).path("tools").size()).isEqualTo(1);
        assertThat(Llama.bench().call("m", allowed).dropped()).isEmpty();
        refused(HI + ",'tools':[{'type':'custom','custom':{'name':'x'}}]", "tools[0]");
    }

    @Test
    void whatHasNoPlaceIsTold() {
        UpstreamRequest sent = Llama.bench()
                .call(
                        "m",
                        HI + ",'logit_bias':{'1':2},'user':'u','parallel_tool_calls':false,'service_tier':'auto',"
                                + "'temperature':1,'tools':[{'type':'function','function':{'name':'f','strict':true}}]");

        assertThat(sent.dropped())
                .containsExactlyInAnyOrder("logit_bias", "user", "parallel_tool_calls", "service_tier", "tools.strict");
        refused(HI + ",'n':2", "n");
        refused(HI + ",'options':3", "options");
    }

    @Test
    void theCallGoesToTheNativePathWithTheKey() {
        UpstreamRequest sent = Llama.bench("{ type: ollama, url: 'http://h:1/deep/', key: $KEY }")
                .call("m", HI);

        assertThat(sent.path()).isEqualTo("/deep/api/chat");
        assertThat(sent.target().authority()).isEqualTo("h:1");
        assertThat(sent.headers())
                .containsSequence("authorization", "Bearer " + Workbench.KEY)
                .containsSequence("accept", "application/json");
    }
}
