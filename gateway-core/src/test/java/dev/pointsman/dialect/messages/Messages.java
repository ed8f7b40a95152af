package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.dialect.ClientDialect.Translation;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages requests of tests, and what becomes of them. JSON is written with single quotes. */
final class Messages {
    private static final JsonMapper MAPPER = new JsonMapper();
    static final String ASK = "'messages':[{'role':'user','content':'hi'}]";

    private Messages() {}

    static JsonNode json(String singleQuoted) {
        return MAPPER.readTree(singleQuoted.replace('\'', '"'));
    }

    /** With a model and {@code max_tokens}. */
    static ApiRequest request(String fields) {
        return raw("{'model':'m','max_tokens':100," + fields + "}");
    }

    static ApiRequest raw(String body) {
        return ApiRequest.parse(
                Endpoint.MESSAGES,
                Endpoint.MESSAGES.path(),
                Headers.NONE,
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    static Translation translation(String fields) {
        return new MessagesDialect().chat(request(fields));
    }

    /** The chat's body. */
    static JsonNode chat(String fields) {
        return MAPPER.readTree(translation(fields).chat().body());
    }

    /** The chat's messages for these. */
    static JsonNode turns(String messages) {
        return chat("'messages':" + messages).path("messages");
    }
}
