package dev.pointsman.api;

import static dev.pointsman.api.RequestScan.invalid;
import static dev.pointsman.api.RequestScan.missing;

import dev.pointsman.api.json.JsonCursor;

/** Walks the messages of a chat, or the prompt of another endpoint, while the body is scanned: counts texts, notes images, audio and files. */
final class PromptScan {
    /** What a token of a prompt given as token ids counts as, in bytes of text. */
    private static final int BYTES_PER_TOKEN = 4;

    private final JsonCursor cursor;
    private long textBytes;
    private int lastUserStart = -1;
    private int lastUserEnd = -1;

    boolean images;
    boolean audio;
    boolean files;
    int turns;

    PromptScan(JsonCursor cursor) {
        this.cursor = cursor;
    }

    int textBytes() {
        return (int) Math.min(textBytes, Integer.MAX_VALUE);
    }

    /** Where the text of the last user message stands, if it is one string. */
    Prompt.Place lastUser() {
        return lastUserStart < 0 ? Prompt.Place.UNKNOWN : new Prompt.Place(lastUserStart, lastUserEnd);
    }

    /** At the value of {@code messages}. */
    void messages() {
        if (cursor.peek() != '[') {
            throw wrongType("messages", "an array of objects");
        }
        cursor.beginArray();
        while (cursor.nextElement()) {
            message();
            turns++;
        }
        if (turns == 0) {
            throw empty("messages");
        }
    }

    /** At the value of {@code input} of a Responses request: a text, or items of which messages are one kind. */
    void items() {
        if (cursor.peek() == '"') {
            countString();
            turns = 1;
            return;
        }
        if (cursor.peek() != '[') {
            throw wrongType("input", "a string or an array of objects");
        }
        cursor.beginArray();
        while (cursor.nextElement()) {
            item();
            turns++;
        }
    }

    private void item() {
        if (cursor.peek() != '{') {
            throw wrongType("input[" + turns + "]", "an object");
        }
        cursor.beginObject();
        boolean role = false;
        while (cursor.nextField()) {
            if (cursor.nameIs(Names.CONTENT) || cursor.nameIs(Names.OUTPUT) || cursor.nameIs(Names.ARGUMENTS)) {
                content(cursor.peek());
            } else if (cursor.nameIs(Names.ROLE)) {
                refuseSecond(role, "input", "role");
                role = true;
                cursor.skipValue();
            } else {
                cursor.skipValue();
            }
        }
    }

    /** At the system's words: a string or parts. */
    void system() {
        int first = cursor.peek();
        if (first != '"' && first != '[') {
            throw wrongType("system", "a string or an array of blocks");
        }
        content(first);
    }

