package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.VectorClassifier;
import dev.pointsman.signal.TaskFinding;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Asks a model of embeddings for the vector of a text, and compares it with those of the examples, which are asked for first. */
final class VectorQuestion implements Question<TaskFinding> {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final String model;
    private final double least;
    private final ExampleVectors examples;

    VectorQuestion(String model, double least, ExampleVectors examples) {
        this.model = model;
        this.least = least;
        this.examples = examples;
    }

    @Override
    public @Nullable TaskFinding unready(ScheduledExecutorService loop) {
        return examples.known(loop) != null
                ? null
                : TaskFinding.abstained("the vectors of the examples are not there yet");
    }

    @Override
    public ApiRequest about(String text) {
        return request(model, List.of(text));
    }

    @Override
    public TaskFinding nothing(String why) {
        return TaskFinding.abstained(why);
    }

    @Override
    public boolean answers(TaskFinding said) {
        return said.guess() != null;
    }

    @Override
    public TaskFinding read(String text, byte[] reply) {
        List<float[]> vectors = vectors(reply, 1);
        VectorClassifier classifier = examples.latest();
        if (classifier == null || vectors == null || vectors.get(0).length != classifier.dimensions()) {
            return TaskFinding.abstained(model + " gave no vector like those of the examples");
        }
        double[] odds = classifier.probabilities(text, vectors.get(0));
        int best = TaskClassifier.best(odds);
        return TaskFinding.of(classifier.labels().get(best), odds[best], least).by("by " + model);
    }

    static ApiRequest request(String model, List<String> texts) {
        ObjectNode body = MAPPER.createObjectNode();
        body.put("model", model);
        ArrayNode input = body.putArray("input");
        texts.forEach(input::add);
        body.put("encoding_format", "float");
        return ApiRequest.parse(
                Endpoint.EMBEDDINGS,
                Endpoint.EMBEDDINGS.path(),
                Headers.of("content-type", "application/json"),
                MAPPER.writeValueAsBytes(body));
    }

    /** The vectors of a reply in their order; null where it does not hold so many, all of one length. */
    static @Nullable List<float[]> vectors(byte[] reply, int count) {
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
