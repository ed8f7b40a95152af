package dev.pointsman.providers.anthropic;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A request of Anthropic's own form on its way to Anthropic: the model's name is put in, every other byte stays.
 *
 * <p>But for a conversation that the API is bound to refuse for what another provider left in it, or the client: an empty text, thinking that
 * nobody signed, a call with {@code extra_content}. Only then its {@code messages} are written anew without those.
 */
final class NativeRequest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_HEADER_CHARS = 1024;
    private static final byte[] CONTENT = JsonText.ascii("content");
    private static final byte[] TYPE = JsonText.ascii("type");
    private static final byte[] TEXT = JsonText.ascii("text");
    private static final byte[] THINKING = JsonText.ascii("thinking");
    private static final byte[] SIGNATURE = JsonText.ascii("signature");
    private static final byte[] EXTRA = JsonText.ascii("extra_content");

    private NativeRequest() {}

    static Body body(ApiRequest request, String model) {
        int field = request.fields().indexOf("messages");
        if (field < 0 || !foreign(request, field)) {
            return request.withModel(model);
        }
        byte[] mended = mended(request, field);
        return mended == null
                ? request.withModel(model)
                : request.splice()
                        .setString("model", model)
                        .set("messages", mended)
                        .apply();
    }

    /** The value of a client's header, fit to be sent on; {@code otherwise} where there is none. */
    static String header(ApiRequest request, String name, String otherwise) {
        String value = request.headers().first(name);
        boolean fit = value != null
                && !value.isBlank()
                && value.length() <= MOST_HEADER_CHARS
                && value.chars().allMatch(c -> c >= ' ' && c <= '~');
        return fit && value != null ? value.strip() : otherwise;
    }

    private static boolean foreign(ApiRequest request, int field) {
        JsonCursor cursor = new JsonCursor(
                request.body(), request.fields().start(field), request.fields().end(field));
        if (cursor.peek() != '[') {
            return false;
        }
        boolean foreign = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '[' && cursor.nameIs(CONTENT)) {
                    foreign |= inBlocks(cursor);
                } else {
                    cursor.skipValue();
                }
            }
        }
        return foreign;
    }

    private static boolean inBlocks(JsonCursor cursor) {
        boolean foreign = false;
        cursor.beginArray();
        while (cursor.nextElement()) {
            if (cursor.peek() == '{') {
                foreign |= inBlock(cursor);
            } else {
                cursor.skipValue();
            }
        }
        return foreign;
    }

    private static boolean inBlock(JsonCursor cursor) {
        boolean text = false;
        boolean thinking = false;
        boolean emptyText = false;
        boolean unsigned = false;
        boolean extra = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.peek() != '"') {
                extra |= cursor.nameIs(EXTRA);
                cursor.skipValue();
                continue;
            }
            boolean isType = cursor.nameIs(TYPE);
            boolean isText = cursor.nameIs(TEXT);
            boolean isSignature = cursor.nameIs(SIGNATURE);
            cursor.skipString();
            boolean empty = cursor.textEnd() == cursor.textStart();
            text |= isType && cursor.textIs(TEXT);
            thinking |= isType && cursor.textIs(THINKING);
            emptyText |= isText && empty;
            unsigned |= isSignature && empty;
        }
        return extra || (text && emptyText) || (thinking && unsigned);
    }

    /** Null where the body is beyond what can be read as a tree. */
    private static byte @Nullable [] mended(ApiRequest request, int field) {
        JsonNode read;
        try {
            read = MAPPER.readTree(
                    request.body(),
                    request.fields().start(field),
                    request.fields().end(field) - request.fields().start(field));
        } catch (JacksonException tooMuch) {
            return null;
        }
        for (Iterator<JsonNode> messages = read.iterator(); messages.hasNext(); ) {
            if (messages.next().path("content") instanceof ArrayNode content) {
                boolean any = !content.isEmpty();
                mend(content);
                if (any && content.isEmpty()) {
                    messages.remove();
                }
            }
        }
        return MAPPER.writeValueAsBytes(read);
    }

    private static void mend(ArrayNode content) {
        for (Iterator<JsonNode> blocks = content.iterator(); blocks.hasNext(); ) {
            JsonNode block = blocks.next();
            String type = block.path("type").asString("");
            boolean empty =
                    type.equals("text") && block.path("text").asString("-").isEmpty();
            boolean unsigned = type.equals("thinking")
                    && block.path("signature").asString("-").isEmpty();
            if (empty || unsigned) {
                blocks.remove();
            } else if (block instanceof ObjectNode open) {
                open.remove("extra_content");
            }
        }
    }
}
