package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Made-up outcomes: "small" answers what is about the garden as well as "large", at a tenth of the cost, and nothing about engines. */
class LearnedCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void aTrainedRouterIsEvaluatedWithAReport() throws IOException {
        String router = path("r/x.router");
        assertThat(run("train", "--outcomes", outcomes("t.jsonl", 400, 1), "--router", "sw", "--out", router))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("verdict      better than one model for everything")
                .contains("label known", "oracle", "APGR [95 %]")
                .contains("wrote " + router + ": sw from ");
        assertThat(err.toString()).contains("training [####", "measuring [####");

        out.getBuffer().setLength(0);
        String held = outcomes("held.jsonl", 200, 2);
        assertThat(run("evaluate", router, "--outcomes", held, "--report", path("report")))
                .isZero();
        assertThat(out.toString())
                .contains("rows         200")
                .contains("large (")
                .contains("By data set")
                .endsWith("report       " + path("report/router.html") + "\n");
        for (String file : List.of(
                "router.html", "curve.svg", "curve.png", "calibration.svg", "calibration.png", "evaluation.json")) {
            assertThat(directory.resolve("report").resolve(file)).isNotEmptyFile();
        }
        assertThat(directory.resolve("report/router.html")).content().contains("x.router on held.jsonl", "<svg");
        JsonNode json = new JsonMapper().readTree(Files.readString(directory.resolve("report/evaluation.json")));
        assertThat(json.at("/pair/lines/0/apgr/value").doubleValue()).isGreaterThan(0.65);
        assertThat(json.at("/ways/1/name").stringValue()).startsWith("router, cost weighed ");
    }

    @Test
    void theSameOutcomesAndSeedGiveTheSameFileAndTheSameFigures() throws IOException {
        String outcomes = outcomes("t.jsonl", 200, 1);
        List<String> told = new ArrayList<>();
        for (String name : List.of("a", "b")) {
            out.getBuffer().setLength(0);
            assertThat(run(
                            "train",
                            "--outcomes",
                            outcomes,
                            "--router",
                            "knn",
                            "--out",
                            path(name),
                            "--seed",
                            "4",
                            "--json"))
                    .isZero();
            told.add(out.toString());
        }

        assertThat(told.get(1)).isEqualTo(told.get(0));
        assertThat(err.toString()).isEmpty();
        assertThat(Files.readAllBytes(directory.resolve("b"))).isEqualTo(Files.readAllBytes(directory.resolve("a")));
        JsonNode json = new JsonMapper().readTree(told.get(0));
        assertThat(json.path("router").stringValue()).isEqualTo("knn");
        assertThat(json.path("written").booleanValue()).isTrue();
    }

    @Test
    void whatIsWrittenLearnedFromTheHeldRowsTooAndTheFiguresAreThoseOfTheFitWithoutThem() throws IOException {
        String outcomes = outcomes("t.jsonl", 200, 1);
        String dev = outcomes("dev.jsonl", 80, 2);
        JsonMapper mapper = new JsonMapper();
        List<JsonNode> told = new ArrayList<>();
        for (String option : List.of("--no-refit", "--allow-losing")) {
            out.getBuffer().setLength(0);
            assertThat(run(
                            "train",
                            "--outcomes",
                            outcomes,
                            "--dev",
                            dev,
                            "--router",
                            "knn",
                            "--out",
                            path(option),
                            "--json",
                            option))
                    .isZero();
            told.add(mapper.readTree(out.toString()));
        }
        out.getBuffer().setLength(0);
        assertThat(run("train", "--outcomes", outcomes, "--dev", dev, "--router", "knn", "--out", path("c")))
                .isZero();

        assertThat(out.toString())
                .contains("These figures are of the fit to 200 rows. The router that is written learned from all 280.")
                .contains("knn from 280 rows");
        assertThat(told.get(0).path("learned_from").intValue()).isEqualTo(200);
        assertThat(told.get(1).path("learned_from").intValue()).isEqualTo(280);
        assertThat(told.get(1).path("measured_learned_from").intValue()).isEqualTo(200);
        assertThat(told.get(1).path("pair")).isEqualTo(told.get(0).path("pair"));
        assertThat(Files.readAllBytes(directory.resolve("c")))
                .isEqualTo(Files.readAllBytes(directory.resolve("--allow-losing")))
                .isNotEqualTo(Files.readAllBytes(directory.resolve("--no-refit")));
    }

    @Test
    void aRouterThatIsNoBetterThanOneModelIsRefusedUnlessItIsAllowed() throws IOException {
        String outcomes =
                Files.writeString(directory.resolve("d.jsonl"), dominated(200)).toString();

        assertThat(run("train", "--outcomes", outcomes, "--router", "cluster", "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("the router is no better than large for everything; nothing was written (--allow-losing");
        assertThat(out.toString()).contains("verdict      no better than one model for everything");
        assertThat(directory.resolve("x")).doesNotExist();
        assertThat(run("train", "--outcomes", outcomes, "--router", "cluster", "--out", path("x"), "--allow-losing"))
                .isZero();
        assertThat(directory.resolve("x")).exists();
    }

    @Test
    void noBadRowIsLostAndNothingIsWritten() throws IOException {
        String bad = file("b.jsonl", "{\"prompt\": \"p\", \"scores\": {\"a\": 2}}\noops\n");

        assertThat(run("train", "--outcomes", bad, "--out", path("x"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("b.jsonl:1: scores.a: 2 (expected: 0 to 1, or null)")
                .contains("b.jsonl:2: expected one JSON object a line")
                .contains("2 problems; nothing was written");
        assertThat(run("train", "--outcomes", outcomes("few.jsonl", 10, 1), "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("rows to learn from (expected: at least 20); nothing was written");
        String one = file("one.jsonl", "{\"prompt\": \"p\", \"scores\": {\"a\": 1}}\n");
        assertThat(run("train", "--outcomes", one, "--out", path("x"))).isEqualTo(1);
        assertThat(err.toString()).contains("it has 1 model (expected: at least 2)");
        assertThat(run("train", "--outcomes", outcomes("t.jsonl", 60, 1), "--dev", one, "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString())
                .contains("one.jsonl: no row to measure on has a score of every model (large, small)");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void aLedgerThatIsNotThereIsTold() {
        assertThat(run("train", "--outcomes", "ledger:none.db", "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.db");
    }

    @Test
    void aWrongCommandLineIsToldApartFromBadData() throws IOException {
        String outcomes = outcomes("t.jsonl", 60, 1);
        String router = path("x.router");
        assertThat(run("train", "--outcomes", outcomes, "--router", "clusters", "--out", router))
                .isEqualTo(2);
        assertThat(err.toString()).contains("unknown method \"clusters\" (did you mean \"cluster\"?)");
        assertThat(run("train", "--outcomes", outcomes, "--router", "sw", "--out", router, "--allow-losing"))
                .isZero();
        assertThat(run("evaluate", router, "--outcomes", outcomes, "--strong", "large"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--strong, --weak: expected two models, or none");
        assertThat(run("evaluate", router, "--outcomes", outcomes, "--strong", "lrge", "--weak", "small"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("unknown model \"lrge\" (did you mean \"large\"?)");
        assertThat(run("calibrate", router, "--outcomes", outcomes)).isEqualTo(2);
        assertThat(run("calibrate", router, "--outcomes", outcomes, "--strong-share", "130%"))
                .isEqualTo(2);
        assertThat(run("calibrate", router, "--outcomes", outcomes, "--strong-share", "a third"))
                .isEqualTo(2);
        assertThat(run("calibrate", router, "--outcomes", outcomes, "--min-quality", "1", "--confidence", "1"))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("expected either --strong-share or --min-quality")
                .contains("--strong-share: 130% (expected: 0 to 1, or 0% to 100%)")
                .contains("--strong-share: \"a third\" (expected: a share such as 0.3 or 30%)")
                .contains("confidence: 1.0 (expected: above 0 and below 1)");
        assertThat(run("evaluate", outcomes, "--outcomes", outcomes)).isEqualTo(1);
        assertThat(err.toString()).contains("t.jsonl: it is no router");
        String others = file("o.jsonl", "{\"prompt\": \"p\", \"scores\": {\"large\": 1}}\n");
        assertThat(run("evaluate", router, "--outcomes", others)).isEqualTo(1);
        assertThat(err.toString()).contains("it has no scores of small, which the router knows");
    }

    @Test
    void aThresholdIsFoundForAShareOfCallsOrForAPromiseOfQuality() throws IOException {
        String router = path("x.router");
        assertThat(run("train", "--outcomes", outcomes("t.jsonl", 400, 1), "--router", "sw", "--out", router))
                .isZero();
        String sample = outcomes("s.jsonl", 1_000, 3);

        out.getBuffer().setLength(0);
        assertThat(run("calibrate", router, "--outcomes", sample, "--strong-share", "30%", "--out", path("y.router")))
                .isZero();
        assertThat(out.toString())
                .containsPattern("strong calls  (29|30|31)\\.\\d % of 1,000 prompts")
                .containsPattern("learned: \\{ estimator: .*y\\.router, strong: large, weak: small }");
        assertThat(directory.resolve("y.router")).exists();

        out.getBuffer().setLength(0);
        assertThat(run("calibrate", router, "--outcomes", sample, "--min-quality", "0.9", "--json"))
                .isZero();
        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.path("quality").doubleValue())
                .isGreaterThan(0.9 * json.path("strong_quality").doubleValue());
        assertThat(json.path("strong_share").doubleValue()).isBetween(0.2, 0.7);
        assertThat(json.path("cost_share").doubleValue()).isLessThan(0.8);

        out.getBuffer().setLength(0);
        assertThat(run("calibrate", router, "--outcomes", sample, "--min-quality", "0.9"))
                .isZero();
        assertThat(out.toString()).contains("threshold     0.", "strong calls", "of its cost");
    }

    @Test
    void amongSeveralModelsAWeightOfCostIsFoundAndAShareNeedsTwoNames() throws IOException {
        String router = path("x.router");
        String outcomes = Files.writeString(directory.resolve("m.jsonl"), threeModels(400))
                .toString();
        assertThat(run("train", "--outcomes", outcomes, "--router", "classifier", "--out", router))
                .as(out + "\n" + err)
                .isZero();

        out.getBuffer().setLength(0);
        assertThat(run("calibrate", router, "--outcomes", outcomes, "--min-quality", "90%"))
                .isZero();
        assertThat(out.toString()).contains("cost weight   ");
        assertThat(run("calibrate", router, "--outcomes", outcomes, "--strong-share", "0.5"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("the router knows 3 models; name two with --strong and --weak");
        assertThat(run(
                        "calibrate",
                        router,
                        "--outcomes",
                        outcomes,
                        "--strong-share",
                        "0.5",
                        "--strong",
                        "large",
                        "--weak",
                        "other"))
                .isZero();
        String few = Files.writeString(directory.resolve("few.jsonl"), threeModels(5))
                .toString();
        assertThat(run("calibrate", router, "--outcomes", few, "--min-quality", "1"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no setting is sure to keep that quality: ");
    }

    @Test
    void preferencesBetweenSomeOfManyModelsTeachARouterBetweenTwo() throws IOException {
        StringBuilder battles = new StringBuilder("model_a,model_b,prompt,winner\n");
        for (int i = 0; i < 240; i++) {
            boolean roses = i % 2 == 0;
            battles.append(i % 3 == 0 ? "large,other," : "large,small,").append("what of the ");
            battles.append(roses ? "roses" : "pistons").append(" in case ").append(i);
            battles.append(roses ? ",tie\n" : ",model_a\n");
        }
        String outcomes = path("o.jsonl");
        assertThat(run("import", file("b.csv", battles.toString()), "--as", "battles", "--out", outcomes))
                .isZero();

        assertThat(run("train", "--outcomes", outcomes, "--router", "sw", "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no row to measure on has a score of every model (large, other, small)");
        String[] pair = {
            "train",
            "--outcomes",
            outcomes,
            "--router",
            "sw",
            "--strong",
            "large",
            "--weak",
            "small",
            "--out",
            path("x")
        };
        assertThat(run(pair)).as(out + "\n" + err).isZero();
        assertThat(out.toString()).contains("models       2; the best single one on these rows is large", "left out");
    }

    @Test
    void tasksAreFoundInPromptsAndServeInAPolicy() throws IOException {
        String prompts = outcomes("t.jsonl", 300, 1);

        assertThat(run("tasks", "discover", prompts)).as(err.toString()).isZero();
        String labels = out.toString();
        assertThat(labels).startsWith("tasks:\n  labels:\n    \"").contains("      like:\n        - \"tell me of the ");
        String policy = "providers: { near: { type: echo } }\nmodels: { m: near/m }\n" + labels;
        out.getBuffer().setLength(0);
        assertThat(run("check", file("gateway.yaml", policy)))
                .as(out + "\n" + err)
                .isZero();

        out.getBuffer().setLength(0);
        assertThat(run("tasks", "discover", "--outcomes", prompts, "--examples", "2", "--json"))
                .isZero();
        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.size()).isGreaterThan(1);
        int sum = 0;
        for (JsonNode task : json) {
            sum += task.path("prompts").intValue();
            assertThat(task.path("like").size()).isBetween(1, 2);
            assertThat(task.path("name").stringValue()).isNotBlank();
        }
        assertThat(sum).isEqualTo(300);
    }

    @Test
    void whatCannotBeDiscoveredFromIsRefused() throws IOException {
        assertThat(run("tasks", "discover")).isEqualTo(2);
        assertThat(run("tasks", "discover", outcomes("t.jsonl", 10, 1), "--examples", "11"))
                .isEqualTo(2);
        assertThat(run("tasks", "discover", path("t.jsonl"))).isEqualTo(1);
        assertThat(err.toString()).contains("10 prompts (expected: at least 40, with several questions)");
        assertThat(run("tasks", "discover", file("b.jsonl", "oops\n"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("b.jsonl:1: expected one JSON object")
                .contains("1 problem; nothing was");
    }

    @Test
    void whatOthersKeepIsImported() throws IOException {
        String battles = file("b.csv", "model_a,model_b,prompt,winner\nx,y,p,tie\nx,z,q,model_b\n");

        assertThat(run("import", battles, "--as", "battles", "--out", path("i/o.jsonl")))
                .isZero();
        assertThat(out.toString()).contains("o.jsonl: 2 rows, 3 models, 0 rows with a score of every model");
        assertThat(directory.resolve("i/o.jsonl")).content().contains("\"scores\":{\"x\":0.5,\"y\":0.5}");
        String bad = file("c.csv", "model_a,model_b,prompt,winner\nx,y,p,\n");
        assertThat(run("import", bad, "--as", "BATTLES", "--out", path("n"))).isEqualTo(1);
        assertThat(err.toString()).contains("c.csv:2: winner: expected").contains("1 problem; nothing was written");
        assertThat(directory.resolve("n")).doesNotExist();
        out.getBuffer().setLength(0);
        assertThat(run("import", battles, "--as", "battles", "--out", path("o.gz"), "--json"))
                .isZero();
        assertThat(new JsonMapper().readTree(out.toString()).path("models").intValue())
                .isEqualTo(3);
    }

    @Test
    void everyCommandOfTheGuideRuns() throws IOException {
        outcomes("outcomes.jsonl", 400, 1);
        outcomes("heldout.jsonl", 200, 2);
        outcomes("traffic.jsonl", 600, 3);
        file("battles.csv", "model_a,model_b,prompt,winner\nlarge,small,p,tie\n");
        file("ledger.db", ledger());
        file("calls.jsonl", "{\"prompt\": \"p\", \"model\": \"small\", \"score\": 1}\n");
        file("routerbench.csv", "prompt,eval_name,small,small|total_cost\np,d,1,0.1\n");
        String guide = Files.readString(Path.of("../docs/learned-routing.md"));
        Matcher command = Pattern.compile("(?m)^\\./gateway (.*)$").matcher(guide);
        int commands = 0;
        while (command.find()) {
            String[] words = command.group(1).split(" ", 0);
            for (int i = 1; i < words.length; i++) {
                boolean file = words[i].matches("[a-z/]+\\.(jsonl|csv|router)|report");
                words[i] = file ? path(words[i]) : words[i].replace("ledger:", "ledger:" + directory + "/");
            }
            assertThat(run(words)).as(command.group() + "\n" + err).isZero();
            commands++;
        }

        assertThat(commands).isGreaterThanOrEqualTo(8);
        Matcher example = Pattern.compile("(?m)^\\{\"prompt\".*}$").matcher(guide);
        StringBuilder lines = new StringBuilder();
        while (example.find()) {
            lines.append(example.group()).append('\n');
        }
        file("example.jsonl", lines.toString());
        assertThat(run("import", path("example.jsonl"), "--as", "calls", "--out", path("x.jsonl")))
                .isEqualTo(1);
        assertThat(run("train", "--outcomes", path("example.jsonl"), "--out", path("x")))
                .isEqualTo(1);
        assertThat(err.toString()).contains("rows to learn from (expected: at least 20)");
    }

    /** Of answers of "small" that clients compared with those of "large", a minute ago. */
    private static String ledger() {
        long at = System.currentTimeMillis() - 60_000;
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            boolean garden = i % 2 == 0;
            String prompt = garden ? "roses in my garden, row " : "valves of an engine, number ";
            lines.append("{\"id\":\"r%d\",\"at\":%d,\"model\":\"small\",\"text\":{\"prompt\":\"%s%d\"}}\n"
                    .formatted(i, at, prompt, i));
            lines.append(
                    "{\"id\":\"f%d\",\"at\":%d,\"feedback\":{\"decision\":\"r%d\",\"model\":\"small\",\"score\":%s,\"by\":\"client\",\"compared_with\":\"large\"}}\n"
                            .formatted(i, at, i, garden ? "0.5" : "0"));
        }
        return lines.toString();
    }

    private String outcomes(String name, int rows, long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        String[][] words = {
            {"roses", "soil", "hedge", "lawn", "tulips"}, {"piston", "valve", "gearbox", "clutch", "turbo"}
        };
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            boolean garden = random.nextInt(5) < 3;
            String[] of = words[garden ? 0 : 1];
            lines.append("{\"dataset\": \"")
                    .append(garden ? "garden" : "engine")
                    .append("\", \"prompt\": \"tell me of the ");
            lines.append(of[random.nextInt(5)])
                    .append(" and the ")
                    .append(of[random.nextInt(5)])
                    .append(" no. ");
            lines.append(seed).append('-').append(i).append("\", \"scores\": {\"large\": ");
            lines.append(random.nextDouble() < 0.85 ? 1 : 0).append(", \"small\": ");
            lines.append(garden && random.nextDouble() < 0.85 ? 1 : 0);
            lines.append("}, \"costs\": {\"large\": 0.01, \"small\": 0.001}}\n");
        }
        return file(name, lines.toString());
    }

    /** "large" is right on all, "small" on none, whatever the prompt. */
    private static String dominated(int rows) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            lines.append("{\"prompt\": \"question number ").append(i * 7919 % 1000);
            lines.append(
                    "\", \"scores\": {\"large\": 1, \"small\": 0}, \"costs\": {\"large\": 0.002, \"small\": 0.001}}\n");
        }
        return lines.toString();
    }

    /** Roses are for "small", pistons for "other", and "large" is right on four of five. */
    private static String threeModels(int rows) {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            boolean roses = i % 2 == 0;
            lines.append("{\"prompt\": \"what of the ")
                    .append(roses ? "roses" : "pistons")
                    .append(" in case ")
                    .append(i);
            lines.append("\", \"scores\": {\"large\": ")
                    .append(i % 5 == 0 ? 0 : 1)
                    .append(", \"small\": ");
            lines.append(roses ? 1 : 0).append(", \"other\": ").append(roses ? 0 : 1);
            lines.append("}, \"costs\": {\"large\": 0.01, \"small\": 0.001, \"other\": 0.001}}\n");
        }
        return lines.toString();
    }

    private String path(String name) {
        return directory.resolve(name).toString();
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
