package dev.pointsman.server.admin;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What an operator asks, read whole; let in already. */
public final class AdminRequest {
    private static final JsonMapper JSON = new JsonMapper();

    private final String who;
    private final Map<String, String> parameters;
    private final Map<String, List<String>> query;
    private final UnaryOperator<@Nullable String> headers;
    private final byte[] body;

    /**
     * @param who asks, for logs and the policy's history
     * @param parameters of the path, by the names of its route
     * @param headers first value of a header by its name in lower case
     */
    AdminRequest(
            String who,
            Map<String, String> parameters,
            Map<String, List<String>> query,
            UnaryOperator<@Nullable String> headers,
            byte[] body) {
        this.who = who;
        this.headers = headers;
        this.parameters = Map.copyOf(parameters);
        this.query = query;
        this.body = body.clone();
    }

    /** Who asks, for logs and the policy's history. */
    public String who() {
        return who;
    }

    /** A part of the path that the route names. */
    public String parameter(String name) {
        String value = parameters.get(name);
        if (value == null) {
            throw new IllegalStateException("the route has no parameter " + name);
        }
        return value;
    }

    /** The first value of a query parameter; null where it was not given. */
    public @Nullable String query(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? null : values.get(0);
    }

    /** A header, by its name in lower case; null where it was not sent. */
    public @Nullable String header(String name) {
        return headers.apply(name);
    }

    /** Whether a query parameter is {@code true} (or has no value); false where it was not given. */
    public boolean flag(String name) {
        String value = query(name);
        if (value != null && !value.isEmpty() && !value.equals("true") && !value.equals("false")) {
            throw new AdminProblem(400, "query parameter " + name + ": expected true or false");
        }
        return value != null && !value.equals("false");
    }

    /** The body as it came. */
    public byte[] bytes() {
        return body.clone();
    }

    /** The body as text; a problem where it is not UTF-8. */
    public String text() {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
        } catch (CharacterCodingException notText) {
            throw new AdminProblem(400, "the body is not UTF-8 text");
        }
    }

    /** The body as a JSON object, an empty one where there is no body; a problem where it is something else. */
    public JsonNode json() {
        if (body.length == 0) {
            return JSON.createObjectNode();
        }
        try {
            JsonNode node = JSON.readTree(text());
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException notJson) {
            throw new AdminProblem(400, "the body is not JSON");
        }
        throw new AdminProblem(400, "the body is not a JSON object");
    }
}
