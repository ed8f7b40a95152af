package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TasksCommandTest {
    private static final String MODELS = """
            providers: { near: { type: echo } }
            models: { m: near/m }
            """;
    private static final String LABELS = MODELS + """
            tasks:
              min_confidence: 0.6
              labels:
                code: { words: [test, bug], like: ["fix this function", "explain this regex"] }
                legal: { words: [liability], like: ["review this clause"] }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void aloneItPrintsItsHelp() {
        assertThat(run("tasks")).isZero();
        assertThat(out.toString()).contains("Usage: gateway tasks", "train", "evaluate");
    }

    @Test
    void aTrainedClassifierServesInAPolicyAndIsEvaluatedThere() throws IOException {
        String lines = file("lines.jsonl", fruitOrTools(120));
        assertThat(run(
                        "tasks",
                        "train",
                        lines,
                        "--out",
                        directory.resolve("r/tasks.router").toString()))
                .isZero();
        assertThat(out.toString())
                .contains("right of those   100.0 %")
                .contains("wrote ")
                .contains("2 labels");
        assertThat(err.toString()).contains("training [####").endsWith("100 %\n");

        String policy = file("gateway.yaml", MODELS + "tasks: { model: r/tasks.router }\n");
        out.getBuffer().setLength(0);
        assertThat(run("tasks", "evaluate", lines, "--policy", policy, "--json"))
                .isZero();
        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.path("texts").intValue()).isEqualTo(120);
        assertThat(json.path("accuracy").doubleValue()).isGreaterThan(0.95);
        assertThat(json.at("/labels/0/label").stringValue()).isEqualTo("fruit");
    }

    @Test
    void theSameLinesAndSeedGiveTheSameFile() throws IOException {
        String lines = file("lines.jsonl", fruitOrTools(40));
        for (String name : List.of("a", "b")) {
            String to = directory.resolve(name).toString();
            assertThat(run("tasks", "train", lines, "--out", to, "--seed", "5", "--rounds", "2"))
                    .isZero();
        }
        assertThat(run("tasks", "train", lines, "--out", directory.resolve("c").toString(), "--rounds", "2"))
                .isZero();

        byte[] first = Files.readAllBytes(directory.resolve("a"));
        assertThat(Files.readAllBytes(directory.resolve("b"))).isEqualTo(first);
        assertThat(Files.readAllBytes(directory.resolve("c"))).isNotEqualTo(first);
    }

    @Test
    void noBadLineIsLostAndNothingIsWritten() throws IOException {
        String lines = file("lines.jsonl", """
                {"text": "a", "label": "x"}
                oops
                {"text": "b"}
                {"text": "c", "label": null}
                {"text": "d", "label": "y"}
                {"text": "e", "label": "y"}
                """);
        String to = directory.resolve("t").toString();

        assertThat(run("tasks", "train", lines, "--out", to)).isEqualTo(1);
        assertThat(err.toString())
                .contains("lines.jsonl:2: expected")
                .contains("lines.jsonl:3: expected")
                .contains("lines.jsonl:4: expected a label")
                .contains("label \"x\" has 1 line (expected: at least 2)")
                .contains("4 problems; nothing was written");
        assertThat(directory.resolve("t")).doesNotExist();
    }

    @Test
    void onlyOneLabelIsNothingToTellApart() throws IOException {
        String lines =
                file("lines.jsonl", "{\"text\": \"a\", \"label\": \"x\"}\n{\"text\": \"b\", \"label\": \"x\"}\n");
        assertThat(run("tasks", "train", lines, "--out", "unused")).isEqualTo(1);
        assertThat(err.toString())
                .contains("it has 1 labels (expected: 2 to 200)")
                .contains("1 problem;");
    }

    @Test
    void aWrongCommandLineIsToldApartFromBadData() throws IOException {
        String lines = file("lines.jsonl", fruitOrTools(10));
        assertThat(run("tasks", "train", lines)).isEqualTo(2);
        assertThat(run("tasks", "train", lines, "--out", "unused", "--rounds", "0"))
                .isEqualTo(2);
        assertThat(run("tasks", "train", directory.resolve("no").toString(), "--out", "unused"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such file");
    }

    @Test
    void aPolicysOwnWordsAndSentencesAreMeasuredWithAReport() throws IOException {
        String lines = file("lines.jsonl", """
                {"text": "please fix this function", "label": "code"}
                {"text": "there is a bug in the test", "label": "code"}
                {"text": "is the liability limited?", "label": "legal"}
                {"text": "what shall we have for lunch", "label": null}
                """);
        Path report = directory.resolve("some/report");
        assertThat(run(
                        "tasks",
                        "evaluate",
                        lines,
                        "--policy",
                        file("gateway.yaml", LABELS),
                        "--report",
                        report.toString()))
                .isZero();

        assertThat(out.toString())
                .contains("answered         3 (75.0 %), from confidence 0.600")
                .contains("right of those   100.0 %")
                .containsPattern("\\(none\\) +0 +0 +1")
                .contains("report       " + report.resolve("tasks.html"));
        assertThat(Files.readString(report.resolve("tasks.html")))
                .contains("Tasks of gateway.yaml on lines.jsonl")
                .contains("<svg");
        assertThat(Files.readString(report.resolve("calibration.svg"))).startsWith("<svg");
    }

    @Test
    void aLabelThatThePolicyDoesNotHaveIsToldAtItsLine() throws IOException {
        String lines = file("lines.jsonl", "{\"text\": \"a\", \"label\": \"cod\"}\n{\"text\": 1}\n");
        assertThat(run("tasks", "evaluate", lines, "--policy", file("gateway.yaml", LABELS)))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("lines.jsonl:1: the policy has no task \"cod\" (did you mean \"code\"?)")
                .contains("lines.jsonl:2: expected")
                .contains("2 problems; nothing was evaluated");
    }

    @Test
    void aPolicyWithoutAClassifierOfItsOwnCannotBeMeasured() throws IOException {
        String lines = file("lines.jsonl", "{\"text\": \"a\", \"label\": \"code\"}\n");
        assertThat(run("tasks", "evaluate", lines, "--policy", file("a.yaml", MODELS)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the policy has no tasks");
        String asks = MODELS + "tasks: { labels: { code: {}, legal: {} }, ask: m }\n";
        assertThat(run("tasks", "evaluate", lines, "--policy", file("b.yaml", asks)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("told by the model \"m\" only, which is not asked here");
        String empty = file("empty.jsonl", "\n");
        assertThat(run("tasks", "evaluate", empty, "--policy", file("c.yaml", LABELS)))
                .isEqualTo(1);
        assertThat(err.toString()).contains("expected at least one line");
    }

    @Test
    void everyCommandOfTheGuideRuns() throws IOException {
        String guide = Files.readString(Path.of("../docs/tasks.md"));
        Files.writeString(directory.resolve("gateway.yaml"), LABELS);
        StringBuilder lines = new StringBuilder(block(guide, "json"));
        for (int i = 0; i < 10; i++) {
            lines.append("{\"text\": \"line ").append(i).append("\", \"label\": \"code\"}\n");
            lines.append("{\"text\": \"clause ").append(i).append("\", \"label\": \"legal\"}\n");
        }
        Files.writeString(directory.resolve("labels.jsonl"), lines);
        List<String> commands = new ArrayList<>();
        Matcher command = Pattern.compile("(?m)^\\./gateway (tasks .*)$").matcher(guide);
        while (command.find()) {
            commands.add(command.group(1));
        }

        assertThat(commands).hasSize(4);
        for (String each : commands) {
            if (each.startsWith("tasks train")) { // which has no place for texts without a label
                Files.writeString(
                        directory.resolve("labels.jsonl"), lines.toString().replace("null", "\"legal\""));
            }
            String[] words = each.split(" ", 0);
            for (int i = 2; i < words.length; i++) {
                words[i] = words[i].startsWith("--")
                        ? words[i]
                        : directory.resolve(words[i]).toString();
            }
            assertThat(run(words)).as(each + "\n" + err).isZero();
        }
        assertThat(directory.resolve("routers/tasks.router")).exists();
    }

    private static String block(String guide, String language) {
        int from = guide.indexOf("```" + language + "\n") + language.length() + 4;
        return guide.substring(from, guide.indexOf("```", from));
    }

    private static String fruitOrTools(int count) {
        String[][] words = {{"apple", "pear", "plum", "cherry"}, {"hammer", "saw", "drill", "wrench"}};
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String[] of = words[i % 2];
            lines.append("{\"text\": \"give me the ")
                    .append(of[i % 4])
                    .append(" and ")
                    .append(of[i / 3 % 4]);
            lines.append(" number ").append(i).append("\", \"label\": \"").append(i % 2 == 0 ? "fruit" : "tools");
            lines.append("\"}\n");
        }
        return lines.toString();
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
