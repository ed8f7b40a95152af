package dev.pointsman.api;

import dev.pointsman.api.json.JsonText;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A failure in the form OpenAI's clients read: {@code {"error":{"message","type","param","code"}}}, in UTF-8. */
final class ErrorBody {
    private static final byte[] MESSAGE = JsonText.ascii("{\"error\":{\"message\":");
    private static final byte[] TYPE = JsonText.ascii(",\"type\":");
    private static final byte[] PARAM = JsonText.ascii(",\"param\":");
    private static final byte[] CODE = JsonText.ascii(",\"code\":");
    private static final byte[] CLOSE = JsonText.ascii("}}");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] EVENT = JsonText.ascii("data: ");
    private static final byte[] END_OF_EVENT = JsonText.ascii("\n\n");

    private ErrorBody() {}

    /** The body of an error reply. */
    static byte[] json(GatewayException error) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        write(error, out);
        return out.toByteArray();
    }

    /** The event that ends a stream already under way; after it the body must not end as if it were whole. */
    static byte[] event(GatewayException error) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        out.writeBytes(EVENT);
        write(error, out);
        out.writeBytes(END_OF_EVENT);
        return out.toByteArray();
    }

    private static void write(GatewayException error, ByteArrayOutputStream out) {
        out.writeBytes(MESSAGE);
        out.writeBytes(JsonText.quote(error.text()));
        out.writeBytes(TYPE);
        out.writeBytes(JsonText.quote(error.type()));
        out.writeBytes(PARAM);
        out.writeBytes(quoteOrNull(error.param()));
        out.writeBytes(CODE);
        out.writeBytes(quoteOrNull(error.code()));
        out.writeBytes(CLOSE);
    }

    private static byte[] quoteOrNull(@Nullable String text) {
        return text == null ? NULL : JsonText.quote(text);
    }
}
