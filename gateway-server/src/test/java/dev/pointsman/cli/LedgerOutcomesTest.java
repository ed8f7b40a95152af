package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Outcomes out of ledgers that were written by hand. */
class LedgerOutcomesTest {
    /** 2023-11-14T22:13:20Z. */
    private static final long START = 1_700_000_000_000L;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final StringBuilder lines = new StringBuilder();

    @TempDir
    private Path directory;

    @Test
    void aLedgerWithoutRatingsOrWithoutPromptsSaysWhatToDo() throws IOException {
        answer("a", "small", null);
        assertThat(train("")).isEqualTo(1);
        assertThat(err.toString())
                .contains("it has no rated answer (expected: ratings of answers by POST /v1/feedback");

        rating("a", "small", 1, "client", null);
        assertThat(train("")).isEqualTo(1);
        assertThat(err.toString())
                .contains("it has 1 rated answer, none with its prompt")
                .contains("storage: { text: { of: [prompt] } }");
        assertThat(directory.resolve("x.router")).doesNotExist();
    }

    @Test
    void ratingsOfOneModelEachCannotBeMeasuredAndThatIsTold() throws IOException {
        for (int i = 0; i < 80; i++) {
            String model = i % 2 == 0 ? "small" : "large";
            answer("r" + i, model, "prompt number " + i + " of many");
            rating("r" + i, model, i % 3 / 2.0, "client", null);
        }

        assertThat(train("")).isEqualTo(1);
        assertThat(err.toString())
                .contains("no row to measure on has a score of every model (large, small), or of one that was drawn")
                .contains("feedback with compared_with")
                .contains("whose score explores (explore: 10%)");
    }

