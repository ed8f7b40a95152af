package dev.pointsman.providers.bedrock;

import static dev.pointsman.providers.Workbench.json;
import static dev.pointsman.providers.bedrock.Converse.CLAUDE;
import static dev.pointsman.providers.bedrock.Converse.HI;
import static dev.pointsman.providers.bedrock.Converse.NOVA;
import static dev.pointsman.providers.bedrock.Converse.sent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tools, calls and their results. */
class ToolRequestTest {
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'now','parameters':{'type':'object','properties':{}}}}]";
    private static final String CALLED =
            "{'role':'user','content':'Time?'},{'role':'assistant','content':'','tool_calls':["
                    + "{'id':'t1','type':'function','function':{'name':'now','arguments':''}}]}";

    private static List<String> dropped(String model, String fields) {
        return Converse.bench().call(model, fields).dropped();
    }

    @Test
    void aLoopOfToolsIsAskedForAsBedrockWants() {
        assertThat(sent(
                        CLAUDE,
                        "'messages':[{'role':'system','content':'Terse.'}," + CALLED
                                + ",{'role':'tool','tool_call_id':'t1','content':'{\\'utc\\':\\'12:00\\'}'}]," + TOOLS
                                + ",'tool_choice':'required','max_tokens':64"))
                .isEqualTo(json(
                        "{'messages':[{'role':'user','content':[{'text':'Time?'}]},{'role':'assistant','content':[{'toolUse':"
                                + "{'toolUseId':'t1','name':'now','input':{}}}]},{'role':'user','content':[{'toolResult':{'toolUseId':'t1',"
                                + "'content':[{'json':{'utc':'12:00'}}],'status':'success'}}]}],'system':[{'text':'Terse.'}],"
                                + "'inferenceConfig':{'maxTokens':64},'toolConfig':{'tools':[{'toolSpec':{'name':'now','inputSchema':"
                                + "{'json':{'type':'object','properties':{}}}}}],'toolChoice':{'any':{}}}}"));
    }

    @Test
    void e46_parallel_results_stand_in_one_turn_before_anything_else() {
        JsonNode turns = sent(
                        CLAUDE,
                        "'messages':[{'role':'user','content':'q'},{'role':'assistant','tool_calls':["
                                + "{'id':'a','function':{'name':'f','arguments':'{}'}},{'id':'b','function':{'name':'f','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'a','content':'1'},{'role':'user','content':'and?'},"
                                + "{'role':'tool','tool_call_id':'b','content':[{'type':'text','text':'[2]'}]}]")
                .path("messages");

        assertThat(turns).hasSize(3);
        assertThat(turns.get(2).path("content"))
                .isEqualTo(
                        json(
                                "[{'toolResult':{'toolUseId':'a','content':[{'text':'1'}],'status':'success'}},"
                                        + "{'toolResult':{'toolUseId':'b','content':[{'text':'[2]'}],'status':'success'}},{'text':'and?'}]"));
    }

    @Test
    void thinkingIsLeftOffWhereTheClientLostTheBlocksThatLedToACall() {
        String fields = "'messages':[" + CALLED + ",{'role':'tool','tool_call_id':'t1','content':'1'}]," + TOOLS
                + ",'reasoning_effort':'high'";

        assertThat(sent(CLAUDE, fields).has("additionalModelRequestFields")).isFalse();
        assertThat(dropped(CLAUDE, fields)).containsExactly("reasoning_effort");
    }

    @Test
    void e58_each_tool_choice_has_its_form_and_tools_keep_their_order() {
        String two =
                "'tools':[{'type':'function','function':{'name':'b'}},{'type':'function','function':{'name':'a'}}]";

        assertThat(sent(CLAUDE, HI + "," + two).path("toolConfig").has("toolChoice"))
                .isFalse();
        assertThat(sent(CLAUDE, HI + "," + two)
                        .path("toolConfig")
                        .path("tools")
                        .valueStream()
                        .map(tool -> tool.path("toolSpec").path("name").stringValue()))
                .containsExactly("b", "a");
        assertThat(choice("'auto'", two)).isEqualTo(json("{'auto':{}}"));
        assertThat(choice("'required'", two)).isEqualTo(json("{'any':{}}"));
        assertThat(choice("{'type':'function','function':{'name':'a'}}", two)).isEqualTo(json("{'tool':{'name':'a'}}"));
        JsonNode allowed = sent(
                        CLAUDE,
                        HI + "," + two
                                + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':["
                                + "{'type':'function','function':{'name':'a'}}]}}")
                .path("toolConfig");
        assertThat(allowed.path("tools")).hasSize(1);
        assertThat(allowed.path("toolChoice")).isEqualTo(json("{'any':{}}"));
    }

    private static JsonNode choice(String choice, String tools) {
        return sent(CLAUDE, HI + "," + tools + ",'tool_choice':" + choice)
                .path("toolConfig")
                .path("toolChoice");
    }

    @Test
    void e58_no_tool_to_be_called_means_no_tools_unless_the_history_has_calls() {
        String history = "'messages':[" + CALLED + ",{'role':'tool','tool_call_id':'t1','content':'1'}]";

        assertThat(sent(CLAUDE, HI + "," + TOOLS + ",'tool_choice':'none'").has("toolConfig"))
                .isFalse();
        assertThat(dropped(CLAUDE, HI + "," + TOOLS + ",'tool_choice':'none'")).isEmpty();
        JsonNode config =
                sent(CLAUDE, history + "," + TOOLS + ",'tool_choice':'none'").path("toolConfig");
        assertThat(config.path("tools")).hasSize(1);
        assertThat(config.path("toolChoice")).isEqualTo(json("{'auto':{}}"));
        assertThat(dropped(CLAUDE, history + "," + TOOLS + ",'tool_choice':'none'"))
                .containsExactly("tool_choice");
        assertThat(sent(CLAUDE, history).path("toolConfig"))
                .isEqualTo(
                        json(
                                "{'tools':[{'toolSpec':{'name':'now','inputSchema':{'json':{'type':'object','properties':{}}}}}]}"));
    }

    @Test
    void e58_one_call_at_a_time_is_said_in_claudes_own_words() {
        String one = HI + "," + TOOLS + ",'parallel_tool_calls':false";

        assertThat(sent(CLAUDE, one).path("additionalModelRequestFields"))
                .isEqualTo(json("{'tool_choice':{'type':'auto','disable_parallel_tool_use':true}}"));
        assertThat(sent(CLAUDE, one + ",'tool_choice':{'type':'function','function':{'name':'now'}}")
                        .path("additionalModelRequestFields"))
                .isEqualTo(json("{'tool_choice':{'type':'tool','name':'now','disable_parallel_tool_use':true}}"));
        assertThat(dropped(NOVA, one)).containsExactly("parallel_tool_calls");
    }

    @Test
    void e18_arguments_are_sent_as_an_object_however_the_client_wrote_them() {
        for (String arguments : new String[] {"'{\\'a\\':1}'", "{'a':1}", "'\\'{\\\\\\'a\\\\\\':1}\\''"}) {
            JsonNode use = sent(
                            CLAUDE,
                            "'messages':[{'role':'user','content':'q'},{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f',"
                                    + "'arguments':" + arguments
                                    + "}}]},{'role':'tool','tool_call_id':'a','content':'1'}]")
                    .path("messages")
                    .get(1)
                    .path("content")
                    .get(0)
                    .path("toolUse");
            assertThat(use.path("input")).isEqualTo(json("{'a':1}"));
        }
    }

    @Test
    void idsThatDoNotFitAreRewrittenTheSameWayInCallAndResult() {
        String odd = "call|" + "x".repeat(80);
        String fields = "'messages':[{'role':'user','content':'q'},{'role':'assistant','tool_calls':[{'id':'" + odd
                + "','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'" + odd
                + "','content':'1'}]";
        for (String model : new String[] {CLAUDE, "mistral.mistral-large-2407-v1:0"}) {
            JsonNode turns = sent(model, fields).path("messages");
            String made = turns.get(1)
                    .path("content")
                    .get(0)
                    .path("toolUse")
                    .path("toolUseId")
                    .stringValue();

            assertThat(made).matches(model.equals(CLAUDE) ? "[a-zA-Z0-9_.:-]{1,64}" : "[a-zA-Z0-9]{9}");
            assertThat(turns.get(2)
                            .path("content")
                            .get(0)
                            .path("toolResult")
                            .path("toolUseId")
                            .stringValue())
                    .isEqualTo(made);
        }
    }

    @Test
    void aMarkedResultKeepsItsPlaceAmongResults() {
        JsonNode content = sent(
                        CLAUDE,
                        "'messages':[{'role':'user','content':'q'},{'role':'assistant','tool_calls':["
                                + "{'id':'a','function':{'name':'f','arguments':'{}'}},{'id':'b','function':{'name':'f','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'a','content':[{'type':'text','text':'1','cache_control':{'type':'ephemeral'}}]},"
                                + "{'role':'tool','tool_call_id':'b','content':'2'}]")
                .path("messages")
                .get(2)
                .path("content");

        assertThat(content.valueStream()
                        .map(block -> block.propertyNames().iterator().next()))
                .containsExactly("toolResult", "cachePoint", "toolResult");
    }
}
