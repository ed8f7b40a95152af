package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.Arrays;

/** One choice of a stream, over all its chunks. */
final class ChoiceMend {
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] DELTA = JsonText.ascii("delta");
    private static final byte[] FINISH_REASON = JsonText.ascii("finish_reason");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] REFUSAL = JsonText.ascii("refusal");
    private static final byte[] NULL = JsonText.ascii("null");
    private static final byte[] NO_FINISH = JsonText.ascii("\"finish_reason\":null");

    private final long index;
    private final FinishWords words;
    private final ByteEdits edits;
    private final ObjectEdits choice;
    private final DeltaMend delta;
    private boolean finished;
    private boolean repeatable;
    private boolean empty;

    /** Range of the usage that the choice told in its last chunk; -1 where it told none. */
    int usageStart;

    int usageEnd;

    ChoiceMend(long index, ReplyShape shape, FinishWords words, ByteEdits edits) {
        this.index = index;
        this.words = words;
        this.edits = edits;
        this.choice = new ObjectEdits(edits);
        this.delta = new DeltaMend((int) index, shape, edits);
    }

    long index() {
        return index;
    }

    /** Whether another chunk that differs in its text alone would be mended in the same way. */
    boolean repeatable() {
        return repeatable;
    }

    /** Whether the last chunk came after the end of the choice and said nothing. */
    boolean empty() {
        return empty;
    }

    /** The index that the choice at that offset tells; {@code otherwise} where it tells none. */
    static long index(byte[] array, int offset, int otherwise) {
        JsonCursor ahead = new JsonCursor(array, offset, array.length);
        ahead.beginObject();
        while (ahead.nextField()) {
            int c = ahead.peek();
            if (c >= '0' && c <= '9' && ahead.nameIs(INDEX)) {
                return Math.min(ahead.number(), Short.MAX_VALUE);
            }
            ahead.skipValue();
        }
        return otherwise;
    }

    /** Consumes the choice the cursor is at. */
    void mend(byte[] array, JsonCursor cursor) {
        usageStart = -1;
        choice.begin();
        delta.begin();
        int indexStart = -1;
        int finishStart = -1;
        int finishEnd = -1;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            int start = cursor.offset();
            boolean goes = false;
            if (cursor.nameIs(DELTA)) {
                delta.read(array, cursor);
            } else if (cursor.nameIs(LOGPROBS)) {
                logprobs(cursor, edits);
            } else {
                boolean usage = cursor.nameIs(USAGE);
                boolean finish = cursor.nameIs(FINISH_REASON);
                boolean number = cursor.nameIs(INDEX);
                goes = usage || cursor.nameIs(MESSAGE);
                cursor.skipValue();
                if (finish) {
                    finishStart = start;
                    finishEnd = cursor.offset();
                } else if (number) {
                    indexStart = start;
                    number(array, start, cursor.offset());
                } else if (usage && c == '{') {
                    usageStart = start;
                    usageEnd = cursor.offset();
                }
            }
            int place = choice.passed(name, cursor.offset());
            if (goes) {
                choice.remove(place);
            }
        }
        int brace = cursor.offset() - 1;
        empty = finished && delta.empty();
        if (indexStart < 0) {
            choice.add(JsonText.ascii("\"index\":" + index));
        }
        finish(array, finishStart, finishEnd);
        choice.close(brace);
    }

    private void number(byte[] array, int start, int end) {
        byte[] told = JsonText.ascii(Long.toString(index));
        if (!Arrays.equals(array, start, end, told, 0, told.length)) {
            edits.replace(start, end, told);
        }
    }

    /** Consumes log probabilities; those that are not in OpenAI's form, an object with {@code content} or {@code refusal}, go. */
    static void logprobs(JsonCursor cursor, ByteEdits edits) {
        int first = cursor.peek();
        int start = cursor.offset();
        boolean ours = first == 'n';
        if (first == '{') {
            cursor.beginObject();
            while (cursor.nextField()) {
                ours |= cursor.nameIs(CONTENT) || cursor.nameIs(REFUSAL);
                cursor.skipValue();
            }
        } else {
            cursor.skipValue();
        }
        if (!ours) {
            edits.replace(start, cursor.offset(), NULL);
        }
    }

    private void finish(byte[] array, int start, int end) {
        boolean word = start >= 0 && array[start] == '"';
        boolean ends = word && end - start > 2 && !finished;
        String told = null;
        if (ends) {
            finished = true;
            delta.finish();
            told = words.told(JsonText.unescape(array, start + 1, end - 1), delta.called(), delta.said());
        }
        delta.close(choice);
        repeatable = delta.repeatable() && !ends;
        if (start < 0) {
            choice.add(NO_FINISH);
        } else if (told == null) {
            if (array[start] != 'n') {
                edits.replace(start, end, NULL);
            }
        } else {
            byte[] quoted = JsonText.quote(told);
            if (!Arrays.equals(array, start, end, quoted, 0, quoted.length)) {
                edits.replace(start, end, quoted);
            }
        }
    }

    /** The stream is over: the choice that ends this one where its provider has not; else nothing. */
    byte[] unfinished() {
        if (finished) {
            return new byte[0];
        }
        finished = true;
        delta.begin();
        delta.finish();
        String told = words.told("stop", delta.called(), delta.said());
        return new JsonBytes()
                .add("{\"index\":")
                .add(index)
                .add(",\"delta\":")
                .add(delta.written())
                .add(",\"finish_reason\":")
                .quote(told)
                .add("}")
                .take();
    }
}
