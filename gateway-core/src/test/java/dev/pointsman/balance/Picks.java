package dev.pointsman.balance;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import java.nio.charset.StandardCharsets;

/** Requests to balance. */
final class Picks {
    private static final ApiRequest STREAM = request(
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", Headers.NONE);
    private static final ApiRequest WHOLE =
            request("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", Headers.NONE);

    private Picks() {}

    /** Of a stream. */
    static Pick drawn(double draw) {
        return new Pick(STREAM, draw);
    }

    static Pick drawn(boolean stream, double draw) {
        return new Pick(stream ? STREAM : WHOLE, draw);
    }

    static ApiRequest request(String body, Headers headers) {
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                headers,
                body.getBytes(StandardCharsets.UTF_8));
    }

    /** A chat of one short message, of that session. */
    static Pick ofSession(String session) {
        return new Pick(
                request(new String(WHOLE.body(), StandardCharsets.UTF_8), Headers.of("x-session-id", session)), 0.5);
    }
}
