package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.UpstreamRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String FLASH = "gemini-2.5-flash";
    private static final String TOOL =
            "'tools':[{'type':'function','function':{'name':'wx','parameters':{'type':'object','properties':{'a':{'type':'string'}}}}}]";
    private static final String TWO_TOOLS =
            "'tools':[{'type':'function','function':{'name':'b'}},{'type':'function','function':{'name':'a'}}]";

    private static JsonNode sent(String model, String fields) {
        return Google.sent(model, fields);
    }

    private static JsonNode contents(String messages) {
        return sent(FLASH, "'messages':[" + messages + "]").path("contents");
    }

    @Test
    void theExampleOfTheReferenceIsTranslatedInFull() {
        JsonNode sent = sent(
                FLASH,
                "'messages':[{'role':'system','content':'Terse.'},{'role':'user','content':[{'type':'text','text':'Temp in Oslo?'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0='}}]},{'role':'assistant','content':null,"
                        + "'tool_calls':[{'id':'c1','type':'function','function':{'name':'wx','arguments':'{\\u0022city\\u0022:\\u0022Oslo\\u0022}'},"
                        + "'extra_content':{'google':{'thought_signature':'U0lH'}}}]},{'role':'tool','tool_call_id':'c1','content':'3C'}],"
                        + "'tools':[{'type':'function','function':{'name':'wx','parameters':{'type':'object','properties':{'city':"
                        + "{'type':'string'}},'required':['city']}}}],'tool_choice':'auto','reasoning_effort':'low','max_tokens':300,"
                        + "'stop':['END']");

        assertThat(sent)
                .isEqualTo(Google.json(
                        "{'systemInstruction':{'parts':[{'text':'Terse.'}]},'contents':[{'role':'user','parts':["
                                + "{'text':'Temp in Oslo?'},{'inlineData':{'mimeType':'image/png','data':'iVBORw0='}}]},{'role':'model',"
                                + "'parts':[{'functionCall':{'id':'c1','name':'wx','args':{'city':'Oslo'}},'thoughtSignature':'U0lH'}]},"
                                + "{'role':'user','parts':[{'functionResponse':{'id':'c1','name':'wx','response':{'output':'3C'}}}]}],"
                                + "'tools':[{'functionDeclarations':[{'name':'wx','parametersJsonSchema':{'type':'object','properties':"
                                + "{'city':{'type':'string'}},'required':['city']}}]}],'toolConfig':{'functionCallingConfig':"
                                + "{'mode':'AUTO'}},'generationConfig':{'maxOutputTokens':300,'stopSequences':['END'],"
                                + "'thinkingConfig':{'thinkingBudget':1024}}}"));
    }

    @Test
    void e46_results_of_one_turn_go_together_in_the_order_of_the_calls() {
        String calls = "{'role':'user','content':'hi'},{'role':'assistant','content':'','tool_calls':["
                + "{'id':'1','function':{'name':'a','arguments':'{}'}},{'id':'2','function':{'name':'b','arguments':'{}'}}]},";
        JsonNode contents = contents(calls + "{'role':'tool','tool_call_id':'2','content':'two'},"
                + "{'role':'tool','tool_call_id':'1','content':'one'},{'role':'user','content':'and?'}");

        assertThat(contents.size()).isEqualTo(3);
        assertThat(contents.path(2))
                .isEqualTo(Google.json("{'role':'user','parts':["
                        + "{'functionResponse':{'id':'1','name':'a','response':{'output':'one'}}},"
                        + "{'functionResponse':{'id':'2','name':'b','response':{'output':'two'}}},{'text':'and?'}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'3C' | {'output':'3C'}",
                "'{\\u0022t\\u0022:3}' | {'t':3}",
                "'[1,2]' | {'output':[1,2]}",
                "'{broken' | {'output':'{broken'}",
                "'3.10' | {'output':'3.10'}",
                "'' | {'output':''}",
                "[{'type':'text','text':'a'},{'type':'text','text':'b'}] | {'output':'ab'}",
                "'{\\u0022error\\u0022:\\u0022gone\\u0022}' | {'error':'gone'}"
            })
    void resultsAreObjects(String content, String response) {
        JsonNode contents = contents("{'role':'user','content':'hi'},{'role':'assistant','tool_calls':["
                + "{'id':'1','function':{'name':'a','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':"
                + content
                + "}");

        assertThat(contents.at("/2/parts/0/functionResponse/response")).isEqualTo(Google.json(response));
    }

    @Test
    void aResultOfNoCallNamesItsPlace() {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> contents("{'role':'user','content':'hi'},{'role':'tool','tool_call_id':'nope','content':'x'}"));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("messages[1].tool_call_id");
    }

    @Test
    void imagesInResultsGoInsideForTheThirdGenerationAndBesideBefore() {
        String messages = "'messages':[{'role':'user','content':'hi'},{'role':'assistant','tool_calls':["
                + "{'id':'1','function':{'name':'a','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':["
                + "{'type':'text','text':'see'},{'type':'image_url','image_url':{'url':'data:image/png;base64,iVBORw0KGgo='}}]}]";
        String image = "{'inlineData':{'mimeType':'image/png','data':'iVBORw0KGgo='}}";

        JsonNode third = sent("gemini-3-flash", messages).at("/contents/2/parts");
        JsonNode second = sent(FLASH, messages).at("/contents/2/parts");

        assertThat(third.size()).isEqualTo(1);
        assertThat(third.at("/0/functionResponse/parts")).isEqualTo(Google.json("[" + image + "]"));
        assertThat(second.path(1)).isEqualTo(Google.json(image));
    }

    @Test
    void e47_empty_texts_are_left_out() {
        assertThat(
                        contents(
                                "{'role':'user','content':'hi'},{'role':'assistant','content':''},"
                                        + "{'role':'user','content':[{'type':'text','text':''},{'type':'text','text':'still there?'}]}"))
                .isEqualTo(Google.json("[{'role':'user','parts':[{'text':'hi'},{'text':'still there?'}]}]"));
    }

    @Test
    void e48_all_system_messages_go_first_and_a_user_is_found() {
        JsonNode sent = sent(
                FLASH,
                "'messages':[{'role':'system','content':'a'},{'role':'assistant','content':'Hello'},{'role':'user','content':'hi'},"
                        + "{'role':'developer','content':'b'}]");
        JsonNode alone = sent(FLASH, "'messages':[{'role':'system','content':'a'}]");

        assertThat(sent.path("systemInstruction")).isEqualTo(Google.json("{'parts':[{'text':'a'},{'text':'b'}]}"));
        assertThat(sent.path("contents"))
                .isEqualTo(Google.json(
                        "[{'role':'user','parts':[{'text':'.'}]},{'role':'model','parts':[{'text':'Hello'}]},"
                                + "{'role':'user','parts':[{'text':'hi'}]}]"));
        assertThat(alone.path("contents")).isEqualTo(Google.json("[{'role':'user','parts':[{'text':'.'}]}]"));
    }

    @Test
    void e49_a_last_turn_of_the_assistant_stays_the_last() {
        JsonNode contents = contents("{'role':'user','content':'hi'},{'role':'assistant','content':'Well'}");

        assertThat(contents.path(1)).isEqualTo(Google.json("{'role':'model','parts':[{'text':'Well'}]}"));
    }

    @Test
    void modelsWithoutASystemPlaceGetItBeforeTheFirstText() {
        JsonNode sent = sent(
                "gemma-3-27b-it", "'messages':[{'role':'system','content':'Terse.'},{'role':'user','content':'hi'}]");

        assertThat(sent)
                .isEqualTo(Google.json("{'contents':[{'role':'user','parts':[{'text':'Terse.'},{'text':'hi'}]}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'none' | {'mode':'NONE'}",
                "'auto' | {'mode':'AUTO'}",
                "'required' | {'mode':'ANY'}",
                "{'type':'function','function':{'name':'a'}} | {'mode':'ANY','allowedFunctionNames':['a']}",
                "{'type':'allowed_tools','allowed_tools':{'mode':'required','tools':[{'type':'function','function':{'name':'b'}}]}}"
                        + " | {'mode':'ANY','allowedFunctionNames':['b']}",
            })
    void e58_the_choice_among_tools_is_kept(String choice, String config) {
        JsonNode sent = sent(FLASH, Google.HI + "," + TWO_TOOLS + ",'tool_choice':" + choice);

        assertThat(sent.at("/toolConfig/functionCallingConfig")).isEqualTo(Google.json(config));
        assertThat(sent.path("tools")).isEqualTo(Google.json("[{'functionDeclarations':[{'name':'b'},{'name':'a'}]}]"));
    }

    @Test
    void e58_auto_over_some_tools_leaves_out_the_others() {
        JsonNode sent = sent(
                FLASH,
                Google.HI + "," + TWO_TOOLS
                        + ",'tool_choice':{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':[{'type':'function',"
                        + "'function':{'name':'a'}}]}}");

        assertThat(sent.path("tools")).isEqualTo(Google.json("[{'functionDeclarations':[{'name':'a'}]}]"));
        assertThat(sent.path("toolConfig")).isEqualTo(Google.json("{'functionCallingConfig':{'mode':'AUTO'}}"));
    }

    @Test
    void strictToolsAreValidated() {
        String strict = TOOL.replace("'name':'wx'", "'name':'wx','strict':true");

        assertThat(sent(FLASH, Google.HI + "," + strict).at("/toolConfig/functionCallingConfig/mode"))
                .isEqualTo(Google.json("'VALIDATED'"));
        assertThat(sent(FLASH, Google.HI + "," + strict + ",'tool_choice':'required'")
                        .at("/toolConfig/functionCallingConfig/mode"))
                .isEqualTo(Google.json("'ANY'"));
        assertThat(sent("gemini-2.0-flash", Google.HI + "," + strict).has("toolConfig"))
                .isFalse();
    }

    @Test
    void olderModelsGetTheSubsetOfOpenApi() {
        JsonNode sent = sent(
                "gemini-2.0-flash",
                Google.HI + "," + TOOL
                        + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'object'}}}");

        assertThat(sent.at("/tools/0/functionDeclarations/0/parameters"))
                .isEqualTo(Google.json("{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "gemini-2.5-flash | {'responseMimeType':'application/json','responseJsonSchema':{'type':'object','properties':{'a':{'type':['string','null']}}}}",
                "gemini-2.0-flash | {'responseMimeType':'application/json','responseSchema':{'type':'OBJECT','properties':{'a':{'type':'STRING','nullable':true}}}}"
            })
    void structuredOutputIsAskedForInTheModelsWay(String model, String config) {
        JsonNode sent = sent(
                model,
                Google.HI
                        + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'$schema':'s','type':'object',"
                        + "'properties':{'a':{'type':['string','null']}}}}}");

        assertThat(sent.path("generationConfig")).isEqualTo(Google.json(config));
        assertThat(sent(model, Google.HI + ",'response_format':{'type':'json_object'}")
                        .path("generationConfig"))
                .isEqualTo(Google.json("{'responseMimeType':'application/json'}"));
    }

    @Test
    void structuredOutputBesideFunctionsIsAskedInWordsBeforeTheThirdGeneration() {
        String fields = Google.HI + "," + TOOL
                + ",'response_format':{'type':'json_schema','json_schema':{'name':'x','schema':{'type':'object','properties':{'q':{'type':'string'}}}}}";

        UpstreamRequest second = Google.call(FLASH, fields);
        UpstreamRequest third = Google.call("gemini-3-flash", fields);

        assertThat(second.dropped()).containsExactly("response_format");
        assertThat(Google.body(second).has("generationConfig")).isFalse();
        assertThat(Google.body(second).at("/systemInstruction/parts/0/text").stringValue())
                .contains("\"q\"");
        assertThat(third.dropped()).isEmpty();
        assertThat(Google.body(third).at("/generationConfig/responseJsonSchema").isObject())
                .isTrue();
    }

    @Test
    void limitsAndSamplingAreToldInGooglesWords() {
        JsonNode sent = sent(
                "gemini-2.0-flash",
                Google.HI
                        + ",'max_completion_tokens':9,'temperature':1.4,'top_p':0.5,'top_k':4,'seed':7,'n':2,'stop':'END',"
                        + "'presence_penalty':0.5,'frequency_penalty':-1,'logprobs':true,'top_logprobs':3");

        assertThat(sent.path("generationConfig"))
                .isEqualTo(
                        Google.json("{'maxOutputTokens':9,'candidateCount':2,'stopSequences':['END'],'temperature':1.4,"
                                + "'topP':0.5,'topK':4,'seed':7,'presencePenalty':0.5,'frequencyPenalty':-1.0,'responseLogprobs':true,"
                                + "'logprobs':3}"));
    }

    @Test
    void aWideSeedIsFolded() {
        JsonNode one = sent(FLASH, Google.HI + ",'seed':4294967297").at("/generationConfig/seed");
        JsonNode most = sent(FLASH, Google.HI + ",'seed':9223372036854775807").at("/generationConfig/seed");

        assertThat(one.isInt()).isTrue();
        assertThat(one.intValue()).isZero();
        assertThat(most.isInt()).isTrue();
    }

    @Test
    void e56_later_models_take_no_penalties() {
        UpstreamRequest call = Google.call(FLASH, Google.HI + ",'presence_penalty':0.5,'frequency_penalty':0");

        assertThat(call.dropped()).containsExactly("presence_penalty");
        assertThat(Google.body(call).has("generationConfig")).isFalse();
    }

    @Test
    void moreChoicesThanGoogleGivesAreRefused() {
        GatewayException refused =
                catchThrowableOfType(GatewayException.class, () -> sent(FLASH, Google.HI + ",'n':9"));

        assertThat(refused.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(refused.param()).isEqualTo("n");
    }

    @Test
    void googlesOwnToolsAndSearchPassOn() {
        String own = "'tools':[{'type':'google_search'},{'type':'code_execution','code_execution':{}},"
                + "{'type':'file_search','file_search_store_names':['s']},{'type':'web_search_preview'}]";

        assertThat(sent(FLASH, Google.HI + "," + own).path("tools"))
                .isEqualTo(Google.json(
                        "[{'googleSearch':{}},{'codeExecution':{}},{'fileSearch':{'file_search_store_names':['s']}},"
                                + "{'googleSearch':{}}]"));
        assertThat(sent(FLASH, Google.HI + ",'web_search_options':{'search_context_size':'low'}")
                        .path("tools"))
                .isEqualTo(Google.json("[{'googleSearch':{}}]"));
        assertThat(Google.call(FLASH, Google.HI + "," + TOOL + ",'web_search_options':{'search_context_size':'low'}")
                        .dropped())
                .containsExactly("web_search_options");
    }

    @Test
    void googlesOwnFieldsPassOnInEitherSpelling() {
        JsonNode sent = sent(
                FLASH,
                Google.HI + ",'safety_settings':[{'category':'HARM_CATEGORY_HARASSMENT','threshold':'OFF'}],"
                        + "'google':{'cached_content':'cachedContents/x'},'generationConfig':{'media_resolution':'MEDIA_RESOLUTION_LOW'},"
                        + "'extra_body':{'google':{'tool_config':{'retrieval_config':{}}}},'service_tier':'flex'");

        assertThat(sent.path("safetySettings").path(0).path("threshold").stringValue())
                .isEqualTo("OFF");
        assertThat(sent.path("cachedContent").stringValue()).isEqualTo("cachedContents/x");
        assertThat(sent.path("generationConfig")).isEqualTo(Google.json("{'mediaResolution':'MEDIA_RESOLUTION_LOW'}"));
        assertThat(sent.path("toolConfig")).isEqualTo(Google.json("{'retrievalConfig':{}}"));
        assertThat(sent.path("serviceTier").stringValue()).isEqualTo("flex");
    }

    @Test
    void whatHasNoPlaceIsTold() {
        UpstreamRequest call = Google.call(
                FLASH,
                "'messages':[{'role':'user','content':[{'type':'text','text':'hi','cache_control':{'type':'ephemeral'}}]},"
                        + "{'role':'assistant','content':'x','reasoning_content':'foreign','thinking_blocks':[{'type':'thinking'}]}],"
                        + "'logit_bias':{'5':1},'store':true,'user':'u','metadata':{'a':'b'},'prediction':{'type':'content'},"
                        + "'verbosity':'low','labels':{'a':'b'},'top_logprobs':2,'google':{'unheard_of':1}");

        assertThat(call.dropped())
                .containsExactlyInAnyOrder(
                        "logit_bias",
                        "store",
                        "user",
                        "metadata",
                        "prediction",
                        "verbosity",
                        "labels",
                        "top_logprobs",
                        "google.unheard_of",
                        "messages.cache_control",
                        "messages.reasoning_content",
                        "messages.thinking_blocks");
    }

    @Test
    void soundIsAskedForWithItsVoice() {
        assertThat(sent(
                                "gemini-2.5-flash-preview-tts",
                                Google.HI + ",'modalities':['text','audio'],'audio':{'voice':'Kore','format':'pcm16'}")
                        .path("generationConfig"))
                .isEqualTo(Google.json(
                        "{'responseModalities':['AUDIO'],'speechConfig':{'voiceConfig':{'prebuiltVoiceConfig':"
                                + "{'voiceName':'Kore'}}}}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1st", "-a", "a b", "ä"})
    void aNameThatGoogleRefusesIsRefusedHere(String name) {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> sent(FLASH, Google.HI + ",'tools':[{'type':'function','function':{'name':'" + name + "'}}]"));

        assertThat(refused.param()).isEqualTo("tools[0].function.name");
    }

    @Test
    void customToolsAreRefused() {
        GatewayException refused = catchThrowableOfType(
                GatewayException.class,
                () -> sent(FLASH, Google.HI + ",'tools':[{'type':'custom','custom':{'name':'x'}}]"));

        assertThat(refused.param()).isEqualTo("tools[0]");
    }

    @Test
    void e17_e18_arguments_are_objects_however_they_were_written() {
        JsonNode parts = contents("{'role':'user','content':'hi'},{'role':'assistant','tool_calls':["
                        + "{'id':'1','function':{'name':'a','arguments':''}},{'id':'2','function':{'name':'b','arguments':{'x':1}}},"
                        + "{'id':'3','function':{'name':'c','arguments':'{\\u0022x\\u0022:2}'}}]}")
                .at("/1/parts");

        assertThat(parts.at("/0/functionCall/args")).isEqualTo(Google.json("{}"));
        assertThat(parts.at("/1/functionCall/args")).isEqualTo(Google.json("{'x':1}"));
        assertThat(parts.at("/2/functionCall/args")).isEqualTo(Google.json("{'x':2}"));
    }

    @Test
    void argumentsAreNeverAskedForInPieces() {
        UpstreamRequest call = Google.call(
                "gemini-3-pro",
                Google.HI + "," + TOOL
                        + ",'tool_config':{'function_calling_config':{'mode':'ANY','stream_function_call_arguments':true}}");

        assertThat(Google.body(call).path("toolConfig"))
                .isEqualTo(Google.json("{'functionCallingConfig':{'mode':'ANY'}}"));
        assertThat(call.dropped()).containsExactly("tool_config.stream_function_call_arguments");
    }
}
