package dev.pointsman.dialect.messages;

import static dev.pointsman.dialect.messages.Messages.ASK;
import static dev.pointsman.dialect.messages.Messages.chat;
import static dev.pointsman.dialect.messages.Messages.json;
import static dev.pointsman.dialect.messages.Messages.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestTranslationTest {
    @Test
    void aPlainRequestIsAPlainChat() {
        assertThat(chat("'system':'Be terse.','temperature':0.5,'top_p':0.9,'top_k':40,'stop_sequences':['END',''],"
                        + ASK))
                .isEqualTo(json("{'model':'m','messages':[{'role':'system','content':'Be terse.'},"
                        + "{'role':'user','content':'hi'}],'max_tokens':100,'temperature':0.5,'top_p':0.9,'top_k':40,"
                        + "'stop':['END']}"));
        assertThat(Messages.translation(ASK).dropped()).isEmpty();
        assertThat(Messages.translation(ASK).chat().endpoint()).isEqualTo(Endpoint.CHAT_COMPLETIONS);
    }

    @Test
    void aStreamIsAskedForWithItsUsage() {
        var streamed = Messages.translation("'stream':true," + ASK).chat();

        assertThat(streamed.facts().stream()).isTrue();
        assertThat(streamed.facts().includeUsage()).isTrue();
        assertThat(chat("'stream':false," + ASK).has("stream_options")).isFalse();
    }

    @Test
    void blocksOfTheSystemPromptAreOneMessage() {
        assertThat(
                        chat("'system':[{'type':'text','text':'one'},{'type':'text','text':''},{'type':'text','text':'two'}],"
                                        + ASK)
                                .path("messages")
                                .get(0))
                .isEqualTo(json("{'role':'system','content':'one\\ntwo'}"));
        assertThat(chat("'system':[{'type':'text','text':'one','cache_control':{'type':'ephemeral','ttl':'1h'}},"
                                + "{'type':'text','text':'two'}]," + ASK)
                        .path("messages")
                        .get(0))
                .isEqualTo(json("{'role':'system','content':[{'type':'text','text':'one',"
                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}},{'type':'text','text':'two'}]}"));
        assertThat(turns("[{'role':'user','content':'a'},{'role':'system','content':'now be brief'}]"))
                .isEqualTo(json("[{'role':'user','content':'a'},{'role':'system','content':'now be brief'}]"));
    }

    @Test
    void picturesAndDocumentsAreParts() {
        assertThat(turns("[{'role':'user','content':[{'type':'text','text':'look'},"
                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0='}},"
                        + "{'type':'image','source':{'type':'url','url':'https://x/y.png'},'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'document','title':'t','context':'c','source':{'type':'text','media_type':'text/plain','data':'d'}},"
                        + "{'type':'document','title':'r.pdf','source':{'type':'base64','media_type':'application/pdf','data':'JVBERi0='}},"
                        + "{'type':'document','source':{'type':'url','url':'https://x/y.pdf'}},"
                        + "{'type':'document','source':{'type':'content','content':[{'type':'text','text':'inner'}]}},"
                        + "{'type':'search_result','title':'st','source':'https://s','content':[{'type':'text','text':'found'}]}"
                        + "]}]"))
                .isEqualTo(json("[{'role':'user','content':[{'type':'text','text':'look'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0='}},"
                        + "{'type':'image_url','image_url':{'url':'https://x/y.png'},'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'text','text':'t\\nc\\nd'},"
                        + "{'type':'file','file':{'filename':'r.pdf','file_data':'data:application/pdf;base64,JVBERi0='}},"
                        + "{'type':'file','file':{'file_url':'https://x/y.pdf'}},"
                        + "{'type':'text','text':'inner'},"
                        + "{'type':'text','text':'st\\nhttps://s\\nfound'}]}]"));
    }

    @Test
    void resultsOfToolsAreMessagesOfTheirOwnBeforeWhatElseWasSaid() {
        assertThat(
                        turns(
                                "[{'role':'user','content':'go'},{'role':'assistant','content':[{'type':'text','text':'I '},"
                                        + "{'type':'text','text':'call'},{'type':'tool_use','id':'t1','name':'wx','input':{'city':'Oslo'}},"
                                        + "{'type':'tool_use','id':'t2','name':'pic','input':{}}]},"
                                        + "{'role':'user','content':[{'type':'text','text':'and?'},"
                                        + "{'type':'tool_result','tool_use_id':'t1','content':'boom','is_error':true},"
                                        + "{'type':'tool_result','tool_use_id':'t2','content':[{'type':'text','text':'a'},{'type':'text','text':'b'},"
                                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'iVBORw0='}}]}]}]"))
                .isEqualTo(json("[{'role':'user','content':'go'},{'role':'assistant','content':'I call','tool_calls':["
                        + "{'id':'t1','type':'function','function':{'name':'wx','arguments':'{\\'city\\':\\'Oslo\\'}'}},"
                        + "{'id':'t2','type':'function','function':{'name':'pic','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'t1','content':'Error: boom'},"
                        + "{'role':'tool','tool_call_id':'t2','content':'a\\nb'},"
                        + "{'role':'user','content':[{'type':'text','text':'From the result of call t2:'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0='}},"
                        + "{'type':'text','text':'and?'}]}]"));
    }

    @Test
    void e47_an_empty_text_that_a_client_sends_back_is_left_out() {
        assertThat(turns("[{'role':'user','content':[{'type':'text','text':''},{'type':'text','text':'q'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':''},{'type':'tool_use','id':'t','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'t','content':''},{'type':'text','text':''}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':''}]},"
                        + "{'role':'user','content':''}]"))
                .isEqualTo(json("[{'role':'user','content':'q'},"
                        + "{'role':'assistant','content':null,'tool_calls':[{'id':'t','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'t','content':'(no output)'}]"));
    }

    @Test
    void thinkingComesBackSignedOrAsWords() {
        assertThat(turns(
                                "[{'role':'user','content':'q'},{'role':'assistant','content':["
                                        + "{'type':'thinking','thinking':'deep','signature':'sg'},"
                                        + "{'type':'redacted_thinking','data':'x'},"
                                        + "{'type':'thinking','thinking':' loose','signature':''},{'type':'text','text':'a'}]}]")
                        .get(1))
                .isEqualTo(
                        json(
                                "{'role':'assistant','content':'a','reasoning_content':'deep loose','thinking_blocks':["
                                        + "{'type':'thinking','thinking':'deep','signature':'sg'},{'type':'redacted_thinking','data':'x'}]}"));
    }

    @Test
    void whatAHostedToolDidIsLostAndTold() {
        var translation =
                Messages.translation("'messages':[{'role':'user','content':'q'},{'role':'assistant','content':["
                        + "{'type':'server_tool_use','id':'s','name':'web_search','input':{}},"
                        + "{'type':'web_search_tool_result','tool_use_id':'s','content':[]},{'type':'text','text':'a'}]}],"
                        + "'tools':[{'type':'web_search_20250305','name':'web_search'}],'tool_choice':{'type':'any'},"
                        + "'context_management':{'edits':[{}]}");

        assertThat(translation.dropped())
                .containsExactlyInAnyOrder(
                        "messages.server_tool_use",
                        "messages.web_search_tool_result",
                        "tools.web_search_20250305",
                        "tool_choice",
                        "context_management");
    }

    @Test
    void toolsAreFunctionsWithTheirWholeSchema() {
        String schema =
                "{'type':'object','properties':{'a':{'type':'string','pattern':'x+'}},'required':['a'],'additionalProperties':false}";
        assertThat(chat("'tools':[{'name':'f','description':'d','input_schema':" + schema
                                + ",'strict':true,'cache_control':{'type':'ephemeral'}},"
                                + "{'type':'custom','name':'g','input_schema':{'type':'object'},'strict':true}],"
                                + "'tool_choice':{'type':'auto','disable_parallel_tool_use':true}," + ASK)
                        .path("tools"))
                .isEqualTo(json("[{'type':'function','function':{'name':'f','description':'d','parameters':" + schema
                        + ",'strict':true},'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'function','function':{'name':'g','parameters':{'type':'object'}}}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'auto'}|'auto'|",
                "{'type':'any'}|'required'|",
                "{'type':'none','disable_parallel_tool_use':true}|'none'|",
                "{'type':'tool','name':'f'}|{'type':'function','function':{'name':'f'}}|",
                "{'type':'any','disable_parallel_tool_use':true}|'required'|false"
            },
            quoteCharacter = '~')
    void theChoiceOfAToolKeepsItsMeaning(String own, String told, String parallel) {
        var chat = chat("'tools':[{'name':'f','input_schema':{'type':'object'}}],'tool_choice':" + own + "," + ASK);

        assertThat(chat.path("tool_choice")).isEqualTo(json(told));
        assertThat(chat.path("parallel_tool_calls").asString(null)).isEqualTo(parallel);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'thinking':{'type':'enabled','budget_tokens':1024}|low",
                "'thinking':{'type':'enabled','budget_tokens':4096}|medium",
                "'thinking':{'type':'enabled','budget_tokens':16384}|high",
                "'thinking':{'type':'disabled'}|none",
                "'thinking':{'type':'adaptive'}|",
                "'thinking':{'type':'adaptive'},'output_config':{'effort':'xhigh'}|xhigh",
                "'output_config':{'effort':'low'}|low"
            },
            quoteCharacter = '~')
    void thinkingIsAnEffort(String own, String effort) {
        assertThat(chat(own + "," + ASK).path("reasoning_effort").asString(null))
                .isEqualTo(effort);
    }

    @Test
    void aFormOfTheAnswerIsASchema() {
        String closed =
                "{'type':'object','properties':{'a':{'type':'string'}},'required':['a'],'additionalProperties':false}";
        assertThat(chat("'output_config':{'format':{'type':'json_schema','schema':" + closed + "}}," + ASK)
                        .path("response_format"))
                .isEqualTo(json("{'type':'json_schema','json_schema':{'name':'response','strict':true,'schema':"
                        + closed + "}}"));
        assertThat(chat("'output_format':{'type':'json_schema','schema':{'type':'object'}}," + ASK)
                        .path("response_format")
                        .path("json_schema")
                        .path("strict")
                        .booleanValue())
                .isFalse();
    }

    @Test
    void theUserIsNamedByAShortName() {
        assertThat(chat("'metadata':{'user_id':'u1'}," + ASK).path("user").stringValue())
                .isEqualTo("u1");
        assertThat(chat("'metadata':{'user_id':'" + "u".repeat(65) + "'}," + ASK)
                        .path("user")
                        .stringValue())
                .hasSize(64)
                .matches("[0-9a-f]+");
    }

    @Test
    void aMarkForTheWholePromptStandsOnItsLastPart() {
        assertThat(chat("'cache_control':{'type':'ephemeral'}," + ASK)
                        .path("messages")
                        .get(0)
                        .path("content"))
                .isEqualTo(json("[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]"));
    }

    @Test
    void tiersAndStopsThatOpenAiLacksAreToldAsLost() {
        assertThat(chat("'service_tier':'standard_only'," + ASK)
                        .path("service_tier")
                        .stringValue())
                .isEqualTo("default");
        var translation = Messages.translation("'service_tier':'flex','stop_sequences':['1','2','3','4','5']," + ASK);

        assertThat(translation.dropped()).containsExactlyInAnyOrder("service_tier", "stop_sequences");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'model':'m','messages':[{'role':'user','content':'x'}]}|max_tokens",
                "{'model':'m','max_tokens':0,'messages':[{'role':'user','content':'x'}]}|max_tokens",
                "{'model':'m','max_tokens':1,'messages':[{'role':'tool','content':'x'}]}|messages.0.role",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user'}]}|messages.0.content",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':''}]}|messages",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'text'}]}]}|messages.0.content.0.text",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'file','file_id':'f'}}]}]}|messages.0.content.0.source.type",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image'}]}]}|messages.0.content.0.source.type",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'image','source':{'type':'base64','media_type':'image/png'}}]}]}|messages.0.content.0.source.data",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'container_upload','file_id':'f'}]}]}|messages.0.content.0",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':[{'type':'tool_result','content':'f'}]}]}|messages.0.content.0.tool_use_id",
                "{'model':'m','max_tokens':1,'messages':[{'role':'user','content':'x'},{'role':'assistant','content':[{'type':'tool_use','name':'f'}]}]}|messages.1.content.0.id",
                "{'model':'m','max_tokens':1,'system':[{'type':'image'}],'messages':[{'role':'user','content':'x'}]}|system.0.type",
                "{'model':'m','max_tokens':1,'temperature':'hot','messages':[{'role':'user','content':'x'}]}|temperature",
                "{'model':'m','max_tokens':1,'tools':[{'input_schema':{}}],'messages':[{'role':'user','content':'x'}]}|tools.0.name",
                "{'model':'m','max_tokens':1,'tools':[{'name':'f'}],'messages':[{'role':'user','content':'x'}]}|tools.0.input_schema",
                "{'model':'m','max_tokens':1,'tools':[{'name':'f','input_schema':{}}],'tool_choice':{'type':'tool','name':'g'},'messages':[{'role':'user','content':'x'}]}|tool_choice.name"
            },
            quoteCharacter = '~')
    void aMistakeIsToldWithItsPlace(String body, String place) {
        assertThatThrownBy(() -> new MessagesDialect().chat(Messages.raw(body)))
                .isInstanceOfSatisfying(GatewayException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(refused.param()).isEqualTo(place);
                    assertThat(refused.text()).contains(place);
                });
    }

    @Test
    void onlyAnthropicItselfCallsOtherServersOrKeepsContainers() {
        MessagesDialect dialect = new MessagesDialect();

        assertThat(dialect.nativeOnly(Messages.request("'mcp_servers':[{'type':'url'}]," + ASK)))
                .isEqualTo("mcp_servers");
        assertThat(dialect.nativeOnly(Messages.request("'container':'c1'," + ASK)))
                .isEqualTo("container");
        assertThat(dialect.nativeOnly(Messages.request("'container':null,'mcp_servers':[ ]," + ASK)))
                .isNull();
        assertThat(dialect.nativeOnly(Messages.request(ASK))).isNull();
    }
}
