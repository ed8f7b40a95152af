package dev.pointsman.providers.gemini;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.lists.EmbeddingsReply;
import dev.pointsman.provider.lists.EmbeddingsRequest;
import dev.pointsman.provider.lists.WholeReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One request for embeddings: {@code embedContent} for one input, {@code batchEmbedContents} for several (AI Studio, at most 100), {@code predict}
 * (Vertex AI; its newest models {@code embedContent}). Where Google counts no tokens they are estimated: four bytes each.
 *
 * <p>Vectors cut by {@code dimensions} are brought to length 1, which the models do only for whole ones.
 */
final class Embeddings {
    /** How the inputs go out. */
    private enum Way {
        EMBED,
        BATCH,
        PREDICT
    }

    private static final int MOST_INPUTS = 100;
    private static final int BYTES_A_TOKEN = 4;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final EmbeddingsRequest request;
    private final String model;
    private final GooglePaths paths;
    private final Drops drops;
    private final Way way;

    Embeddings(ApiRequest request, String model, GooglePaths paths) {
        this.request = EmbeddingsRequest.of(request);
        this.model = model;
        this.paths = paths;
        this.drops = this.request.drops().mapped("dimensions", "task_type", "title");
        int inputs = this.request.inputs().size();
        if (paths.vertex()) {
            boolean older = model.contains("gemini-embedding-001") || !model.contains("gemini-embedding");
            this.way = older ? Way.PREDICT : Way.EMBED;
        } else {
            this.way = inputs == 1 ? Way.EMBED : Way.BATCH;
        }
        int most = way == Way.EMBED ? 1 : way == Way.BATCH ? MOST_INPUTS : Integer.MAX_VALUE;
        if (inputs > most) {
            throw ChatRequest.invalid("input", "input: " + inputs + " texts (expected: at most " + most + ")");
        }
    }

    String path() {
        String action = switch (way) {
            case EMBED -> "embedContent";
            case BATCH -> "batchEmbedContents";
            case PREDICT -> "predict";
        };
        return paths.of(model, action, "");
    }

    byte[] body() {
        ObjectNode body = object();
        switch (way) {
            case EMBED -> body = content(request.inputs().get(0));
            case BATCH -> {
                ArrayNode requests = body.putArray("requests");
                request.inputs().forEach(input -> requests.add(content(input)));
            }
            case PREDICT -> predict(body);
        }
        return MAPPER.writeValueAsBytes(body);
    }

    private ObjectNode content(String input) {
        ObjectNode out = object();
        if (!paths.vertex()) {
            out.put("model", GooglePaths.fullName(model));
        }
        out.putObject("content").putArray("parts").addObject().put("text", input);
        field("task_type", "taskType", out);
        field("title", "title", out);
        if (request.dimensions() > 0) {
            out.put("outputDimensionality", request.dimensions());
        }
        return out;
    }

    private void predict(ObjectNode body) {
        ArrayNode instances = body.putArray("instances");
        for (String input : request.inputs()) {
            ObjectNode instance = instances.addObject().put("content", input);
            field("task_type", "task_type", instance);
            field("title", "title", instance);
        }
        if (request.dimensions() > 0) {
            body.putObject("parameters").put("outputDimensionality", request.dimensions());
        }
    }

    private void field(String name, String told, ObjectNode out) {
        JsonNode value = request.field(name);
        if (value != null) {
            out.set(told, value);
        }
    }

    List<String> dropped() {
        return drops.names();
    }

    /** Ends the reply; throws {@link JsonCursor.Malformed} for what is no JSON object. */
    void read(byte[] body, @Nullable Secret key, Reply reply) {
        JsonNode root = json(body);
        if (root.has("error")) {
            reply.fail(GeminiFailure.inBand(body, key));
            return;
        }
        EmbeddingsReply answer =
                new EmbeddingsReply(request.base64(), request.inputs().size());
        long tokens = root.path("usageMetadata").path("promptTokenCount").asLong(0);
        JsonNode rows = way == Way.PREDICT ? root.path("predictions") : root.path("embeddings");
        if (root.path("embedding").isObject()) {
            rows = JsonNodeFactory.instance.arrayNode().add(root.path("embedding"));
        }
        for (JsonNode row : rows) {
            JsonNode embedding = way == Way.PREDICT ? row.path("embeddings") : row;
            JsonNode values = embedding.path("values");
            if (!values.isArray() || values.isEmpty()) {
                reply.fail(WholeReply.broken("the provider's answer holds an embedding without values"));
                return;
            }
            byte[] vector = vector(values);
            answer.vector(vector, 0, vector.length);
            tokens += embedding.path("statistics").path("token_count").asLong(0);
        }
        answer.send(model, new Usage(tokens > 0 ? tokens : estimate(), 0, 0, 0, 0), List.of(), reply);
    }

    private static JsonNode json(byte[] body) {
        JsonCursor whole = new JsonCursor(body);
        whole.skipValue();
        whole.finish();
        return MAPPER.readTree(body);
    }

    private byte[] vector(JsonNode values) {
        double square = 0;
        for (JsonNode value : values) {
            square += value.asDouble(0) * value.asDouble(0);
        }
        if (request.dimensions() <= 0 || square == 0) {
            return values.toString().getBytes(StandardCharsets.UTF_8);
        }
        double length = Math.sqrt(square);
        ArrayNode unit = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> unit.add((float) (value.asDouble(0) / length)));
        return unit.toString().getBytes(StandardCharsets.UTF_8);
    }

    private long estimate() {
        long bytes = 0;
        for (String input : request.inputs()) {
            bytes += input.getBytes(StandardCharsets.UTF_8).length;
        }
        return Math.max(1, (bytes + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
