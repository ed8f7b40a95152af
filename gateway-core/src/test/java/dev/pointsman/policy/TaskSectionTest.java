package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.learned.HashedText;
import dev.pointsman.learned.task.Calibration;
import dev.pointsman.learned.task.LinearScores;
import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.TaskFile;
import dev.pointsman.learned.task.TaskSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The policy's {@code tasks}, and the conditions that ask for them. */
class TaskSectionTest {
    private static final String MODELS = """
            version: 1
            providers: { local: { type: fake } }
            models:
              small: { at: local/s, quality: { default: 0.6, code: 0.95 } }
              large: { at: local/l, quality: 0.9 }
            scores:
              best: { weights: { quality: 1 } }
            """;
    private static final int LINES = (int) MODELS.lines().count();
    private static final String LABELS = """
            tasks:
              labels:
                code: { words: [stacktrace], like: ["fix this function", "explain this regex"] }
                chitchat: { like: ["hi there", "thanks a lot"] }
            """;
    private static final String RULES = """
            rules:
              - { name: talk, when: { task: chitchat }, then: { use: small } }
              - { name: hard, when: { difficulty: "> 0.7" }, then: { use: large } }
              - { name: coding, when: { any: [{ task: code }] }, then: { score: best } }
              - { name: rest, then: { use: large } }
            """;

    @TempDir
    private Path folder;

    @Test
    void defaultsAreAShortBudgetAndAConfidenceAboveOneHalf() {
        TaskSettings tasks = Policies.load(MODELS + LABELS).tasks();

        assertThat(tasks.budget()).isEqualTo(Duration.ofMillis(10));
        assertThat(tasks.minConfidence()).isEqualTo(0.55);
        assertThat(tasks.labels()).containsExactly("code", "chitchat");
        assertThat(tasks.remote()).isNull();
        assertThat(Policies.load(MODELS).tasks()).isEqualTo(TaskSettings.NONE);
    }

    @Test
    void everyKeyIsRead() {
        TaskSettings tasks = Policies.load(
                        MODELS
                                + "tasks: { budget: 300ms, min_confidence: 0.7, labels: { a: { words: x }, b: {} }, ask: small }\n")
                .tasks();

        assertThat(tasks.budget()).isEqualTo(Duration.ofMillis(300));
        assertThat(tasks.minConfidence()).isEqualTo(0.7);
        assertThat(tasks.labels()).containsExactly("a", "b");
        assertThat(tasks.remote()).isNotNull();
        assertThat(tasks.remote().way()).isEqualTo(TaskSettings.Way.CHAT);
        assertThat(tasks.remote().model()).isEqualTo("small");
        TaskSettings byVector = Policies.load(
                        MODELS + "tasks: { labels: { a: { like: [x] } }, encoder: { embeddings: large } }\n")
                .tasks();
        assertThat(byVector.remote().way()).isEqualTo(TaskSettings.Way.EMBEDDINGS);
        assertThat(byVector.classifier()).isNull();
        assertThat(byVector.budget()).isEqualTo(Duration.ofSeconds(1));
        assertThat(Policies.load(MODELS + "tasks: { labels: { a: { like: [x] } }, encoder: hashed }\n")
                        .tasks()
                        .classifier())
                .isNotNull();
    }

    @Test
    void aPolicysTestsRunTheRealClassifierOrTakeWhatIsGiven() {
        String tests = """
                tests:
                  - { given: { text: "hi there" }, expect: { rule: talk, model: small } }
                  - { given: { text: "can you fix this function?" }, expect: { rule: coding, models: [small, large] } }
                  - { given: { text: "the stacktrace is below" }, expect: { rule: coding } }
                  - { given: { text: "tell me of the romans" }, expect: { rule: rest } }
                  - { given: { text: "tell me of the romans", task: chitchat }, expect: { rule: talk } }
                  - { given: { text: "tell me of the romans", difficulty: 0.8 }, expect: { rule: hard } }
                """;
        assertThat(Policies.problems(MODELS + LABELS + RULES + tests)).isEmpty();
        assertThat(Policies.problems(MODELS + LABELS + RULES + tests.replace("rule: coding }", "rule: talk }")))
                .hasSize(1);
    }

    @Test
    void theQualityOfATaskCountsWhereTheTaskIsTold() {
        assertThat(reasons("fix this function, please")).contains("tasks: code (0.9");
        assertThat(reasons("fix this function, please")).contains("rule coding");
    }

    @Test
    void whyATaskIsLeftOpenIsSaid() {
        assertThat(reasons("tell me of the romans"))
                .contains("tasks: abstained (0.")
                .contains(" below 0.55)");
        assertThat(reasons("")).contains("tasks: abstained (no text)");
    }

