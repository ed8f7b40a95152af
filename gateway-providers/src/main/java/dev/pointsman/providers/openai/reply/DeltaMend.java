package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The deltas of one choice: {@code begin read? finish? (close | written)} for each chunk. */
final class DeltaMend {
    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] ASSISTANT = JsonText.ascii("assistant");
    private static final byte[] QUOTED_ASSISTANT = JsonText.ascii("\"assistant\"");
    private static final byte[] ROLE_FIELD = JsonText.ascii("\"role\":\"assistant\"");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] REASONING = JsonText.ascii("reasoning");
    private static final byte[] REASONING_CONTENT = JsonText.ascii("reasoning_content");
    private static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
    private static final byte[] FUNCTION_CALL = JsonText.ascii("function_call");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] EMPTY = JsonText.ascii("\"\"");

    private final ByteEdits edits;
    private final ObjectEdits delta;
    private final CallDeltas calls;
    private final ContentParts parts = new ContentParts();
    private final @Nullable ThinkTags think;
    /** Fields that this delta lacks, name and value. */
    private final List<byte[]> additions = new ArrayList<>(2);

    private boolean role;
    private boolean said;
    /** This delta has a text or a call. */
    private boolean speaks;

    private boolean repeatable;
    /** Range of a delta that is no object; -1 where there is none. */
    private int otherStart;

    private int otherEnd;
    private int brace;
    /** Place and value of {@code tool_calls}; -1 where there are none. */
    private int callsPlace;

    private int callsStart;
    private int callsEnd;
    private boolean callsAmiss;
    private int reasoningPlace;
    private int reasoningName;
    private int givenPlace;
    private boolean given;

    DeltaMend(int choice, ReplyShape shape, ByteEdits edits) {
        this.edits = edits;
        this.delta = new ObjectEdits(edits);
        this.calls = new CallDeltas(number -> shape.callId(choice, number));
        this.think = shape.thinkTags() ? new ThinkTags() : null;
    }

    void begin() {
        otherStart = -1;
        brace = -1;
        callsPlace = -1;
        callsAmiss = false;
        reasoningPlace = -1;
        givenPlace = -1;
        given = false;
        speaks = false;
        repeatable = true;
        additions.clear();
        delta.begin();
    }

    boolean repeatable() {
        return repeatable && (think == null || think.over());
    }

    /** Whether this delta says nothing. */
    boolean empty() {
        return !speaks;
    }

    boolean called() {
        return calls.called();
    }

    /** Whether anything of the answer has been told. */
    boolean said() {
        return said || calls.called();
    }

    /** Consumes the value of {@code delta}. */
    void read(byte[] array, JsonCursor cursor) {
        if (cursor.peek() != '{') {
            otherStart = cursor.offset();
            cursor.skipValue();
            otherEnd = cursor.offset();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            boolean stays = field(array, cursor);
            int place = delta.passed(name, cursor.offset());
            if (!stays) {
                delta.remove(place);
            }
        }
        brace = cursor.offset() - 1;
    }

    /** Whether the field stays. */
    private boolean field(byte[] array, JsonCursor cursor) {
        int c = cursor.peek();
        int start = cursor.offset();
        if (cursor.nameIs(ROLE)) {
            return role(c, start, cursor);
        }
        if (cursor.nameIs(CONTENT)) {
            content(array, c, start, cursor);
        } else if (c == '"' && cursor.nameIs(REASONING)) {
            cursor.skipValue();
            says(cursor.offset() - start > 2);
            reasoningPlace = delta.next();
            reasoningName = cursor.nameStart();
        } else if (cursor.nameIs(REASONING_CONTENT)) {
            cursor.skipValue();
            given = c == '"' && cursor.offset() - start > 2;
            says(given);
            givenPlace = delta.next();
        } else if (cursor.nameIs(TOOL_CALLS)) {
            if (c != '[') {
                cursor.skipValue();
                return false;
            }
            callsStart = start;
            callsAmiss = calls.read(array, cursor);
            callsEnd = cursor.offset();
            callsPlace = delta.next();
            repeatable = false;
            speaks |= callsEnd - callsStart > 2;
        } else if (cursor.nameIs(FUNCTION_CALL)) {
            cursor.skipValue();
            says(c == '{');
            return c == '{';
        } else {
            cursor.skipValue();
        }
        return true;
    }

    private void says(boolean something) {
        speaks |= something;
        said |= something;
    }

    private boolean role(int c, int start, JsonCursor cursor) {
        boolean ours = false;
        if (c == '"') {
            cursor.skipString();
            ours = cursor.textIs(ASSISTANT);
        } else {
            cursor.skipValue();
        }
        if (role) {
            return false;
        }
        role = true;
        repeatable = false;
        if (!ours) {
            edits.replace(start, cursor.offset(), QUOTED_ASSISTANT);
        }
        return true;
    }

    private void content(byte[] array, int c, int start, JsonCursor cursor) {
        if (c == '[') {
            parts.read(array, cursor);
            byte[] text = parts.text();
            reasoning(parts.reasoning());
            says(text.length > 0);
            edits.replace(start, cursor.offset(), quoted(text));
            return;
        }
        cursor.skipValue();
        if (c == '"') {
            if (think != null && !think.over()) {
                think.read(JsonText.unescape(array, start + 1, cursor.offset() - 1));
                says(!think.text().isEmpty());
                edits.replace(start, cursor.offset(), JsonText.quote(think.text()));
                repeatable = false;
                thought(think.reasoning());
            } else {
                says(cursor.offset() - start > 2);
            }
        } else if (c != 'n') {
            edits.replace(start, cursor.offset(), NULL);
        }
    }

    private void thought(String text) {
        byte[] quoted = JsonText.quote(text);
        reasoning(Arrays.copyOfRange(quoted, 1, quoted.length - 1));
    }

    private void reasoning(byte[] contents) {
        says(contents.length > 0);
        if (contents.length > 0) {
            additions.add(new JsonBytes()
                    .add("\"reasoning_content\":\"")
                    .add(contents)
                    .add("\"")
                    .take());
        }
    }

    /** The choice ends with this chunk: what was held back is told now. */
    void finish() {
        callsAmiss |= calls.finish();
        if (think != null && !think.over()) {
            think.end();
            thought(think.reasoning());
            if (!think.text().isEmpty()) {
                additions.add(
                        new JsonBytes().add("\"content\":").quote(think.text()).take());
            }
        }
    }

    /** The chunk's part of {@code choice} has been read. */
    void close(ObjectEdits choice) {
        if (brace < 0) {
            byte[] whole = written();
            if (otherStart < 0) {
                choice.add(new JsonBytes().add("\"delta\":").add(whole).take());
            } else {
                edits.replace(otherStart, otherEnd, whole);
            }
            return;
        }
        settle(callsPlace < 0);
        if (callsPlace >= 0) {
            byte[] elements = calls.elements();
            if (elements.length == 0) {
                delta.remove(callsPlace);
            } else if (callsAmiss) {
                edits.replace(callsStart, callsEnd, list(elements));
            }
        }
        if (reasoningPlace >= 0) {
            if (given) {
                delta.remove(reasoningPlace);
            } else {
                int quotes = REASONING.length + 2;
                edits.replace(reasoningName, reasoningName + quotes, quoted(REASONING_CONTENT));
                if (givenPlace >= 0) {
                    delta.remove(givenPlace);
                }
            }
        }
        for (byte[] field : additions) {
            delta.add(field);
        }
        delta.close(brace);
    }

    /** A delta of what is due, where the provider's has none. */
    byte[] written() {
        settle(true);
        JsonBytes out = new JsonBytes().add("{");
        for (byte[] field : additions) {
            if (out.length() > 1) {
                out.add(",");
            }
            out.add(field);
        }
        return out.add("}").take();
    }

    private void settle(boolean withCalls) {
        if (!role) {
            role = true;
            repeatable = false;
            additions.add(0, ROLE_FIELD);
        }
        if (withCalls && callsAmiss) {
            additions.add(new JsonBytes()
                    .add("\"tool_calls\":")
                    .add(list(calls.elements()))
                    .take());
        }
    }

    private static byte[] list(byte[] elements) {
        return new JsonBytes().add("[").add(elements).add("]").take();
    }

    private static byte[] quoted(byte[] contents) {
        return contents.length == 0
                ? EMPTY
                : new JsonBytes().add("\"").add(contents).add("\"").take();
    }
}
