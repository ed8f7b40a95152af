package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * The text that a conversation ends with: the {@code content} of its last message, where that is the user's and a mere string.
 *
 * @param start where the value stands in the body
 */
record LastText(int start, String text) {
    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] USER = JsonText.ascii("user");

    /** Null where a conversation ends with anything else, or there is none. */
    static @Nullable LastText of(ApiRequest request) {
        JsonFields fields = request.fields();
        int messages = fields.indexOf("messages");
        byte[] body = request.body();
        if (messages < 0 || body[fields.start(messages)] != '[') {
            return null;
        }
        JsonCursor cursor = new JsonCursor(body, fields.start(messages), fields.end(messages));
        LastText last = null;
        cursor.beginArray();
        while (cursor.nextElement()) {
            last = null;
            if (cursor.peek() == '{') {
                last = ofMessage(body, cursor);
            } else {
                cursor.skipValue();
            }
        }
        return last;
    }

    private static @Nullable LastText ofMessage(byte[] body, JsonCursor cursor) {
        boolean users = false;
        int start = -1;
        int from = 0;
        int to = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean role = cursor.nameIs(ROLE);
            boolean content = cursor.nameIs(CONTENT);
            if ((role || content) && cursor.peek() == '"') {
                int at = cursor.offset();
                cursor.skipString();
                users = role ? cursor.textIs(USER) : users;
                start = content ? at : start;
                from = content ? cursor.textStart() : from;
                to = content ? cursor.textEnd() : to;
            } else {
                cursor.skipValue();
            }
        }
        return users && start >= 0 && to > from ? new LastText(start, JsonText.unescape(body, from, to)) : null;
    }
}
