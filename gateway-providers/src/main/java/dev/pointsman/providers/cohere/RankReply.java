package dev.pointsman.providers.cohere;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.lists.RerankReply;
import dev.pointsman.provider.lists.RerankRequest;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.providers.cohere.chat.CohereFailure;
import dev.pointsman.providers.cohere.chat.CohereUsage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Results of {@code POST /v2/rerank}; documents are put in from the request where they are wanted, since the API tells none. */
final class RankReply implements WholeReply.Reader {
    private static final byte[] ID = JsonText.ascii("id");
    private static final byte[] RESULTS = JsonText.ascii("results");
    private static final byte[] META = JsonText.ascii("meta");
    private static final byte[] MESSAGE = JsonText.ascii("message");
    private static final byte[] INDEX = JsonText.ascii("index");
    private static final byte[] SCORE = JsonText.ascii("relevance_score");
    private static final byte[] NO_SCORE = {'0'};

    private final String model;
    private final @Nullable Secret key;
    private final RerankReply list;
    private final CohereUsage usage = new CohereUsage();

    RankReply(RerankRequest request, String model, @Nullable Secret key) {
        this.model = model;
        this.key = key;
        this.list = new RerankReply(request.documents(), request.returnDocuments());
    }

    @Override
    public void read(byte[] body, Reply reply) {
        String id = "";
        boolean found = false;
        boolean message = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(ID)) {
                id = cursor.string();
            } else if (first == '[' && cursor.nameIs(RESULTS)) {
                found = true;
                results(cursor, body);
            } else if (first == '{' && cursor.nameIs(META)) {
                int from = cursor.offset();
                usage.read(cursor);
                list.meta(Arrays.copyOfRange(body, from, cursor.offset()));
            } else {
                message |= first == '"' && cursor.nameIs(MESSAGE);
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (!found && message) {
            reply.fail(CohereFailure.inBand(body, key));
        } else {
            list.send(id, model, usage.told() ? usage.usage() : null, reply);
        }
    }

    private void results(JsonCursor cursor, byte[] body) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            long index = -1;
            byte[] score = NO_SCORE;
            cursor.beginObject();
            while (cursor.nextField()) {
                int first = cursor.peek();
                boolean number = first == '-' || (first >= '0' && first <= '9');
                if (number && cursor.nameIs(INDEX)) {
                    index = cursor.number();
                } else if (number && cursor.nameIs(SCORE)) {
                    int from = cursor.offset();
                    cursor.skipValue();
                    score = Arrays.copyOfRange(body, from, cursor.offset());
                } else {
                    cursor.skipValue();
                }
            }
            list.result(index, score);
        }
    }
}
