package dev.pointsman.dialect.responses;

import static dev.pointsman.api.json.JsonText.ascii;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what only a provider with a Responses API of its own can do: whatever it would have to remember, run by itself, or look up by
 * an id of its own. One pass that builds nothing. Source: OpenAI's API reference 2.3.0 (2026-08).
 */
final class NativeOnly {
    private static final byte[] TYPE = ascii("type");
    private static final byte[] CONTENT = ascii("content");
    private static final byte[] OUTPUT = ascii("output");
    private static final byte[] FILE_ID = ascii("file_id");
    private static final byte[] INPUT_IMAGE = ascii("input_image");
    private static final byte[] DISABLED = ascii("disabled");
    private static final byte[] REASONING = ascii("reasoning");
    private static final byte[][] TOOLS = {ascii("function"), ascii("custom")};
    private static final byte[][] CHOICES = {ascii("function"), ascii("custom"), ascii("allowed_tools")};
    private static final byte[][] ITEMS = {
        ascii("message"),
        ascii("function_call"),
        ascii("function_call_output"),
        ascii("custom_tool_call"),
        ascii("custom_tool_call_output"),
        REASONING
    };
    private static final byte[][] PARTS = {
        ascii("input_text"),
        ascii("output_text"),
        ascii("text"),
        ascii("refusal"),
        INPUT_IMAGE,
        ascii("input_file"),
        ascii("input_audio")
    };

    private final JsonCursor cursor;

    private NativeOnly(JsonCursor cursor) {
        this.cursor = cursor;
    }

    /** Where it stands, {@code previous_response_id} or {@code input[2]}; null where there is none. */
    static @Nullable String of(ApiRequest request) {
        JsonFields fields = request.fields();
        for (int i = 0; i < fields.count(); i++) {
            var scan = new NativeOnly(new JsonCursor(request.body(), fields.start(i), fields.end(i)));
            String found = scan.field(fields.name(i));
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable String field(String name) {
        int c = cursor.peek();
        return switch (name) {
            case "previous_response_id", "conversation", "prompt" -> c == 'n' ? null : name;
            case "background", "store" -> c == 't' ? name : null;
            case "context_management" -> c == '[' && !isEmptyArray() ? name : null;
            case "truncation" -> c == '"' && !isText(DISABLED) ? name : null;
            case "tools" -> c == '[' ? tools() : null;
            case "tool_choice" -> c == '{' && !knownType(CHOICES) ? name : null;
            case "input" -> c == '[' ? items() : null;
            default -> null;
        };
    }

    private boolean isEmptyArray() {
        cursor.beginArray();
        return !cursor.nextElement();
    }

    private boolean isText(byte[] text) {
        cursor.skipString();
        return cursor.textIs(text);
    }

    private @Nullable String tools() {
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
            } else if (!knownType(TOOLS)) {
                return "tools[" + i + "]";
            }
        }
        return null;
    }

    /** Consumes an object; whether its type is one of these or none is told. */
    private boolean knownType(byte[][] known) {
        boolean all = true;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                all &= textIn(known);
            } else {
                cursor.skipValue();
            }
        }
        return all;
    }

    private boolean textIn(byte[][] known) {
        for (byte[] each : known) {
            if (cursor.textIs(each)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable String items() {
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            String below = cursor.peek() == '{' ? item() : skipped();
            if (below != null) {
                return "input[" + i + "]" + below;
            }
        }
        return null;
    }

    private @Nullable String skipped() {
        cursor.skipValue();
        return null;
    }

    /** Where below the item; "" for the item itself; null for nowhere. */
    private @Nullable String item() {
        boolean known = true;
        boolean reasoning = false;
        String part = null;
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                known = textIn(ITEMS);
                reasoning = cursor.textIs(REASONING);
            } else if (c == '[' && cursor.nameIs(CONTENT)) {
                part = parts(".content[");
            } else if (c == '[' && cursor.nameIs(OUTPUT)) {
                part = parts(".output[");
            } else {
                cursor.skipValue();
            }
        }
        if (!known) {
            return "";
        }
        return reasoning ? null : part;
    }

    private @Nullable String parts(String before) {
        String found = null;
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            String below = cursor.peek() == '{' ? part() : skipped();
            if (found == null && below != null) {
                found = before + i + "]" + below;
            }
        }
        return found;
    }

    /** A chat has no place for a picture by its id. */
    private @Nullable String part() {
        boolean known = true;
        boolean image = false;
        boolean byId = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                known = textIn(PARTS);
                image = cursor.textIs(INPUT_IMAGE);
            } else if (c == '"' && cursor.nameIs(FILE_ID)) {
                cursor.skipString();
                byId = true;
            } else {
                cursor.skipValue();
            }
        }
        if (!known) {
            return "";
        }
        return image && byId ? ".file_id" : null;
    }
}
