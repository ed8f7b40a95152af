package dev.pointsman.server.admin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /**
     * A text that comes with the gateway.
     *
     * @param beside the class beside which it lies
     * @throws UncheckedIOException where it is missing, which a whole distribution never lacks
     */
    public static AdminPage resource(Class<?> beside, String name, String contentType) {
        try (InputStream in = beside.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the gateway's file " + name + " is missing");
            }
            return new AdminPage(200, contentType, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
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
