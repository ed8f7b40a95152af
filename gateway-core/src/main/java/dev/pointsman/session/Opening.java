package dev.pointsman.session;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;

/**
 * How the messages of a request begin and end, read from its body without making texts of it.
 *
 * <p>The beginning is the system's words and all messages up to the first of the user: a conversation that goes on begins with the same.
 * Of each message its role and the first {@value #MOST_BYTES} bytes of its texts and media count; marks for a provider's cache do not, for clients
 * move them from turn to turn.
 */
final class Opening {
    private static final int MOST_BYTES = 4096;
    private static final int MOST_MEDIA_BYTES = 256;

    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] USER = JsonText.ascii("user");
    private static final byte[] TOOL = JsonText.ascii("tool");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] TOOL_RESULT = JsonText.ascii("tool_result");
    private static final byte[] CALL_OUTPUT = JsonText.ascii("function_call_output");
    private static final byte[] CACHE_CONTROL = JsonText.ascii("cache_control");
    private static final byte[] BREAKPOINT = JsonText.ascii("prompt_cache_breakpoint");

    private final ApiRequest request;
    private final byte[] body;
    private final Fingerprint hash;
    private int left;
    private boolean user;

    private Opening(ApiRequest request, Fingerprint hash) {
        this.request = request;
        this.body = request.body();
        this.hash = hash;
    }

    /** Adds the beginning; false, with nothing of use added, where the request does not hold it. */
    static boolean add(ApiRequest request, Fingerprint hash) {
        return new Opening(request, hash).add();
    }

    private boolean add() {
        JsonFields fields = request.fields();
        Endpoint endpoint = request.endpoint();
        if (endpoint == Endpoint.RESPONSES) {
            int kept = fields.indexOf("conversation");
            if (kept >= 0) {
                hash.add(body, fields.start(kept), Math.min(fields.end(kept), fields.start(kept) + MOST_BYTES));
                return true;
            }
            if (fields.has("previous_response_id")) {
                return false;
            }
        }
        addContent(fields.indexOf(endpoint == Endpoint.RESPONSES ? "instructions" : "system"));
        int messages = messages(request);
        if (messages < 0) {
            return false;
        }
        if (body[fields.start(messages)] != '[') {
            addContent(messages); // a text is one message of the user, and may come as such the next time
            hash.add(USER, 0, USER.length);
            return true;
        }
        JsonCursor cursor = new JsonCursor(body, fields.start(messages), fields.end(messages));
        cursor.beginArray();
        while (cursor.nextElement()) {
            addMessage(cursor);
            if (user) {
                return true;
            }
        }
        return false;
    }

    private void addContent(int field) {
        if (field >= 0) {
            left = MOST_BYTES;
            content(new JsonCursor(
                    body, request.fields().start(field), request.fields().end(field)));
        }
    }

    /** The role is added behind the content, wherever it stands: so each is passed once. */
    private void addMessage(JsonCursor cursor) {
        int role = 0;
        int end = 0;
        left = MOST_BYTES;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(ROLE) && cursor.peek() == '"') {
                cursor.skipString();
                user = cursor.textIs(USER);
                role = cursor.textStart();
                end = cursor.textEnd();
            } else if (cursor.nameIs(CONTENT)) {
                content(cursor);
            } else {
                cursor.skipValue();
            }
        }
        hash.add(body, role, end);
    }

    private void content(JsonCursor cursor) {
        int first = cursor.peek();
        if (first == '"') {
            text(cursor);
        } else if (first == '[') {
            cursor.beginArray();
            while (cursor.nextElement()) {
                part(cursor);
            }
        } else {
            cursor.skipValue();
        }
    }

    private void part(JsonCursor cursor) {
        int first = cursor.peek();
        if (first == '"') {
            text(cursor);
            return;
        }
        if (first != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            int value = cursor.peek();
            if (value == '"' && cursor.nameIs(TEXT)) {
                text(cursor);
            } else if (value == '{' && !cursor.nameIs(CACHE_CONTROL) && !cursor.nameIs(BREAKPOINT)) {
                int from = cursor.offset();
                cursor.skipValue();
                some(from, Math.min(cursor.offset(), from + MOST_MEDIA_BYTES));
            } else {
                cursor.skipValue();
            }
        }
    }

    private void text(JsonCursor cursor) {
        cursor.skipString();
        some(cursor.textStart(), cursor.textEnd());
    }

    private void some(int from, int to) {
        int end = Math.min(to, from + left);
        hash.add(body, from, end).add((long) to - from);
        left -= end - from;
    }

    /** Whether the last message brings the result of a tool: the model is in the midst of an answer. */
    static boolean endsWithToolResult(ApiRequest request) {
        JsonFields fields = request.fields();
        int messages = messages(request);
        if (messages < 0 || request.body()[fields.start(messages)] != '[') {
            return false;
        }
        JsonCursor cursor = new JsonCursor(request.body(), fields.start(messages), fields.end(messages));
        boolean result = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            result = isToolResult(cursor);
        }
        return result;
    }

    private static boolean isToolResult(JsonCursor cursor) {
        boolean result = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '"') {
                boolean role = cursor.nameIs(ROLE);
                boolean type = !role && cursor.nameIs(TYPE);
                cursor.skipString();
                result |= (role && cursor.textIs(TOOL)) || (type && cursor.textIs(CALL_OUTPUT));
            } else if (cursor.peek() == '[' && cursor.nameIs(CONTENT)) {
                result |= holdsToolResult(cursor);
            } else {
                cursor.skipValue();
            }
        }
        return result;
    }

    private static boolean holdsToolResult(JsonCursor cursor) {
        boolean result = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '"' && cursor.nameIs(TYPE)) {
                    cursor.skipString();
                    result |= cursor.textIs(TOOL_RESULT);
                } else {
                    cursor.skipValue();
                }
            }
        }
        return result;
    }

    private static int messages(ApiRequest request) {
        return switch (request.endpoint()) {
            case CHAT_COMPLETIONS, MESSAGES -> request.fields().indexOf("messages");
            case RESPONSES -> request.fields().indexOf("input");
            default -> -1;
        };
    }
}
