package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointTest {
    @ParameterizedTest
    @EnumSource
    void everyEndpointIsNamedByItsPathAndByItsWord(Endpoint endpoint) {
        assertThat(Endpoint.named(endpoint.path())).contains(endpoint);
        assertThat(Endpoint.named(endpoint.path().substring(4))).contains(endpoint);
        assertThat(Endpoint.named(endpoint.word())).contains(endpoint);
        assertThat(Endpoint.named(endpoint.path().substring(4).replace('/', '-')))
                .contains(endpoint);
        assertThat(Endpoint.of(endpoint.path())).isEqualTo(endpoint);
    }

    @ParameterizedTest
    @CsvSource({
        "chat, CHAT_COMPLETIONS",
        "count_tokens, COUNT_TOKENS",
        "messages/count_tokens, COUNT_TOKENS",
        "rerank, RERANK",
        "/v1/rerank, RERANK"
    })
    void aWordMayMeanOneEndpoint(String word, Endpoint endpoint) {
        assertThat(Endpoint.named(word)).containsExactly(endpoint);
    }

    @Test
    void theFirstPartMeansAllBelowIt() {
        assertThat(Endpoint.named("audio"))
                .containsExactly(Endpoint.SPEECH, Endpoint.TRANSCRIPTIONS, Endpoint.TRANSLATIONS);
        assertThat(Endpoint.named("messages")).containsExactly(Endpoint.MESSAGES, Endpoint.COUNT_TOKENS);
        assertThat(Endpoint.named("chats")).isEmpty();
        assertThat(Endpoint.named("")).isEmpty();
    }
}