    @Test
    void ratingsOfAnswersThatWereDrawnTrainARouterThatIsMeasuredByTheirOdds() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 900; i++) {
            boolean garden = random.nextBoolean();
            String model = random.nextDouble() < 0.3 ? "small" : "large";
            boolean right = random.nextDouble() < (garden == model.equals("small") ? 0.95 : 0.55);
            drawn("r" + i, model, model, (garden ? "a garden of roses " : "an engine with valves ") + i);
            rating("r" + i, model, right ? 1 : 0, "client", null);
        }

        assertThat(train("")).as("sw learns from comparisons").isEqualTo(1);
        assertThat(err.toString()).contains("sw learns from rows that have scores of several models, and none has");
        Path ledger = Files.writeString(directory.resolve("ledger.jsonl"), lines);
        String router = directory.resolve("x.router").toString();
        assertThat(run("train", "--outcomes", "ledger:" + ledger, "--router", "classifier", "--out", router))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("of them tell of models that were not asked, by the odds of those that were (doubly robust)")
                .contains("better than one model for everything");
        assertThat(run("calibrate", router, "--outcomes", "ledger:" + ledger, "--min-quality", "0.9"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the promise cannot be kept by what was answered by one model each");
    }

    @Test
    void anAnswerThatAnotherModelStoodInForHasNoOdds() throws IOException {
        for (int i = 0; i < 80; i++) {
            String answered = i % 2 == 0 ? "small" : "large";
            drawn("r" + i, answered, i % 2 == 0 ? "large" : "small", "prompt number " + i + " of many");
            rating("r" + i, answered, i % 3 / 2.0, "client", null);
        }

        assertThat(train("")).isEqualTo(1);
        assertThat(err.toString()).contains("no row to measure on has a score of every model (large, small)");
    }

    @Test
    void clientsWordGoesBeforeAJudgesAndTheLastBeforeTheFirst() throws IOException {
        compared(60);
        rating("r0", "small", 0.5, "judge", null);
        rating("r1", "small", 0, "client", "large");
        rating("r1", "small", 0.5, "client", "large");

        JsonNode figures = evaluated("");

        assertThat(figures.path("rows").asInt()).isEqualTo(60);
        assertThat(best(figures))
                .as("even rows tell for the large model, odd ones for neither")
                .isEqualTo(0.75);
    }

    @Test
    void onlyAnswersOfTheTimeCount() throws IOException {
        compared(60);

        assertThat(evaluated("?from=2023-11-14T22:13:20.020Z&until=2023-11-14T22:13:20.030Z")
                        .path("rows")
                        .asInt())
                .isEqualTo(10);
        assertThat(train("?from=yesterday")).isEqualTo(1);
        assertThat(err.toString()).contains("from=yesterday (expected: from= or until= and a time such as 24h");
        assertThat(train("?to=24h")).isEqualTo(1);
        assertThat(err.toString()).contains("to=24h (expected: from= or until=");
    }

    @Test
    void whatIsLearnedFromIsTheLastUserMessage() throws IOException {
        for (int i = 0; i < 60; i++) {
            String text = "You are a helpful assistant\\nprompt " + i;
            lines.append(record("r" + i, i, "small"))
                    .append(",\"text\":{\"prompt\":\"" + text + "\"},\"asked_from\":28,\"asked_to\":")
                    .append(28 + ("prompt " + i).length())
                    .append("}\n");
            rating("r" + i, "small", i % 2 / 2.0, "client", "large");
        }
        Path ledger = Files.writeString(directory.resolve("ledger.jsonl"), lines);

        assertThat(run("tasks", "discover", "--outcomes", "ledger:" + ledger))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("- \"prompt 1\"").doesNotContain("helpful");
    }

    /** Half of the answers are worse than the large model's, and half as good. */
    private void compared(int answers) {
        for (int i = 0; i < answers; i++) {
            answer("r" + i, "small", (i % 2 == 0 ? "an engine with valves " : "a garden of roses ") + i);
            rating("r" + i, "small", i % 2 / 2.0, "client", "large");
        }
    }

    private JsonNode evaluated(String query) throws IOException {
        Path ledger = Files.writeString(directory.resolve("ledger.jsonl"), lines);
        String router = directory.resolve("e.router").toString();
        assertThat(run("train", "--outcomes", "ledger:" + ledger, "--router", "sw", "--out", router, "--allow-losing"))
                .as(err.toString())
                .isZero();
        out.getBuffer().setLength(0);
        assertThat(run("evaluate", router, "--outcomes", "ledger:" + ledger + query, "--json"))
                .as(err.toString())
                .isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    private static double best(JsonNode figures) {
        for (JsonNode way : figures.path("ways")) {
            if (way.path("name").asString().contains("best single")) {
                return way.at("/quality/value").asDouble();
            }
        }
        throw new AssertionError(figures.toPrettyString());
    }

    private void answer(String id, String model, @Nullable String prompt) {
        lines.append(record(id, lines.toString().split("\"status\"", -1).length - 1L, model));
        lines.append(prompt == null ? "}\n" : ",\"text\":{\"prompt\":\"" + prompt + "\"}}\n");
    }

    /** An answer to a prompt for which a model was drawn, the small one at 0.3. */
    private void drawn(String id, String answered, String chosen, String prompt) {
        lines.append(record(id, lines.length(), answered))
                .append(",\"candidates\":[{\"model\":\"" + chosen + "\",\"score\":null}],\"decision\":{\"odds\":{")
                .append("\"large\":0.7,\"small\":0.3}},\"text\":{\"prompt\":\"" + prompt + "\"}}\n");
    }

    private static String record(String id, long at, String model) {
        return "{\"id\":\"" + id + "\",\"at\":" + (START + at) + ",\"status\":200,\"model\":\"" + model
                + "\",\"cost_nano_usd\":1000";
    }

    private void rating(String id, String model, double score, String by, @Nullable String other) {
        lines.append("{\"id\":\"f" + lines.length() + "\",\"at\":1700000005000,\"feedback\":{\"decision\":\"" + id
                + "\",\"model\":\""
                + model + "\",\"score\":" + score + ",\"by\":\"" + by + "\""
                + (other == null ? "" : ",\"compared_with\":\"" + other + "\"") + "}}\n");
    }

    private int train(String query) throws IOException {
        Path ledger = Files.writeString(directory.resolve("ledger.jsonl"), lines);
        return run(
                "train",
                "--outcomes",
                "ledger:" + ledger + query,
                "--router",
                "sw",
                "--out",
                directory.resolve("x.router").toString());
    }

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(args);
    }
}
