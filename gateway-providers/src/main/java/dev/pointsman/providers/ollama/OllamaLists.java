package dev.pointsman.providers.ollama;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.lists.EmbeddingsReply;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.ModelsReply;
import dev.pointsman.provider.lists.WholeReply;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Embeddings ({@code POST /api/embed}) and the models at hand ({@code GET /api/tags}). */
final class OllamaLists {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final byte[] EMBEDDINGS = LineScan.ascii("embeddings");
    private static final byte[] PROMPT_TOKENS = LineScan.ascii("prompt_eval_count");
    private static final byte[] MODEL = LineScan.ascii("model");
    private static final byte[] MODELS = LineScan.ascii("models");
    private static final byte[] NAME = LineScan.ascii("name");
    private static final byte[] MODIFIED = LineScan.ascii("modified_at");
    private static final byte[] ERROR = LineScan.ascii("error");
    /** Whose models those are that nobody is named for. */
    private static final String LIBRARY = "library";

    /** A body to send, and what it loses of the request. */
    record Call(Body body, List<String> dropped) {}

    private OllamaLists() {}

    static Call embed(ApiRequest request, String model, OllamaSettings settings) {
        EmbeddingsRequest asked = EmbeddingsRequest.of(request);
        Drops drops = asked.drops().mapped("dimensions", "truncate", "keep_alive", "options");
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
        if (asked.inputs().size() == 1) {
            body.put("input", asked.inputs().get(0));
        } else {
            ArrayNode inputs = body.putArray("input");
            asked.inputs().forEach(inputs::add);
        }
        if (asked.dimensions() > 0) {
            body.put("dimensions", asked.dimensions());
        }
        if (settings.keepAlive() != null) {
            body.set("keep_alive", settings.keepAlive());
        }
        if (!settings.options().isEmpty()) {
            body.set("options", settings.options());
        }
        for (String name : new String[] {"truncate", "keep_alive", "options"}) {
            JsonNode value = asked.field(name);
            if (value != null) {
                body.set(name, value);
            }
        }
        return new Call(Body.of(MAPPER.writeValueAsBytes(body)), drops.names());
    }

    static ReplyDecoder embeddings(ApiRequest request, @Nullable Secret key) {
        EmbeddingsRequest asked = EmbeddingsRequest.of(request);
        EmbeddingsReply answer =
                new EmbeddingsReply(asked.base64(), asked.inputs().size());
        return new WholeReply((body, reply) -> embeddings(body, answer, key, reply));
    }

    private static void embeddings(byte[] body, EmbeddingsReply answer, @Nullable Secret key, Reply reply) {
        JsonCursor cursor = new JsonCursor(body);
        String model = "";
        long tokens = 0;
        boolean error = false;
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '[' && cursor.nameIs(EMBEDDINGS)) {
                vectors(cursor, body, answer);
            } else if (first == '"' && cursor.nameIs(MODEL)) {
                model = cursor.string();
            } else if (first >= '0' && first <= '9' && cursor.nameIs(PROMPT_TOKENS)) {
                tokens = cursor.number();
            } else {
                error |= first != 'n' && cursor.nameIs(ERROR);
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (error) {
            reply.fail(OllamaFailure.inBand(body, key));
        } else {
            answer.send(model, new Usage(tokens, 0, 0, 0, 0), List.of(), reply);
        }
    }

    private static void vectors(JsonCursor cursor, byte[] body, EmbeddingsReply answer) {
        cursor.beginArray();
        while (cursor.nextElement()) {
            int first = cursor.peek();
            int start = cursor.offset();
            cursor.skipValue();
            if (first == '[') {
                answer.vector(body, start, cursor.offset());
            }
        }
    }

    static ReplyDecoder models(@Nullable Secret key) {
        return new WholeReply((body, reply) -> models(body, key, reply));
    }

    private static void models(byte[] body, @Nullable Secret key, Reply reply) {
        ModelsReply list = new ModelsReply();
        boolean listed = false;
        boolean error = false;
        JsonCursor cursor = new JsonCursor(body);
        cursor.beginObject();
        while (cursor.nextField()) {
            int first = cursor.peek();
            if (first == '[' && cursor.nameIs(MODELS)) {
                listed = true;
                cursor.beginArray();
                while (cursor.nextElement()) {
                    model(cursor, list);
                }
            } else {
                error |= first != 'n' && cursor.nameIs(ERROR);
                cursor.skipValue();
            }
        }
        cursor.finish();
        if (error) {
            reply.fail(OllamaFailure.inBand(body, key));
        } else if (!listed) {
            reply.fail(WholeReply.broken("the provider's answer is no list of models"));
        } else {
            list.send(reply);
        }
    }

    private static void model(JsonCursor cursor, ModelsReply list) {
        String id = "";
        String modified = "";
        if (cursor.peek() != '{') {
            cursor.skipValue();
            return;
        }
        cursor.beginObject();
        while (cursor.nextField()) {
            boolean text = cursor.peek() == '"';
            if (text && (cursor.nameIs(MODEL) || (cursor.nameIs(NAME) && id.isEmpty()))) {
                id = cursor.string();
            } else if (text && cursor.nameIs(MODIFIED)) {
                modified = cursor.string();
            } else {
                cursor.skipValue();
            }
        }
        if (!id.isEmpty()) {
            int slash = id.lastIndexOf('/');
            list.model(id, AnswerIds.seconds(modified, 0), slash < 0 ? LIBRARY : id.substring(0, slash));
        }
    }
}
