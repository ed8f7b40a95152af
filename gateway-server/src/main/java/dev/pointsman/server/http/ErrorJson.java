package dev.pointsman.server.http;

import dev.pointsman.api.GatewayException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** OpenAI's error object of a failure, as a body and as an event of a stream. */
final class ErrorJson {
    private ErrorJson() {}

    static byte[] of(GatewayException error) {
        return object(error).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] event(GatewayException error) {
        return ("data: " + object(error) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String object(GatewayException error) {
        StringBuilder text = new StringBuilder(256);
        field(text.append("{\"error\":{"), "message", error.text());
        field(text.append(','), "type", error.type());
        field(text.append(','), "param", error.param());
        field(text.append(','), "code", error.code());
        return text.append("}}").toString();
    }

    private static void field(StringBuilder text, String name, @Nullable String value) {
        text.append('"').append(name).append("\":");
        if (value == null) {
            text.append("null");
            return;
        }
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < 0x20) {
                text.append("\\u00").append(c < 0x10 ? '0' : '1').append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }
}
