package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.lists.EmbeddingsReply;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.WholeReply;
import java.util.List;

/**
 * A reply with embeddings in the words of any vendor: {@code embedding} is one vector; {@code embeddings} is a list of vectors, or of objects
 * that have one, or an object with a list under {@code float}. Tokens are told in the body, or in a header.
 */
public final class EmbeddingsDecoder implements ReplyDecoder {
    private static final byte[] EMBEDDING = ascii("embedding");
    private static final byte[] EMBEDDINGS = ascii("embeddings");
    private static final byte[] FLOAT = ascii("float");
    private static final byte[] TOKENS = ascii("inputTextTokenCount");
    private static final String TOKENS_HEADER = "x-amzn-bedrock-input-token-count";
    private static final int MOST_DIGITS = 12;

    private final String model;
    private final EmbeddingsReply vectors;
    private final WholeReply body = new WholeReply(this::read);
    private long tokens;

    public EmbeddingsDecoder(EmbeddingsRequest request, String model) {
        this.model = model;
        this.vectors = new EmbeddingsReply(request.base64(), request.inputs().size());
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String told = headers.first(TOKENS_HEADER);
        boolean number = told != null
                && !told.isEmpty()
                && told.length() <= MOST_DIGITS
                && told.chars().allMatch(c -> c >= '0' && c <= '9');
        tokens = number ? Long.parseLong(told) : 0;
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        body.data(bytes, reply);
    }

    @Override
    public void end(Reply reply) {
        body.end(reply);
    }

    private void read(byte[] json, Reply reply) {
        JsonCursor cursor = new JsonCursor(json);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first >= '0' && first <= '9' && cursor.nameIs(TOKENS)) {
                tokens = cursor.number();
            } else {
                vectors(cursor, json);
            }
        }
        cursor.finish();
        vectors.send(model, new Usage(tokens, 0, 0, 0, 0), List.of(), reply);
    }

    /** The value of a field of the body. */
    private void vectors(JsonCursor cursor, byte[] json) {
        int first = cursor.peek();
        if (first == '[' && cursor.nameIs(EMBEDDING)) {
            vector(cursor, json);
        } else if (first == '[' && cursor.nameIs(EMBEDDINGS)) {
            list(cursor, json);
        } else if (first == '{' && cursor.nameIs(EMBEDDINGS)) {
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '[' && cursor.nameIs(FLOAT)) {
                    list(cursor, json);
                } else {
                    cursor.skipValue();
                }
            }
        } else {
            cursor.skipValue();
        }
    }

    private void list(JsonCursor cursor, byte[] json) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            int first = cursor.peek();
            if (first == '[') {
                vector(cursor, json);
            } else if (first == '{') {
                cursor.beginObject();
                while (cursor.nextField()) {
                    if (cursor.peek() == '[' && cursor.nameIs(EMBEDDING)) {
                        vector(cursor, json);
                    } else {
                        cursor.skipValue();
                    }
                }
            } else {
                cursor.skipValue();
            }
        }
    }

    private void vector(JsonCursor cursor, byte[] json) {
        int from = cursor.offset();
        cursor.skipValue();
        vectors.vector(json, from, cursor.offset());
    }

    private static byte[] ascii(String text) {
        return JsonText.ascii(text);
    }
}