    private void message() {
        if (cursor.peek() != '{') {
            throw wrongType("messages[" + turns + "]", "an object");
        }
        cursor.beginObject();
        boolean role = false;
        boolean content = false;
        boolean user = false;
        int start = -1;
        int end = -1;
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (cursor.nameIs(Names.CONTENT)) {
                refuseSecond(content, "messages", "content");
                content(c);
                content = true;
                start = c == '"' ? cursor.textStart() : -1;
                end = cursor.textEnd();
            } else if (cursor.nameIs(Names.ROLE)) {
                refuseSecond(role, "messages", "role");
                if (c != '"') {
                    throw wrongType("messages[" + turns + "].role", "a string");
                }
                cursor.skipString();
                role = true;
                user = cursor.textIs(Names.USER);
            } else if (cursor.nameIs(Names.TOOL_CALLS)) {
                countWhole();
            } else if (c == '"' && cursor.nameIs(Names.REFUSAL)) {
                countString();
            } else {
                cursor.skipValue();
            }
        }
        if (!role) {
            throw missing("messages[" + turns + "].role");
        }
        if (user) {
            lastUserStart = start;
            lastUserEnd = end;
        }
    }

    /** Rules would look at one of the two, and the provider at the other. */
    private void refuseSecond(boolean seen, String list, String field) {
        if (seen) {
            String param = list + "[" + turns + "]." + field;
            throw invalid(
                    "invalid_value", param, "Duplicate parameter: '" + param + "' stands more than once in the body.");
        }
    }

    private void content(int first) {
        if (first == '"') {
            countString();
        } else if (first == '[') {
            cursor.beginArray();
            while (cursor.nextElement()) {
                part();
            }
        } else {
            cursor.skipValue();
        }
    }

    private void part() {
        int first = cursor.peek();
        if (first == '"') {
            countString();
            return;
        }
        if (first != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            int c = cursor.peek();
            if (c == '"' && cursor.nameIs(Names.TYPE)) {
                cursor.skipString();
                images |= cursor.textIs(Names.IMAGE_URL)
                        || cursor.textIs(Names.IMAGE)
                        || cursor.textIs(Names.INPUT_IMAGE);
                audio |= cursor.textIs(Names.INPUT_AUDIO);
                files |= cursor.textIs(Names.FILE) || cursor.textIs(Names.INPUT_FILE) || cursor.textIs(Names.DOCUMENT);
            } else if (c == '"' && isText()) {
                countString();
            } else if (cursor.nameIs(Names.CONTENT)) {
                content(c);
            } else if (c == '{' && cursor.nameIs(Names.INPUT)) {
                countWhole();
            } else {
                cursor.skipValue();
            }
        }
    }

    private boolean isText() {
        return cursor.nameIs(Names.TEXT) || cursor.nameIs(Names.REFUSAL) || cursor.nameIs(Names.THINKING);
    }

    /** At a prompt or an input: a string; or, unless {@code textOnly}, an array of strings, token ids, arrays of token ids, or parts. */
    void texts(String param, boolean textOnly) {
        int first = cursor.peek();
        if (first == '"') {
            countString();
            return;
        }
        if (first != '[' || textOnly) {
            throw wrongType(param, textOnly ? "a string" : "a string or an array");
        }
        int elements = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            elements++;
            int c = cursor.peek();
            if (c == '[') {
                tokens();
            } else if (c == '{' || c == '"') {
                part();
            } else if (c == '-' || (c >= '0' && c <= '9')) {
                cursor.skipValue();
                textBytes += BYTES_PER_TOKEN;
            } else {
                throw wrongType(param + "[" + (elements - 1) + "]", "a string or token ids");
            }
        }
        if (elements == 0) {
            throw empty(param);
        }
    }

    /** At the query of a rerank: a string, or an object that may hold a text (Jina, 2026-08). */
    void query() {
        if (cursor.peek() != '"' && cursor.peek() != '{') {
            throw wrongType("query", "a string");
        }
        part();
        turns++;
    }

    /** At the documents of a rerank: strings, or objects that may hold a text. */
    void documents() {
        if (cursor.peek() != '[') {
            throw wrongType("documents", "an array of strings or objects");
        }
        int elements = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '"' && cursor.peek() != '{') {
                throw wrongType("documents[" + elements + "]", "a string or an object");
            }
            part();
            elements++;
        }
        if (elements == 0) {
            throw empty("documents");
        }
        turns += elements;
    }

    private void tokens() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            cursor.skipValue();
            textBytes += BYTES_PER_TOKEN;
        }
    }

    private void countString() {
        cursor.skipString();
        textBytes += cursor.textEnd() - cursor.textStart();
    }

    private void countWhole() {
        int from = cursor.offset();
        cursor.skipValue();
        textBytes += cursor.offset() - from;
    }

    private static GatewayException empty(String param) {
        return invalid(
                "empty_array",
                param,
                "Invalid '" + param
                        + "': empty array. Expected an array with minimum length 1, but got an empty array instead.");
    }

    /** The error for the value the cursor is at. */
    GatewayException wrongType(String param, String expected) {
        String got = switch (cursor.peek()) {
            case '"' -> "a string";
            case '{' -> "an object";
            case '[' -> "an array";
            case 't', 'f' -> "a boolean";
            case 'n' -> "null";
            default -> "a number";
        };
        cursor.skipValue();
        return invalid(
                "invalid_type",
                param,
                "Invalid type for '" + param + "': expected " + expected + ", but got " + got + " instead.");
    }
}
