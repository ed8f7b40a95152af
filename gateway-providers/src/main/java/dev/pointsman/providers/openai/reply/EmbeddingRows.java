package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.VectorText;
import dev.pointsman.providers.openai.splice.ByteEdits;
import dev.pointsman.providers.openai.splice.ObjectEdits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * An embeddings reply as its client asked for it: vectors as base64 (little-endian float32 values, standard alphabet with padding) or as numbers,
 * rows in the order of their {@code index}, each with one. Everything else of the reply stays byte for byte.
 */
public final class EmbeddingRows {
    private static final byte[] ROWS = JsonText.ascii("data");
    private static final byte[] EMBEDDING = JsonText.ascii("embedding");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] OBJECT = JsonText.ascii("object");
    private static final byte[] AN_EMBEDDING = JsonText.ascii("\"object\":\"embedding\"");

    /** A row by its index and where it stands. */
    private record Row(long index, int from, int to) {}

    private final byte[] reply;
    private final boolean base64;
    private final JsonCursor cursor;
    private final ByteEdits edits;
    private final List<Row> rows = new ArrayList<>();
    private int rowsStart;
    private int rowsEnd;

    private EmbeddingRows(byte[] reply, boolean base64) {
        this.reply = reply;
        this.base64 = base64;
        this.cursor = new JsonCursor(reply);
        this.edits = new ByteEdits(reply);
    }

    /** The reply is well-formed JSON; the same array where nothing changes. Throws {@link JsonCursor.Malformed} for a vector that is none. */
    public static byte[] mend(byte[] reply, boolean base64) {
        EmbeddingRows given = new EmbeddingRows(reply, base64);
        given.read();
        byte[] mended = given.edits.apply();
        if (given.ordered()) {
            return mended;
        }
        EmbeddingRows again = new EmbeddingRows(mended, base64);
        again.read();
        return again.sorted();
    }

    private void read() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(ROWS)) {
                rowsStart = cursor.offset();
                rows();
                rowsEnd = cursor.offset();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void rows() {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                row();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void row() {
        ObjectEdits row = new ObjectEdits(edits);
        long index = -1;
        boolean object = false;
        int from = cursor.offset();
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            int c = cursor.peek();
            if (cursor.nameIs(EMBEDDING)) {
                vector(c);
            } else if (c >= '0' && c <= '9' && cursor.nameIs(INDEX)) {
                index = cursor.number();
            } else {
                object |= cursor.nameIs(OBJECT);
                cursor.skipValue();
            }
            row.passed(name, cursor.offset());
        }
        if (index < 0) {
            index = rows.size();
            row.add(JsonText.ascii("\"index\":" + index));
        }
        if (!object) {
            row.add(AN_EMBEDDING);
        }
        row.close(cursor.offset() - 1);
        rows.add(new Row(index, from, cursor.offset()));
    }

    private void vector(int first) {
        int start = cursor.offset();
        cursor.skipValue();
        int end = cursor.offset();
        if (base64 && first == '[') {
            byte[] text = VectorText.base64(reply, start, end);
            edits.replace(
                    start, end, new JsonBytes().add("\"").add(text).add("\"").take());
        } else if (!base64 && first == '"') {
            edits.replace(start, end, numbers(JsonText.unescape(reply, start + 1, end - 1)));
        }
    }

    private static byte[] numbers(String base64) {
        byte[] raw;
        try {
            raw = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException noVector) {
            return JsonText.quote(base64); // some other encoding the client asked for by a field of the provider's own
        }
        ByteBuffer values = ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN);
        StringBuilder out = new StringBuilder(raw.length * 3).append('[');
        while (values.remaining() >= Float.BYTES) {
            out.append(out.length() > 1 ? "," : "").append(values.getFloat());
        }
        return out.append(']').toString().getBytes(StandardCharsets.US_ASCII);
    }

    private boolean ordered() {
        for (int i = 1; i < rows.size(); i++) {
            if (rows.get(i).index < rows.get(i - 1).index) {
                return false;
            }
        }
        return true;
    }

    private byte[] sorted() {
        rows.sort(Comparator.comparingLong(Row::index));
        JsonBytes out = new JsonBytes().add(reply, 0, rowsStart).add("[");
        String comma = "";
        for (Row row : rows) {
            out.add(comma).add(reply, row.from, row.to);
            comma = ",";
        }
        return out.add("]").add(reply, rowsEnd, reply.length).take();
    }
}