    @Test
    void nothingIsSaidOfTasksThatNothingAskedFor() {
        Policy policy = Policies.load(MODELS + LABELS + "rules: [{ name: all, then: { use: large } }]\n");
        assertThat(explained(policy, "fix this function")).doesNotContain("tasks");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tasks: {} | 1:8: tasks: missing key \"labels\" (or \"model\", a trained classifier)",
                "tasks: { labels: {} } | 1:18: tasks.labels: expected at least one label",
                "tasks: { labels: { a: {} } } | 1:20: tasks.labels: label \"a\" has nothing to be told by: expected words or like",
                "tasks: { labels: { a: { like: [\"\"], words: x } } } | 1:32: tasks.labels.a.like[0]: expected a text but found an empty one",
                "tasks: { labels: { a: { lik: x, words: y } } } | 1:25: tasks.labels.a: unknown key \"lik\" (did you mean \"like\"?)",
                "tasks: { labels: { \"*\": { words: y } } } | 1:20: tasks.labels: \"*\" is no name of a task (expected one that a rule can ask for)",
                "tasks: { labels: { a: { words: y } }, min_confidence: 2 } | 1:55: tasks.min_confidence: expected a number from 0 to 1 but found \"2\"",
                "tasks: { labels: { a: { words: y } }, budget: 0s } | 1:47: tasks.budget: expected a time above zero",
                "tasks: { labels: { a: { words: y } }, ask: smal } | 1:44: tasks.ask: unknown model \"smal\" (did you mean \"small\"?)",
                "tasks: { labels: { a: { words: y } }, encoder: fast } | 1:48: tasks.encoder: expected hashed, { embeddings: MODEL } or { onnx: FILE, vocab: FILE }",
                "tasks: { labels: { a: { words: y } }, encoder: { embeddings: m } } | 1:62: tasks.encoder.embeddings: unknown model \"m\"",
                "tasks: { labels: { a: { words: y } }, ask: small, encoder: { embeddings: small } } | 1:39: tasks: \"ask\" beside \"encoder\": expected one way to tell what words leave open",
                "tasks: { model: no.router } | 1:17: tasks.model: there is no file \"no.router\"",
                "rules: [{ when: { not: { task: x } }, then: { use: small } }] | 1:26: rules[0].when.not: the condition \"task\" needs the section \"tasks\", which is missing",
            })
    void mistakesAreToldAtTheirPlace(String section, String problem) {
        List<String> problems = Policies.problems(MODELS + section + "\n");
        assertThat(problems).hasSize(1);
        int line = LINES + 1;
        assertThat(problems.get(0)).isEqualTo("test.yaml:" + line + problem.substring(1));
    }

    @Test
    void aRuleCannotAskForATaskThatIsNone() {
        String rules = """
                rules:
                  - { when: { task: [code, chichat] }, then: { use: small } }
                  - { when: { all: [{ not: { task: kode } }] }, then: { use: small } }
                  - { when: { task: "/^c/" }, then: { use: small } }
                  - { when: { task: "*" }, then: { use: small } }
                tests:
                  - { given: { task: kode }, expect: { model: large } }
                """;
        assertThat(Policies.problems(MODELS + LABELS + rules))
                .extracting(problem -> problem.replaceFirst("^[^ ]* ", ""))
                .containsExactly(
                        "rules[0].when.task[1]: unknown task \"chichat\" (did you mean \"chitchat\"?)",
                        "rules[1].when.all[0].not.task: unknown task \"kode\" (did you mean \"code\"?)",
                        "tests[0].given.task: unknown task \"kode\" (did you mean \"code\"?)");
    }

    @Test
    void tooManyExamplesAreSentToTraining() {
        StringBuilder like = new StringBuilder();
        for (int i = 0; i <= 500; i++) {
            like.append("sentence ").append(i).append(", ");
        }
        assertThat(Policies.problems(MODELS + "tasks: { labels: { a: { like: [" + like + "] } } }\n"))
                .singleElement()
                .asString()
                .contains(
                        "too many examples: 501 (expected: at most 500; train a classifier with \"gateway tasks train\")");
    }

    @Test
    void aTrainedClassifierIsReadFromBesideThePolicy() throws IOException {
        Files.createDirectory(folder.resolve("routers"));
        Files.write(folder.resolve("routers/tasks.router"), TaskFile.write(appleOrBean()));
        Path file = folder.resolve("gateway.yaml");
        Files.writeString(
                file,
                MODELS + "tasks: { model: routers/tasks.router }\nrules: [{ name: apples, when: { task: apple }, then:"
                        + " { use: small } }, { then: { use: large } }]\n"
                        + "tests: [{ given: { text: apple }, expect: { rule: apples } }]\n");

        assertThat(Policies.loader().load(file).tasks().labels()).containsExactly("apple", "bean");

        byte[] cut = Arrays.copyOf(TaskFile.write(appleOrBean()), 90);
        Files.write(folder.resolve("routers/tasks.router"), cut);
        assertThat(Policies.problems(Files.readString(file).replace("routers/", folder + "/routers/")))
                .singleElement()
                .asString()
                .contains("tasks.model: \"" + folder
                        + "/routers/tasks.router\" cannot be used: it is cut off or changed");
    }

    @Test
    void aTrainedClassifierTakesNoLabelsBesideIt() {
        assertThat(Policies.problems(MODELS + "tasks: { model: x, labels: { a: { words: b } }, ask: small }\n"))
                .anyMatch(problem -> problem.contains("\"labels\" beside \"model\""))
                .anyMatch(problem -> problem.contains("\"ask\" beside \"model\""));
    }

    private static TaskClassifier appleOrBean() {
        int word = HashedText.of("apple").feature(0);
        LinearScores scores =
                new LinearScores(new int[] {word}, new float[] {2}, new float[] {9, -9}, new float[2], 2, 1);
        return TaskClassifier.trained(List.of("apple", "bean"), scores, new Calibration(4, 0, false));
    }

    private static String reasons(String text) {
        return explained(Policies.load(MODELS + LABELS + RULES), text);
    }

    private static String explained(Policy policy, String text) {
        String body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                body.getBytes(StandardCharsets.UTF_8));
        String shown = new Explainer(policy)
                .explain(request, Principal.ANONYMOUS, Instant.EPOCH, 0.5)
                .text();
        return shown.replaceAll("tasks +", "tasks: ");
    }
}
