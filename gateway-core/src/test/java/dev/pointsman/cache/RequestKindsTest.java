package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests are told by: side effects, one answer, a last text. */
class RequestKindsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"store\":true",
                "\"background\":true",
                "\"conversation\":\"c\"",
                "\"previous_response_id\":\"r\"",
                "\"container\":{}",
                "\"mcp_servers\":[]",
                "\"web_search_options\":{}",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"web_search\"}]",
                "\"tools\":[{\"type\":7}]"
            })
    void aRequestThatDoesMoreThanAskHasSideEffects(String field) {
        assertThat(SideEffects.of(Requests.with(field))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"store\":false",
                "\"store\":null",
                "\"temperature\":1",
                "\"tools\":null",
                "\"tools\":[]",
                "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}},{\"type\":\"custom\"},{\"name\":\"f\"}]"
            })
    void oneThatOnlyAsksHasNone(String field) {
        assertThat(SideEffects.of(Requests.with(field))).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"temperature\":0 | true",
                "\"temperature\":0.0 | true",
                "\"temperature\":0e3 | true",
                "\"temperature\":0.1 | false",
                "\"temperature\":null | false",
                "\"seed\":5 | true",
                "\"seed\":-5 | true",
                "\"seed\":null | false",
                "\"top_p\":0 | false"
            })
    void temperatureZeroOrASeedWantTheSameAnswer(String field, boolean same) {
        assertThat(SameAnswer.wantedBy(Requests.with(field))).isEqualTo(same);
    }

    @Test
    void vectorsKnowNoChance() {
        assertThat(SameAnswer.wantedBy(Requests.of(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"a\"}")))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{\"role\":\"user\",\"content\":\"a \\\"b\\\"\"}] | `a \"b\"`",
                "[{\"content\":\"a\",\"x\":{\"y\":1},\"role\":\"user\"}] | a",
                "[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":\"b\"}] | b",
                "[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}] | ",
                "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"}]}] | ",
                "[{\"role\":\"user\",\"content\":\"\"}] | ",
            })
    void theLastTextIsTheUsersLastMessageWhereItIsAString(String messages, String text) {
        LastText last = LastText.of(Requests.chat("{\"model\":\"m\",\"messages\":" + messages + "}"));

        assertThat(last == null ? null : last.text()).isEqualTo(text);
    }

    @Test
    void thereIsNoLastTextWithoutMessages() {
        assertThat(LastText.of(Requests.of(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"a\"}")))
                .isNull();
    }

    @Test
    void noTwoTenantsAreOne() {
        assertThat(Tenants.KEY.of("a", "b")).isNotEqualTo(Tenants.TEAM.of("a", "b"));
        assertThat(Tenants.TEAM.of("a", "t")).isEqualTo(Tenants.TEAM.of("b", "t"));
        assertThat(Tenants.TEAM.of("a", null)).isNotEqualTo(Tenants.TEAM.of("b", null));
        assertThat(Tenants.TEAM.of("t", null)).isNotEqualTo(Tenants.TEAM.of("x", "t"));
        assertThat(Tenants.ALL.of("a", "b")).isEqualTo(Tenants.ALL.of("c", null));
    }

    @ParameterizedTest
    @CsvSource({
        "HIT, hit, hit, true",
        "SHARED, hit, shared, true",
        "SEMANTIC, semantic-hit, semantic, true",
        "MISS, miss, miss, false",
        "BYPASS, bypass, bypass, false"
    })
    void eachUseHasItsWords(CacheUse use, String header, String word, boolean saved) {
        assertThat(use.header()).isEqualTo(header);
        assertThat(use.word()).isEqualTo(word);
        assertThat(use.saved()).isEqualTo(saved);
    }
}
