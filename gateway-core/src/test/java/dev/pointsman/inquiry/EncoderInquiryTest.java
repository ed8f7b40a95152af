package dev.pointsman.inquiry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Yaml;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.learned.task.TaskResources;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.signal.TaskFinding;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.testing.ManualLoop;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tasks told by an encoder of this process: at load, at once off the loop, and by a worker for requests. */
class EncoderInquiryTest {
    private static final String LABELS = """
            labels:
              code: { words: [stacktrace], like: [fix the function, explain the regex, why does the loop end] }
              legal: { like: [review the clause, is the contract binding] }
            """;
    private static final List<String> MEANINGS = List.of("function regex loop bug", "clause contract court");

    private final ManualLoop loop = new ManualLoop();
    private final Deque<Runnable> worker = new ArrayDeque<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<TaskFinding> found = new ArrayList<>();
    private final CountingEncoder encoder = new CountingEncoder();
    private final TaskSettings tasks = settings(Yaml.of(LABELS + "encoder: { fake: 1 }\n"));
    private final TaskInquiry inquiry = TaskInquiry.of(
            tasks,
            Objects.requireNonNull(tasks.encoded()),
            AskMeters.tasks(registry),
            new TaskInquiry.Means(worker::add, loop));

    /** Counts words of two topics; fails where a text says so. */
    private static final class CountingEncoder implements TextEncoder, TextEncoderFactory {
        private int encoded;
        private @Nullable String failing;

        @Override
        public String type() {
            return "fake";
        }

        @Override
        public TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
            settings.onlyKeys("fake");
            return this;
        }

        @Override
        public float[] encode(String text) throws EncodingFailed {
            encoded++;
            if (failing != null && text.contains(failing)) {
                throw new EncodingFailed("it broke");
            }
            float[] vector = {0, 0, 1};
            for (int i = 0; i < 2; i++) {
                for (String word : MEANINGS.get(i).split(" ", 0)) {
                    vector[i] += text.contains(word) ? 5 : 0;
                }
            }
            return vector;
        }

