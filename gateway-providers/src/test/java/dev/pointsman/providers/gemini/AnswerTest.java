package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AnswerTest {
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");

    private static JsonNode told(String fields, String body) {
        RecordedReply reply = Google.whole(fields, body);
        assertThat(reply.failure()).isNull();
        JsonNode json = ChatView.ofBody(reply.outputText()).chunks().get(0);
        assertThat(WHOLE.problems(json)).isEmpty();
        return json;
    }

    private static String candidate(String parts) {
        return "{'candidates':[{'content':{'parts':[" + parts + "]},'finishReason':'STOP'}],"
                + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1},'modelVersion':'m','responseId':'r'}";
    }

    @Test
    void theExampleOfTheReferenceIsToldAsOpenAiDoes() {
        JsonNode json = told(
                Google.HI,
                "{'candidates':[{'index':0,'content':{'role':'model','parts':[{'text':'sum it up','thought':true},{'text':'It is '},"
                        + "{'text':'3C.'}]},'finishReason':'STOP'}],'usageMetadata':{'promptTokenCount':50,'cachedContentTokenCount':32,"
                        + "'candidatesTokenCount':6,'thoughtsTokenCount':20,'totalTokenCount':76},'modelVersion':'gemini-2.5-flash',"
                        + "'responseId':'r1'}");

        assertThat(json)
                .isEqualTo(Google.json(
                        "{'id':'r1','object':'chat.completion','created':1790000000,'model':'gemini-2.5-flash',"
                                + "'choices':[{'index':0,'message':{'role':'assistant','content':'It is 3C.','refusal':null,"
                                + "'reasoning_content':'sum it up'},'logprobs':null,'finish_reason':'stop'}],'usage':{'prompt_tokens':50,"
                                + "'completion_tokens':26,'total_tokens':76,'prompt_tokens_details':{'cached_tokens':32,'cache_write_tokens':0},"
                                + "'completion_tokens_details':{'reasoning_tokens':20}}}"));
    }

    @Test
    void e21_calls_are_told_with_their_reason_and_signature() {
        JsonNode json = told(
                Google.HI,
                candidate(
                        "{'functionCall':{'name':'a','args':{'x':[1]}},'thoughtSignature':'c2ln'},{'functionCall':{'name':'b'}}"));

        JsonNode calls = json.at("/choices/0/message/tool_calls");
        assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("tool_calls");
        assertThat(json.at("/choices/0/message/content").isNull()).isTrue();
        assertThat(calls.at("/0/extra_content")).isEqualTo(Google.json("{'google':{'thought_signature':'c2ln'}}"));
        assertThat(calls.at("/0/function/arguments").stringValue()).isEqualTo("{\"x\":[1]}");
        assertThat(calls.at("/1/function/arguments").stringValue()).isEqualTo("{}");
        assertThat(calls.path(1).has("extra_content")).isFalse();
    }

    @Test
    void e43_a_candidate_without_parts_is_an_empty_answer() {
        JsonNode json = told(
                Google.HI,
                "{'candidates':[{'content':{'role':'model'},'finishReason':'MAX_TOKENS'}],"
                        + "'usageMetadata':{'promptTokenCount':9,'thoughtsTokenCount':100,'totalTokenCount':109}}");

        assertThat(json.at("/choices/0/message/content").stringValue()).isEmpty();
        assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("length");
        assertThat(json.at("/usage/completion_tokens").intValue()).isEqualTo(100);
        assertThat(json.path("model").stringValue()).isEqualTo("gemini-3-flash");
        assertThat(json.path("id").stringValue()).startsWith("chatcmpl-");
    }

    @Test
    void aWholeAnswerThatDoesNotTellWhyItEndedHasStopped() {
        JsonNode json = told(
                Google.HI,
                "{'candidates':[{'content':{'parts':[{'text':'Hello'}],'role':'model'}}],"
                        + "'usageMetadata':{'promptTokenCount':7,'candidatesTokenCount':11,'totalTokenCount':18}}");

        assertThat(json.at("/choices/0/message/content").stringValue()).isEqualTo("Hello");
        assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("stop");
    }

    @Test
    void severalCandidatesAreChoices() {
        JsonNode json = told(
                "'n':2," + Google.HI,
                "{'candidates':[{'content':{'parts':[{'text':'A'}]},'finishReason':'STOP'},"
                        + "{'content':{'parts':[{'text':'B'}]},'finishReason':'MAX_TOKENS','index':1}]}");

        assertThat(json.at("/choices/0/message/content").stringValue()).isEqualTo("A");
        assertThat(json.at("/choices/1/message/content").stringValue()).isEqualTo("B");
        assertThat(json.at("/choices/1/finish_reason").stringValue()).isEqualTo("length");
    }

    @Test
    void logProbabilitiesStandBesideTheMessage() {
        JsonNode json = told(
                "'logprobs':true," + Google.HI,
                "{'candidates':[{'content':{'parts':[{'text':'Hi'}]},'finishReason':'STOP','logprobsResult':{'chosenCandidates':["
                        + "{'token':'H','logProbability':-0.1},{'token':'i'}]}}]}");

        assertThat(json.at("/choices/0/logprobs/content").size()).isEqualTo(2);
        assertThat(json.at("/choices/0/logprobs/content/1/logprob").doubleValue())
                .isZero();
    }

    @Test
    void pagesThatTheAnswerRestsOnAreAnnotations() {
        String page = "{'web':{'uri':'https://a.example','title':'A'}},{'retrievedContext':{'text':'t'}}";
        String answer = "{'candidates':[{'content':{'parts':[{'text':'Hi'}]},'finishReason':'STOP','groundingMetadata':"
                + "{'groundingChunks':[" + page + "]%s}}]}";

        JsonNode placed = told(
                Google.HI,
                answer.formatted(
                        ",'groundingSupports':[{'segment':{'startIndex':1,'endIndex':2},'groundingChunkIndices':[0,1,9]}]"));
        JsonNode unplaced = told(Google.HI, answer.formatted(""));

        assertThat(placed.at("/choices/0/message/annotations"))
                .isEqualTo(Google.json("[{'type':'url_citation','url_citation':{'start_index':1,'end_index':2,"
                        + "'url':'https://a.example','title':'A'}}]"));
        assertThat(unplaced.at("/choices/0/message/annotations").size()).isEqualTo(1);
    }

    @Test
    void picturesAreGatheredAndTheirSignatureIsTold() {
        JsonNode json = told(
                Google.HI,
                candidate("{'text':'two'},{'inlineData':{'mimeType':'image/png','data':'AA=='}},"
                        + "{'inlineData':{'mimeType':'image/png','data':'AQ=='},'thoughtSignature':'sg'}"));

        assertThat(json.at("/choices/0/message/images").size()).isEqualTo(2);
        assertThat(json.at("/choices/0/message/extra_content/google/thought_signature")
                        .stringValue())
                .isEqualTo("sg");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'error':{'code':429,'message':'slow down','status':'RESOURCE_EXHAUSTED'}}",
                "[{'error':{'code':429,'message':'slow down','status':'RESOURCE_EXHAUSTED'}}]"
            })
    void e34_an_error_in_a_reply_of_status_200_keeps_its_kind(String body) {
        RecordedReply reply = Google.whole(Google.HI, body);

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(reply.failure()).hasMessage("slow down");
    }

    @Test
    void e23_a_word_for_failure_is_an_error() {
        RecordedReply reply = Google.whole(
                Google.HI,
                "{'candidates':[{'finishReason':'MALFORMED_FUNCTION_CALL','finishMessage':'print(secret)'}]}");

        assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(reply.failure().text()).contains("MALFORMED_FUNCTION_CALL").doesNotContain("secret");
        assertThat(reply.finishReasons()).containsExactly("MALFORMED_FUNCTION_CALL");
    }

    @Test
    void theDeprecatedFormHasRoomForOneCall() {
        JsonNode json = told(
                "'functions':[{'name':'a'}]," + Google.HI,
                candidate("{'functionCall':{'name':'a','args':{}}},{'functionCall':{'name':'a','args':{}}}"));

        assertThat(json.at("/choices/0/message/function_call/name").stringValue())
                .isEqualTo("a");
        assertThat(json.at("/choices/0/finish_reason").stringValue()).isEqualTo("function_call");
    }

    @Test
    void usageOfToolsOfGooglesBelongsToThePrompt() {
        RecordedReply reply = Google.whole(
                Google.HI,
                "{'candidates':[{'content':{'parts':[{'text':'Hi'}]},'finishReason':'STOP'}],'usageMetadata':"
                        + "{'promptTokenCount':427,'candidatesTokenCount':122,'totalTokenCount':1767,'toolUsePromptTokenCount':771,"
                        + "'thoughtsTokenCount':447}}");

        assertThat(reply.usage()).isEqualTo(new Usage(1198, 0, 0, 122, 447));
    }
}
