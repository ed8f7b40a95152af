package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import java.nio.charset.StandardCharsets;

/** Requests of tests. */
final class Requests {
    private Requests() {}

    static ApiRequest chat(String body, String... headers) {
        return of(Endpoint.CHAT_COMPLETIONS, body, headers);
    }

    /** A chat with a field more, such as {@code "seed":1}. */
    static ApiRequest with(String field) {
        return chat("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + field + "}");
    }

    static ApiRequest of(Endpoint endpoint, String body, String... headers) {
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.of(headers), body.getBytes(StandardCharsets.UTF_8));
    }
}
