package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.learned.EmbeddingsForm;
import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.VectorClassifier;
import dev.pointsman.signal.TaskFinding;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** Asks a model of embeddings for the vector of a text, and compares it with those of the examples, which are asked for first. */
final class VectorQuestion implements Question<TaskFinding> {
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
        List<float[]> vectors = EmbeddingsForm.vectors(reply, 1);
        VectorClassifier classifier = examples.latest();
        if (classifier == null || vectors == null || vectors.get(0).length != classifier.dimensions()) {
            return TaskFinding.abstained(model + " gave no vector like those of the examples");
        }
        double[] odds = classifier.probabilities(text, vectors.get(0));
        int best = TaskClassifier.best(odds);
        return TaskFinding.of(classifier.labels().get(best), odds[best], least).by("by " + model);
    }

    static ApiRequest request(String model, List<String> texts) {
        return ApiRequest.parse(
                Endpoint.EMBEDDINGS,
                Endpoint.EMBEDDINGS.path(),
                Headers.of("content-type", "application/json"),
                EmbeddingsForm.body(model, texts));
    }
}
