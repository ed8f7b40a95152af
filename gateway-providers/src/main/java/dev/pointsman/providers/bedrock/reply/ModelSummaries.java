package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;

/** The reply of {@code ListFoundationModels}. */
public final class ModelSummaries implements WholeReply.Reader {
    private static final byte[] SUMMARIES = JsonText.ascii("modelSummaries");
    private static final byte[] ID = JsonText.ascii("modelId");
    private static final byte[] OWNER = JsonText.ascii("providerName");

    @Override
    public void read(byte[] body, Reply reply) {
        ModelsReply models = new ModelsReply();
        boolean found = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(SUMMARIES)) {
                found = true;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    model(cursor, models);
                }
            } else {
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (found) {
            models.send(reply);
        } else {
            reply.fail(WholeReply.broken("the provider's answer is no list of models"));
        }
    }

    private static void model(JsonCursor cursor, ModelsReply models) {
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        String id = "";
        String owner = "";
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '"' && cursor.nameIs(OWNER)) {
                owner = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
        if (!id.isEmpty()) {
            models.model(id, 0, owner);
        }
    }
}
