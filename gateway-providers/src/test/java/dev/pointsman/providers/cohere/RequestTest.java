package dev.pointsman.providers.cohere;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String OLD = "command-a-03-2025";
    private static final String THINKER = "command-a-reasoning-08-2025";
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    private static final String TOOL =
            "{'type':'function','function':{'name':'wx','parameters':{'type':'object','properties':{'city':{'type':'string'}}}}}";
    private static final String OTHER = "{'type':'function','function':{'name':'time','description':'now'}}";

    private static JsonNode sent(String fields) {
        return Command.sent(OLD, fields);
    }

    private static GatewayException refused(String fields) {
        return catchThrowableOfType(GatewayException.class, () -> Command.call(OLD, fields));
    }

    @Test
    void samplingHasItsNamesAndBounds() {
        assertThat(sent(HI + ",'top_p':1,'top_k':900,'stop':'X','max_completion_tokens':20,'temperature':0.5,'seed':7,"
                        + "'frequency_penalty':1.5,'presence_penalty':0.2,'logprobs':true"))
                .isEqualTo(Command.json("{'model':'command-a-03-2025','messages':[{'role':'user','content':'hi'}],"
                        + "'temperature':0.5,'p':0.99,'k':500,'seed':7,'frequency_penalty':1.0,'presence_penalty':0.2,"
                        + "'max_tokens':20,'stop_sequences':['X'],'logprobs':true}"));
        assertThat(sent(HI + ",'top_p':0").path("p").doubleValue()).isEqualTo(0.01);
    }

    @Test
    void whatHasNoPlaceIsToldAsDropped() {
        assertThat(Command.call(
                                OLD,
                                HI + ",'n':2,'user':'u','logit_bias':{'1':2},'presence_penalty':-1,'top_logprobs':2,"
                                        + "'parallel_tool_calls':false,'stop':['a','b','c','d','e','f'],'reasoning_effort':'low','store':true")
                        .dropped())
                .containsExactlyInAnyOrder(
                        "n",
                        "user",
                        "logit_bias",
                        "presence_penalty",
                        "top_logprobs",
                        "parallel_tool_calls",
                        "stop",
                        "reasoning_effort",
                        "store");
        assertThat(Command.call(OLD, HI + ",'parallel_tool_calls':true,'reasoning_effort':'none'")
                        .dropped())
                .isEmpty();
    }

    @Test
    void fieldsOfCoheresOwnArePassedOn() {
        JsonNode sent = sent(HI + ",'safety_mode':'STRICT','citation_options':{'mode':'OFF'},'priority':3,"
                + "'documents':[{'id':'d','data':{'text':'x'}}],'thinking':{'type':'enabled','budget_tokens':500}");

        assertThat(sent.path("safety_mode").stringValue()).isEqualTo("STRICT");
        assertThat(sent.path("citation_options").path("mode").stringValue()).isEqualTo("OFF");
        assertThat(sent.path("priority").intValue()).isEqualTo(3);
        assertThat(sent.path("documents")).hasSize(1);
        assertThat(sent.path("thinking")).isEqualTo(Command.json("{'type':'enabled','token_budget':500}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "none | {'type':'disabled'}",
                "minimal | {'type':'enabled','token_budget':1024}",
                "low | {'type':'enabled','token_budget':1024}",
                "medium | {'type':'enabled','token_budget':4096}",
                "high | {'type':'enabled'}",
            })
    void effortIsABudgetOfThinking(String effort, String thinking) {
        assertThat(Command.sent(THINKER, HI + ",'reasoning_effort':'" + effort + "'")
                        .path("thinking"))
                .isEqualTo(Command.json(thinking));
    }

    @Test
    void aNamedToolIsTheOnlyOneOfferedAndRequired() {
        JsonNode sent = sent(HI + ",'tools':[" + TOOL + "," + OTHER
                + "],'tool_choice':{'type':'function','function':{'name':'time'}}");

        assertThat(sent.path("tool_choice").stringValue()).isEqualTo("REQUIRED");
        assertThat(sent.path("tools")).hasSize(1);
        assertThat(sent.path("tools").path(0).path("function"))
                .isEqualTo(Command.json(
                        "{'name':'time','description':'now','parameters':{'type':'object','properties':{}}}"));
    }

    @Test
    void e58_choicesOfToolsKeepTheirMeaningAndToolsTheirOrder() {
        String tools = HI + ",'tools':[" + TOOL + "," + OTHER + "]";
        String allowed = ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'%s','tools':"
                + "[{'type':'function','function':{'name':'wx'}}]}}";

        assertThat(sent(tools + ",'tool_choice':'none'").path("tool_choice").stringValue())
                .isEqualTo("NONE");
        assertThat(sent(tools + ",'tool_choice':'auto'").has("tool_choice")).isFalse();
        assertThat(sent(tools + ",'tool_choice':'required'").path("tool_choice").stringValue())
                .isEqualTo("REQUIRED");
        assertThat(sent(tools)
                        .path("tools")
                        .path(0)
                        .path("function")
                        .path("name")
                        .stringValue())
                .isEqualTo("wx");
        assertThat(sent(tools + allowed.formatted("auto")).path("tools")).hasSize(1);
        assertThat(sent(tools + allowed.formatted("auto")).has("tool_choice")).isFalse();
        assertThat(sent(tools + allowed.formatted("required"))
                        .path("tool_choice")
                        .stringValue())
                .isEqualTo("REQUIRED");
    }

    @Test
    void oneStrictToolMakesAllStrictAndCutsTheirSchemas() {
        String strict = "{'type':'function','function':{'name':'f','strict':true,'parameters':{'type':'object',"
                + "'properties':{'n':{'type':'integer','minimum':1}}}}}";

        JsonNode sent = sent(HI + ",'tools':[" + strict + "]");

        assertThat(sent.path("strict_tools").booleanValue()).isTrue();
        assertThat(sent.path("tools").path(0).path("function").has("strict")).isFalse();
        JsonNode parameters = sent.path("tools").path(0).path("function").path("parameters");
        assertThat(parameters.path("required")).isEqualTo(Command.json("['n']"));
        assertThat(parameters.path("properties").path("n"))
                .isEqualTo(Command.json("{'type':'integer','description':'{minimum: 1}'}"));
    }

    @Test
    void anAnswerByASchemaIsAskedForInTheSubsetTheApiTakes() {
        String schema =
                "{'$schema':'x','type':'object','properties':{'a':{'type':'string','format':'email','pattern':'^x$'},"
                        + "'b':{'oneOf':[{'type':'string','format':'date'},{'type':'null'}]}},'required':['a'],'additionalProperties':false}";

        JsonNode format = sent(HI + ",'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':"
                        + schema + "}}")
                .path("response_format");

        assertThat(format.path("type").stringValue()).isEqualTo("json_object");
        JsonNode cut = format.path("json_schema");
        assertThat(cut.has("$schema")).isFalse();
        assertThat(cut.path("required")).isEqualTo(Command.json("['a']"));
        assertThat(cut.path("properties").path("a").has("format")).isFalse();
        assertThat(cut.path("properties").path("a").path("description").stringValue())
                .contains("format: \"email\"")
                .contains("pattern: \"^x$\"");
        assertThat(cut.path("properties")
                        .path("b")
                        .path("anyOf")
                        .path(0)
                        .path("format")
                        .stringValue())
                .isEqualTo("date");
        assertThat(sent(HI + ",'response_format':{'type':'json_object'}").path("response_format"))
                .isEqualTo(Command.json("{'type':'json_object'}"));
    }

    @Test
    void besideToolsAFormatIsALineForTheModelAndToldAsDropped() {
        String format = ",'response_format':{'type':'json_object'}";
        var call = Command.call(OLD, HI + ",'tools':[" + TOOL + "]" + format);

        JsonNode sent = Command.sent(OLD, HI + ",'tools':[" + TOOL + "]" + format);
        assertThat(call.dropped()).containsExactly("response_format");
        assertThat(sent.has("response_format")).isFalse();
        assertThat(sent.path("messages").path(0).path("role").stringValue()).isEqualTo("system");
        JsonNode idle = Command.sent(OLD, HI + ",'tools':[" + TOOL + "],'tool_choice':'none'" + format);
        assertThat(idle.has("tools")).isFalse();
        assertThat(idle.has("response_format")).isTrue();
    }

    @Test
    void imagesKeepTheirAddressOrTheirBytesWithTheTrueType() {
        JsonNode parts = sent("'messages':[{'role':'user','content':[{'type':'text','text':'see'},"
                        + "{'type':'image_url','image_url':{'url':'https://x/a.png','detail':'low'}},"
                        + "{'type':'image_url','image_url':{'url':'data:image/jpg;base64,iVBORw0KGgoAAAA'}}]}]")
                .path("messages")
                .path(0)
                .path("content");

        assertThat(parts.path(1))
                .isEqualTo(Command.json("{'type':'image_url','image_url':{'url':'https://x/a.png','detail':'low'}}"));
        assertThat(parts.path(2).path("image_url").path("url").stringValue())
                .isEqualTo("data:image/png;base64,iVBORw0KGgoAAAA");
    }

    @Test
    void filesOfTextAreDocuments() {
        JsonNode sent = sent("'messages':[{'role':'user','content':[{'type':'file','file':{'filename':'a.txt',"
                + "'file_data':'data:text/plain;base64,aGVsbG8='}}]}]");

        assertThat(sent.path("documents"))
                .isEqualTo(Command.json("[{'id':'file_0','data':{'title':'a.txt','text':'hello'}}]"));
        assertThat(sent.path("messages")).isEqualTo(Command.json("[{'role':'user','content':'.'}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'role':'user','content':[{'type':'file','file':{'file_data':'data:application/pdf;base64,JVBERi0='}}]} | messages[0].content[0]",
                "{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]} | messages[0].content[0]",
                "{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}}]} | messages[0].content[0]",
                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,PHN2Zw=='}}]} | messages[0].content[0]",
                "{'role':'system','content':[{'type':'image_url','image_url':{'url':'https://x/a.png'}}]} | messages[0].content[0]",
                "{'role':'user','content':[{'type':'text','text':'a'},{'type':'video_url'}]} | messages[0].content[1]",
            })
    void whatCannotBeAskedIsRefusedAtItsPlace(String message, String place) {
        GatewayException refused = refused("'messages':[" + message + "]");

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo(place);
    }

    @Test
    void customToolsAreRefused() {
        assertThat(refused(HI + ",'tools':[{'type':'custom','custom':{'name':'c'}}]")
                        .param())
                .isEqualTo("tools");
    }

    @Test
    void e17_blankArgumentsOfAnEarlierCallAreAnEmptyObject() {
        JsonNode sent = sent(
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':"
                        + "[{'id':'c','type':'function','function':{'name':'f','arguments':''}}]},{'role':'tool','tool_call_id':'c','content':'r'}]");

        assertThat(sent.path("messages")
                        .path(1)
                        .path("tool_calls")
                        .path(0)
                        .path("function")
                        .path("arguments")
                        .stringValue())
                .isEqualTo("{}");
    }

    @Test
    void e18_argumentsAreSentAsTextOfAnObjectHoweverTheyCame() {
        String call = "'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':"
                + "[{'id':'c','type':'function','function':{'name':'f','arguments':%s}}]}]";

        for (String given : new String[] {"{'b':1}", "'{\\'b\\':1}'", "'\\'{\\\\\\'b\\\\\\':1}\\''"}) {
            assertThat(sent(call.formatted(given))
                            .path("messages")
                            .path(1)
                            .path("tool_calls")
                            .path(0)
                            .path("function")
                            .path("arguments")
                            .stringValue())
                    .as(given)
                    .isEqualTo("{\"b\":1}");
        }
    }

    @Test
    void e19_aCallWithoutAnIdAndItsResultGetTheSameOne() {
        JsonNode messages = sent("'messages':[{'role':'user','content':'a'},{'role':'assistant','tool_calls':"
                        + "[{'type':'function','function':{'name':'f','arguments':'{}'}}]},{'role':'tool','content':'r'}]")
                .path("messages");

        String id = messages.path(1).path("tool_calls").path(0).path("id").stringValue();
        assertThat(id).isNotEmpty();
        assertThat(messages.path(2).path("tool_call_id").stringValue()).isEqualTo(id);
    }

    @Test
    void e46_parallelResultsStayMessagesOfTheirOwnRightAfterTheCalls() {
        JsonNode messages =
                sent("'messages':[{'role':'user','content':'a'},{'role':'assistant','content':null,'tool_calls':"
                                + "[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}},"
                                + "{'id':'y','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'x','content':'1'},{'role':'tool','tool_call_id':'y','content':'2'}]")
                        .path("messages");

        assertThat(messages.path(1).has("content")).isFalse();
        assertThat(messages.path(2)).isEqualTo(Command.json("{'role':'tool','tool_call_id':'x','content':'1'}"));
        assertThat(messages.path(3)).isEqualTo(Command.json("{'role':'tool','tool_call_id':'y','content':'2'}"));
    }

    @Test
    void e47_emptyTextsAreLeftOutAndAnEmptyResultIsSaidToBeOne() {
        JsonNode messages =
                sent("'messages':[{'role':'user','content':[{'type':'text','text':''},{'type':'text','text':'a'}]},"
                                + "{'role':'assistant','content':''},{'role':'user','content':'b'},{'role':'assistant','tool_calls':"
                                + "[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]},"
                                + "{'role':'tool','tool_call_id':'x','content':''}]")
                        .path("messages");

        assertThat(messages).hasSize(4);
        assertThat(messages.path(0)).isEqualTo(Command.json("{'role':'user','content':'a'}"));
        assertThat(messages.path(3).path("content").stringValue()).isEqualTo("(no output)");
    }

    @Test
    void e48_allSystemMessagesStayAndAUserIsAddedWhereThereIsNone() {
        assertThat(
                        sent("'messages':[{'role':'system','content':'1'},{'role':'user','content':'a'},{'role':'developer','content':'2'}]")
                                .path("messages"))
                .isEqualTo(Command.json("[{'role':'system','content':'1'},{'role':'user','content':'a'},"
                        + "{'role':'system','content':'2'}]"));
        assertThat(sent("'messages':[{'role':'system','content':'1'}]").path("messages"))
                .isEqualTo(Command.json("[{'role':'system','content':'1'},{'role':'user','content':'.'}]"));
    }

    @Test
    void textAndReasoningBesideCallsAreThePlan() {
        String messages = "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'I look.',"
                + "'reasoning_content':'Hm.','tool_calls':[{'id':'x','type':'function','function':{'name':'f','arguments':'{}'}}]}]";

        JsonNode plain = sent(messages).path("messages").path(1);
        assertThat(plain.path("tool_plan").stringValue()).isEqualTo("Hm.\nI look.");
        assertThat(plain.has("content")).isFalse();
        JsonNode thinking = Command.sent(THINKER, messages).path("messages").path(1);
        assertThat(thinking.path("tool_plan").stringValue()).isEqualTo("I look.");
        assertThat(thinking.path("content")).isEqualTo(Command.json("[{'type':'thinking','thinking':'Hm.'}]"));
    }

    @Test
    void reasoningOfAnAnswerIsReplayedToModelsThatThinkAndToldAsDroppedElsewhere() {
        String messages =
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':'b','reasoning_content':'Hm.'},"
                        + "{'role':'user','content':'c'}]";

        assertThat(Command.sent("command-a-plus-05-2026", messages)
                        .path("messages")
                        .path(1)
                        .path("content"))
                .isEqualTo(Command.json("[{'type':'thinking','thinking':'Hm.'},{'type':'text','text':'b'}]"));
        assertThat(Command.call(OLD, messages).dropped()).containsExactly("messages.reasoning_content");
    }
}
