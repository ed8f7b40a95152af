package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Brings a plain chat reply to what OpenAI's clients rely on, by splicing: id, {@code created}, model, {@code refusal} and {@code logprobs} are
 * there, messages as {@link MessageMend} tells, finish reasons, service tiers and usage in OpenAI's terms. What is in order stays byte for
 * byte. One use.
 *
 * <p>Source: OpenAI's response schema (OpenAPI 2.3.0) and docs/providers.md, "Replies".
 */
public final class ReplyMend {
    private static final byte[] CHOICES = JsonText.ascii("choices");
    private static final byte[] USAGE = JsonText.ascii("usage");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] LOGPROBS = JsonText.ascii("logprobs");
    private static final byte[] FINISH_REASON = JsonText.ascii("finish_reason");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] TIER = JsonText.ascii("service_tier");
    private static final byte[] FINGERPRINT = JsonText.ascii("system_fingerprint");
    private static final byte[] NO_LOGPROBS = JsonText.ascii("\"logprobs\":null");
    private static final byte[] NO_MESSAGE =
            JsonText.ascii("\"message\":{\"role\":\"assistant\",\"content\":null,\"refusal\":null}");
    private static final String STOP = "stop";

    private final byte[] reply;
    private final ReplyShape shape;
    private final FinishWords words;
    private final JsonCursor cursor;
    private final ByteEdits edits;

    private ReplyMend(byte[] reply, ReplyShape shape, FinishWords words) {
        this.reply = reply;
        this.shape = shape;
        this.words = words;
        this.cursor = new JsonCursor(reply);
        this.edits = new ByteEdits(reply);
    }

    /**
     * The mended reply; the same array where nothing was amiss. The reply is well-formed JSON.
     *
     * @param usage as it was found in the reply
     * @throws GatewayException where the reply's finish reason tells a failure
     */
    public static byte[] mend(byte[] reply, @Nullable Usage usage, ReplyShape shape, FinishWords words) {
        ReplyMend mend = new ReplyMend(reply, shape, words);
        mend.top(usage);
        return mend.edits.apply();
    }

    private void top(@Nullable Usage usage) {
        ObjectEdits object = new ObjectEdits(edits);
        HeadFields head = new HeadFields(HeadFields.WHOLE, shape, edits);
        head.begin();
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            int start = cursor.offset();
            boolean goes = false;
            if (c == '[' && cursor.nameIs(CHOICES)) {
                choices();
            } else if (c == '"' && cursor.nameIs(TIER)) {
                goes = !ServiceTier.mend(cursor, edits);
            } else if (cursor.nameIs(USAGE)) {
                cursor.skipValue();
                goes = usage == null;
                usage(c, start, usage);
            } else if (!head.field(cursor)) {
                goes = c == 'n' && cursor.nameIs(FINGERPRINT);
                cursor.skipValue();
            }
            int place = object.passed(name, cursor.offset());
            if (goes) {
                object.remove(place);
            }
        }
        head.settle(reply, object);
        object.close(cursor.offset() - 1);
    }

    private void usage(int first, int start, @Nullable Usage usage) {
        if (first == '{' && usage != null) {
            byte[] corrected = UsageForm.corrected(reply, start, cursor.offset(), usage);
            if (corrected != null) {
                edits.replace(start, cursor.offset(), corrected);
            }
        }
    }

    private void choices() {
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            if (cursor.peek() == '{') {
                choice(i);
            } else {
                cursor.skipValue();
            }
        }
    }

    private void choice(int position) {
        ObjectEdits choice = new ObjectEdits(edits);
        MessageMend message = new MessageMend(position, shape, edits);
        boolean told = false;
        boolean logprobs = false;
        boolean index = false;
        int finishStart = -1;
        int finishEnd = -1;
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int start = cursor.offset();
            if (cursor.nameIs(MESSAGE)) {
                told = true;
                message(message, start);
            } else if (cursor.nameIs(LOGPROBS)) {
                logprobs = true;
                ChoiceMend.logprobs(cursor, edits);
            } else {
                boolean finish = cursor.nameIs(FINISH_REASON);
                boolean number = cursor.nameIs(INDEX);
                cursor.skipValue();
                if (finish) {
                    finishStart = start;
                    finishEnd = cursor.offset();
                } else if (number) {
                    index = true;
                    index(start, position);
                }
            }
            choice.passed(name, cursor.offset());
        }
        addUnless(index, JsonText.ascii("\"index\":" + position), choice);
        addUnless(told, NO_MESSAGE, choice);
        addUnless(logprobs, NO_LOGPROBS, choice);
        finish(finishStart, finishEnd, message, choice);
        choice.close(cursor.offset() - 1);
    }

    private void message(MessageMend message, int start) {
        if (cursor.peek() == '{') {
            message.mend(reply, cursor);
        } else {
            cursor.skipValue();
            byte[] none = Arrays.copyOfRange(NO_MESSAGE, MESSAGE.length + 3, NO_MESSAGE.length);
            edits.replace(start, cursor.offset(), none);
        }
    }

    private void index(int start, int position) {
        if (reply[start] < '0' || reply[start] > '9') {
            edits.replace(start, cursor.offset(), JsonText.ascii(Integer.toString(position)));
        }
    }

    private void finish(int start, int end, MessageMend message, ObjectEdits choice) {
        boolean word = start >= 0 && reply[start] == '"';
        String raw = word ? JsonText.unescape(reply, start + 1, end - 1) : STOP;
        String told = words.told(raw, message.called(), false);
        if (start < 0) {
            choice.add(JsonText.ascii("\"finish_reason\":\"" + told + "\""));
        } else if (!word || !told.equals(raw)) {
            edits.replace(start, end, JsonText.quote(told));
        }
    }

    private static void addUnless(boolean present, byte[] field, ObjectEdits object) {
        if (!present) {
            object.add(field);
        }
    }
}
