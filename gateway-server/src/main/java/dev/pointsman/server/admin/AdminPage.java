package dev.pointsman.server.admin;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One answer of the admin listener.
 *
 * @param status HTTP status
 * @param contentType value of {@code Content-Type}
 */
public record AdminPage(int status, String contentType, String body) {
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * JSON as it is.
     *
     * @param body JSON text
     */
    public static AdminPage json(int status, String body) {
        return new AdminPage(status, "application/json", body);
    }

    /**
     * A JSON object.
     *
     * @param fields in order; values that JSON has
     */
    public static AdminPage of(int status, Map<String, ?> fields) {
        return json(status, JSON.writeValueAsString(fields) + "\n");
    }

    static AdminPage error(int status, String message) {
        return error(status, message, Map.of());
    }

    /** @param more fields beside the message */
    static AdminPage error(int status, String message, Map<String, ?> more) {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", message);
        error.putAll(more);
        return of(status, Map.of("error", error));
    }
}
