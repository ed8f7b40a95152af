package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request for embeddings as the body of {@code InvokeModel}, in the words of the model's vendor. Source: Amazon Bedrock's user guide, pages of
 * Titan Text Embeddings, Cohere Embed and Nova Multimodal Embeddings (autumn 2026).
 */
final class Embeddings {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final EmbeddingsRequest request;
    private final Drops drops;
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();

    /** {@code model} is its id or what that hides; throws {@code INVALID_REQUEST} for one that makes no embeddings. */
    Embeddings(EmbeddingsRequest request, String model, String inputType) {
        this.request = request;
        this.drops = request.drops().mapped("dimensions");
        if (model.contains("amazon.titan-embed")) {
            titan(model.contains("embed-text-v2"));
        } else if (model.contains("cohere.embed")) {
            cohere(inputType);
        } else if (model.contains("amazon.nova") && model.contains("embed")) {
            nova();
        } else {
            throw ChatRequest.invalid(
                    "model", "model: embeddings are made here by Titan, Cohere and Nova embedding models");
        }
    }

    byte[] body() {
        return MAPPER.writeValueAsBytes(body);
    }

    List<String> dropped() {
        return drops.names();
    }

    private String onlyInput() {
        if (request.inputs().size() > 1) {
            throw ChatRequest.invalid("input", "input: this model takes one text a request");
        }
        return request.inputs().get(0);
    }

    private void titan(boolean sized) {
        body.put("inputText", onlyInput());
        if (sized) {
            drops.mapped("normalize");
            JsonNode normalize = request.field("normalize");
            if (request.dimensions() > 0) {
                body.put("dimensions", request.dimensions());
            }
            body.put("normalize", normalize == null || normalize.asBoolean(true));
        } else if (request.dimensions() > 0) {
            drops.lose("dimensions");
        }
    }

    private void cohere(String inputType) {
        drops.mapped("input_type", "truncate");
        request.inputs().forEach(body.putArray("texts")::add);
        JsonNode type = request.field("input_type");
        body.put("input_type", type == null ? inputType : type.asString(inputType));
        JsonNode truncate = request.field("truncate");
        if (truncate != null) {
            body.set("truncate", truncate);
        }
        if (request.dimensions() > 0) {
            body.put("output_dimension", request.dimensions());
        }
    }

    private void nova() {
        ObjectNode params = body.put("taskType", "SINGLE_EMBEDDING").putObject("singleEmbeddingParams");
        params.put("embeddingPurpose", "GENERIC_INDEX");
        if (request.dimensions() > 0) {
            params.put("embeddingDimension", request.dimensions());
        }
        params.putObject("text").put("truncationMode", "END").put("value", onlyInput());
    }
}
