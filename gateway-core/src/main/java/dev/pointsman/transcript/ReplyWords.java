package dev.pointsman.transcript;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/** Finds the text of an answer, and its calls of tools, in one API's form: a whole body, or one event of a stream. Throws {@link JsonCursor.Malformed}. */
interface ReplyWords {
    /** The cursor is at the whole body. */
    void whole(JsonCursor cursor, byte[] bytes, Gathered into);

    /** The cursor is at an event's data. */
    void event(JsonCursor cursor, byte[] bytes, Gathered into);

    /** The one for an API; null where its answers have no text. */
    static @Nullable ReplyWords of(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, COMPLETIONS -> new ChatWords();
            case MESSAGES -> new MessagesWords();
            case RESPONSES -> new ResponsesWords();
            default -> null;
        };
    }

    /** Consumes a string the cursor is at; anything else is passed over and gives "". */
    static String text(JsonCursor cursor, byte[] bytes) {
        if (cursor.peek() != '"') {
            cursor.skipValue();
            return "";
        }
        cursor.skipString();
        return JsonText.unescape(bytes, cursor.textStart(), cursor.textEnd());
    }
}
