package dev.pointsman.api;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Edits to the top-level fields of a JSON object that leave every other byte as it is: values are replaced in place, fields removed with
 * their comma, new ones appended before the closing brace. One use.
 */
public final class JsonSplice {
    private final byte[] body;
    private final JsonFields fields;
    private final Map<String, byte @Nullable []> edits = new LinkedHashMap<>();

    public JsonSplice(byte[] body, JsonFields fields) {
        this.body = body;
        this.fields = fields;
    }

    /** Sets a field to a value given as JSON bytes. */
    public JsonSplice set(String name, byte[] json) {
        edits.put(name, json);
        return this;
    }

    public JsonSplice remove(String name) {
        edits.put(name, null);
        return this;
    }

    /** The edited body; segments of the original where nothing changed. */
    public Body apply() {
        if (edits.isEmpty()) {
            return Body.of(body);
        }
        return Body.of(fields.count() < 0 ? new byte[0] : body);
    }
}
