package dev.pointsman.providers.cohere;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;

/** The list of {@code GET /v1/models}, written as OpenAI's. Cohere tells no dates. */
final class ModelsBody implements WholeReply.Reader {
    private static final byte[] MODELS = JsonText.ascii("models");
    private static final byte[] NAME = JsonText.ascii("name");

    @Override
    public void read(byte[] body, Reply reply) {
        ModelsReply list = new ModelsReply();
        boolean found = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(MODELS)) {
                found = true;
                models(cursor, list);
            } else {
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (found) {
            list.send(reply);
        } else {
            reply.fail(WholeReply.broken("the provider's answer lists no models"));
        }
    }

    private static void models(JsonCursor cursor, ModelsReply list) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '"' && cursor.nameIs(NAME)) {
                    list.model(cursor.string(), 0, "cohere");
                } else {
                    cursor.skipValue();
                }
            }
        }
    }
}
