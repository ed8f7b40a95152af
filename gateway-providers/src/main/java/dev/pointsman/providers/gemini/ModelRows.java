package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads Google's list of models: {@code models} of AI Studio, {@code publisherModels} of Vertex AI, each with its {@code name}. */
final class ModelRows {
    private static final byte[] MODELS = ascii("models");
    private static final byte[] PUBLISHERS = ascii("publisherModels");
    private static final byte[] NAME = ascii("name");
    private static final byte[] ERROR = ascii("error");

    private ModelRows() {}

    /** Ends the reply; throws {@link JsonCursor.Malformed} for what is no JSON object. */
    static void read(byte[] body, @Nullable Secret key, Reply reply) {
        ModelsReply models = new ModelsReply();
        boolean listed = false;
        boolean error = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean list = cursor.nameIs(MODELS) || cursor.nameIs(PUBLISHERS);
            if (list && cursor.peek() == '[') {
                listed = true;
                rows(cursor, models);
            } else {
                error |= cursor.nameIs(ERROR) && cursor.peek() == '{';
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (error) {
            reply.fail(GeminiFailure.inBand(body, key));
        } else if (!listed) {
            reply.fail(WholeReply.broken("the provider's list of models holds no list"));
        } else {
            models.send(reply);
        }
    }

    private static void rows(JsonCursor cursor, ModelsReply models) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            String name = "";
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(NAME) && cursor.peek() == '"') {
                    name = cursor.string();
                } else {
                    cursor.skipValue();
                }
            }
            int path = name.lastIndexOf("models/");
            String id = path < 0 ? name : name.substring(path + "models/".length());
            if (!id.isEmpty()) {
                models.model(id, 0, "google");
            }
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
