package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'wx','parameters':{'type':'object','properties':{}}}}]";
    private static final String LOOP = "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':null,"
            + "'tool_calls':[{'id':'c1','type':'function','function':{'name':'wx','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'c1','content':'3C'}]," + TOOL;

    private static JsonNode sent(String model, String fields) {
        return Claude.sent(model, fields);
    }

    @Test
    void theExampleOfTheGuideIsTranslatedInFull() {
        JsonNode sent = sent(
                "claude-haiku-4-5",
                "'messages':[{'role':'system','content':'Be terse.'},{'role':'user','content':["
                        + "{'type':'text','text':'Weather in Oslo and Rome?'},{'type':'image_url','image_url':"
                        + "{'url':'data:image/png;base64,iVBORw0='}}]},{'role':'assistant','content':null,'tool_calls':["
                        + "{'id':'c1','type':'function','function':{'name':'wx','arguments':{'city':'Oslo'}}},"
                        + "{'id':'c2','type':'function','function':{'name':'wx','arguments':{'city':'Rome'}}}]},"
                        + "{'role':'tool','tool_call_id':'c1','content':'3C'},{'role':'tool','tool_call_id':'c2','content':'17C'}],"
                        + "'tools':[{'type':'function','function':{'name':'wx','description':'weather','parameters':"
                        + "{'type':'object','properties':{'city':{'type':'string'}},'required':['city']}}}],"
                        + "'parallel_tool_calls':false,'stop':'END','temperature':1.4,'max_completion_tokens':200");

        assertThat(sent)
                .isEqualTo(Claude.json("{'model':'claude-haiku-4-5','max_tokens':200,'temperature':1.0,"
                        + "'stop_sequences':['END'],'system':[{'type':'text','text':'Be terse.'}],'messages':["
                        + "{'role':'user','content':[{'type':'text','text':'Weather in Oslo and Rome?'},{'type':'image',"
                        + "'source':{'type':'base64','media_type':'image/png','data':'iVBORw0='}}]},{'role':'assistant',"
                        + "'content':[{'type':'tool_use','id':'c1','name':'wx','input':{'city':'Oslo'}},"
                        + "{'type':'tool_use','id':'c2','name':'wx','input':{'city':'Rome'}}]},{'role':'user','content':["
                        + "{'type':'tool_result','tool_use_id':'c1','content':'3C'},"
                        + "{'type':'tool_result','tool_use_id':'c2','content':'17C'}]}],'tools':[{'name':'wx',"
                        + "'description':'weather','input_schema':{'type':'object','properties':{'city':{'type':'string'}},"
                        + "'required':['city']}}],'tool_choice':{'type':'auto','disable_parallel_tool_use':true}}"));
    }

    @Test
    void E46_E47_resultsComeFirstAndNothingIsEmpty() {
        JsonNode messages = sent(
                        "claude-haiku-4-5",
                        "'messages':[{'role':'user','content':''},{'role':'user','content':'hi'},{'role':'assistant','content':''},"
                                + "{'role':'assistant','content':'','tool_calls':[{'id':'call:1.x','function':{'name':'wx','arguments':''}}]},"
                                + "{'role':'tool','tool_call_id':'call:1.x','content':''},{'role':'user','content':'and?'}],"
                                + TOOL)
                .path("messages");

        String id = messages.path(1).path("content").path(0).path("id").stringValue();
        assertThat(id).matches("[a-zA-Z0-9_-]+");
        assertThat(messages)
                .isEqualTo(Claude.json("[{'role':'user','content':[{'type':'text','text':'hi'}]},"
                        + "{'role':'assistant','content':[{'type':'tool_use','id':'" + id
                        + "','name':'wx','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'" + id
                        + "'},{'type':'text','text':'and?'}]}]"));
    }

    @Test
    void E48_allSystemMessagesGoFirstAndAUserIsFound() {
        JsonNode sent = sent(
                "claude-haiku-4-5",
                "'messages':[{'role':'system','content':[{'type':'text','text':'a'},{'type':'text','text':''}]},"
                        + "{'role':'developer','content':'b'}]");

        assertThat(sent.path("system"))
                .isEqualTo(Claude.json("[{'type':'text','text':'a'},{'type':'text','text':'b'}]"));
        assertThat(sent.path("messages"))
                .isEqualTo(Claude.json("[{'role':'user','content':[{'type':'text','text':'.'}]}]"));
    }

    @Test
    void aConversationBegunByTheAssistantGetsAUserBeforeIt() {
        JsonNode messages = sent(
                        "claude-haiku-4-5",
                        "'messages':[{'role':'assistant','content':'Hello'},{'role':'user','content':'hi'}]")
                .path("messages");

        assertThat(messages.size()).isEqualTo(3);
        assertThat(messages.path(0).path("role").stringValue()).isEqualTo("user");
    }

    @Test
    void E49_aLastTurnOfTheAssistantIsRefusedWhereTheModelTakesNone() {
        String fields = "'messages':[{'role':'user','content':'hi'},{'role':'assistant','content':'Well '}]";

        GatewayException refused = catchThrowableOfType(GatewayException.class, () -> sent("claude-opus-4-6", fields));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("messages");
        assertThat(sent("claude-opus-4-5", fields)
                        .at("/messages/1/content/0/text")
                        .stringValue())
                .isEqualTo("Well");
        JsonNode continued = Claude.json(new String(
                Claude.adapter("{ type: anthropic, key: $KEY, prefill: continue }")
                        .encode(Claude.request(fields), Claude.model("claude-opus-4-6"))
                        .body()
                        .toArray(),
                StandardCharsets.UTF_8));
        assertThat(continued.at("/messages/2/content/0/text").stringValue()).isEqualTo("Continue.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'none' | {'type':'none'}",
                "'auto' | {'type':'auto'}",
                "'required' | {'type':'any'}",
                "{'type':'function','function':{'name':'wx'}} | {'type':'tool','name':'wx'}"
            })
    void E58_theChoiceAmongToolsIsKept(String choice, String expected) {
        assertThat(sent("claude-haiku-4-5", HI + "," + TOOL + ",'tool_choice':" + choice)
                        .path("tool_choice"))
                .isEqualTo(Claude.json(expected));
    }

    @Test
    void toolsThatOnlyTheHistoryKnowsAreDefinedAgain() {
        JsonNode sent = sent("claude-haiku-4-5", LOOP.replace("," + TOOL, ""));

        assertThat(sent.path("tools"))
                .isEqualTo(Claude.json("[{'name':'wx','input_schema':{'type':'object','properties':{}}}]"));
    }

    @ParameterizedTest
    @CsvSource({
        "claude-opus-5-5, 128000",
        "claude-sonnet-4-5-20250929, 64000",
        "claude-opus-4-1, 32000",
        "claude-sonnet-4-0, 64000",
        "claude-opus-4-20250514, 32000",
        "claude-3-haiku-20240307, 4096",
        "claude-next, 128000"
    })
    void aRequestThatNamesNoLimitGetsTheModels(String model, int most) {
        assertThat(sent(model, HI).path("max_tokens").intValue()).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-opus-5 | none | {'type':'disabled'} | ",
                "claude-opus-5-5 | none |  | low",
                "claude-opus-4-7 | low | {'type':'adaptive','display':'summarized'} | low",
                "claude-opus-4-7 | xhigh | {'type':'adaptive','display':'summarized'} | xhigh",
                "claude-opus-4-6 | xhigh | {'type':'adaptive','display':'summarized'} | max",
                "claude-sonnet-4-5 | none |  | ",
                "claude-sonnet-4-5 | low | {'type':'enabled','budget_tokens':1024} | ",
                "claude-sonnet-4-5 | xhigh | {'type':'enabled','budget_tokens':32000} | "
            })
    void E56_effortIsSaidInTheModelsWay(String model, String effort, String thinking, String told) {
        JsonNode sent = sent(model, HI + ",'reasoning_effort':'" + effort + "'");

        assertThat(sent.has("thinking")).isEqualTo(thinking != null);
        if (thinking != null) {
            assertThat(sent.path("thinking")).isEqualTo(Claude.json(thinking));
        }
        assertThat(sent.at("/output_config/effort").asString(null)).isEqualTo(told);
    }

    @Test
    void E56_theBudgetStaysBelowTheLimit() {
        JsonNode sent = sent("claude-sonnet-4-5", HI + ",'reasoning_effort':'high','max_tokens':1000");

        assertThat(sent.path("max_tokens").intValue()).isEqualTo(17_384);
        assertThat(sent.at("/thinking/budget_tokens").intValue()).isEqualTo(16_384);
    }

    @Test
    void E56_thinkingRulesOutSamplingAndForcedTools() {
        var call = Claude.call(
                "claude-sonnet-4-5", HI + ",'reasoning_effort':'low','temperature':0.3,'top_p':0.5,'top_k':4");
        var forced = Claude.call(
                "claude-sonnet-4-5", HI + "," + TOOL + ",'tool_choice':'required','reasoning_effort':'low'");

        assertThat(call.dropped()).containsExactly("temperature", "top_p", "top_k");
        assertThat(forced.dropped()).containsExactly("reasoning_effort");
        assertThat(new String(forced.body().toArray(), StandardCharsets.UTF_8)).doesNotContain("thinking");
    }

    @Test
    void theNewestModelsTakeNoSampling() {
        assertThat(Claude.call("claude-opus-5", HI + ",'temperature':0.3").dropped())
                .containsExactly("temperature");
        assertThat(sent("claude-opus-5", HI + ",'temperature':1").has("temperature"))
                .isFalse();
    }

    @Test
    void E51_thinkingIsReplayedAndALoopWithoutItDoesNotThink() {
        String blocks =
                "'thinking_blocks':[{'type':'thinking','thinking':'','signature':'sg'},{'type':'redacted_thinking','data':'x'}],";
        String with = LOOP.replace("'content':null,", "'content':null," + blocks) + ",'reasoning_effort':'low'";

        JsonNode kept = sent("claude-sonnet-4-5", with);
        var lost = Claude.call("claude-sonnet-4-5", LOOP + ",'reasoning_effort':'low'");

        assertThat(kept.at("/messages/1/content/0"))
                .isEqualTo(Claude.json("{'type':'thinking','thinking':'','signature':'sg'}"));
        assertThat(kept.at("/messages/1/content/1/type").stringValue()).isEqualTo("redacted_thinking");
        assertThat(kept.has("thinking")).isTrue();
        assertThat(lost.dropped()).containsExactly("reasoning_effort");
    }

    @Test
    void e51_reasoning_that_another_family_signed_stays_here() {
        String blocks = "'thinking_blocks':[{'type':'thinking','thinking':'hm','signature':'openai:0:0:rs_1:gA=='}],";
        String fields = LOOP.replace("'content':null,", "'content':null," + blocks);

        assertThat(sent("claude-sonnet-4-5", fields).toString()).doesNotContain("openai:");
        assertThat(Claude.call("claude-sonnet-4-5", fields).dropped()).containsExactly("messages.thinking_blocks");
    }

    @Test
    void structuredOutputIsCutToWhatTheApiTakes() {
        JsonNode sent = sent(
                "claude-opus-4-5",
                HI
                        + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','strict':true,'schema':{'type':'object',"
                        + "'properties':{'a':{'type':'string','pattern':'^x','description':'an a'},'n':{'oneOf':[{'type':'integer','minimum':1}]}},"
                        + "'required':['a']}}}");

        assertThat(sent.path("output_config"))
                .isEqualTo(Claude.json("{'format':{'type':'json_schema','schema':{'type':'object','properties':{"
                        + "'a':{'type':'string','description':'an a\\n\\n{pattern: \\u0022^x\\u0022}'},"
                        + "'n':{'anyOf':[{'type':'integer','description':'{minimum: 1}'}]}},"
                        + "'required':['a'],'additionalProperties':false}}}"));
    }

    @Test
    void E22_olderModelsAreMadeToByATool() {
        JsonNode sent = sent(
                "claude-sonnet-4",
                HI + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'object'}}}");

        assertThat(sent.path("tool_choice")).isEqualTo(Claude.json("{'type':'tool','name':'json'}"));
        assertThat(sent.at("/tools/0/input_schema")).isEqualTo(Claude.json("{'type':'object'}"));
    }

    @Test
    void ofMoreThanFourMarksTheLastFourStay() {
        StringBuilder parts = new StringBuilder();
        for (int i = 0; i < 5; i++) {
            parts.append(i == 0 ? "" : ",")
                    .append("{'type':'text','text':'")
                    .append(i)
                    .append("','cache_control':{'type':'ephemeral','ttl':'1h'}}");
        }
        var call = Claude.call("claude-opus-5", "'messages':[{'role':'user','content':[" + parts + "]}]");

        JsonNode content = Claude.json(new String(call.body().toArray(), StandardCharsets.UTF_8))
                .at("/messages/0/content");
        assertThat(content.path(0).has("cache_control")).isFalse();
        assertThat(content.path(1).path("cache_control")).isEqualTo(Claude.json("{'type':'ephemeral','ttl':'1h'}"));
        assertThat(call.dropped()).containsExactly("messages.cache_control");
    }

    @Test
    void filesBecomeDocuments() {
        JsonNode content = sent(
                        "claude-opus-5",
                        "'messages':[{'role':'user','content':["
                                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,JVBERi0x'}},"
                                + "{'type':'file','file':{'file_data':'data:text/plain;base64,aGk='}},"
                                + "{'type':'file','file':{'file_id':'file_1'}}]}]")
                .at("/messages/0/content");

        assertThat(content)
                .isEqualTo(
                        Claude.json(
                                "[{'type':'document','source':{'type':'base64','media_type':'application/pdf',"
                                        + "'data':'JVBERi0x'},'title':'a.pdf'},{'type':'document','source':{'type':'text',"
                                        + "'media_type':'text/plain','data':'hi'}},{'type':'document','source':{'type':'file','file_id':'file_1'}}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'input_audio','input_audio':{'data':'x','format':'wav'}}",
                "{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,PHN2Zz4='}}",
                "{'type':'video','video':{}}"
            })
    void E54_whatTheProviderCannotTakeNamesItsPart(String part) {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> sent("claude-opus-5", "'messages':[{'role':'user','content':[" + part + "]}]"));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("messages[0].content[0]");
    }

    @Test
    void whatHasNoPlaceIsTold() {
        var call = Claude.call(
                "claude-opus-4-5",
                HI + ",'seed':1,'logit_bias':{'5':1},'store':true,'user':'a@b.c','service_tier':'flex','n':1");

        assertThat(call.dropped()).containsExactlyInAnyOrder("seed", "logit_bias", "store", "user", "service_tier");
    }

    @Test
    void severalChoicesAreRefused() {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> sent("claude-opus-5", HI + ",'n':2"));

        assertThat(refused.param()).isEqualTo("n");
    }
}
