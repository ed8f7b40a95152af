package dev.pointsman.providers.anthropic;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Reads Anthropic's list of models: {@code {"data":[{"type":"model","id","created_at"}]}}. */
final class ClaudeModels {
    private static final byte[] DATA = JsonText.ascii("data");
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] CREATED_AT = JsonText.ascii("created_at");
    private static final byte[] ERROR = JsonText.ascii("error");

    private ClaudeModels() {}

    static void read(byte[] body, @Nullable Secret key, Reply reply) {
        ModelsReply models = new ModelsReply();
        JsonCursor cursor = new JsonCursor(body);
        boolean listed = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '[' && cursor.nameIs(DATA)) {
                listed = true;
                rows(cursor, models);
            } else if (first == '{' && cursor.nameIs(ERROR)) {
                throw AnthropicFailure.inBand(body, key);
            } else {
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (!listed) {
            throw WholeReply.broken("the provider's answer is no list of models");
        }
        models.send(reply);
    }

    private static void rows(JsonCursor cursor, ModelsReply models) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            String id = "";
            long created = 0;
            cursor.beginObject();
            while (cursor.nextField()) {
                boolean text = cursor.peek() == '"';
                if (text && cursor.nameIs(ID)) {
                    id = cursor.string();
                } else if (text && cursor.nameIs(CREATED_AT)) {
                    created = seconds(cursor.string());
                } else {
                    cursor.skipValue();
                }
            }
            if (!id.isEmpty()) {
                models.model(id, created, "anthropic");
            }
        }
    }

    private static long seconds(String time) {
        try {
            return Instant.parse(time).getEpochSecond();
        } catch (DateTimeParseException unknown) {
            return 0;
        }
    }
}
