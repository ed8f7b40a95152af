package dev.pointsman.learned;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is sent to {@code POST /v1/embeddings}, and what comes back. */
public final class EmbeddingsForm {
    private static final JsonMapper MAPPER = new JsonMapper();

    private EmbeddingsForm() {}

    /** A request for the vectors of texts, as numbers. */
    public static byte[] body(String model, List<String> texts) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", model);
        ArrayNode input = body.putArray("input");
        texts.forEach(input::add);
        body.put("encoding_format", "float");
        return MAPPER.writeValueAsBytes(body);
    }

    /** The vectors of a reply in their order; null where it does not hold so many, all of one length. */
    public static @Nullable List<float[]> vectors(byte[] reply, int count) {
        JsonNode data;
        try {
            data = MAPPER.readTree(reply).path("data");
        } catch (JacksonException noJson) {
            return null;
        }
        List<float[]> vectors = new ArrayList<>();
        for (JsonNode entry : data) {
            JsonNode numbers = entry.path("embedding");
            float[] vector = new float[numbers.size()];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = (float) numbers.path(i).doubleValue(0);
            }
            if (vector.length == 0 || vector.length != (vectors.isEmpty() ? vector : vectors.get(0)).length) {
                return null;
            }
            vectors.add(vector);
        }
        return vectors.size() == count ? vectors : null;
    }
}
