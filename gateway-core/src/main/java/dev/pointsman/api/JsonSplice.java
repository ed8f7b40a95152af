package dev.pointsman.api;

import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.util.Arrays;

/**
 * Edits to the top-level fields of a JSON object that leave every other byte as it is: values are replaced in place, fields removed with
 * one comma, new ones appended after the last. The latest edit of a name counts. One use.
 */
public final class JsonSplice {
    private static final byte[] COMMA = {','};
    /** Stands for the value of a field to be removed. */
    private static final byte[] REMOVED = {};

    private static final byte[] COLON = {':'};

    private final byte[] body;
    private final JsonFields fields;
    private String[] names = new String[4];
    private byte[][] values = new byte[4][];
    private int edits;

    /** @param fields of exactly that body */
    public JsonSplice(byte[] body, JsonFields fields) {
        this.body = body;
        this.fields = fields;
    }

    /** Sets a field to a value given as JSON bytes. */
    public JsonSplice set(String name, byte[] json) {
        return edit(name, json);
    }

    /** Sets a field to a string. */
    public JsonSplice setString(String name, String value) {
        return edit(name, JsonText.quote(value));
    }

    /** Does nothing where there is no such field. */
    public JsonSplice remove(String name) {
        return edit(name, REMOVED);
    }

    private JsonSplice edit(String name, byte[] json) {
        int at = find(name);
        if (at < 0) {
            at = edits++;
            if (at == names.length) {
                names = Arrays.copyOf(names, at * 2);
                values = Arrays.copyOf(values, at * 2);
            }
            names[at] = name;
        }
        values[at] = json;
        return this;
    }

    private int find(String name) {
        for (int i = 0; i < edits; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** The edited body; segments of the original where nothing changed. */
    public Body apply() {
        if (edits == 0) {
            return Body.of(body);
        }
        Body.Builder out = new Body.Builder();
        int count = fields.count();
        int from = 0;
        boolean kept = false;
        for (int i = 0; i < count; i++) {
            int edit = find(fields.name(i));
            byte[] value = edit < 0 ? null : values[edit];
            if (value == REMOVED) {
                out.add(body, from, (kept ? fields.end(i - 1) : fields.nameStart(i)) - from);
                from = kept || i + 1 == count ? fields.end(i) : fields.nameStart(i + 1);
                continue;
            }
            kept = true;
            if (value != null) {
                out.add(body, from, fields.start(i) - from).add(value);
                from = fields.end(i);
            }
        }
        int tail = count > 0 ? fields.end(count - 1) : afterBrace();
        boolean comma = kept;
        for (int i = 0; i < edits; i++) {
            if (values[i] == REMOVED || fields.has(names[i])) {
                continue;
            }
            out.add(body, from, tail - from);
            from = tail;
            if (comma) {
                out.add(COMMA);
            }
            out.add(JsonText.quote(names[i])).add(COLON).add(values[i]);
            comma = true;
        }
        return out.add(body, from, body.length - from).build();
    }

    private int afterBrace() {
        int at = 0;
        while (body[at] != '{') {
            at++;
        }
        return at + 1;
    }
}
