package dev.pointsman.signal;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;

/**
 * The tokens of a whole request in Anthropic's form without a tokenizer, as {@code count_tokens} asks for them: those of the prompt, of the tools it
 * offers, and of pictures and documents.
 *
 * <p>A tool's definition is taken at four bytes a token. A picture costs its width times its height by 750, at most about 1,600 (Anthropic,
 * "Vision", 2026-08); its size is not looked at, so each counts as {@value #PICTURE}. A page of a document costs 1,500 to 3,000 (Anthropic, "PDF
 * support", 2026-08); each document of bytes counts as two pages, one given as text as its text.
 */
public final class TokenCount {
    private static final int PICTURE = 1_500;
    private static final int DOCUMENT = 4_500;
    private static final int BYTES_PER_TOKEN = 4;
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] SOURCE = JsonText.ascii("source");
    private static final byte[] DATA = JsonText.ascii("data");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] IMAGE = JsonText.ascii("image");
    private static final byte[] DOCUMENT_TYPE = JsonText.ascii("document");

    private final JsonCursor cursor;
    private long more;

    private TokenCount(JsonCursor cursor) {
        this.cursor = cursor;
    }

    public static int of(ApiRequest request) {
        long tokens = new PromptSignals(request).inputTokens();
        int tools = request.fields().indexOf("tools");
        if (tools >= 0) {
            tokens += (request.fields().end(tools) - request.fields().start(tools)) / BYTES_PER_TOKEN;
        }
        int messages = request.fields().indexOf("messages");
        if (messages >= 0 && (request.facts().images() || request.facts().files())) {
            tokens += media(request, messages);
        }
        return (int) Math.min(Integer.MAX_VALUE, tokens);
    }

    private static long media(ApiRequest request, int messages) {
        JsonCursor cursor = new JsonCursor(
                request.body(),
                request.fields().start(messages),
                request.fields().end(messages));
        TokenCount count = new TokenCount(cursor);
        count.blocks();
        return count.more;
    }

    /** At a list of messages or of blocks; whatever else it is counts nothing. */
    private void blocks() {
        if (cursor.peek() != '[') {
            cursor.skipValue();
            return;
        }
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                block();
            } else {
                cursor.skipValue();
            }
        }
    }

    private void block() {
        boolean image = false;
        boolean document = false;
        long text = -1;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"' && cursor.nameIs(TYPE)) {
                cursor.skipString();
                image |= cursor.textIs(IMAGE);
                document |= cursor.textIs(DOCUMENT_TYPE);
            } else if (first == '{' && cursor.nameIs(SOURCE)) {
                text = source();
            } else if (first == '[' && cursor.nameIs(CONTENT)) {
                blocks();
            } else {
                cursor.skipValue();
            }
        }
        if (image) {
            more += PICTURE;
        } else if (document) {
            more += text < 0 ? DOCUMENT : text / BYTES_PER_TOKEN;
        }
    }

    /** Bytes of text where the source holds text, else -1. */
    private long source() {
        boolean text = false;
        long bytes = 0;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '"') {
                boolean type = cursor.nameIs(TYPE);
                boolean data = cursor.nameIs(DATA);
                cursor.skipString();
                text |= type && (cursor.textIs(TEXT) || cursor.textIs(CONTENT));
                bytes += data ? cursor.textEnd() - cursor.textStart() : 0;
            } else if (first == '[' && cursor.nameIs(CONTENT)) {
                int from = cursor.offset();
                blocks();
                bytes += cursor.offset() - from;
            } else {
                cursor.skipValue();
            }
        }
        return text ? bytes : -1;
    }
}
