package dev.pointsman.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.learned.EmbeddingsForm;
import dev.pointsman.learned.task.TaskResources;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.learned.task.VectorClassifier;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.testing.FakeAdapter;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.Destinations;
import dev.pointsman.upstream.ReliabilitySettings;
import dev.pointsman.upstream.RetryBudget;
import dev.pointsman.upstream.Serving;
import dev.pointsman.upstream.UpstreamExecutor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tasks told by the vectors of a model: those of the examples come first. */
class VectorInquiryTest {
    private static final TaskSettings TASKS = TaskSettings.from(
            Yaml.of("""
                    labels:
                      code: { words: [stacktrace], like: [fix the function, explain the regex, why does the loop end] }
                      legal: { like: [review the clause, is the contract binding] }
                    encoder: { embeddings: v }
                    """).node(), new TaskResources(node -> null, node -> null, List.of("v"), List.of()));
    /** What each dimension of a vector stands for. */
    private static final List<String> MEANINGS =
            List.of("function regex loop bug", "clause contract court", "poem story", "train city", "egg cook");

    private final ManualLoop loop = new ManualLoop();
    private final FakeTransport transport = new FakeTransport();
    private final Deque<Runnable> worker = new ArrayDeque<>();
    private final TaskInquiry inquiry = inquiry();
    private final List<TaskFinding> found = new ArrayList<>();

    @Test
    void theVectorsOfTheExamplesAreAskedForFirstAndThenThoseOfPrompts() {
        assertThat(inquiry.of("is there a bug in it").awaited()).isTrue();
        ask("is there a bug in it");
        assertThat(found)
                .singleElement()
                .extracting(TaskFinding::remark)
                .isEqualTo("abstained (the vectors of the examples are not there yet)");

        int sentences = VectorClassifier.sentences(
                        Objects.requireNonNull(TASKS.remote()).labels())
                .size();
        int calls = answerAll();
        assertThat(calls).isEqualTo((sentences + 31) / 32);
        ask("is there a bug in it");
        assertThat(found.get(1).guess()).isNull();
        assertThat(worker).hasSize(1);
        worker.remove().run();

        ask("is there a bug in it");
        assertThat(answerAll()).isEqualTo(1);
        assertThat(found.get(2).remark()).startsWith("code (0.").endsWith(", by v");
        ask("take it to court");
        answerAll();
        assertThat(Objects.requireNonNull(found.get(3).guess()).label()).isEqualTo("legal");
        ask("boil an egg");
        answerAll();
        assertThat(found.get(4).guess()).isNull();
        assertThat(inquiry.of("take it to court").remark()).endsWith("by v, cached");
    }

    @Test
    void wordsAreToldWithoutACall() {
        assertThat(Objects.requireNonNull(inquiry.of("the stacktrace").guess()).label())
                .isEqualTo("code");
        assertThat(transport.calls()).isEmpty();
    }

    @Test
    void afterAFailureTheExamplesAreAskedForLaterAgain() {
        ask("is there a bug in it");
        transport.call(0).fail(ErrorKind.UPSTREAM_CONNECT);
        loop.turn();
        ask("is there a bug in it");
        assertThat(transport.calls()).hasSize(1);

        loop.advance(Duration.ofSeconds(30));
        ask("is there a bug in it");
        assertThat(transport.calls()).hasSize(2);
        answerAll();
        worker.remove().run();
        ask("is there a bug in it");
        answerAll();
        assertThat(found.get(3).guess()).isNotNull();
    }

    @Test
    void vectorsOfAnotherLengthAreNotTaken() {
        ask("is there a bug in it");
        answerAll();
        worker.remove().run();
        ask("is there a bug in it");
        reply(transport.calls().size() - 1, "{\"data\":[{\"embedding\":[1,2]}]}");
        assertThat(found.get(1).remark()).isEqualTo("abstained (v gave no vector like those of the examples)");
    }

    @Test
    void aReplyThatLacksAVectorIsNone() {
        assertThat(vectors("{\"data\":[{\"embedding\":[1]}]}", 2)).isNull();
        assertThat(vectors("{\"data\":[{\"embedding\":[1]},{\"embedding\":[1,2]}]}", 2))
                .isNull();
        assertThat(vectors("{\"data\":[{\"embedding\":\"AAAA\"}]}", 1)).isNull();
        assertThat(vectors("oops", 1)).isNull();
        assertThat(vectors("{\"data\":[{\"embedding\":[1,-0.5]}]}", 1))
                .singleElement()
                .isEqualTo(new float[] {1, -0.5f});
    }

    private static @Nullable List<float[]> vectors(String reply, int count) {
        return EmbeddingsForm.vectors(reply.getBytes(StandardCharsets.UTF_8), count);
    }

    private void ask(String text) {
        inquiry.ask(text, loop, found::add);
        loop.turn();
    }

    /** Answers every call that waits, and those that follow; gives their number. */
    private int answerAll() {
        int answered = 0;
        for (int i = 0; i < transport.calls().size(); i++) {
            if (transport.call(i).live()) {
                JsonNode input = new JsonMapper()
                        .readTree(transport.call(i).request().body().toArray())
                        .path("input");
                List<String> data = new ArrayList<>();
                input.forEach(text -> data.add("{\"embedding\":" + vector(text.stringValue()) + "}"));
                reply(i, "{\"data\":[" + String.join(",", data) + "]}");
                answered++;
            }
        }
        return answered;
    }

    private void reply(int call, String json) {
        transport.call(call).head(200).data(json + "\ndone\n").end();
        loop.turn();
    }

    private static List<Integer> vector(String text) {
        List<Integer> vector = new ArrayList<>();
        for (String words : MEANINGS) {
            int count = 0;
            for (String word : words.split(" ", 0)) {
                count += text.contains(word) ? 5 : 0;
            }
            vector.add(count);
        }
        vector.add(1 + text.length() % 3);
        vector.add(1 + text.length() % 2);
        return vector;
    }

    private TaskInquiry inquiry() {
        Model model = new Model(
                "v", List.of(new Deployment("p", "v", 1, null, Map.of())), Balance.ORDER, 0, null, Map.of(), Map.of());
        Catalog catalog = new Catalog(List.of(model));
        ReliabilitySettings settings = ReliabilitySettings.DEFAULT.once();
        CircuitBreakers breakers =
                new CircuitBreakers(settings.breaker(), List.of("p/v"), loop, (deployment, state) -> {});
        Map<String, ProviderAdapter> adapters = Map.of("p", new FakeAdapter());
        Destinations destinations = new Destinations(
                catalog, adapters, new Serving(catalog, adapters, Map.of(), false), transport, breakers);
        UpstreamExecutor executor = new UpstreamExecutor(
                destinations, settings, new RetryBudget(), new Body.Budget(1 << 24), () -> 0.5, loop);
        return TaskInquiry.of(
                TASKS,
                Objects.requireNonNull(TASKS.remote()),
                model,
                executor,
                new DeploymentStats(),
                AskMeters.tasks(new SimpleMeterRegistry()),
                new TaskInquiry.Means(worker::add, loop));
    }
}
