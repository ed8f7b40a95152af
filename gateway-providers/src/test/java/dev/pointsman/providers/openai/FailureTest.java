package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.ProviderAdapter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {
    private static final ProviderAdapter ADAPTER = Adapters.of("{ type: openai, key: $KEY }");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"error\":{\"message\":\"no\",\"code\":\"invalid_value\"}} | UPSTREAM_REJECTED | 400 | invalid_value",
                "400 | {\"error\":{\"message\":\"too long\",\"code\":\"context_length_exceeded\"}} | CONTEXT_TOO_LONG | 400 | context_length_exceeded",
                "400 | {\"error\":{\"message\":\"This model's maximum context length is 8192 tokens\",\"code\":400}} | CONTEXT_TOO_LONG | 400 | context_length_exceeded",
                "400 | {\"error\":{\"message\":\"f\",\"code\":\"content_filter\",\"innererror\":{\"code\":\"ResponsibleAIPolicyViolation\"}}} | CONTENT_FILTER | 400 | content_filter",
                "400 | {\"code\":\"x\",\"error\":\"Incorrect API key provided\"} | UPSTREAM_AUTHENTICATION | 401 | x",
                "401 | {\"error\":{\"message\":\"bad\",\"code\":\"invalid_api_key\"}} | UPSTREAM_AUTHENTICATION | 401 | invalid_api_key",
                "401 | {\"statusCode\":401,\"message\":\"invalid subscription key\"} | UPSTREAM_AUTHENTICATION | 401 | invalid_api_key",
                "402 | {\"error\":{\"message\":\"Insufficient Balance\"}} | QUOTA_EXHAUSTED | 429 | insufficient_quota",
                "403 | {\"error\":{\"message\":\"flagged\",\"code\":403,\"metadata\":{\"reasons\":[\"x\"]}}} | CONTENT_FILTER | 400 | content_filter",
                "403 | {\"error\":\"Your team has used all available credits\"} | QUOTA_EXHAUSTED | 429 | insufficient_quota",
                "403 | {\"error\":{\"message\":\"no\",\"code\":\"unsupported_country_region_territory\"}} | UPSTREAM_AUTHENTICATION | 403 | unsupported_country_region_territory",
                "404 | {\"error\":{\"message\":\"gone\",\"code\":\"DeploymentNotFound\"}} | UPSTREAM_NOT_FOUND | 404 | model_not_found",
                "408 | '' | UPSTREAM_TIMEOUT | 504 | upstream_timeout",
                "409 | '' | UPSTREAM_ERROR | 409 | upstream_error",
                "413 | {\"error\":{\"message\":\"Request too large ... tokens per minute (TPM)\",\"code\":\"rate_limit_exceeded\"}} | CONTEXT_TOO_LONG | 413 | context_length_exceeded",
                "413 | '' | UPSTREAM_REJECTED | 413 | ",
                "422 | {\"detail\":[{\"loc\":[\"body\",\"n\"],\"msg\":\"no\"}]} | UPSTREAM_REJECTED | 422 | ",
                "424 | '' | UPSTREAM_ERROR | 502 | upstream_error",
                "429 | {\"error\":{\"message\":\"slow\",\"type\":\"tokens\",\"code\":\"rate_limit_exceeded\"}} | RATE_LIMITED | 429 | rate_limit_exceeded",
                "429 | {\"error\":{\"message\":\"pay\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}} | QUOTA_EXHAUSTED | 429 | insufficient_quota",
                "429 | {\"error\":{\"message\":\"exceeded token rate limit\",\"code\":\"429\"}} | RATE_LIMITED | 429 | rate_limit_exceeded",
                "498 | '' | UPSTREAM_OVERLOADED | 503 | upstream_overloaded",
                "500 | {\"error\":{\"message\":\"x\",\"type\":\"server_error\",\"code\":null}} | UPSTREAM_ERROR | 500 | upstream_error",
                "500 | {\"error\":{\"message\":\"x\",\"type\":\"exceed_context_size_error\",\"code\":500}} | CONTEXT_TOO_LONG | 400 | context_length_exceeded",
                "501 | '' | UPSTREAM_ERROR | 502 | upstream_error",
                "502 | <html> | UPSTREAM_ERROR | 502 | upstream_error",
                "503 | {\"error\":{\"code\":503,\"message\":\"Loading model\"}} | UPSTREAM_OVERLOADED | 503 | upstream_overloaded",
                "504 | '' | UPSTREAM_TIMEOUT | 504 | upstream_timeout",
                "529 | '' | UPSTREAM_OVERLOADED | 503 | upstream_overloaded",
                "302 | '' | UPSTREAM_ERROR | 502 | upstream_error"
            })
    void aRefusalIsUnderstood(int status, String body, ErrorKind kind, int told, String code) {
        GatewayException failure = failure(status, body);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.status()).isEqualTo(told);
        assertThat(failure.code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"error\":{\"message\":\"of OpenAI\"}} | of OpenAI",
                "{\"error\":\"a string\"} | a string",
                "[{\"error\":{\"message\":\"in a list\"}}] | in a list",
                "{\"object\":\"error\",\"message\":\"flat\",\"code\":40} | flat",
                "{\"detail\":\"of FastAPI\"} | of FastAPI",
                "{\"detail\":[{\"loc\":[\"body\",\"messages\",0],\"msg\":\"bad\"},{\"loc\":[],\"msg\":\"worse\"}]} | messages.0: bad; worse",
                "{\"object\":\"error\",\"message\":{\"detail\":[{\"loc\":[\"body\",\"x\"],\"msg\":\"extra\"}]}} | x: extra",
                "{\"fault\":{\"faultstring\":\"of Apigee\",\"detail\":{\"errorcode\":\"q\"}}} | of Apigee",
                "{\"errors\":[{\"message\":\"first\"}]} | first",
                "<html><head><title>502 Bad Gateway</title></head></html> | 502 Bad Gateway",
                "<!DOCTYPE html><body><h1>Unauthorized</h1></body> | Unauthorized",
                "plain words | plain words",
                "'' | the provider answered with status 400"
            })
    void e35_a_message_is_found_in_any_shape(String body, String message) {
        assertThat(failure(400, body).text()).isEqualTo(message);
    }

    @Test
    void theProvidersOwnTypeAndParamAreRelayed() {
        GatewayException failure = failure(
                400,
                "{\"error\":{\"message\":\"m\",\"type\":\"image_generation_user_error\",\"param\":\"size\",\"code\":null}}");

        assertThat(failure.type()).isEqualTo("image_generation_user_error");
        assertThat(failure.param()).isEqualTo("size");
        assertThat(failure.code()).isNull();
        assertThat(failure(400, "{\"error\":{\"type\":\"BadRequestError\"}}").type())
                .isEqualTo("invalid_request_error");
    }

    @Test
    void keysAreTakenOutOfMessages() {
        String said = "{\"error\":{\"message\":\"Incorrect API key provided: sk-proj-abcdef123456. Bearer abc.def "
                + Adapters.KEY + " sk-a*****wxyz end\"}}";

        assertThat(failure(401, said).text()).isEqualTo("Incorrect API key provided: *** *** *** *** end");
    }

    @Test
    void ourKeyIsTakenOutOfParamTypeAndCodeToo() {
        GatewayException failure = failure(
                400,
                "{\"error\":{\"message\":\"m\",\"type\":\"T\",\"param\":\"x " + Adapters.KEY + "\",\"code\":\""
                        + Adapters.KEY + "\"}}");

        assertThat(failure.param()).isEqualTo("x ***");
        assertThat(failure.code()).isEqualTo("***");
        assertThat(failure(400, "{\"error\":{\"message\":\"m\",\"code\":\"key_not_found\"}}")
                        .code())
                .isEqualTo("key_not_found");
    }

    @Test
    void aLongMessageIsCutAtFourThousandCharacters() {
        assertThat(failure(400, "{\"error\":{\"message\":\"" + "word ".repeat(5000) + "\"}}")
                        .text())
                .hasSizeLessThanOrEqualTo(4096)
                .startsWith("word word");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after-ms | 1500 | PT1.5S",
                "retry-after | 2 | PT2S",
                "retry-after | 0.25 | PT0.25S",
                "retry-after | Sat, 21 Nov 2026 12:00:30 GMT | PT30S",
                "x-ratelimit-reset-tokens | 6m0s | PT6M",
                "x-ratelimit-reset-tokens | 1h2m3.5s | PT1H2M3.5S",
                "x-ratelimit-reset-tokens | 12ms | PT0.012S",
                "x-ratelimit-reset-tokens | 7 | PT7S"
            })
    void e36_the_wait_asked_for_is_read(String header, String value, Duration wait) {
        assertThat(ADAPTER.failure(429, Headers.of(header, value), new byte[0]).retryAfter())
                .isEqualTo(wait);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry-after | -1",
                "retry-after | Sat, 21 Nov 2026 11:00:00 GMT",
                "retry-after | 999999999",
                "x-ratelimit-reset-tokens | -1",
                "x-ratelimit-reset-tokens | 0",
                "x-ratelimit-reset-tokens | 5 parsecs",
                "x-ratelimit-reset-tokens | 2m59"
            })
    void e38_a_wait_that_means_nothing_is_none(String header, String value) {
        assertThat(ADAPTER.failure(429, Headers.of(header, value), new byte[0]).retryAfter())
                .isNull();
    }

    @Test
    void theLimitThatIsUsedUpTellsTheWait() {
        Headers headers = Headers.of(
                "x-ratelimit-remaining-requests",
                "0",
                "x-ratelimit-reset-requests",
                "2m59.56s",
                "x-ratelimit-remaining-tokens",
                "10",
                "x-ratelimit-reset-tokens",
                "1s");

        assertThat(ADAPTER.failure(429, headers, new byte[0]).retryAfter()).isEqualTo(Duration.ofMillis(179_560));
    }

    private static GatewayException failure(int status, String body) {
        return ADAPTER.failure(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8));
    }
}
