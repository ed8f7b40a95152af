package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.util.Arrays;

/**
 * What every reply has, and all chunks of a stream have alike: id, {@code object}, {@code created} and model, taken from the first chunk that
 * tells them. Later chunks that tell others are corrected.
 */
final class HeadFields {
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] OBJECT = JsonText.ascii("object");
    private static final byte[] CREATED = JsonText.ascii("created");
    private static final byte[] MODEL = JsonText.ascii("model");
    static final byte[] CHUNK = JsonText.ascii("\"chat.completion.chunk\"");
    static final byte[] WHOLE = JsonText.ascii("\"chat.completion\"");
    private static final byte[][] NAMES = {ID, OBJECT, CREATED, MODEL};

    private final ReplyShape shape;
    private final ByteEdits edits;
    /** In the order of {@link #NAMES}; null until known. */
    private final byte[][] values = new byte[NAMES.length][];

    private final int[] starts = new int[NAMES.length];
    private final int[] ends = new int[NAMES.length];

    /** {@code object} is what the reply or chunk calls itself, quoted. */
    HeadFields(byte[] object, ReplyShape shape, ByteEdits edits) {
        this.shape = shape;
        this.edits = edits;
        values[1] = object;
        String model = shape.publicModel();
        if (model != null) {
            values[3] = JsonText.quote(model);
        }
    }

    void begin() {
        Arrays.fill(starts, -1);
    }

    /** Consumes the field the cursor is at where it is one of these; false where it is another's. */
    boolean field(JsonCursor cursor) {
        for (int i = 0; i < NAMES.length; i++) {
            if (cursor.nameIs(NAMES[i])) {
                cursor.peek();
                starts[i] = cursor.offset();
                cursor.skipValue();
                ends[i] = cursor.offset();
                return true;
            }
        }
        return false;
    }

    /** The chunk goes to the client: corrects what it told, adds what it did not. */
    void settle(byte[] array, ObjectEdits chunk) {
        for (int i = 0; i < NAMES.length; i++) {
            byte[] value = values[i];
            if (value == null) {
                value = first(i, array);
                values[i] = value;
            }
            if (starts[i] < 0) {
                chunk.add(new JsonBytes()
                        .add("\"")
                        .add(NAMES[i])
                        .add("\":")
                        .add(value)
                        .take());
            } else if (!Arrays.equals(array, starts[i], ends[i], value, 0, value.length)) {
                edits.replace(starts[i], ends[i], value);
            }
        }
    }

    private byte[] first(int field, byte[] array) {
        int start = starts[field];
        int end = ends[field];
        if (field == 2) {
            boolean number = start >= 0 && array[start] >= '0' && array[start] <= '9';
            long created = number ? JsonText.toLong(array, start, end) : shape.created();
            return JsonText.ascii(Long.toString(created));
        }
        if (start >= 0 && array[start] == '"' && end - start > 2) {
            return Arrays.copyOfRange(array, start, end);
        }
        return JsonText.quote(field == 0 ? shape.replyId() : shape.asked());
    }

    /** The beginning of an event of our own, up to the elements of {@code choices}. */
    void write(JsonBytes out) {
        out.add("data: {\"id\":").add(known(0)).add(",\"object\":").add(CHUNK);
        out.add(",\"created\":").add(known(2)).add(",\"model\":").add(known(3)).add(",\"choices\":[");
    }

    private byte[] known(int field) {
        if (values[field] == null) {
            begin();
            values[field] = first(field, CHUNK);
        }
        return values[field];
    }
}
