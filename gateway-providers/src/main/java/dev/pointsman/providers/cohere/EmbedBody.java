package dev.pointsman.providers.cohere;

import dev.pointsman.provider.lists.EmbeddingsRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** One request for embeddings as bodies of {@code POST /v2/embed}, each of at most {@value #MOST_TEXTS} texts. */
final class EmbedBody {
    static final int MOST_TEXTS = 96;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final EmbeddingsRequest request;
    private final String model;
    private final CohereSettings.InputType inputType;

    EmbedBody(EmbeddingsRequest request, String model, CohereSettings.InputType inputType) {
        this.request = request;
        this.model = model;
        this.inputType = inputType;
    }

    EmbeddingsRequest request() {
        return request;
    }

    String model() {
        return model;
    }

    /** Of the texts from {@code from} on. */
    byte[] bytes(int from) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
        ArrayNode texts = body.putArray("texts");
        request.inputs().stream().skip(from).limit(MOST_TEXTS).forEach(texts::add);
        JsonNode purpose = request.field("input_type");
        if (purpose == null) {
            body.put("input_type", inputType.word());
        } else {
            body.set("input_type", purpose);
        }
        body.putArray("embedding_types").add("float");
        if (request.dimensions() > 0) {
            body.put("output_dimension", request.dimensions());
        }
        JsonNode truncate = request.field("truncate");
        if (truncate != null) {
            body.set("truncate", truncate);
        }
        return MAPPER.writeValueAsBytes(body);
    }

    List<String> dropped() {
        return request.drops().mapped("dimensions", "input_type", "truncate").names();
    }
}
