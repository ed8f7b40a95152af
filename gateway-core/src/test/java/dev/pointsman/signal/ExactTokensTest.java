package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExactTokensTest {
    private static final String HELLO = "{'role':'user','content':'Hello!'}";

    /** The usage that OpenAI's API reference shows for these messages, 2026-08. */
    @Test
    void aChatHasAsManyTokensAsItsProviderTells() {
        assertThat(count(Endpoint.CHAT_COMPLETIONS, "'messages':[" + HELLO + "]"))
                .isEqualTo(9);
        assertThat(count(
                        Endpoint.CHAT_COMPLETIONS,
                        "'messages':[{'role':'developer','content':'You are a helpful assistant.'}," + HELLO + "]"))
                .isEqualTo(19);
    }

    @Test
    void everyMessageCountsAndNotAtTheRateOfTheLast() {
        String german = "Bitte prüfen Sie die Klausel auf Fehler";
        int alone = Tokenizer.O200K.count(german);

        assertThat(count(
                        Endpoint.CHAT_COMPLETIONS,
                        "'messages':[{'role':'user','content':'" + german + "'}," + "{'role':'assistant','content':'"
                                + german + "'}," + HELLO + "]"))
                .isEqualTo(9 + 2 * (alone + 4));
    }

    @Test
    void partsAndEscapesAreReadAsText() {
        assertThat(count(
                        Endpoint.CHAT_COMPLETIONS,
                        "'messages':[{'role':'user','content':[{'type':'text','text':'\\u0048ello!'},"
                                + "{'type':'text','text':'Hello!'}]}]"))
                .isEqualTo(11);
    }

    /** Four bytes a token for {@code [{"id":"c1","function":{"name":"f"}}]}. */
    @Test
    void callsOfToolsInEarlierMessagesAreTakenByTheirBytes() {
        assertThat(count(
                        Endpoint.CHAT_COMPLETIONS,
                        "'messages':[{'role':'assistant','tool_calls':[{'id':'c1','function':{'name':'f'}}]}," + HELLO
                                + "]"))
                .isEqualTo(9 + 4 + 37 / 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "COMPLETIONS | 'prompt':'Hello!' | 2",
                "EMBEDDINGS | 'input':['Hello!','Hello!'] | 4",
                "EMBEDDINGS | 'input':[1,2,3,4,5] | 5",
                "RESPONSES | 'input':'Hello!' | 9",
                "RESPONSES | 'input':'Hello!','instructions':'You are a helpful assistant.' | 19",
                "MESSAGES | 'max_tokens':5,'messages':[{'role':'user','content':'Hello!'}] | 9",
                "MESSAGES | 'max_tokens':5,'system':'You are a helpful assistant.','messages':[{'role':'user','content':'Hello!'}] | 19"
            })
    void everyEndpointIsFramedInItsWay(Endpoint endpoint, String fields, int tokens) {
        assertThat(count(endpoint, fields)).isEqualTo(tokens);
    }

    @Test
    void signalsCountOnceForEachTokenizerAndTellWhatTheyCounted() {
        PromptSignals signals = new PromptSignals(
                request(Endpoint.CHAT_COMPLETIONS, "'messages':[{'role':'user','content':'お誕生日おめでとう'}]"));
        assertThat(signals.readings().counted()).isEmpty();

        assertThat(signals.tokens(Tokenizer.O200K)).isEqualTo(15);
        assertThat(signals.readings().counted()).containsOnly(java.util.Map.entry(Tokenizer.O200K, 15));
        assertThat(signals.readings().inputTokens()).isEqualTo(-1);

        assertThat(signals.tokens(Tokenizer.CL100K)).isEqualTo(16);
        assertThat(signals.tokens(Tokenizer.O200K)).isEqualTo(15);
        assertThat(signals.readings().counted()).hasSize(2);
    }

    private static int count(Endpoint endpoint, String fields) {
        return ExactTokens.of(request(endpoint, fields), Tokenizer.O200K);
    }

    private static ApiRequest request(Endpoint endpoint, String fields) {
        byte[] body = ("{'model':'m'," + fields + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body);
    }
}
