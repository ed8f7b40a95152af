package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ArgumentText;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.Arrays;

/**
 * The message of a plain reply: role, content and refusal are there; content is a text, reasoning stands in {@code reasoning_content}; an
 * empty list of calls is not there; calls have an id, a type and arguments that are a string. One use.
 */
final class MessageMend {
    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] REASONING = JsonText.ascii("reasoning");
    private static final byte[] REASONING_CONTENT = JsonText.ascii("reasoning_content");
    private static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
    private static final byte[] FUNCTION_CALL = JsonText.ascii("function_call");
    private static final byte[] ANNOTATIONS = JsonText.ascii("annotations");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] A_FUNCTION = JsonText.ascii("\"type\":\"function\"");
    private static final byte[] ASSISTANT = JsonText.ascii("\"role\":\"assistant\"");
    private static final byte[] NO_CONTENT = JsonText.ascii("\"content\":null");
    private static final byte[] NO_REFUSAL = JsonText.ascii("\"refusal\":null");
    private static final byte[] NO_ARGUMENTS = JsonText.ascii("\"arguments\":\"{}\"");

    private final int choice;
    private final ReplyShape shape;
    private final ByteEdits edits;
    private final ObjectEdits message;
    private byte[] reasoning = {};
    private int calls;

    MessageMend(int choice, ReplyShape shape, ByteEdits edits) {
        this.choice = choice;
        this.shape = shape;
        this.edits = edits;
        this.message = new ObjectEdits(edits);
    }

    boolean called() {
        return calls > 0;
    }

    /** Consumes the message the cursor is at. */
    void mend(byte[] reply, JsonCursor cursor) {
        boolean role = false;
        boolean content = false;
        boolean refusal = false;
        int thoughtPlace = -1;
        int thoughtName = -1;
        int givenPlace = -1;
        boolean given = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            boolean goes = false;
            if (cursor.nameIs(TOOL_CALLS)) {
                goes = !toolCalls(reply, cursor);
            } else if (cursor.nameIs(CONTENT)) {
                content = true;
                content(reply, c, cursor);
            } else {
                role |= cursor.nameIs(ROLE);
                refusal |= cursor.nameIs(REFUSAL);
                goes = c == 'n' && (cursor.nameIs(FUNCTION_CALL) || cursor.nameIs(ANNOTATIONS));
                if (c == '"' && cursor.nameIs(REASONING)) {
                    thoughtPlace = message.next();
                    thoughtName = name;
                } else if (cursor.nameIs(REASONING_CONTENT)) {
                    givenPlace = message.next();
                    given = c == '"';
                }
                cursor.skipValue();
            }
            int place = message.passed(name, cursor.offset());
            if (goes) {
                message.remove(place);
            }
        }
        if (thoughtPlace >= 0) {
            thought(thoughtPlace, thoughtName, givenPlace, given);
        }
        addUnless(role, ASSISTANT);
        addUnless(content, NO_CONTENT);
        addUnless(refusal, NO_REFUSAL);
        if (reasoning.length > 0) {
            message.add(reasoning);
        }
        message.close(cursor.offset() - 1);
    }

    private void thought(int place, int name, int givenPlace, boolean given) {
        if (given) {
            message.remove(place);
            return;
        }
        edits.replace(name + 1, name + 1 + REASONING.length, REASONING_CONTENT);
        if (givenPlace >= 0) {
            message.remove(givenPlace);
        }
    }

    private void content(byte[] reply, int c, JsonCursor cursor) {
        int start = cursor.offset();
        if (c == '[') {
            ContentParts parts = new ContentParts();
            parts.read(reply, cursor);
            byte[] text = parts.text();
            edits.replace(start, cursor.offset(), text.length == 0 ? NULL : quoted(text));
            reasoning(parts.reasoning());
            return;
        }
        cursor.skipValue();
        if (c == '"' && shape.thinkTags()) {
            ThinkTags think = new ThinkTags();
            think.read(JsonText.unescape(reply, start + 1, cursor.offset() - 1));
            String thought = think.reasoning();
            String text = think.text();
            think.end();
            if (!(thought + think.reasoning()).isEmpty()) {
                edits.replace(start, cursor.offset(), JsonText.quote(text + think.text()));
                byte[] contents = JsonText.quote(thought + think.reasoning());
                reasoning(Arrays.copyOfRange(contents, 1, contents.length - 1));
            }
        } else if (c != '"' && c != 'n') {
            edits.replace(start, cursor.offset(), NULL);
        }
    }

    private void reasoning(byte[] contents) {
        if (contents.length > 0) {
            reasoning = new JsonBytes()
                    .add("\"reasoning_content\":\"")
                    .add(contents)
                    .add("\"")
                    .take();
        }
    }

    /** Whether the field stays: null and an empty list go. */
    private boolean toolCalls(byte[] reply, JsonCursor cursor) {
        if (cursor.peek() != '[') {
            cursor.skipValue();
            return false;
        }
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                toolCall(reply, cursor, calls++);
            } else {
                cursor.skipValue();
            }
        }
        return calls > 0;
    }

    private void toolCall(byte[] reply, JsonCursor cursor, int number) {
        ObjectEdits call = new ObjectEdits(edits);
        boolean id = false;
        boolean type = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int start = cursor.offset();
            if (cursor.nameIs(FUNCTION) && cursor.peek() == '{') {
                function(reply, cursor);
            } else if (cursor.nameIs(ID)) {
                id = true;
                cursor.skipValue();
                String told = reply[start] == '"' ? JsonText.unescape(reply, start + 1, cursor.offset() - 1) : "";
                if (told.isBlank() || told.equals("null")) {
                    edits.replace(start, cursor.offset(), JsonText.quote(shape.callId(choice, number)));
                }
            } else {
                type |= cursor.nameIs(TYPE);
                cursor.skipValue();
            }
            call.passed(name, cursor.offset());
        }
        if (!id) {
            call.add(JsonText.ascii("\"id\":\"" + shape.callId(choice, number) + "\""));
        }
        if (!type) {
            call.add(A_FUNCTION);
        }
        call.close(cursor.offset() - 1);
    }

    private void function(byte[] reply, JsonCursor cursor) {
        ObjectEdits function = new ObjectEdits(edits);
        boolean arguments = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int start = cursor.offset();
            boolean wanted = cursor.nameIs(ARGUMENTS);
            cursor.skipValue();
            if (wanted) {
                arguments = true;
                byte[] corrected = ArgumentText.corrected(reply, start, cursor.offset());
                if (corrected != null) {
                    edits.replace(start, cursor.offset(), corrected);
                }
            }
            function.passed(name, cursor.offset());
        }
        if (!arguments) {
            function.add(NO_ARGUMENTS);
        }
        function.close(cursor.offset() - 1);
    }

    private void addUnless(boolean present, byte[] field) {
        if (!present) {
            message.add(field);
        }
    }

    private static byte[] quoted(byte[] contents) {
        return new JsonBytes().add("\"").add(contents).add("\"").take();
    }
}
