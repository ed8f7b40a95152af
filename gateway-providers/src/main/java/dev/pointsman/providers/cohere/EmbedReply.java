package dev.pointsman.providers.cohere;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.EmbeddingsReply;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.providers.cohere.chat.CohereFailure;
import dev.pointsman.providers.cohere.chat.CohereUsage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Vectors of {@code POST /v2/embed}, written as OpenAI's list. */
final class EmbedReply implements WholeReply.Reader {
    private static final byte[] EMBEDDINGS = JsonText.ascii("embeddings");
    private static final byte[] FLOAT = JsonText.ascii("float");
    private static final byte[] META = JsonText.ascii("meta");
    private static final byte[] MESSAGE = JsonText.ascii("message");

    private final String model;
    private final @Nullable Secret key;
    private final EmbeddingsReply list;
    private final CohereUsage usage = new CohereUsage();

    EmbedReply(EmbeddingsRequest request, String model, @Nullable Secret key) {
        this.model = model;
        this.key = key;
        this.list = new EmbeddingsReply(request.base64(), request.inputs().size());
    }

    @Override
    public void read(byte[] body, Reply reply) {
        boolean found = false;
        boolean message = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(EMBEDDINGS)) {
                found |= types(cursor, body);
            } else if (cursor.nameIs(META)) {
                usage.read(cursor);
            } else {
                message |= first == '"' && cursor.nameIs(MESSAGE);
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (!found) {
            reply.fail(
                    message
                            ? CohereFailure.inBand(body, key)
                            : WholeReply.broken("the provider's answer holds no embeddings"));
            return;
        }
        list.send(model, usage.told() ? usage.usage() : Usage.NONE, List.of(), reply);
    }

    private boolean types(JsonCursor cursor, byte[] body) {
        boolean found = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(FLOAT)) {
                found = true;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    cursor.peek();
                    int from = cursor.offset();
                    cursor.skipValue();
                    list.vector(body, from, cursor.offset());
                }
            } else {
                cursor.skipValue();
            }
        }
        return found;
    }
}
