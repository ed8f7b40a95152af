package dev.pointsman.provider;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An error that a provider tells inside a reply of status 200: as a body, or as an event of a stream. Its status is taken from the number in
 * {@code code} or {@code status}, else from the words of {@code code} and {@code type}.
 */
final class InBandError {
    private static final byte[] ERROR = ascii("error");
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] CODE = ascii("code");
    private static final byte[] STATUS = ascii("status");
    private static final int MAX_MESSAGE_CHARS = 4096;

    private @Nullable String message;
    private String words = "";
    private int number;

    private InBandError() {}

    /** The status that such a body should have come with. The body may be anything; what says nothing is 500. */
    static int status(byte[] body) {
        return read(body).status();
    }

    /** The failure as far as it can be told without knowing the provider: for {@link ChatReplyDecoder.Failures}. */
    static GatewayException failure(int status, byte[] body) {
        InBandError error = read(body);
        String said = error.message == null ? "the provider answered with an error" : error.message;
        ErrorKind kind = error.kind(status);
        GatewayException failure = new GatewayException(kind, said);
        failure = error.message == null ? failure : failure.quotingProvider();
        return kind == ErrorKind.UPSTREAM_REJECTED ? failure.withStatus(status, kind.type()) : failure;
    }

    private static InBandError read(byte[] body) {
        InBandError error = new InBandError();
        JsonCursor cursor = new JsonCursor(body);
        try {
            if (cursor.peek() == '"') {
                error.message = cursor.string();
            } else {
                error.readObject(cursor, true);
            }
        } catch (JsonCursor.Malformed notJson) {
            error.message = new String(body, StandardCharsets.UTF_8);
        }
        if (error.message != null && error.message.length() > MAX_MESSAGE_CHARS) {
            error.message = error.message.substring(0, MAX_MESSAGE_CHARS);
        }
        return error;
    }

    private void readObject(JsonCursor cursor, boolean outer) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (outer && cursor.nameIs(ERROR) && c == '{') {
                readObject(cursor, false);
            } else if (c == '"' && ((outer && cursor.nameIs(ERROR)) || cursor.nameIs(MESSAGE))) {
                message = cursor.string();
            } else if (c == '"' && (cursor.nameIs(TYPE) || cursor.nameIs(CODE))) {
                word(cursor.string());
            } else if (c >= '0' && c <= '9' && (cursor.nameIs(CODE) || cursor.nameIs(STATUS))) {
                number((int) Math.min(cursor.number(), Integer.MAX_VALUE));
            } else {
                cursor.skipValue();
            }
        }
    }

    private void word(String word) {
        if (word.length() == 3 && word.chars().allMatch(c -> c >= '0' && c <= '9')) {
            number(Integer.parseInt(word));
        } else {
            words = words + ' ' + word.toLowerCase(Locale.ROOT);
        }
    }

    private void number(int value) {
        if (value >= 400 && value < 600) {
            number = value;
        }
    }

    private int status() {
        if (number > 0) {
            return number;
        }
        if (has("rate_limit") || has("quota") || has("too_many")) {
            return 429;
        }
        if (has("overloaded") || has("unavailable") || has("capacity")) {
            return 503;
        }
        if (has("invalid_api_key") || has("authentication")) {
            return 401;
        }
        if (has("permission")) {
            return 403;
        }
        if (has("not_found")) {
            return 404;
        }
        if (has("timeout")) {
            return 504;
        }
        boolean callers = has("invalid_") || has("context_length") || has("content_") || has("badrequest");
        return callers ? 400 : 500;
    }

    private boolean has(String word) {
        return words.contains(word);
    }

    private ErrorKind kind(int status) {
        if (has("context_length")) {
            return ErrorKind.CONTEXT_TOO_LONG;
        }
        if (has("content_filter") || has("content_policy")) {
            return ErrorKind.CONTENT_FILTER;
        }
        return switch (status) {
            case 401, 403 -> ErrorKind.UPSTREAM_AUTHENTICATION;
            case 402 -> ErrorKind.QUOTA_EXHAUSTED;
            case 404 -> ErrorKind.UPSTREAM_NOT_FOUND;
            case 408, 504 -> ErrorKind.UPSTREAM_TIMEOUT;
            case 429 -> has("quota") ? ErrorKind.QUOTA_EXHAUSTED : ErrorKind.RATE_LIMITED;
            case 498, 503, 529 -> ErrorKind.UPSTREAM_OVERLOADED;
            default -> status < 500 ? ErrorKind.UPSTREAM_REJECTED : ErrorKind.UPSTREAM_ERROR;
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
