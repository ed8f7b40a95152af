package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ErrorBodyTest {
    @Test
    void e35_all_four_fields_stand_whatever_the_text_holds() {
        String text = "no \"such\"\nmodel: grün \u0001\u2028 🚀";
        GatewayException error = new GatewayException(ErrorKind.MODEL_NOT_FOUND, text).withParam("model");

        JsonNode body = JsonMapper.shared().readTree(ErrorBody.json(error)).path("error");

        assertThat(body.path("message").stringValue()).isEqualTo(text);
        assertThat(body.path("type").stringValue()).isEqualTo("invalid_request_error");
        assertThat(body.path("param").stringValue()).isEqualTo("model");
        assertThat(body.path("code").stringValue()).isEqualTo("model_not_found");
    }

    @Test
    void whatIsUnknownIsNull() {
        assertThat(new String(
                        ErrorBody.json(new GatewayException(ErrorKind.INVALID_REQUEST, "m")), StandardCharsets.UTF_8))
                .isEqualTo(
                        "{\"error\":{\"message\":\"m\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
    }

    @Test
    void anEventIsOneLineOfData() {
        String event =
                new String(ErrorBody.event(new GatewayException(ErrorKind.INTERNAL, "a\nb")), StandardCharsets.UTF_8);

        assertThat(event).startsWith("data: {\"error\":{\"message\":\"a\\nb\"").endsWith("}}\n\n");
        assertThat(event.strip()).doesNotContain("\n");
    }
}
