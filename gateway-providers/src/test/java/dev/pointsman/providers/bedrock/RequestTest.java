package dev.pointsman.providers.bedrock;

import static dev.pointsman.providers.Workbench.json;
import static dev.pointsman.providers.bedrock.Converse.CLAUDE;
import static dev.pointsman.providers.bedrock.Converse.HI;
import static dev.pointsman.providers.bedrock.Converse.NOVA;
import static dev.pointsman.providers.bedrock.Converse.sent;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.UpstreamRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class RequestTest {
    private static final String TOOLS =
            "'tools':[{'type':'function','function':{'name':'now','parameters':{'type':'object','properties':{}}}}]";

    private static List<String> dropped(String model, String fields) {
        return Converse.bench().call(model, fields).dropped();
    }

    private static void refused(String model, String fields, String param) {
        assertThatThrownBy(() -> Converse.bench().call(model, fields))
                .isInstanceOfSatisfying(GatewayException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
                    assertThat(failure.param()).isEqualTo(param);
                });
    }

    @Test
    void theModelIsInThePathAsOneSegmentAndNowhereElse() {
        String arn =
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0";
        UpstreamRequest whole = Converse.bench().call(arn, HI);
        UpstreamRequest streamed = Converse.bench().call(CLAUDE, HI + ",'stream':true");

        assertThat(whole.path())
                .isEqualTo("/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2F"
                        + "us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse");
        assertThat(streamed.path()).isEqualTo("/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream");
        assertThat(sent(CLAUDE, HI + ",'stream':true"))
                .isEqualTo(json("{'messages':[{'role':'user','content':[{'text':'hi'}]}]}"));
    }

    @Test
    void e47_blank_texts_are_left_out_and_an_empty_result_is_told_as_none() {
        JsonNode body = sent(
                CLAUDE,
                "'messages':[{'role':'system','content':' '},{'role':'user','content':[{'type':'text','text':'\\n'},"
                        + "{'type':'text','text':'q'}]},{'role':'assistant','content':''},"
                        + "{'role':'assistant','tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'a','content':' '}]");

        assertThat(body.has("system")).isFalse();
        assertThat(body.path("messages").get(0).path("content")).isEqualTo(json("[{'text':'q'}]"));
        assertThat(body.path("messages").get(1).path("content")).hasSize(1);
        assertThat(body.path("messages")
                        .get(2)
                        .path("content")
                        .get(0)
                        .path("toolResult")
                        .path("content"))
                .isEqualTo(json("[{'text':'(no output)'}]"));
    }

    @Test
    void e48_all_system_messages_are_kept_in_order_and_a_user_speaks_first() {
        JsonNode body = sent(
                CLAUDE,
                "'messages':[{'role':'system','content':'a'},{'role':'assistant','content':'Hello'},"
                        + "{'role':'developer','content':'b'},{'role':'user','content':'q'}]");
        JsonNode alone = sent(CLAUDE, "'messages':[{'role':'system','content':'a'}]");

        assertThat(body.path("system")).isEqualTo(json("[{'text':'a'},{'text':'b'}]"));
        assertThat(body.path("messages").get(0)).isEqualTo(json("{'role':'user','content':[{'text':'.'}]}"));
        assertThat(alone.path("messages")).isEqualTo(json("[{'role':'user','content':[{'text':'.'}]}]"));
    }

    @Test
    void e51_reasoning_goes_back_first_and_in_order_also_where_it_is_only_signed_or_redacted() {
        String history =
                "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'a','thinking_blocks':["
                        + "{'type':'thinking','thinking':'','signature':'s1'},{'type':'redacted_thinking','data':'cmVk'},"
                        + "{'type':'thinking','thinking':'t','signature':'s2'}]},{'role':'user','content':'r'}]";

        assertThat(sent(CLAUDE, history).path("messages").get(1).path("content"))
                .isEqualTo(json("[{'reasoningContent':{'reasoningText':{'text':'','signature':'s1'}}},"
                        + "{'reasoningContent':{'redactedContent':'cmVk'}},"
                        + "{'reasoningContent':{'reasoningText':{'text':'t','signature':'s2'}}},{'text':'a'}]"));
        assertThat(dropped(CLAUDE, history)).isEmpty();
        assertThat(sent(NOVA, history).path("messages").get(1).path("content")).isEqualTo(json("[{'text':'a'}]"));
        assertThat(dropped(NOVA, history)).containsExactly("messages.thinking_blocks");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:image/jpg;base64,AAAA | jpeg",
                "data:image/png;base64,/9j/4AAQ | jpeg",
                "data:;base64,iVBORw0KGgoAAA | png",
                "data:image/webp;base64,AAAA | webp"
            })
    void e54_an_images_format_is_told_by_its_bytes_or_its_type(String url, String format) {
        JsonNode block = sent(
                        CLAUDE,
                        "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'" + url
                                + "'}}]}]")
                .path("messages")
                .get(0)
                .path("content")
                .get(0);

        assertThat(block.path("image").path("format").stringValue()).isEqualTo(format);
        assertThat(block.path("image").path("source").path("bytes").stringValue())
                .isEqualTo(url.substring(url.indexOf(',') + 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'image_url','image_url':{'url':'data:image/svg+xml;base64,AAAA'}}",
                "{'type':'image_url','image_url':{'url':'https://a.example/b.png'}}",
                "{'type':'file','file':{'file_id':'f-1'}}",
                "{'type':'file','file':{'file_data':'data:application/zip;base64,AAAA'}}",
                "{'type':'video_url','video_url':{'url':'data:video/ogg;base64,AAAA'}}",
                "{'type':'odd','odd':{}}"
            })
    void e54_what_cannot_be_sent_is_refused_by_its_place(String part) {
        refused(CLAUDE, "'messages':[{'role':'user','content':[" + part + "]}]", "messages[0].content[0]");
    }

    @Test
    void mediaAreSentAsBytesOrByTheirAddressInS3() {
        JsonNode content = sent(
                        NOVA,
                        "'messages':[{'role':'user','content':[{'type':'text','text':'see'},"
                                + "{'type':'image_url','image_url':'s3://b/x.JPG'},"
                                + "{'type':'video_url','video_url':{'url':'s3://b/v.3gp'}},"
                                + "{'type':'file','file':{'file_data':'data:video/quicktime;base64,AAAA'}},"
                                + "{'type':'file','file_url':'s3://b/d.docx'},"
                                + "{'type':'input_audio','input_audio':{'data':'AAAA','format':'mp3'}},"
                                + "{'type':'guardContent','guardContent':{'text':{'text':'x'}}}]}]")
                .path("messages")
                .get(0)
                .path("content");

        assertThat(content)
                .isEqualTo(
                        json(
                                "[{'text':'see'},{'image':{'format':'jpeg','source':{'s3Location':{'uri':'s3://b/x.JPG'}}}},"
                                        + "{'video':{'format':'three_gp','source':{'s3Location':{'uri':'s3://b/v.3gp'}}}},"
                                        + "{'video':{'format':'mov','source':{'bytes':'AAAA'}}},"
                                        + "{'document':{'format':'docx','name':'Document 1','source':{'s3Location':{'uri':'s3://b/d.docx'}}}},"
                                        + "{'audio':{'format':'mp3','source':{'bytes':'AAAA'}}},{'guardContent':{'text':{'text':'x'}}}]"));
    }

    @Test
    void aDocumentHasACleanNameOfItsOwnAndATextBesideIt() {
        String file =
                "{'type':'file','file':{'filename':'Q3_report (v1).pdf','file_data':'data:application/pdf;base64,JVBERi0='}}";
        JsonNode content = sent(
                        CLAUDE,
                        "'messages':[{'role':'user','content':[" + file + "," + file
                                + ",{'type':'file','file':{'file_data':'data:text/x-log;base64,AAAA'}}]}]")
                .path("messages")
                .get(0)
                .path("content");

        assertThat(content.valueStream()
                        .map(block -> block.path("document").path("name").asString("")))
                .containsExactly("Q3-report (v1)-pdf", "Q3-report (v1)-pdf 2", "Document 1", "");
        assertThat(content.get(2).path("document").path("format").stringValue()).isEqualTo("txt");
        assertThat(content.get(3)).isEqualTo(json("{'text':'.'}"));
    }

    @Test
    void aSchemaIsSentAsTextWhereTheModelHasItAndElseAsAToolThatMustBeCalled() {
        String format = ",'response_format':{'type':'json_schema','json_schema':{'name':'city','schema':"
                + "{'type':'object','properties':{'n':{'type':'integer','minimum':1}}}}}";
        JsonNode known = sent(CLAUDE, HI + format).path("outputConfig").path("textFormat");
        JsonNode other = sent(NOVA, HI + format);

        assertThat(known.path("structure").path("jsonSchema").path("name").stringValue())
                .isEqualTo("city");
        assertThat(json(known.path("structure")
                                .path("jsonSchema")
                                .path("schema")
                                .stringValue())
                        .path("additionalProperties"))
                .isEqualTo(json("false"));
        assertThat(sent("qwen.qwen3-32b-v1:0", HI + format)
                        .path("outputConfig")
                        .path("textFormat")
                        .path("structure")
                        .path("jsonSchema")
                        .path("schema")
                        .stringValue())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}}}");
        assertThat(other.has("outputConfig")).isFalse();
        assertThat(other.path("toolConfig").path("toolChoice")).isEqualTo(json("{'tool':{'name':'json'}}"));
        assertThat(sent(NOVA, HI + "," + TOOLS + format).path("toolConfig").path("toolChoice"))
                .isEqualTo(json("{'any':{}}"));
        assertThat(sent(NOVA, HI + ",'response_format':{'type':'json_object'}")
                        .path("system")
                        .get(0)
                        .path("text")
                        .stringValue())
                .contains("JSON");
    }

    @Test
    void reasoningIsAskedForInTheWordsOfTheModelsVendor() {
        assertThat(sent(CLAUDE, HI + ",'reasoning_effort':'medium','max_tokens':1000,'temperature':0.5,'top_k':3"))
                .isEqualTo(
                        json(
                                "{'messages':[{'role':'user','content':[{'text':'hi'}]}],'inferenceConfig':{'maxTokens':5096},"
                                        + "'additionalModelRequestFields':{'thinking':{'type':'enabled','budget_tokens':4096}}}"));
        assertThat(sent("global.anthropic.claude-opus-4-6-v1", HI + ",'reasoning_effort':'high'")
                        .path("additionalModelRequestFields"))
                .isEqualTo(json(
                        "{'thinking':{'type':'adaptive','display':'summarized'},'output_config':{'effort':'high'}}"));
        assertThat(sent("us.amazon.nova-2-lite-v1:0", HI + ",'reasoning_effort':'low'")
                        .path("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoningConfig':{'type':'enabled','maxReasoningEffort':'low'}}"));
        assertThat(sent("openai.gpt-oss-120b-1:0", HI + ",'reasoning_effort':'high'")
                        .path("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoning_effort':'high'}"));
        assertThat(dropped(NOVA, HI + ",'reasoning_effort':'low'")).containsExactly("reasoning_effort");
        assertThat(dropped(CLAUDE, HI + ",'reasoning_effort':'low','temperature':0.5,'top_k':3"))
                .containsExactlyInAnyOrder("temperature", "top_k");
    }

    @Test
    void samplingIsBoundedAndToldInThePlaceTheModelLooks() {
        assertThat(sent(NOVA, HI + ",'temperature':1.7,'top_p':0.5,'top_k':20,'stop':['|',' ']"))
                .isEqualTo(
                        json(
                                "{'messages':[{'role':'user','content':[{'text':'hi'}]}],'inferenceConfig':{'temperature':1.0,"
                                        + "'topP':0.5,'stopSequences':['|']},'additionalModelRequestFields':{'inferenceConfig':{'topK':20}}}"));
        assertThat(sent(CLAUDE, HI + ",'temperature':0.3,'top_p':0.5,'top_k':20"))
                .isEqualTo(json(
                        "{'messages':[{'role':'user','content':[{'text':'hi'}]}],'inferenceConfig':{'temperature':0.3},"
                                + "'additionalModelRequestFields':{'top_k':20}}"));
        assertThat(sent("cohere.command-r-v1:0", HI + ",'top_k':7").path("additionalModelRequestFields"))
                .isEqualTo(json("{'k':7}"));
        assertThat(dropped("meta.llama3-3-70b-instruct-v1:0", HI + ",'top_k':7"))
                .containsExactly("top_k");
    }

    @Test
    void cacheMarksBecomePointsAfterWhatTheyMarkAndTheLastFourStay() {
        String mark = "'cache_control':{'type':'ephemeral','ttl':'1h'}";
        String fields = "'messages':[{'role':'system','content':[{'type':'text','text':'s'," + mark + "}]},"
                + "{'role':'user','content':[{'type':'text','text':'a'," + mark + "},{'type':'text','text':'b'," + mark
                + "},{'type':'text','text':'c'," + mark + "}]}],'tools':[{'type':'function'," + mark
                + ",'function':{'name':'f'}}]";
        JsonNode claude = sent(CLAUDE, fields);

        assertThat(claude.path("toolConfig").path("tools")).hasSize(1);
        assertThat(claude.path("system"))
                .isEqualTo(json("[{'text':'s'},{'cachePoint':{'type':'default','ttl':'1h'}}]"));
        assertThat(claude.path("messages").get(0).path("content")).hasSize(6);
        assertThat(dropped(CLAUDE, fields)).containsExactly("messages.cache_control");
        assertThat(dropped(NOVA, fields)).containsExactly("tools.cache_control");
        assertThat(dropped("openai.gpt-oss-20b-1:0", fields)).containsExactly("messages.cache_control");
    }

    @Test
    void whatBedrockHasNoPlaceForIsTold() {
        assertThat(dropped(
                        CLAUDE,
                        HI
                                + ",'seed':1,'logit_bias':{'1':2},'presence_penalty':1,'user':'u','store':true,'prompt_cache_key':'k',"
                                + "'logprobs':true,'unheard_of':1"))
                .containsExactlyInAnyOrder(
                        "seed",
                        "logit_bias",
                        "presence_penalty",
                        "user",
                        "store",
                        "prompt_cache_key",
                        "logprobs",
                        "unheard_of");
        refused(CLAUDE, HI + ",'n':2", "n");
        refused(CLAUDE, HI + ",'tools':[{'type':'custom','custom':{'name':'x'}}]", "tools");
        refused(CLAUDE, HI + ",'tools':[{'type':'web_search'}]", "tools");
    }

    @Test
    void fieldsOfBedrocksOwnArePassedOn() {
        assertThat(sent(
                        CLAUDE,
                        HI
                                + ",'performanceConfig':{'latency':'optimized'},'guardrailConfig':{'guardrailIdentifier':'g'},"
                                + "'additionalModelRequestFields':{'x':1},'anthropic_beta':['b'],'thinking':{'type':'disabled'},"
                                + "'service_tier':'flex','metadata':{'team':'a','bad':'\\u0001'}"))
                .isEqualTo(
                        json(
                                "{'messages':[{'role':'user','content':[{'text':'hi'}]}],"
                                        + "'additionalModelRequestFields':{'x':1,'thinking':{'type':'disabled'},'anthropic_beta':['b']},"
                                        + "'serviceTier':{'type':'flex'},'requestMetadata':{'team':'a'},"
                                        + "'guardrailConfig':{'guardrailIdentifier':'g'},'performanceConfig':{'latency':'optimized'}}"));
        assertThat(dropped(CLAUDE, HI + ",'metadata':{'bad':'\\u0001'},'service_tier':'odd'"))
                .containsExactlyInAnyOrder("metadata", "service_tier");
    }

    @Test
    void aLastTurnOfTheAssistantIsTrimmedOrRefusedAsTheModelWants() {
        String prefill = "'messages':[{'role':'user','content':'q'},{'role':'assistant','content':'So  '}]";

        assertThat(sent(CLAUDE, prefill).path("messages").get(1).path("content"))
                .isEqualTo(json("[{'text':'So'}]"));
        refused("us.anthropic.claude-opus-4-6-v1", prefill, "messages");
        assertThat(Converse.bench("{ type: bedrock, region: us-east-1, key: $KEY, prefill: continue }")
                        .sent("us.anthropic.claude-opus-4-6-v1", prefill)
                        .path("messages")
                        .get(2)
                        .path("content"))
                .isEqualTo(json("[{'text':'Continue.'}]"));
    }

    @Test
    void theModelBehindAnArnIsKnownWhereThePolicyTellsIt() {
        String arn = "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc";
        String effort = HI + ",'reasoning_effort':'low'";

        assertThat(dropped(arn, effort)).containsExactly("reasoning_effort");
        assertThat(Converse.bench("{ type: bedrock, region: us-east-1, key: $KEY, base_models: { \"" + arn + "\": "
                                + "\"" + CLAUDE + "\" } }")
                        .call(arn, effort)
                        .dropped())
                .isEmpty();
    }

    @Test
    void whatThePolicySetsGoesWithEveryRequest() {
        assertThat(Converse.bench("{ type: bedrock, region: us-east-1, key: $KEY, latency: optimized, beta: [b-1],"
                                + " guardrail: { id: g, version: \"2\", trace: enabled, stream: async } }")
                        .sent(CLAUDE, HI))
                .isEqualTo(json("{'messages':[{'role':'user','content':[{'text':'hi'}]}],"
                        + "'additionalModelRequestFields':{'anthropic_beta':['b-1']},'guardrailConfig':{'guardrailIdentifier':'g',"
                        + "'guardrailVersion':'2','trace':'enabled','streamProcessingMode':'async'},"
                        + "'performanceConfig':{'latency':'optimized'}}"));
    }
}
