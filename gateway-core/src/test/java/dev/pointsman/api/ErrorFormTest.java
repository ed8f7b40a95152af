package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorFormTest {
    private final GatewayException error = new GatewayException(ErrorKind.UPSTREAM_TIMEOUT, "too \"slow\"");

    @Test
    void anthropicsClientsReadTheirOwnError() {
        assertThat(text(ErrorForm.of(Endpoint.MESSAGES).body(error, "req_1")))
                .isEqualTo(
                        "{\"type\":\"error\",\"error\":{\"type\":\"timeout_error\",\"message\":\"too \\\"slow\\\"\"},"
                                + "\"request_id\":\"req_1\"}");
        assertThat(text(ErrorForm.of(Endpoint.MESSAGES).event(error, "r", 7)))
                .startsWith("event: error\ndata: {\"type\":\"error\",")
                .endsWith("}\n\n");
    }

    @Test
    void aBrokenResponseEndsWithANumberedError() {
        ErrorForm form = ErrorForm.of(Endpoint.RESPONSES);

        assertThat(text(form.event(error, "r", 7)))
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"code\":\"upstream_timeout\","
                        + "\"message\":\"too \\\"slow\\\"\",\"param\":null,\"sequence_number\":7}\n\n");
        assertThat(form.body(error, "r")).isEqualTo(ErrorForm.OPENAI.body(error, "r"));
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, invalid_request_error",
        "AUTHENTICATION, authentication_error",
        "PERMISSION, permission_error",
        "MODEL_NOT_FOUND, not_found_error",
        "TOO_LARGE, request_too_large",
        "RATE_LIMITED, rate_limit_error",
        "UPSTREAM_OVERLOADED, overloaded_error",
        "UPSTREAM_ERROR, api_error"
    })
    void anthropicsWordFollowsTheKind(ErrorKind kind, String word) {
        assertThat(text(ErrorForm.ANTHROPIC.body(new GatewayException(kind, "m"), "r")))
                .contains("\"error\":{\"type\":\"" + word + "\"");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