        @Override
        public int dimensions() {
            return 3;
        }
    }

    @Test
    void aRequestWaitsForTheWorkerAndIsToldThen() {
        assertThat(inquiry.of("take it to court").awaited()).isTrue();

        ask("take it to court");
        assertThat(found).isEmpty();
        work();

        assertThat(label(0)).isEqualTo("legal");
        assertThat(found.get(0).remark()).startsWith("legal (0.").endsWith(", by the encoder");
        assertThat(inquiry.of("take it to court").remark()).endsWith(", by the encoder, cached");
        assertThat(outcome("answered")).isEqualTo(1);
    }

    @Test
    void wordsAreToldWithoutTheEncoder() {
        int before = encoder.encoded;
        assertThat(Objects.requireNonNull(inquiry.of("the stacktrace").guess()).label())
                .isEqualTo("code");
        assertThat(encoder.encoded).isEqualTo(before);
    }

    @Test
    void offTheLoopTheEncoderIsRunAtOnce() {
        assertThat(Objects.requireNonNull(
                                TaskSignal.of(tasks).of("is there a bug in it").guess())
                        .label())
                .isEqualTo("code");
        TaskFinding none = TaskSignal.of(tasks).of("boil an egg");
        assertThat(none.guess()).isNull();
        assertThat(none.awaited()).isFalse();
        assertThat(TaskSignal.of(tasks).of("the stacktrace").remark()).doesNotContain("encoder");
    }

    @Test
    void probabilitiesComeFromWordsWhereTheySufficeElseFromTheEncoder() throws TextEncoder.EncodingFailed {
        int before = encoder.encoded;
        assertThat(Objects.requireNonNull(tasks.probabilities("the stacktrace"))[0])
                .isGreaterThan(0.8);
        assertThat(encoder.encoded).isEqualTo(before);
        assertThat(Objects.requireNonNull(tasks.probabilities("take it to court"))[1])
                .isGreaterThan(0.55);
        assertThat(encoder.encoded).isEqualTo(before + 1);
    }

    @Test
    void aRequestThatHasWaitedLongEnoughGoesOnAndTheTextIsPassedOver() {
        int before = encoder.encoded;
        ask("take it to court");

        loop.advance(Duration.ofMillis(99));
        assertThat(found).isEmpty();
        loop.advance(Duration.ofMillis(1));
        assertThat(found.get(0).remark()).isEqualTo("abstained (no answer within 100 ms)");
        work();
        assertThat(encoder.encoded).isEqualTo(before);
        assertThat(outcome("late")).isEqualTo(1);

        ask("take it to court");
        work();
        assertThat(label(1)).isEqualTo("legal");
    }

    @Test
    void aFailureLeavesTheTaskOpenAndIsNotKept() {
        encoder.failing = "court";
        ask("take it to court");
        work();
        assertThat(found.get(0).remark()).isEqualTo("abstained (the encoder failed: it broke)");
        assertThat(outcome("failed")).isEqualTo(1);
        assertThat(TaskSignal.of(tasks).of("take it to court").remark())
                .isEqualTo("abstained (the encoder failed: it broke)");

        encoder.failing = null;
        ask("take it to court");
        work();
        assertThat(label(1)).isEqualTo("legal");
    }

    @Test
    void noMoreThan64TextsWait() {
        for (int i = 0; i < 64; i++) {
            ask("court " + i);
        }
        assertThat(found).isEmpty();
        ask("court and court");
        assertThat(found.get(0).remark()).isEqualTo("abstained (too many texts wait for the encoder)");
        assertThat(outcome("refused")).isEqualTo(1);

        loop.advance(Duration.ofMillis(100)); // nobody waits, and yet they are queued
        ask("court and court");
        assertThat(found.get(65).remark()).isEqualTo("abstained (too many texts wait for the encoder)");

        work();
        ask("court and court");
        work();
        assertThat(label(66)).isEqualTo("legal");
    }

    @Test
    void theBudgetIsATenthOfASecondUnlessThePolicySaysOtherwise() {
        assertThat(tasks.budget()).isEqualTo(Duration.ofMillis(100));
        assertThat(settings(Yaml.of(LABELS + "encoder: { fake: 1 }\nbudget: 30ms\n"))
                        .budget())
                .isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void withoutSentencesNothingIsEncoded() {
        int before = encoder.encoded;
        TaskSettings words = settings(Yaml.of("{ labels: { code: { words: [stacktrace] } }, encoder: { fake: 1 } }"));
        assertThat(words.encoded()).isNull();
        assertThat(encoder.encoded).isEqualTo(before);
        assertThat(words.budget()).isEqualTo(TaskSettings.DEFAULT_BUDGET);
    }

    @Test
    void anEncoderThatFailsAtTheExamplesIsToldAtItsPlace() {
        encoder.failing = "regex";
        assertThat(problems(LABELS + "encoder: { fake: 1 }\n"))
                .containsExactly("test.yaml:4:10: encoder: the examples cannot be encoded: it broke");
    }

    @Test
    void anEncoderWhosePlugInIsMissingIsToldAtItsPlaceWithWhatToDo() {
        assertThat(problems(LABELS + "encoder: { onnx: e.onnx, vocab: v.txt }\n"))
                .containsExactly(
                        "test.yaml:4:10: encoder: \"onnx\" needs a plug-in that is not there: put gateway-onnx.jar and the jar of ONNX"
                                + " Runtime (com.microsoft.onnxruntime:onnxruntime) into the folder \"plugins\", and start anew");
    }

    @Test
    void anEncoderBesideAModelThatIsAskedIsRefused() {
        assertThat(problems(LABELS + "encoder: { fake: 1 }\nask: m\n"))
                .containsExactly(
                        "test.yaml:5:1: \"ask\" beside \"encoder\": expected one way to tell what words leave open");
    }

    private void ask(String text) {
        inquiry.ask(text, loop, found::add);
        loop.turn();
    }

    private void work() {
        while (!worker.isEmpty()) {
            worker.remove().run();
        }
        loop.turn();
    }

    private String label(int at) {
        return Objects.requireNonNull(found.get(at).guess()).label();
    }

    private double outcome(String word) {
        return registry.get("pointsman.task.asks")
                .tag("outcome", word)
                .counter()
                .count();
    }

    private TaskSettings settings(Yaml yaml) {
        return TaskSettings.from(
                yaml.node(), new TaskResources(node -> null, node -> null, List.of("m"), List.of(encoder)));
    }

    private List<String> problems(String text) {
        Yaml yaml = Yaml.of(text);
        settings(yaml);
        return yaml.problems();
    }
}
