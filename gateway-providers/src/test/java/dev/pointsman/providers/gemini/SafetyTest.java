package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.ChatView;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SafetyTest {
    private static final String BLOCKED =
            "{'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':7,'totalTokenCount':7}}";
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SAFETY",
                "OTHER",
                "BLOCKLIST",
                "PROHIBITED_CONTENT",
                "IMAGE_SAFETY",
                "MODEL_ARMOR",
                "JAILBREAK",
                "FROM_THE_FUTURE"
            })
    void e43_a_blocked_prompt_is_an_answer_that_says_so(String reason) {
        RecordedReply whole = Google.whole(Google.HI, BLOCKED.replace("SAFETY", reason));
        RecordedReply streamed = Google.streamed(Google.HI, BLOCKED.replace("SAFETY", reason));

        ChatView body = ChatView.ofBody(whole.outputText());
        JsonNode message = body.chunks().get(0).at("/choices/0/message");
        assertThat(message.path("refusal").stringValue()).isEqualTo("blocked by provider: " + reason);
        assertThat(body.finishReason()).isEqualTo("content_filter");
        assertThat(WHOLE.problems(body.chunks().get(0))).isEmpty();
        assertThat(whole.usage()).isEqualTo(new Usage(7, 0, 0, 0, 0));
        assertThat(whole.finishReasons()).containsExactly(reason);
        assertThat(streamed.text()).contains("\"refusal\":\"blocked by provider: " + reason + "\"");
        assertThat(ChatView.ofEvents(streamed.text()).finishReason()).isEqualTo("content_filter");
        assertThat(streamed.ended()).isTrue();
    }

    @Test
    void aBlockedPromptIsAnErrorWhereThePolicySaysSo() {
        ProviderAdapter strict = Google.adapter("{ type: gemini, key: $KEY, blocked_prompt: error }");
        RecordedReply whole = Google.whole(strict, Google.HI, BLOCKED);
        RecordedReply streamed = Google.streamed(strict, Google.HI, BLOCKED);

        for (RecordedReply reply : new RecordedReply[] {whole, streamed}) {
            assertThat(reply.ended()).isFalse();
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.CONTENT_FILTER);
            assertThat(reply.failure().code()).isEqualTo("content_filter");
            assertThat(reply.outputText()).isEmpty();
        }
    }

    @Test
    void anAnswerThatWasStoppedKeepsWhatWasSaid() {
        RecordedReply said = Google.whole(
                Google.HI, "{'candidates':[{'content':{'parts':[{'text':'Well'}]},'finishReason':'SAFETY'}]}");
        RecordedReply silent = Google.whole(Google.HI, "{'candidates':[{'finishReason':'SPII'}]}");

        assertThat(said.outputText())
                .contains("\"content\":\"Well\"", "\"refusal\":null", "\"finish_reason\":\"content_filter\"");
        assertThat(silent.outputText())
                .contains("\"refusal\":\"blocked by provider: SPII\"", "\"finish_reason\":\"content_filter\"");
    }

    @Test
    void safetySettingsOfThePolicyAreSentWhereTheRequestHasNone() {
        ProviderAdapter adapter =
                Google.adapter("{ type: gemini, key: $KEY, safety: { harassment: block-none, hate-speech: off } }");

        JsonNode ofPolicy = Google.body(adapter.encode(Google.request(Google.HI), Google.model("gemini-2.5-flash")));
        JsonNode ofRequest = Google.body(adapter.encode(
                Google.request(Google.HI + ",'safety_settings':[{'category':'x','threshold':'y'}]"),
                Google.model("gemini-2.5-flash")));

        assertThat(ofPolicy.path("safetySettings"))
                .isEqualTo(Google.json("[{'category':'HARM_CATEGORY_HARASSMENT','threshold':'BLOCK_NONE'},"
                        + "{'category':'HARM_CATEGORY_HATE_SPEECH','threshold':'OFF'}]"));
        assertThat(ofRequest.path("safetySettings")).isEqualTo(Google.json("[{'category':'x','threshold':'y'}]"));
    }
}
