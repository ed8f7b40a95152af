package dev.pointsman.providers.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class SettingsAndFailuresTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void theDefaultsCallAnthropic() {
        UpstreamRequest call = Claude.call("claude-opus-5", HI);

        assertThat(call.target()).isEqualTo(new Target("api.anthropic.com", 443, true, true));
        assertThat(call.path()).isEqualTo("/v1/messages");
        assertThat(call.headers())
                .containsSubsequence("anthropic-version", "2023-06-01", "x-api-key", Claude.KEY)
                .doesNotContain("anthropic-beta", "authorization");
    }

    @Test
    void everyKeyChangesTheCall() {
        UpstreamRequest call = Claude.adapter(
                        "{ type: anthropic, key: $KEY, url: 'http://x:81/anthropic/', auth: bearer,"
                                + " beta: [a-1, b-2], max_tokens: 77, prefill: continue }")
                .encode(Claude.request(HI), Claude.model("claude-opus-5"));

        assertThat(call.target()).isEqualTo(new Target("x", 81, false, false));
        assertThat(call.path()).isEqualTo("/anthropic/v1/messages");
        assertThat(call.headers())
                .containsSubsequence("authorization", "Bearer " + Claude.KEY, "anthropic-beta", "a-1,b-2");
        assertThat(new JsonMapper()
                        .readTree(call.body().toArray())
                        .path("max_tokens")
                        .intValue())
                .isEqualTo(77);
    }

    @Test
    void mistakesAreToldAllAtOnce() {
        assertThat(Claude.problems("{ type: anthropic, auth: basic, max_tokens: 0, prefil: x }"))
                .hasSize(4)
                .anySatisfy(problem -> assertThat(problem).contains("$ANTHROPIC_API_KEY"))
                .anySatisfy(problem -> assertThat(problem).contains("prefil"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | prompt is too long: 9 > 8 | CONTEXT_TOO_LONG | 400 | context_length_exceeded",
                "400 | Your credit balance is too low | QUOTA_EXHAUSTED | 429 | insufficient_quota",
                "400 | max_tokens: Field required | UPSTREAM_REJECTED | 400 | ",
                "401 | invalid x-api-key | UPSTREAM_AUTHENTICATION | 401 | invalid_api_key",
                "402 | pay | QUOTA_EXHAUSTED | 429 | insufficient_quota",
                "403 | no | UPSTREAM_AUTHENTICATION | 403 | ",
                "404 | model: x | UPSTREAM_NOT_FOUND | 404 | model_not_found",
                "409 | busy | UPSTREAM_ERROR | 409 | upstream_error",
                "413 | big | UPSTREAM_REJECTED | 413 | request_too_large",
                "429 | slow down | RATE_LIMITED | 429 | rate_limit_exceeded",
                "500 | oops | UPSTREAM_ERROR | 500 | upstream_error",
                "504 | late | UPSTREAM_TIMEOUT | 504 | upstream_timeout",
                "529 | Overloaded | UPSTREAM_OVERLOADED | 503 | server_is_overloaded"
            })
    void E37_everyRefusalHasAKindAndAStatusThatClientsKnow(
            int status, String message, ErrorKind kind, int told, String code) {
        byte[] body = ("{\"type\":\"error\",\"error\":{\"type\":\"x\",\"message\":\"" + message
                        + "\"},\"request_id\":\"r\"}")
                .getBytes(StandardCharsets.UTF_8);

        GatewayException failure = Claude.adapter().failure(status, Headers.of("retry-after", "7"), body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessage(message);
        assertThat(failure.status()).isEqualTo(told);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aPageOfHtmlIsAnErrorOfTheProvider() {
        GatewayException failure = Claude.adapter()
                .failure(502, Headers.NONE, "<html><title>Bad gateway</title>".getBytes(StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(failure).hasMessage("Bad gateway");
    }
}
