package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.LogprobText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Tells whole items to an {@link Answer}, and keeps what their place in the turn was. Items of hosted tools are left out. */
final class ItemText {
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] ANNOTATIONS = JsonText.ascii("annotations");
    private static final byte[] URL_CITATION = JsonText.ascii("url_citation");
    private static final byte[] GAP = JsonText.ascii("\\n\\n");
    private static final byte[] NO_ARGUMENTS = JsonText.ascii("{}");
    private static final byte[] NOTHING = {};

    private final Answer answer;
    private int calls;
    private boolean spoke;

    ItemText(Answer answer) {
        this.answer = answer;
    }

    /** Text was told. */
    void spoken() {
        spoke = true;
    }

    /** A call was told. */
    void called() {
        calls++;
    }

    /** All there is of a message. */
    void message(byte[] array, ItemScan item) {
        if (item.contentTo > item.contentFrom) {
            parts(array, item);
        }
        phase(item);
    }

    /** What a message has beside what was told in pieces. */
    void phase(ItemScan item) {
        if (!item.phase.isEmpty()) {
            answer.phase(item.phase);
        }
    }

    void call(byte[] array, ItemScan item) {
        answer.call(item.callId, item.name, item.kind == ItemScan.Kind.CUSTOM_CALL, given(array, item));
        calls++;
    }

    /** What a call is given, as the contents of a JSON string; {@code {}} for a function that is given nothing. */
    static byte[] given(byte[] array, ItemScan item) {
        byte[] given = Arrays.copyOfRange(array, item.givenFrom, item.givenTo);
        if (item.object) {
            byte[] quoted = JsonText.quote(new String(given, StandardCharsets.UTF_8));
            return Arrays.copyOfRange(quoted, 1, quoted.length - 1);
        }
        return given.length == 0 && item.kind == ItemScan.Kind.FUNCTION_CALL ? NO_ARGUMENTS : given;
    }

    /** Reasoning; its words only where {@code untold}. Without encrypted content there is nothing to be sent back. */
    void reasoning(byte[] array, ItemScan item, boolean untold) {
        byte[] summary = item.summaryTo > item.summaryFrom ? joined(array, item.summaryFrom, item.summaryTo) : NOTHING;
        if (untold) {
            byte[] words = summary.length == 0 && item.contentTo > item.contentFrom
                    ? joined(array, item.contentFrom, item.contentTo)
                    : summary;
            answer.reasoning(words, 0, words.length);
        }
        if (item.encryptedTo > item.encryptedFrom) {
            byte[] encrypted = Arrays.copyOfRange(array, item.encryptedFrom, item.encryptedTo);
            answer.block(ReasoningBlock.json(calls, spoke, item.id, summary, encrypted));
        }
    }

    /** The texts of a list of parts, an empty line between them. */
    private static byte[] joined(byte[] array, int from, int to) {
        JsonBytes text = new JsonBytes();
        JsonCursor cursor = new JsonCursor(array, from, to);
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                boolean words = cursor.peek() == '"' && cursor.nameIs(TEXT);
                cursor.skipValue();
                if (words && cursor.textEnd() > cursor.textStart()) {
                    text.add(text.isEmpty() ? NOTHING : GAP).add(array, cursor.textStart(), cursor.textEnd());
                }
            }
        }
        return text.take();
    }

    private void parts(byte[] array, ItemScan item) {
        JsonCursor cursor = new JsonCursor(array, item.contentFrom, item.contentTo);
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                part(array, cursor);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void part(byte[] array, JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            int start = cursor.offset();
            if (first == '"' && cursor.nameIs(REFUSAL)) {
                answer.refusal(cursor.string());
                spoke = true;
                continue;
            }
            boolean text = first == '"' && cursor.nameIs(TEXT);
            boolean logprobs = first == '[' && cursor.nameIs(LOGPROBS);
            boolean annotations = first == '[' && cursor.nameIs(ANNOTATIONS);
            cursor.skipValue();
            if (text) {
                answer.text(array, cursor.textStart(), cursor.textEnd());
                spoke |= cursor.textEnd() > cursor.textStart();
            } else if (logprobs && cursor.offset() - start > 2) {
                answer.logprobs(LogprobText.elements(array, start, cursor.offset()));
            } else if (annotations && cursor.offset() - start > 2) {
                annotations(array, start, cursor.offset());
            }
        }
    }

    private void annotations(byte[] array, int from, int to) {
        JsonBytes elements = new JsonBytes();
        JsonCursor cursor = new JsonCursor(array, from, to);
        cursor.beginArray();
        while (cursor.nextElement()) {
            int start = cursor.offset();
            boolean object = cursor.peek() == '{';
            cursor.skipValue();
            byte[] citation = object ? citation(array, start, cursor.offset()) : NOTHING;
            elements.add(elements.isEmpty() || citation.length == 0 ? "" : ",").add(citation);
        }
        if (!elements.isEmpty()) {
            answer.annotations(elements.take());
        }
    }

    /** An annotation as chats have it: a citation of an address, one level deeper; nothing for any other kind. */
    static byte[] citation(byte[] array, int from, int to) {
        JsonCursor cursor = new JsonCursor(array, from, to);
        JsonBytes inner = new JsonBytes();
        boolean ofAddress = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean type = cursor.peek() == '"' && cursor.nameIs(TYPE);
            int start = cursor.nameStart();
            cursor.skipValue();
            if (type) {
                ofAddress = cursor.textIs(URL_CITATION);
            } else {
                inner.add(inner.isEmpty() ? "" : ",").add(array, start, cursor.offset());
            }
        }
        return ofAddress
                ? new JsonBytes()
                        .add("{\"type\":\"url_citation\",\"url_citation\":{")
                        .add(inner.take())
                        .add("}}")
                        .take()
                : NOTHING;
    }
}
