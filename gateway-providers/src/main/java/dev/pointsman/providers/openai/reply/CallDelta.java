package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/** One element of a delta's {@code tool_calls}, as the provider wrote it. One instance serves a whole stream. */
final class CallDelta {
    private static final byte[] INDEX = ascii("index");
    private static final byte[] ID = ascii("id");
    private static final byte[] TYPE = ascii("type");
    private static final byte[] FUNCTION = ascii("function");
    private static final byte[] CUSTOM = ascii("custom");
    private static final byte[] NAME = ascii("name");
    private static final byte[] ARGUMENTS = ascii("arguments");

    /** -1 where it tells none. */
    long index;
    /** Null where it tells none worth the name. */
    @Nullable
    String id;
    /** Null where it tells none worth the name. */
    @Nullable
    String name;
    /** Whether it has an {@code id} or {@code name} that tells nothing: empty, null, or the word null. */
    boolean hollow;

    boolean typed;
    /** A call of a custom tool, whose form is passed as it is. */
    boolean custom;
    /** Range of the value of {@code arguments}; -1 where there is none, or null. */
    int argumentsStart;

    int argumentsEnd;
    /** Fields beside OpenAI's own, each with a comma before it. */
    final JsonBytes extras = new JsonBytes();

    /** Consumes the object the cursor is at. */
    void read(byte[] array, JsonCursor cursor) {
        index = -1;
        id = null;
        name = null;
        hollow = false;
        typed = false;
        custom = false;
        argumentsStart = -1;
        argumentsEnd = -1;
        extras.clear();
        cursor.beginObject();
        while (cursor.nextField()) {
            int nameStart = cursor.nameStart();
            int c = cursor.peek();
            if (cursor.nameIs(INDEX)) {
                index(c, cursor);
            } else if (cursor.nameIs(ID)) {
                id = text(c, cursor);
            } else if (cursor.nameIs(TYPE)) {
                typed = text(c, cursor) != null;
            } else if (c == '{' && cursor.nameIs(FUNCTION)) {
                function(cursor);
            } else {
                custom |= cursor.nameIs(CUSTOM);
                cursor.skipValue();
                extras.add(",").add(array, nameStart, cursor.offset());
            }
        }
    }

    private void index(int c, JsonCursor cursor) {
        if (c >= '0' && c <= '9') {
            index = cursor.number();
        } else {
            cursor.skipValue();
        }
    }

    private void function(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (cursor.nameIs(NAME)) {
                name = text(c, cursor);
            } else if (c != 'n' && cursor.nameIs(ARGUMENTS)) {
                argumentsStart = cursor.offset();
                cursor.skipValue();
                argumentsEnd = cursor.offset();
            } else {
                hollow |= cursor.nameIs(ARGUMENTS);
                cursor.skipValue();
            }
        }
    }

    private @Nullable String text(int c, JsonCursor cursor) {
        if (c == '"') {
            String text = cursor.string();
            if (!text.isBlank() && !text.equals("null")) {
                return text;
            }
        } else {
            cursor.skipValue();
        }
        hollow = true;
        return null;
    }

    boolean hasText() {
        return argumentsStart >= 0;
    }

    private static byte[] ascii(String text) {
        return JsonText.ascii(text);
    }
}
