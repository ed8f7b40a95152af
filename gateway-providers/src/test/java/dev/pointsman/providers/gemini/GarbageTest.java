package dev.pointsman.providers.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Google.adapter();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'candidates':null}",
                "{'candidates':[]}",
                "{'candidates':[null]}",
                "{'candidates':[{'finishReason':5}]}",
                "{'candidates':[{'index':99999999,'finishReason':'STOP'}]}",
                "{'usageMetadata':{'promptTokenCount':'x'}}",
                "{'promptFeedback':{}}",
                "{'promptFeedback':{'blockReason':null}}",
                "[{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':'STOP'}]}]"
            })
    void whatLooksLikeAnAnswerAndIsNoneIsAFailure(String body) {
        RecordedReply streamed = Google.streamed(Google.HI, body, body);
        RecordedReply whole = Google.whole(Google.HI, body);

        assertThat(streamed.ended()).isFalse();
        assertThat(Objects.requireNonNull(streamed.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(whole.ended()).isFalse();
        assertThat(Objects.requireNonNull(whole.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aStreamThatDoesNotTellWhyItEndedIsCut() {
        RecordedReply streamed =
                Google.streamed(Google.HI, "{'candidates':[{'content':{'parts':[{'text':'a'}]},'finishReason':null}]}");

        assertThat(streamed.ended()).isFalse();
        assertThat(Objects.requireNonNull(streamed.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void partsOfUnknownKindsAreLeftOut() {
        RecordedReply reply = Google.whole(
                Google.HI,
                "{'candidates':[{'content':{'parts':[null,5,{},{'executableCode':{'code':'x'}},{'codeExecutionResult':{}},"
                        + "{'toolCall':{'id':'t'},'thoughtSignature':'sg'},{'text':'ok'}]},'finishReason':'STOP','more':[{}]}],"
                        + "'usageMetadata':{'promptTokenCount':1,'candidatesTokenCount':1},'more':{}}");

        assertThat(reply.ended()).isTrue();
        assertThat(reply.outputText()).contains("\"content\":\"ok\"").doesNotContain("tool_calls", "extra_content");
    }
}
