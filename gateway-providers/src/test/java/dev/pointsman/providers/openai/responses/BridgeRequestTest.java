package dev.pointsman.providers.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.Workbench;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class BridgeRequestTest {
    private static final String FUNCTION = "'tools':[{'type':'function','function':{'name':'wx','description':'d',"
            + "'parameters':{'type':'object','properties':{}}}}]";
    private static final String AUTO = "{ type: openai, key: $KEY }";

    private static JsonNode sent(String fields) {
        return Bridge.bench().sent("gpt-5-pro", fields);
    }

    private static JsonNode json(String text) {
        return Workbench.json(text);
    }

    private static String path(String entry, String model, String fields) {
        return Bridge.bench(entry).call(model, fields).path();
    }

    private static void refused(String fields, String param) {
        assertThatThrownBy(() -> sent(fields)).isInstanceOfSatisfying(GatewayException.class, failure -> {
            assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
            assertThat(failure.param()).isEqualTo(param);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o1-pro",
                "o3-pro-2025-06-10",
                "gpt-5-pro",
                "gpt-5.2-pro",
                "gpt-5-codex",
                "gpt-5.1-codex-max",
                "codex-mini-latest",
                "o3-deep-research",
                "o4-mini-deep-research-2025-06-26"
            })
    void modelsThatHaveNoChatsAreAskedForResponses(String model) {
        assertThat(path(AUTO, model, Bridge.ASKED)).isEqualTo("/v1/responses");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-5", "o3", "o4-mini", "gpt-5.6", "gpt-4.1-nano", "gpt-5-chat-latest"})
    void allOthersAreAskedForChats(String model) {
        assertThat(path(AUTO, model, Bridge.ASKED)).isEqualTo("/v1/chat/completions");
    }

    @Test
    void e56_functions_with_effort_go_to_responses_where_the_model_takes_both_only_there() {
        assertThat(path(AUTO, "gpt-5.6-mini", Bridge.ASKED + "," + FUNCTION)).isEqualTo("/v1/responses");
        assertThat(path(AUTO, "gpt-5.6", Bridge.ASKED + "," + FUNCTION + ",'reasoning_effort':'high'"))
                .isEqualTo("/v1/responses");
        assertThat(path(AUTO, "gpt-5.6", Bridge.ASKED + "," + FUNCTION + ",'reasoning_effort':'none'"))
                .isEqualTo("/v1/chat/completions");
        assertThat(path(AUTO, "gpt-5.6", Bridge.ASKED + ",'reasoning_effort':'high'"))
                .isEqualTo("/v1/chat/completions");
        assertThat(path(AUTO, "gpt-5.5", Bridge.ASKED + "," + FUNCTION)).isEqualTo("/v1/chat/completions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ type: openai, key: $KEY, api: chat }|gpt-5-pro|/v1/chat/completions",
                "{ type: openai, key: $KEY, api: responses }|gpt-4o|/v1/responses",
                "{ type: openai, url: 'http://127.0.0.1:9/deep/v1' }|o3-pro|/deep/v1/responses",
                "{ type: azure, key: $KEY, resource: acme }|gpt-5-pro|/openai/v1/responses",
                "{ type: azure, key: $KEY, resource: acme, style: classic }|gpt-5-pro|/openai/deployments/gpt-5-pro/chat/completions?api-version=2024-10-21",
                "{ type: openrouter, key: $KEY }|openai/gpt-5-pro|/api/v1/chat/completions",
                "{ type: vllm, api: responses }|gpt-oss|/v1/responses"
            })
    void thePolicyMayDecideItOtherwise(String entry, String model, String path) {
        assertThat(path(entry, model, Bridge.ASKED)).isEqualTo(path);
    }

    @Test
    void whatCannotBeDecidedIsToldAtItsPlace() {
        assertThat(Bridge.bench("{ type: openai, key: $KEY, api: soap }").problems())
                .singleElement()
                .asString()
                .contains("soap");
        assertThat(Bridge.bench("{ type: azure, key: $KEY, resource: a, style: classic, api: responses }")
                        .problems())
                .singleElement()
                .asString()
                .contains("classic");
    }

    @Test
    void aConversationIsAListOfItems() {
        JsonNode sent = sent(
                "'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':[{'type':'text',"
                        + "'text':'see'},{'type':'image_url','image_url':{'url':'https://h/a.png','detail':'low'}},"
                        + "{'type':'image_url','image_url':'data:image/jpg;base64,/9j/4A=='},"
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi0='}},"
                        + "{'type':'file','file':{'file_id':'file-1'}}]},"
                        + "{'role':'assistant','content':'so','tool_calls':[{'id':'c1','type':'function','function':{'name':'wx',"
                        + "'arguments':'{\\'a\\':1}'}},{'id':'c2','type':'custom','custom':{'name':'sh','input':'ls'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'3C'},"
                        + "{'role':'tool','tool_call_id':'c2','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]");

        assertThat(sent.path("input"))
                .isEqualTo(json(
                        "[{'role':'developer','content':'Be brief.'},{'role':'user','content':[{'type':'input_text',"
                                + "'text':'see'},{'type':'input_image','image_url':'https://h/a.png','detail':'low'},"
                                + "{'type':'input_image','image_url':'data:image/jpeg;base64,/9j/4A==','detail':'auto'},"
                                + "{'type':'input_file','file_data':'data:application/pdf;base64,JVBERi0=','filename':'a.pdf'},"
                                + "{'type':'input_file','file_id':'file-1'}]},{'role':'assistant','content':'so'},"
                                + "{'type':'function_call','call_id':'c1','name':'wx','arguments':'{\\'a\\':1}'},"
                                + "{'type':'custom_tool_call','call_id':'c2','name':'sh','input':'ls'},"
                                + "{'type':'function_call_output','call_id':'c1','output':'3C'},"
                                + "{'type':'custom_tool_call_output','call_id':'c2','output':[{'type':'input_text','text':'a'},"
                                + "{'type':'input_text','text':'b'}]}]"));
    }

    @Test
    void everyFieldHasItsPlace() {
        JsonNode sent =
                sent(Bridge.ASKED + ",'max_tokens':50,'reasoning_effort':'high','verbosity':'low','metadata':{'a':'b'},"
                        + "'service_tier':'flex','prompt_cache_key':'k','safety_identifier':'s','user':'u','store':true,"
                        + "'parallel_tool_calls':false,'reasoning':{'summary':'auto'},'stream':true,'stream_options':{"
                        + "'include_usage':true,'include_obfuscation':false},'response_format':{'type':'json_schema','json_schema':{"
                        + "'name':'r','strict':true,'description':'d','schema':{'type':'object'}}},'web_search_options':{"
                        + "'search_context_size':'low','user_location':{'type':'approximate','approximate':{'country':'NO'}}},"
                        + FUNCTION);

        assertThat(sent)
                .isEqualTo(json(
                        "{'model':'gpt-5-pro','input':[{'role':'user','content':'hi'}],'tools':[{'type':'function',"
                                + "'name':'wx','description':'d','parameters':{'type':'object','properties':{}},'strict':false},"
                                + "{'type':'web_search','search_context_size':'low','user_location':{'type':'approximate',"
                                + "'country':'NO'}}],'parallel_tool_calls':false,'max_output_tokens':50,'text':{'format':{'type':"
                                + "'json_schema','name':'r','description':'d','strict':true,'schema':{'type':'object'}},"
                                + "'verbosity':'low'},'reasoning':{'summary':'auto','effort':'high'},'include':["
                                + "'reasoning.encrypted_content'],'store':true,'metadata':{'a':'b'},'service_tier':'flex',"
                                + "'safety_identifier':'s','prompt_cache_key':'k','user':'u','stream':true,'stream_options':{"
                                + "'include_obfuscation':false}}"));
    }

    @Test
    void nothingIsStoredUnlessTheClientSaysSo() {
        assertThat(sent(Bridge.ASKED).path("store")).isEqualTo(json("false"));
        assertThat(sent(Bridge.ASKED).has("stream")).isFalse();
    }

    @Test
    void e58_a_choice_among_tools_is_flat() {
        String tools =
                Bridge.ASKED + ",'tools':[{'type':'function','function':{'name':'wx'}},{'type':'custom','custom':{"
                        + "'name':'sh','format':{'type':'grammar','grammar':{'syntax':'lark','definition':'x'}}}},"
                        + "{'type':'image_generation'}]";

        assertThat(sent(tools).path("tools"))
                .isEqualTo(json(
                        "[{'type':'function','name':'wx','parameters':{'type':'object','properties':{}},'strict':false},"
                                + "{'type':'custom','name':'sh','format':{'type':'grammar','syntax':'lark','definition':'x'}},"
                                + "{'type':'image_generation'}]"));
        assertThat(sent(tools + ",'tool_choice':'none'").path("tool_choice")).isEqualTo(json("'none'"));
        assertThat(sent(tools + ",'tool_choice':'required'").path("tool_choice"))
                .isEqualTo(json("'required'"));
        assertThat(sent(tools + ",'tool_choice':{'type':'function','function':{'name':'wx'}}")
                        .path("tool_choice"))
                .isEqualTo(json("{'type':'function','name':'wx'}"));
        assertThat(sent(tools + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':["
                                + "{'type':'custom','custom':{'name':'sh'}},{'type':'function','function':{'name':'wx'}}]}}")
                        .path("tool_choice"))
                .isEqualTo(json("{'type':'allowed_tools','mode':'required','tools':[{'type':'custom','name':'sh'},"
                        + "{'type':'function','name':'wx'}]}"));
    }

    @Test
    void e51_encrypted_reasoning_goes_back_to_where_it_stood_and_only_to_this_api() {
        JsonNode sent = sent(
                "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'so','thinking_blocks':["
                        + "{'type':'thinking','thinking':'hm','signature':'openai:0:0:rs_1:gA=='},"
                        + "{'type':'thinking','thinking':'','signature':'openai:1:1:rs_2:gB=='},"
                        + "{'type':'thinking','thinking':'x','signature':'ofAnthropic=='},"
                        + "{'type':'redacted_thinking','data':'x'},"
                        + "{'type':'thinking','thinking':'x','signature':'openai:broken'}],'tool_calls':["
                        + "{'id':'c1','function':{'name':'f','arguments':'{}'}},{'id':'c2','function':{'name':'g','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'1'},{'role':'tool','tool_call_id':'c2','content':'2'}]");

        assertThat(sent.path("input"))
                .isEqualTo(json("[{'role':'user','content':'q'},{'type':'reasoning','id':'rs_1','summary':[{'type':"
                        + "'summary_text','text':'hm'}],'encrypted_content':'gA=='},{'role':'assistant','content':'so'},"
                        + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},{'type':'reasoning','id':'rs_2',"
                        + "'summary':[],'encrypted_content':'gB=='},{'type':'function_call','call_id':'c2','name':'g',"
                        + "'arguments':'{}'},{'type':'function_call_output','call_id':'c1','output':'1'},"
                        + "{'type':'function_call_output','call_id':'c2','output':'2'}]"));
    }

    @Test
    void e56_what_a_model_does_not_take_is_left_out_and_told() {
        String sampling = Bridge.ASKED + ",'temperature':0.5,'top_p':0.9,'logprobs':true,'top_logprobs':2";

        UpstreamRequest reasons = Bridge.bench().call("gpt-5-pro", sampling);
        JsonNode plain = Bridge.bench().sent("gpt-4o", sampling);
        JsonNode effortless = Bridge.bench().sent("gpt-5.1-codex", sampling + ",'reasoning_effort':'none'");

        assertThat(reasons.dropped()).containsExactlyInAnyOrder("temperature", "top_p", "logprobs");
        assertThat(plain)
                .isEqualTo(
                        json("{'model':'gpt-4o','input':[{'role':'user','content':'hi'}],'temperature':0.5,'top_p':0.9,"
                                + "'top_logprobs':2,'include':['message.output_text.logprobs'],'store':false}"));
        assertThat(effortless.path("temperature").doubleValue()).isEqualTo(0.5);
        assertThat(Bridge.bench()
                        .call(
                                "gpt-5-pro",
                                Bridge.ASKED + ",'seed':1,'stop':'x','logit_bias':{'1':1},'presence_penalty':1,'n':1,"
                                        + "'temperature':1,'prediction':{'type':'content','content':'x'}")
                        .dropped())
                .containsExactlyInAnyOrder("seed", "stop", "logit_bias", "presence_penalty", "prediction");
    }

    @Test
    void e55_the_most_tokens_are_at_least_what_the_api_takes() {
        assertThat(sent(Bridge.ASKED + ",'max_completion_tokens':1")
                        .path("max_output_tokens")
                        .intValue())
                .isEqualTo(16);
        assertThat(sent(Bridge.ASKED + ",'max_tokens':99")
                        .path("max_output_tokens")
                        .intValue())
                .isEqualTo(99);
    }

    @Test
    void aCacheMarkStaysWithItsPart() {
        JsonNode sent = sent("'messages':[{'role':'user','content':[{'type':'text','text':'a',"
                + "'prompt_cache_breakpoint':{'mode':'explicit'}}]}]");

        assertThat(sent.at("/input/0/content"))
                .isEqualTo(json("[{'type':'input_text','text':'a','prompt_cache_breakpoint':{'mode':'explicit'}}]"));
    }

    @Test
    void whatTheApiCannotBeAskedIsRefusedAtItsPlace() {
        refused(Bridge.ASKED + ",'n':2", "n");
        refused(Bridge.ASKED + ",'modalities':['text','audio']", "modalities");
        refused(
                "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'UklGRg==','format':"
                        + "'wav'}}]}]",
                "messages[0].content[0]");
    }
}
