package dev.pointsman.dialect.responses;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.dialect.ClientDialect;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests written with single quotes, and what becomes of them. */
public final class Asked {
    static final JsonMapper MAPPER = new JsonMapper();
    static final long NOW = 1_790_000_000L;

    private Asked() {}

    /** Every response gets the same id. */
    public static ResponsesDialect dialect() {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
        return new ResponsesDialect(clock, () -> "7f00");
    }

    public static ApiRequest request(String body) {
        byte[] bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return ApiRequest.parse(Endpoint.RESPONSES, "/v1/responses", Headers.NONE, bytes);
    }

    static ClientDialect.Translation translated(String body) {
        return dialect().chat(request(body));
    }

    static JsonNode chat(String body) {
        return MAPPER.readTree(translated(body).chat().body());
    }

    /** With {@code input} as items, and nothing else. */
    static JsonNode messages(String... items) {
        return chat("{'model':'m','input':[" + String.join(",", items) + "]}").path("messages");
    }

    static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }
}
