package dev.pointsman.providers.openai;

import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;

/**
 * {@code response_format} for providers that know half of it: a schema told in a message where only {@code json_object} is known, a schema of any
 * object where only schemas are.
 */
final class ResponseFormatEdits {
    private static final byte[] TYPE = RequestEdits.bytes("type");
    private static final byte[] JSON_SCHEMA = RequestEdits.bytes("json_schema");
    private static final byte[] SCHEMA = RequestEdits.bytes("schema");
    private static final byte[] JSON_OBJECT = RequestEdits.bytes("json_object");
    private static final byte[] ANY_OBJECT = RequestEdits.bytes("{\"type\":\"json_object\"}");
    private static final byte[] ANY_SCHEMA = RequestEdits.bytes(
            "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"object\",\"schema\":{\"type\":\"object\"}}}");
    private static final String ASK = "Answer with one JSON object and nothing else. It fits this JSON schema: ";

    private ResponseFormatEdits() {}

    /** {@code messages} as they were edited before; empty where they were not. */
    static void apply(OpenAiDialect dialect, byte[] body, JsonFields fields, JsonSplice splice, byte[] messages) {
        int format = fields.indexOf("response_format");
        boolean object = dialect.has(Quirk.JSON_OBJECT_ONLY);
        boolean schema = dialect.has(Quirk.JSON_SCHEMA_ONLY);
        if (format < 0 || body[fields.start(format)] != '{' || !(object || schema)) {
            return;
        }
        JsonCursor cursor = new JsonCursor(body, fields.start(format), fields.end(format));
        boolean isSchema = false;
        boolean isObject = false;
        String text = "";
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '{' && cursor.nameIs(JSON_SCHEMA)) {
                text = schema(body, cursor);
            } else {
                boolean type = cursor.peek() == '"' && cursor.nameIs(TYPE);
                cursor.skipValue();
                isSchema |= type && cursor.textIs(JSON_SCHEMA);
                isObject |= type && cursor.textIs(JSON_OBJECT);
            }
        }
        if (object && isSchema) {
            splice.set("response_format", ANY_OBJECT);
            byte[] before =
                    messages.length > 0 ? messages : RequestEdits.value(body, fields, fields.indexOf("messages"));
            splice.set("messages", asked(before, text));
        } else if (schema && isObject) {
            splice.set("response_format", ANY_SCHEMA);
        }
    }

    private static String schema(byte[] body, JsonCursor cursor) {
        String text = "";
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean schema = cursor.nameIs(SCHEMA);
            int start = cursor.offset();
            cursor.skipValue();
            if (schema) {
                text = new String(body, start, cursor.offset() - start, StandardCharsets.UTF_8);
            }
        }
        return text;
    }

    /** The messages with one in front that tells the schema. */
    private static byte[] asked(byte[] messages, String schema) {
        boolean none = new JsonCursor(messages, 1, messages.length).peek() == ']';
        return new JsonBytes()
                .add("[{\"role\":\"system\",\"content\":")
                .quote(ASK + schema)
                .add(none ? "}" : "},")
                .add(messages, 1, messages.length)
                .take();
    }
}
