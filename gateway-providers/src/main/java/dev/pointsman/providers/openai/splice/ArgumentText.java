package dev.pointsman.providers.openai.splice;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The {@code arguments} of a call, which clients read as a JSON string that holds an object. Providers also give the object itself, a string
 * that holds a string, blanks or null.
 */
public final class ArgumentText {
    private static final byte[] NULL = ascii("null");

    private ArgumentText() {}

    /** What should stand in place of a whole value, with its quotes; null where it is in order. */
    public static byte @Nullable [] corrected(byte[] array, int from, int to) {
        if (array[from] != '"') {
            boolean nothing = array[from] == 'n';
            return nothing ? JsonText.quote("{}") : quoted(array, from, to);
        }
        if (isBlank(array, from + 1, to - 1) || isNull(array, from + 1, to - 1)) {
            return JsonText.quote("{}");
        }
        if (!beginsAsString(array, from + 1, to - 1)) {
            return null;
        }
        String inner = unwrapped(JsonText.unescape(array, from + 1, to - 1));
        return inner == null ? null : JsonText.quote(inner);
    }

    /** A JSON value as the contents of a JSON string, with its quotes. */
    public static byte[] quoted(byte[] array, int from, int to) {
        return JsonText.quote(new String(array, from, to - from, StandardCharsets.UTF_8));
    }

    /** Whether the contents of a string are blanks, plain or escaped. */
    public static boolean isBlank(byte[] array, int from, int to) {
        return firstVisible(array, from, to) == to;
    }

    /** Whether the contents of a string are the word null. */
    public static boolean isNull(byte[] array, int from, int to) {
        return Arrays.equals(array, from, to, NULL, 0, NULL.length);
    }

    /** Whether the text in the contents of a string is itself a JSON string, as far as its beginning tells. */
    public static boolean beginsAsString(byte[] array, int from, int to) {
        int at = firstVisible(array, from, to);
        return at + 1 < to && array[at] == '\\' && array[at + 1] == '"';
    }

    private static int firstVisible(byte[] array, int from, int to) {
        int at = from;
        while (at < to) {
            if (array[at] == ' ') {
                at++;
            } else if (array[at] == '\\' && at + 1 < to && "nrt".indexOf(array[at + 1]) >= 0) {
                at += 2;
            } else {
                return at;
            }
        }
        return to;
    }

    /** The text that a text holds as a JSON string, where that is an object; null where it is none. */
    public static @Nullable String unwrapped(String text) {
        try {
            JsonCursor outer = new JsonCursor(text.getBytes(StandardCharsets.UTF_8));
            if (outer.peek() != '"') {
                return null;
            }
            String inner = outer.string();
            outer.finish();
            return isObject(inner) ? inner : null;
        } catch (JsonCursor.Malformed notWhole) {
            return null;
        }
    }

    /** Whether a text is one whole JSON object. */
    public static boolean isObject(String text) {
        JsonCursor cursor = new JsonCursor(text.getBytes(StandardCharsets.UTF_8));
        if (cursor.peek() != '{') {
            return false;
        }
        try {
            cursor.skipValue();
            cursor.finish();
            return true;
        } catch (JsonCursor.Malformed notWhole) {
            return false;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
