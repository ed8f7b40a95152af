package dev.pointsman.api;

import dev.pointsman.api.json.JsonText;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * How a client's API writes a failure, as the body of an error reply and as the event that breaks a stream off.
 *
 * <p>Sources: OpenAI API reference 2.3.0 (2026-08); Anthropic's "Errors" page (2026-09).
 */
public enum ErrorForm {
    /** {@code {"error":{…}}}, in a stream as an event without a name. */
    OPENAI,
    /** OpenAI's Responses API: the body as {@link #OPENAI}; in a stream an event {@code error} with its sequence number. */
    RESPONSES,
    /** {@code {"type":"error","error":{"type","message"},"request_id"}}, in a stream as an event {@code error}. */
    ANTHROPIC;

    private static final byte[] EVENT = JsonText.ascii("event: error\ndata: ");
    private static final byte[] END_OF_EVENT = JsonText.ascii("\n\n");

    /** Of the clients of that endpoint. */
    public static ErrorForm of(Endpoint endpoint) {
        return switch (endpoint) {
            case RESPONSES -> RESPONSES;
            case MESSAGES, COUNT_TOKENS -> ANTHROPIC;
            default -> OPENAI;
        };
    }

    /** The body of an error reply. */
    public byte[] body(GatewayException error, String requestId) {
        return this == ANTHROPIC ? anthropic(error, requestId) : ErrorBody.json(error);
    }

    /**
     * The event that ends a stream already under way; after it the body must not end as if it were whole.
     *
     * @param sequence how many events came before it
     */
    public byte[] event(GatewayException error, String requestId, int sequence) {
        return switch (this) {
            case OPENAI -> ErrorBody.event(error);
            case RESPONSES -> named(numbered(error, sequence));
            case ANTHROPIC -> named(anthropic(error, requestId));
        };
    }

    private static byte[] named(byte[] json) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 32);
        out.writeBytes(EVENT);
        out.writeBytes(json);
        out.writeBytes(END_OF_EVENT);
        return out.toByteArray();
    }

    private static byte[] numbered(GatewayException error, int sequence) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        add("{\"type\":\"error\",\"code\":", out);
        quote(error.code(), out);
        add(",\"message\":", out);
        quote(error.text(), out);
        add(",\"param\":", out);
        quote(error.param(), out);
        add(",\"sequence_number\":" + sequence + "}", out);
        return out.toByteArray();
    }

    private static byte[] anthropic(GatewayException error, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        add("{\"type\":\"error\",\"error\":{\"type\":\"" + anthropicType(error) + "\",\"message\":", out);
        quote(error.text(), out);
        add("},\"request_id\":", out);
        quote(requestId, out);
        add("}", out);
        return out.toByteArray();
    }

    private static String anthropicType(GatewayException error) {
        if (error.kind() == ErrorKind.OVERLOADED || error.kind() == ErrorKind.UPSTREAM_OVERLOADED) {
            return "overloaded_error";
        }
        return switch (error.status()) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> error.status() >= 500 ? "api_error" : "invalid_request_error";
        };
    }

    private static void add(String ascii, ByteArrayOutputStream out) {
        out.writeBytes(JsonText.ascii(ascii));
    }

    private static void quote(@Nullable String text, ByteArrayOutputStream out) {
        if (text == null) {
            add("null", out);
        } else {
            out.writeBytes(JsonText.quote(text));
        }
    }
}
