package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestKeysTest {
    private static final String HI =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"temperature\":0.5}";

    private final RequestKeys keys = new RequestKeys("policy");

    @Test
    void orderSpaceAndSpellingOfTheBodyDoNotMatter() {
        String same =
                "{ \"temperature\": 5e-1, \"messages\": [ { \"content\": \"\\u0068i\", \"role\": \"user\" } ], \"model\": \"auto\" }";

        assertThat(key(same)).isEqualTo(key(HI));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"user\":\"ann\"",
                "\"metadata\":{\"a\":\"b\"}",
                "\"safety_identifier\":\"x\"",
                "\"prompt_cache_key\":\"x\"",
                "\"prompt_cache_retention\":\"24h\""
            })
    void whoAsksDoesNotMatter(String field) {
        assertThat(key(HI.replace("{\"model\"", "{" + field + ",\"model\""))).isEqualTo(key(HI));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"stream\":true",
                "\"stream\":false",
                "\"seed\":1",
                "\"service_tier\":\"flex\"",
                "\"unheard_of\":1",
                "\"n\":2"
            })
    void anythingElseInTheBodyDoes(String field) {
        assertThat(key(HI.replace("{\"model\"", "{" + field + ",\"model\""))).isNotEqualTo(key(HI));
    }

    @Test
    void theResponsesApiRepeatsWhoAsksAndSoItCounts() {
        String body = "{\"model\":\"m\",\"input\":\"hi\"}";
        ApiRequest plain = Requests.of(Endpoint.RESPONSES, body);
        ApiRequest named = Requests.of(Endpoint.RESPONSES, body.replace("}", ",\"user\":\"ann\"}"));

        assertThat(keys.exact(named, "t", "m")).isNotEqualTo(keys.exact(plain, "t", "m"));
    }

    @Test
    void tenantModelEndpointPolicyAndHeadersOfProvidersMatter() {
        ApiRequest request = Requests.chat(HI);
        CacheKey key = keys.exact(request, "t", "m");

        assertThat(keys.exact(request, "u", "m")).isNotEqualTo(key);
        assertThat(keys.exact(request, "t", "n")).isNotEqualTo(key);
        assertThat(keys.exact(request, "tm", "")).isNotEqualTo(key);
        assertThat(new RequestKeys("other").exact(request, "t", "m")).isNotEqualTo(key);
        assertThat(keys.exact(Requests.chat(HI, "openai-beta", "x"), "t", "m")).isNotEqualTo(key);
        assertThat(keys.exact(Requests.chat(HI, "anthropic-beta", "x"), "t", "m"))
                .isNotEqualTo(key);
        assertThat(keys.exact(Requests.chat(HI, "x-request-id", "x"), "t", "m")).isEqualTo(key);
        String vectors = "{\"model\":\"m\",\"input\":\"a\"}";
        assertThat(keys.exact(Requests.of(Endpoint.EMBEDDINGS, vectors), "t", "m"))
                .isNotEqualTo(keys.exact(Requests.of(Endpoint.MODERATIONS, vectors), "t", "m"));
    }

    @Test
    void keysAreSixtyFourDigits() {
        assertThat(key(HI).toString()).matches("[0-9a-f]{64}");
        assertThat(new CacheKey(1, 0, -1, 16))
                .hasToString("0000000000000001" + "0000000000000000" + "ffffffffffffffff" + "0000000000000010");
    }

    @Test
    void likeRequestsHaveAllInCommonButTheirLastTextAndItsNumbers() {
        CacheKey group = around("what is the time in Berlin at 5");

        assertThat(around("which time is it in Berlin, at 5?")).isEqualTo(group);
        assertThat(around("what is the time in Berlin at 6")).isNotEqualTo(group);
        assertThat(around("what is the time in Berlin at 5 5"))
                .isNotEqualTo(around("what is the time in Berlin at 55"));
        assertThat(group).isNotEqualTo(key(HI));
        ApiRequest warm = Requests.chat(HI.replace("0.5", "0.6"));
        ApiRequest usual = Requests.chat(HI);
        assertThat(keys.around(warm, "t", "m", LastText.of(warm)))
                .isNotEqualTo(keys.around(usual, "t", "m", LastText.of(usual)));
    }

    private CacheKey around(String text) {
        ApiRequest request = Requests.chat(HI.replace("\"hi\"", "\"" + text + "\""));
        return keys.around(request, "t", "m", LastText.of(request));
    }

    private CacheKey key(String body) {
        return keys.exact(Requests.chat(body), "t", "m");
    }
}
