package dev.pointsman.providers.cohere;

import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.lists.EmbeddingsReply;
import dev.pointsman.provider.lists.WholeReply;
import dev.pointsman.providers.cohere.chat.CohereFailure;
import dev.pointsman.providers.cohere.chat.CohereUsage;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of {@code POST /v2/embed}, written as OpenAI's list. More texts than one call takes need several, one after the other; the list keeps the
 * order of the request, and tells the tokens of all.
 */
final class EmbedDecoder implements ReplyDecoder {
    private static final byte[] EMBEDDINGS = JsonText.ascii("embeddings");
    private static final byte[] FLOAT = JsonText.ascii("float");
    private static final byte[] META = JsonText.ascii("meta");
    private static final byte[] MESSAGE = JsonText.ascii("message");

    private final EmbedBody asked;
    private final @Nullable Secret key;
    private final IntFunction<UpstreamRequest> calls;
    private final EmbeddingsReply list;
    private final int wanted;
    private WholeReply body = new WholeReply(this::read);
    private int found;
    private int answered;
    private long tokens;
    private boolean over;

    /** {@code calls} makes the one for the texts from there on. */
    EmbedDecoder(EmbedBody asked, @Nullable Secret key, IntFunction<UpstreamRequest> calls) {
        this.asked = asked;
        this.key = key;
        this.calls = calls;
        this.wanted = asked.request().inputs().size();
        this.list = new EmbeddingsReply(asked.request().base64(), wanted);
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        body = new WholeReply(this::read);
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        body.data(bytes, reply);
    }

    @Override
    public void end(Reply reply) {
        body.end(reply);
    }

    @Override
    public @Nullable UpstreamRequest next() {
        return over || answered == 0 || answered >= wanted ? null : calls.apply(answered);
    }

    private void read(byte[] json, Reply reply) {
        over = true; // unless all goes well
        CohereUsage usage = new CohereUsage();
        boolean vectors = false;
        boolean message = false;
        JsonCursor cursor = new JsonCursor(json);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '{' && cursor.nameIs(EMBEDDINGS)) {
                vectors |= types(cursor, json);
            } else if (cursor.nameIs(META)) {
                usage.read(cursor);
            } else {
                message |= first == '"' && cursor.nameIs(MESSAGE);
                cursor.skipValue();
            }
        }
        cursor.finish();
        tokens += usage.told() ? usage.usage().prompt() : 0;
        answered = Math.min(wanted, answered + EmbedBody.MOST_TEXTS);
        if (!vectors && message) {
            reply.fail(CohereFailure.inBand(json, key));
        } else if (!vectors || found != answered) {
            reply.fail(WholeReply.broken("the provider answered " + answered + " texts with " + found + " embeddings"));
        } else if (answered < wanted) {
            over = false;
        } else {
            list.send(asked.model(), new Usage(tokens, 0, 0, 0, 0), List.of(), reply);
        }
    }

    private boolean types(JsonCursor cursor, byte[] json) {
        boolean vectors = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() == '[' && cursor.nameIs(FLOAT)) {
                vectors = true;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    cursor.peek();
                    int from = cursor.offset();
                    cursor.skipValue();
                    list.vector(json, from, cursor.offset());
                    found++;
                }
            } else {
                cursor.skipValue();
            }
        }
        return vectors;
    }
}
