package dev.pointsman.api;

import static dev.pointsman.api.RequestScan.invalid;
import static dev.pointsman.api.RequestScan.missing;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The texts of a request: message contents of a chat (of Responses and Messages too), {@code prompt} of a completion, {@code input} of
 * embeddings, moderations and speech, {@code query} of a reranking (these count as one user message). Token ids have no text.
 *
 * <p>Read from the body on first use; each text is cut at {@value #MAX_BYTES} bytes of JSON. Not safe for use by several threads at once
 * (one exchange, one loop).
 */
public final class Prompt {
    /** Bound of each text given, in bytes as they stand in the body. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int OTHER = 0;
    private static final int SYSTEM = 1;
    private static final int USER = 2;

    private final Endpoint endpoint;
    private final byte[] body;
    private final JsonFields fields;

    private boolean read;
    private @Nullable String lastUser;
    /** role, message, start, end of each text, in the order of the body. */
    private int[] texts = new int[16];

    private int count;
    private int message;
    private int lastUserMessage = -1;

    Prompt(Endpoint endpoint, byte[] body, JsonFields fields) {
        this.endpoint = endpoint;
        this.body = body;
        this.fields = fields;
    }

    /** Texts of all system and developer messages, a line feed between them; "" where there is none. */
    public String system() {
        read();
        return join(SYSTEM, -1);
    }

    /** Text of the last user message (text parts joined by line feeds); "" where there is none. */
    public String lastUser() {
        String known = lastUser;
        if (known == null) {
            read();
            known = lastUserMessage < 0 ? "" : join(USER, lastUserMessage);
            lastUser = known;
        }
        return known;
    }

    /** Texts of all user messages, oldest first, a line feed between them. */
    public String user() {
        read();
        return join(USER, -1);
    }

    /** Texts of all messages of any role, oldest first, a line feed between them. */
    public String all() {
        read();
        return join(-1, -1);
    }

    /** Each text of any role, oldest first, whole, with its bytes as they stand in the body. */
    public void forEach(ObjIntConsumer<String> reader) {
        read();
        for (int i = 0; i < count * 4; i += 4) {
            reader.accept(JsonText.unescape(body, texts[i + 2], texts[i + 3]), texts[i + 3] - texts[i + 2]);
        }
    }

    private String join(int role, int onlyMessage) {
        String first = null;
        StringBuilder joined = null;
        int budget = MAX_BYTES;
        for (int i = 0; i < count * 4 && budget > 0; i += 4) {
            if ((role >= 0 && texts[i] != role) || (onlyMessage >= 0 && texts[i + 1] != onlyMessage)) {
                continue;
            }
            int start = texts[i + 2];
            int end = cut(start, Math.min(texts[i + 3], start + budget), texts[i + 3]);
            budget -= end - start;
            String text = JsonText.unescape(body, start, end);
            if (first == null) {
                first = text;
            } else {
                joined = joined == null ? new StringBuilder(first) : joined;
                joined.append('\n').append(text);
            }
        }
        return joined != null ? joined.toString() : first != null ? first : "";
    }

    /** The last offset up to {@code wanted} that parts neither an escape nor a character. */
    private int cut(int start, int wanted, int end) {
        if (wanted == end) {
            return end;
        }
        int at = wanted;
        while (at > start && (body[at] & 0xc0) == 0x80) {
            at--;
        }
        for (int i = Math.max(start, at - 6); i < at; i++) {
            if (body[i] == '\\') {
                int slashes = i;
                while (slashes > start && body[slashes - 1] == '\\') {
                    slashes--;
                }
                if ((i - slashes) % 2 == 0 && i + (body[i + 1] == 'u' ? 6 : 2) > at) {
                    return i;
                }
            }
        }
        return at;
    }

    private void read() {
        if (read) {
            return;
        }
        read = true;
        JsonCursor system = at(RequestScan.systemField(endpoint));
        if (system != null) {
            content(system);
            mark(0, SYSTEM);
        }
        JsonCursor cursor = at(RequestScan.promptField(endpoint));
        if (cursor == null) {
            return;
        }
        if (endpoint == Endpoint.RERANK) {
            part(cursor);
            mark(0, USER);
            return;
        }
        boolean talk = switch (endpoint) {
            case CHAT_COMPLETIONS, MESSAGES, COUNT_TOKENS -> true;
            case RESPONSES -> cursor.peek() == '[';
            default -> false;
        };
        if (!talk) {
            int from = count;
            content(cursor);
            mark(from, USER);
            return;
        }
        if (cursor.peek() == '[') {
            cursor.beginArray();
            while (cursor.nextElement()) {
                message(cursor);
                message++;
            }
        }
    }

    private @Nullable JsonCursor at(@Nullable String name) {
        int field = name == null ? -1 : fields.indexOf(name);
        return field < 0 ? null : new JsonCursor(body, fields.start(field), fields.end(field));
    }

    private void message(JsonCursor cursor) {
        int from = count;
        int role = OTHER;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(Names.ROLE)) {
                cursor.skipString();
                role = cursor.textIs(Names.USER)
                        ? USER
                        : cursor.textIs(Names.SYSTEM) || cursor.textIs(Names.DEVELOPER) ? SYSTEM : OTHER;
            } else if (cursor.nameIs(Names.CONTENT)) {
                content(cursor);
            } else {
                cursor.skipValue();
            }
        }
        mark(from, role);
    }

    private void mark(int from, int role) {
        for (int i = from; i < count; i++) {
            texts[i * 4] = role;
        }
        // results of tools are messages of the user in Anthropic's form; they are not what the user said last
        if (role == USER && (count > from || endpoint == Endpoint.CHAT_COMPLETIONS)) {
            lastUserMessage = message;
        }
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
        } else if (first == '{') {
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '"' && cursor.nameIs(Names.TEXT)) {
                    text(cursor);
                } else {
                    cursor.skipValue();
                }
            }
        } else {
            cursor.skipValue();
        }
    }

    private void text(JsonCursor cursor) {
        cursor.skipString();
        if ((count + 1) * 4 > texts.length) {
            texts = Arrays.copyOf(texts, texts.length * 2);
        }
        texts[count * 4 + 1] = message;
        texts[count * 4 + 2] = cursor.textStart();
        texts[count * 4 + 3] = cursor.textEnd();
        count++;
    }

    /** Walks the messages of a chat, or the prompt of another endpoint, while the body is scanned: counts texts, notes images, audio and files. */
    static final class Scan {
        /** What a token of a prompt given as token ids counts as, in bytes of text. */
        private static final int BYTES_PER_TOKEN = 4;

        private final JsonCursor cursor;
        private long textBytes;

        boolean images;
        boolean audio;
        boolean files;
        int turns;

        Scan(JsonCursor cursor) {
            this.cursor = cursor;
        }

        int textBytes() {
            return (int) Math.min(textBytes, Integer.MAX_VALUE);
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
            while (cursor.nextField()) {
                if (cursor.nameIs(Names.CONTENT) || cursor.nameIs(Names.OUTPUT) || cursor.nameIs(Names.ARGUMENTS)) {
                    content(cursor.peek());
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
            while (cursor.nextField()) {
                int c = cursor.peek();
                if (cursor.nameIs(Names.CONTENT)) {
                    content(c);
                } else if (cursor.nameIs(Names.ROLE)) {
                    if (c != '"') {
                        throw wrongType("messages[" + turns + "].role", "a string");
                    }
                    cursor.skipString();
                    role = true;
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
                    files |= cursor.textIs(Names.FILE)
                            || cursor.textIs(Names.INPUT_FILE)
                            || cursor.textIs(Names.DOCUMENT);
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
}
