package dev.pointsman.provider.lists;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A request for embeddings read for translation, in OpenAI's form (API reference 2.3.0, 2026-08). Reading throws {@code INVALID_REQUEST} for an
 * {@code input} that is no text: token numbers mean something to the models they were made for only.
 */
public final class EmbeddingsRequest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode body;
    private final List<String> inputs;

    private EmbeddingsRequest(JsonNode body) {
        this.body = body;
        this.inputs = texts(body.path("input"));
    }

    /** Of a request whose body is already known to be a JSON object. */
    public static EmbeddingsRequest of(ApiRequest request) {
        try {
            return new EmbeddingsRequest(MAPPER.readTree(request.body()));
        } catch (JacksonException tooMuch) {
            throw ChatRequest.invalid("input", "the body cannot be read: a text or a number in it is too long");
        }
    }

    private static List<String> texts(JsonNode input) {
        if (input.isString()) {
            return List.of(input.stringValue());
        }
        List<String> texts = new ArrayList<>(input.size());
        for (JsonNode each : input) {
            if (!each.isString()) {
                throw ChatRequest.invalid("input", "input: expected a text or a list of texts, no token numbers")
                        .withCode("invalid_type");
            }
            texts.add(each.stringValue());
        }
        if (texts.isEmpty()) {
            throw ChatRequest.invalid("input", "input: expected a text or a list of texts");
        }
        return List.copyOf(texts);
    }

    /** At least one. */
    public List<String> inputs() {
        return inputs;
    }

    /** Length of the vectors; -1 where it is left to the model. */
    public int dimensions() {
        return body.path("dimensions").asInt(-1);
    }

    /** Whether the client wants vectors in base64, as OpenAI's own clients do unless told otherwise. */
    public boolean base64() {
        return body.path("encoding_format").asString("").equals("base64");
    }

    /** Any field, known or not; null where it is absent or null. */
    public @Nullable JsonNode field(String name) {
        JsonNode value = body.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /** All fields of the request but {@code input} and {@code encoding_format}, none mapped yet. */
    public Drops drops() {
        return new Drops(body.isObject() ? body : JsonNodeFactory.instance.objectNode())
                .mapped("input", "encoding_format");
    }
}
