package dev.pointsman.dialect;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.dialect.ChatListener.Voice;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What one choice of one event, or of a whole reply, says; reused. Told in the order in which models think, speak, act and stop. */
final class ChoiceScan {
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] FINISH_REASON = JsonText.ascii("finish_reason");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] REASONING_CONTENT = JsonText.ascii("reasoning_content");
    private static final byte[] REASONING = JsonText.ascii("reasoning");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] THINKING_BLOCKS = JsonText.ascii("thinking_blocks");
    private static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] REDACTED = JsonText.ascii("redacted_thinking");
    private static final byte[] THINKING = JsonText.ascii("thinking");
    private static final byte[] SIGNATURE = JsonText.ascii("signature");

    private final JsonCursor inner = new JsonCursor(new byte[0]);
    private final Range text = new Range();
    private final Range reasoning = new Range();
    private final Range refusal = new Range();

    private boolean wholeMessage;
    private boolean named;
    private int thinkingFrom;
    private int thinkingTo;
    private int callsFrom;
    private int callsTo;
    private int tokensFrom;
    private int tokensTo;
    private @Nullable String finish;

    /** Which of the choices it is. */
    long index;

    /** Consumes the object the cursor is at, which is the choice of that place where it does not say another. */
    void read(JsonCursor cursor, int place) {
        text.clear();
        reasoning.clear();
        refusal.clear();
        index = place;
        finish = null;
        named = false;
        wholeMessage = false;
        thinkingTo = 0;
        callsTo = 0;
        tokensTo = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(DELTA)) {
                message(cursor);
            } else if (first == '{' && cursor.nameIs(MESSAGE)) {
                wholeMessage = true;
                message(cursor);
            } else if (first == '{' && cursor.nameIs(LOGPROBS)) {
                logprobs(cursor);
            } else if (first == '"' && cursor.nameIs(FINISH_REASON)) {
                finish = cursor.string();
            } else if (first >= '0' && first <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void logprobs(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean content = cursor.peek() == '[' && cursor.nameIs(CONTENT);
            int start = cursor.offset();
            cursor.skipValue();
            if (content) {
                tokensFrom = start + 1;
                tokensTo = cursor.offset() - 1;
            }
        }
    }

    /** Tells the log probabilities, where there are any; before {@link #tell}. */
    void tellTokens(byte[] array, TokenListener listener) {
        if (tokensTo > tokensFrom && new JsonCursor(array, tokensFrom, tokensTo).peek() == '{') {
            listener.tokens(array, tokensFrom, tokensTo);
        }
    }

    private void message(JsonCursor cursor) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"') {
                string(cursor);
            } else if (first == '[' && cursor.nameIs(TOOL_CALLS)) {
                callsFrom = cursor.offset();
                cursor.skipValue();
                callsTo = cursor.offset();
            } else if (first == '[' && cursor.nameIs(THINKING_BLOCKS)) {
                thinkingFrom = cursor.offset();
                cursor.skipValue();
                thinkingTo = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void string(JsonCursor cursor) {
        if (cursor.nameIs(CONTENT)) {
            text.read(cursor);
        } else if (cursor.nameIs(REASONING_CONTENT)) {
            named = true;
            reasoning.read(cursor);
        } else if (cursor.nameIs(REASONING) && !named) {
            reasoning.read(cursor);
        } else if (cursor.nameIs(REFUSAL)) {
            refusal.read(cursor);
        } else {
            cursor.skipValue();
        }
    }

    /** Where the contents of a string stand. */
    private static final class Range {
        private int from;
        private int to;

        void clear() {
            from = 0;
            to = 0;
        }

        void read(JsonCursor cursor) {
            cursor.skipString();
            from = cursor.textStart();
            to = cursor.textEnd();
        }

        void tell(Voice voice, byte[] array, ChatListener listener) {
            if (to > from) {
                listener.said(voice, array, from, to);
            }
        }
    }

    /** Tells what was read from that array. */
    void tell(byte[] array, ChatListener listener, ChatCalls calls) {
        boolean told = thinkingTo > 0 && wholeMessage && thoughtsAreInBlocks(array);
        if (!told) {
            reasoning.tell(Voice.REASONING, array, listener);
        }
        if (thinkingTo > 0) {
            blocks(array, told, listener);
        }
        text.tell(Voice.TEXT, array, listener);
        refusal.tell(Voice.REFUSAL, array, listener);
        if (callsTo > 0) {
            calls.read(array, callsFrom, callsTo, wholeMessage);
        }
        if (finish != null && !finish.isEmpty()) {
            calls.end();
            listener.finished(finish);
        }
    }

    /** A whole message tells its thoughts twice: joined, and block by block. */
    private boolean thoughtsAreInBlocks(byte[] array) {
        inner.reset(array, thinkingFrom, thinkingTo);
        inner.beginArray();
        boolean any = false;
        while (inner.nextElement()) {
            if (inner.peek() == '{') {
                Block block = block();
                any |= block.textTo > block.textFrom;
            } else {
                inner.skipValue();
            }
        }
        return any;
    }

    private void blocks(byte[] array, boolean withText, ChatListener listener) {
        inner.reset(array, thinkingFrom, thinkingTo);
        inner.beginArray();
        while (inner.nextElement()) {
            if (inner.peek() != '{') {
                inner.skipValue();
                continue;
            }
            Block block = block();
            if (withText && block.textTo > block.textFrom) {
                listener.said(Voice.REASONING, array, block.textFrom, block.textTo);
            }
            if (block.worthKeeping) {
                listener.thinkingBlock(Arrays.copyOfRange(array, block.from, block.to));
            }
        }
    }

    private static final class Block {
        private int from;
        private int to;
        private int textFrom;
        private int textTo;
        private boolean worthKeeping;
    }

    private Block block() {
        Block block = new Block();
        block.from = inner.offset();
        inner.beginObject();
        while (inner.nextField()) {
            if (inner.peek() != '"') {
                inner.skipValue();
            } else if (inner.nameIs(TYPE)) {
                inner.skipString();
                block.worthKeeping |= inner.textIs(REDACTED);
            } else if (inner.nameIs(THINKING)) {
                inner.skipString();
                block.textFrom = inner.textStart();
                block.textTo = inner.textEnd();
            } else if (inner.nameIs(SIGNATURE)) {
                inner.skipString();
                block.worthKeeping |= inner.textEnd() > inner.textStart();
            } else {
                inner.skipValue();
            }
        }
        block.to = inner.offset();
        return block;
    }
}
