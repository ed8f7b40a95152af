package dev.pointsman.providers.openai;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.providers.openai.splice.ArgumentText;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;

/**
 * The messages of a request as one dialect wants them, by splicing: roles it knows, no members it refuses, calls with a type and arguments that
 * are a string, images with an object around their URL. What is in order stays byte for byte. One use.
 */
final class MessageEdits {
    private static final byte[][] FOREIGN =
            names("cache_control", "thinking_blocks", "extra_content", "reasoning_details");
    private static final byte[][] OPENAIS = names("annotations", "prompt_cache_breakpoint");
    private static final byte[][] OFTEN_NULL = names("refusal", "audio", "function_call");
    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] NAME = JsonText.ascii("name");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
    private static final byte[] REASONING = JsonText.ascii("reasoning");
    private static final byte[] REASONING_CONTENT = JsonText.ascii("reasoning_content");
    private static final byte[] FUNCTION = JsonText.ascii("function");
    private static final byte[] ARGUMENTS = JsonText.ascii("arguments");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] IMAGE_URL = JsonText.ascii("image_url");
    private static final byte[] DEVELOPER = JsonText.ascii("developer");
    private static final byte[] TOOL = JsonText.ascii("tool");
    private static final byte[] ASSISTANT = JsonText.ascii("assistant");
    private static final byte[] SYSTEM = JsonText.ascii("\"system\"");
    private static final byte[] A_FUNCTION = JsonText.ascii("\"type\":\"function\"");
    private static final byte[] NO_REASONING = JsonText.ascii("\"reasoning_content\":\"\"");

    private final OpenAiDialect dialect;
    private final byte[] body;
    private final Lost lost;
    private final boolean plain;
    private final boolean openAis;
    private final JsonCursor cursor;
    private final ByteEdits edits;
    private final ObjectEdits message;
    private final ObjectEdits inner;
    private final ObjectEdits innermost;

    private MessageEdits(OpenAiDialect dialect, byte[] body, int from, int to, Lost lost) {
        this.dialect = dialect;
        this.body = body;
        this.lost = lost;
        this.plain = dialect.has(Quirk.PLAIN_MESSAGES);
        this.openAis = !dialect.has(Quirk.DEVELOPER_AS_SYSTEM);
        this.cursor = new JsonCursor(body, from, to);
        this.edits = new ByteEdits(body);
        this.edits.reset(body, from, to);
        this.message = new ObjectEdits(edits);
        this.inner = new ObjectEdits(edits);
        this.innermost = new ObjectEdits(edits);
    }

    /** The list of messages that stands in that range, edited; an empty array where it stays as it is. */
    static byte[] messages(OpenAiDialect dialect, byte[] body, int from, int to, Lost lost) {
        MessageEdits messages = new MessageEdits(dialect, body, from, to, lost);
        messages.list();
        return messages.edits.isEmpty() ? new byte[0] : messages.edits.apply();
    }

    /** The list of tools that stands in that range, likewise. */
    static byte[] tools(OpenAiDialect dialect, byte[] body, int from, int to, Lost lost) {
        MessageEdits tools = new MessageEdits(dialect, body, from, to, lost);
        tools.plainObjects("tools.");
        return tools.edits.isEmpty() ? new byte[0] : tools.edits.apply();
    }

    private void list() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                message();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void message() {
        message.begin();
        boolean assistant = false;
        boolean tool = false;
        boolean calls = false;
        int namePlace = -1;
        int reasonPlace = -1;
        int reasonName = -1;
        boolean given = false;
        int givenPlace = -1;
        int givenName = -1;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            boolean goes = false;
            if (cursor.nameIs(ROLE)) {
                role(c);
                assistant = c == '"' && cursor.textIs(ASSISTANT);
                tool = c == '"' && cursor.textIs(TOOL);
            } else if (c == '[' && cursor.nameIs(CONTENT)) {
                parts();
            } else if (c == '[' && cursor.nameIs(TOOL_CALLS)) {
                calls = true;
                calls();
            } else {
                goes = foreign("messages.") || (plain && !openAis && c == 'n' && isOneOf(OFTEN_NULL));
                if (c == '"' && cursor.nameIs(REASONING)) {
                    reasonPlace = message.next();
                    reasonName = name;
                } else if (cursor.nameIs(REASONING_CONTENT)) {
                    givenPlace = message.next();
                    givenName = name;
                    given = c == '"';
                } else if (cursor.nameIs(NAME)) {
                    namePlace = message.next();
                }
                cursor.skipValue();
            }
            int place = message.passed(name, cursor.offset());
            if (goes) {
                message.remove(place);
            }
        }
        if (namePlace >= 0 && !tool && dialect.has(Quirk.NO_NAMES)) {
            message.remove(namePlace);
            lost.add("messages.name");
        }
        if (dialect.has(Quirk.REASONING_REPLAY)) {
            replay(assistant && calls, given, givenPlace, reasonPlace, reasonName);
        } else if (dialect.has(Quirk.REASONING_AS_REASONING)) {
            asReasoning(reasonPlace, givenPlace, givenName);
        } else if (plain) {
            dropReasoning(reasonPlace);
            dropReasoning(givenPlace);
        }
        message.close(cursor.offset() - 1);
    }

    /** Thinking models of DeepSeek refuse a turn that called functions without its reasoning (earendil-works/pi#3636). */
    private void replay(boolean due, boolean given, int givenPlace, int reasonPlace, int reasonName) {
        if (reasonPlace >= 0 && given) {
            message.remove(reasonPlace);
        } else if (reasonPlace >= 0) {
            edits.replace(reasonName + 1, reasonName + 1 + REASONING.length, REASONING_CONTENT);
        } else if (due && !given) {
            message.add(NO_REASONING);
        }
        if (givenPlace >= 0 && !given && (reasonPlace >= 0 || due)) {
            message.remove(givenPlace);
        }
    }

    private void asReasoning(int reasonPlace, int givenPlace, int givenName) {
        if (givenPlace >= 0 && reasonPlace >= 0) {
            message.remove(givenPlace);
        } else if (givenPlace >= 0) {
            edits.replace(givenName + 1, givenName + 1 + REASONING_CONTENT.length, REASONING);
        }
    }

    private void dropReasoning(int place) {
        if (place >= 0) {
            message.remove(place);
            lost.add("messages.reasoning_content");
        }
    }

    private void role(int c) {
        int start = cursor.offset();
        cursor.skipValue();
        if (c == '"' && dialect.has(Quirk.DEVELOPER_AS_SYSTEM) && cursor.textIs(DEVELOPER)) {
            edits.replace(start, cursor.offset(), SYSTEM);
        }
    }

    /** Whether the member the cursor is at goes; told where it is more than null. */
    private boolean foreign(String where) {
        if (!plain || !(isOneOf(FOREIGN) || (!openAis && isOneOf(OPENAIS)))) {
            return false;
        }
        if (cursor.peek() != 'n' && !cursor.nameIs(OPENAIS[0])) {
            lost.add(where + cursor.name());
        }
        return true;
    }

    private boolean isOneOf(byte[][] names) {
        for (byte[] name : names) {
            if (cursor.nameIs(name)) {
                return true;
            }
        }
        return false;
    }

    private void parts() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                part();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void part() {
        inner.begin();
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int start = cursor.offset();
            boolean goes = foreign("messages.");
            boolean bare = cursor.peek() == '"' && cursor.nameIs(IMAGE_URL);
            cursor.skipValue();
            if (bare) {
                edits.insert(start, JsonText.ascii("{\"url\":"));
                edits.insert(cursor.offset(), JsonText.ascii("}"));
            }
            int place = inner.passed(name, cursor.offset());
            if (goes) {
                inner.remove(place);
            }
        }
        inner.close(cursor.offset() - 1);
    }

    private void calls() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                call();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void call() {
        boolean typed = false;
        inner.begin();
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            boolean goes = false;
            if (cursor.peek() == '{' && cursor.nameIs(FUNCTION)) {
                function();
            } else {
                typed |= cursor.nameIs(TYPE);
                goes = foreign("messages.");
                cursor.skipValue();
            }
            int place = inner.passed(name, cursor.offset());
            if (goes) {
                inner.remove(place);
            }
        }
        if (!typed) {
            inner.add(A_FUNCTION);
        }
        inner.close(cursor.offset() - 1);
    }

    private void function() {
        innermost.begin();
        boolean arguments = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int start = cursor.offset();
            boolean wanted = cursor.nameIs(ARGUMENTS);
            cursor.skipValue();
            if (wanted) {
                arguments = true;
                byte[] corrected = ArgumentText.corrected(body, start, cursor.offset());
                if (corrected != null) {
                    edits.replace(start, cursor.offset(), corrected);
                }
            }
            innermost.passed(name, cursor.offset());
        }
        if (!arguments) {
            innermost.add(JsonText.ascii("\"arguments\":\"{}\""));
        }
        innermost.close(cursor.offset() - 1);
    }

    /** Objects of a list, without foreign members. */
    private void plainObjects(String where) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            inner.begin();
            cursor.beginObject();
            while (cursor.nextField()) {
                int name = cursor.nameStart();
                boolean goes = foreign(where);
                cursor.skipValue();
                int place = inner.passed(name, cursor.offset());
                if (goes) {
                    inner.remove(place);
                }
            }
            inner.close(cursor.offset() - 1);
        }
    }

    private static byte[][] names(String... texts) {
        byte[][] all = new byte[texts.length][];
        for (int i = 0; i < texts.length; i++) {
            all[i] = JsonText.ascii(texts[i]);
        }
        return all;
    }
}
