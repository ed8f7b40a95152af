package dev.pointsman.api;

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

    /**
     * Where a text stands in the body, still escaped.
     *
     * @param start of its first byte
     * @param end exclusive
     */
    public record Place(int start, int end) {
        /** It is not known, or is not one place. */
        public static final Place UNKNOWN = new Place(-1, -1);
    }

    private static final int OTHER = 0;
    private static final int SYSTEM = 1;
    private static final int USER = 2;

    private final Endpoint endpoint;
    private final byte[] body;
    private final JsonFields fields;
    private final Place lastUserPlace;

    private boolean read;
    private @Nullable String lastUser;
    /** role, message, start, end of each text, in the order of the body. */
    private int[] texts = new int[16];

    private int count;
    private int message;
    private int lastUserMessage = -1;

    /** @param lastUser where the last user message stands if its text is one string; as the scan of the body found it */
    Prompt(Endpoint endpoint, byte[] body, JsonFields fields, Place lastUser) {
        this.endpoint = endpoint;
        this.body = body;
        this.fields = fields;
        boolean whole = lastUser.end() - lastUser.start() <= MAX_BYTES;
        this.lastUserPlace = whole ? lastUser : Place.UNKNOWN;
    }

    /** Where the text of {@link #lastUser} stands, if the scan of the body came by it and it is one string that is not cut. */
    public Place lastUserPlace() {
        return lastUserPlace;
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
            if (lastUserPlace.start() >= 0) {
                known = JsonText.unescape(body, lastUserPlace.start(), lastUserPlace.end());
            } else {
                read();
                known = lastUserMessage < 0 ? "" : join(USER, lastUserMessage);
            }
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

    /**
     * The newest texts of any role, the newest first, as long as they fit into so many bytes of the body; the first one that does not is given as far as it
     * does, and the older ones are not.
     *
     * @param margin bytes of that one that are given besides
     * @param reader takes each text with the number of its characters that are meant
     * @return whether these are all
     */
    public boolean newest(int bytes, int margin, ObjIntConsumer<String> reader) {
        read();
        int left = bytes;
        for (int i = count * 4 - 4; i >= 0; i -= 4) {
            int start = texts[i + 2];
            int end = texts[i + 3];
            if (end - start > left) {
                String meant = JsonText.unescape(body, start, cut(start, start + left, end));
                int more = cut(start, Math.min(end, start + left + margin), end);
                reader.accept(JsonText.unescape(body, start, more), meant.length());
                return false;
            }
            reader.accept(JsonText.unescape(body, start, end), Integer.MAX_VALUE);
            left -= end - start;
        }
        return true;
    }

    /**
     * Whether one of those texts is of the last user message.
     *
     * @param newest its place, 0 for the newest
     */
    public boolean ofLastUser(int newest) {
        read();
        int at = (count - 1 - newest) * 4;
        return texts[at] == USER && texts[at + 1] == lastUserMessage;
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
}
