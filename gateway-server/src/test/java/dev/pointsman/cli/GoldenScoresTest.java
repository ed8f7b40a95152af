package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.MadeUpOutcomes;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.routers.RouterTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a router says of a prompt is the same number, bit for bit: in a fresh fit, by the command line, and in the record of a request over a socket. */
class GoldenScoresTest {
    private static final List<String> PROMPTS = List.of(
            "What is the capital of Peru?",
            "Prove by induction that every graph with n nodes is bounded, and explain each step.",
            "Überset­ze \"good evening\" into French – 2 + 2 = 4 – 東京");

    /** Outlives the gateway's own below it, which holds the policy and its routers. */
    @TempDir
    private Path folder;

    private Path home;

    @BeforeEach
    void makeHome() throws IOException {
        home = Files.createDirectory(folder.resolve("home"));
    }

    @Test
    void serverCommandLineAndAFreshFitSayTheSame() throws Exception {
        Map<RouterKind, LearnedRouter> fresh = new HashMap<>();
        StringBuilder scores = new StringBuilder("scores:\n");
        for (RouterKind kind : RouterKind.values()) {
            LearnedRouter router = fit(kind);
            fresh.put(kind, router);
            String file = kind.word() + ".router";
            Files.write(home.resolve(file), RouterFile.write(router));
            scores.append("  pair-%s: { estimator: %s, strong: deep, weak: swift, threshold: 0.5, budget: 30s }\n"
                    .formatted(kind.word(), file));
            scores.append("  all-%s: { estimator: %s, weights: { quality: 1 }, unfamiliar: { use: deep, below: -1 } }\n"
                    .formatted(kind.word(), file));
        }
        String policy = RunningGateway.HEAD.replace(
                        "ledger: none", "ledger: \"jsonl:" + folder.resolve("l.jsonl") + "\"")
                + "providers: { demo: { type: echo } }\nmodels: { deep: demo/deep, swift: demo/swift }\n" + scores;
        Map<String, RouterKind> asked = new HashMap<>();
        Map<String, String> prompts = new HashMap<>();
        try (RunningGateway gateway = RunningGateway.startIn(home, policy)) {
            for (RouterKind kind : RouterKind.values()) {
                for (String prompt : PROMPTS) {
                    for (String form : List.of("pair-", "all-")) {
                        String id = ask(gateway, "auto:" + form + kind.word(), prompt);
                        asked.put(id, kind);
                        prompts.put(id, prompt);
                    }
                    sameByCommand(kind, fresh.get(kind), prompt, policy);
                }
            }
        }

        int compared = 0;
        for (String line : Files.readAllLines(folder.resolve("l.jsonl"))) {
            JsonNode decided = JsonMapper.shared().readTree(line);
            String id = decided.path("id").stringValue("");
            LearnedRouter router = fresh.get(asked.get(id));
            for (JsonNode reading : decided.path("decision").path("live")) {
                compared += same(reading, router, prompts.get(id)) ? 1 : 0;
            }
        }
        int each = 4; // preference, two estimates, familiarity
        assertThat(compared).isEqualTo(each * PROMPTS.size() * RouterKind.values().length);
    }

    @Test
    void aRouterWithManyStoredPromptsIsAskedOffTheEventLoopAndSaysTheSame() throws Exception {
        OutcomeTable.Split split = MadeUpOutcomes.of(4_000, 3).split(0.2, 3);
        LearnedRouter router = new RouterTrainer(RouterKind.SW, 3).train(split.kept(), split.held(), (done, all) -> {});
        Files.write(home.resolve("many.router"), RouterFile.write(router));
        String prompt = PROMPTS.get(1);
        String policy =
                RunningGateway.HEAD.replace("ledger: none", "ledger: \"jsonl:" + folder.resolve("l.jsonl") + "\"")
                        + "providers: { demo: { type: echo } }\nmodels: { deep: demo/deep, swift: demo/swift }\n"
                        + "scores: { pair: { estimator: many.router, strong: deep, weak: swift, threshold: 0.5, budget: 30s } }\n";
        try (RunningGateway gateway = RunningGateway.startIn(home, policy)) {
            ask(gateway, "auto:pair", prompt);
            ask(gateway, "auto:pair", prompt);
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_estimate_asks_total{outcome=\"answered\"} 1")
                    .contains("pointsman_estimate_asks_total{outcome=\"cached\"} 1");
        }

        List<String> lines = Files.readAllLines(folder.resolve("l.jsonl"));
        assertThat(lines).hasSize(2);
        for (String line : lines) {
            JsonNode read = JsonMapper.shared().readTree(line).path("decision").path("live");
            assertThat(read.size()).isEqualTo(1);
            assertThat(same(read.path(0), router, prompt)).isTrue();
        }
    }

    private static boolean same(JsonNode reading, LearnedRouter router, String prompt) {
        double said = reading.path(2).doubleValue();
        int model = router.models().indexOf(reading.path(1).stringValue(""));
        switch (reading.path(0).stringValue("")) {
            case "preference" -> assertThat(said).as(prompt).isEqualTo(router.preference(prompt, 0, 1));
            case "estimate" -> assertThat(said).as(prompt).isEqualTo(router.estimate(prompt)[model]);
            case "familiarity" -> assertThat(said).as(prompt).isEqualTo(router.familiarity(prompt) + 1);
            default -> {
                return false;
            }
        }
        return true;
    }

    /** By explain, and by calibrate: of one prompt all calls are strong from what speaks for the strong model on. */
    private void sameByCommand(RouterKind kind, LearnedRouter fresh, String prompt, String policy) throws IOException {
        double preference = fresh.preference(prompt, 0, 1);
        Path file = Files.writeString(home.resolve("explained.yaml"), policy);
        JsonNode explained =
                run("explain", "--json", "--policy", file.toString(), "--model", "auto:pair-" + kind.word(), prompt);
        for (JsonNode candidate : explained.path("candidates")) {
            if (candidate.path("model").stringValue("").equals("deep")) {
                assertThat(candidate.path("score").doubleValue())
                        .as(kind.word())
                        .isEqualTo(preference);
            }
        }
        Path sample = Files.writeString(
                folder.resolve("one.jsonl"), JsonMapper.shared().writeValueAsString(Map.of("prompt", prompt)) + "\n");
        JsonNode calibrated = run(
                "calibrate",
                home.resolve(kind.word() + ".router").toString(),
                "--outcomes",
                sample.toString(),
                "--strong-share",
                "100%",
                "--strong",
                "deep",
                "--weak",
                "swift",
                "--json");
        assertThat(calibrated.path("threshold").doubleValue()).as(kind.word()).isEqualTo(preference);
    }

    private static JsonNode run(String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertThat(line.execute(args)).as(out.toString()).isZero();
        return JsonMapper.shared().readTree(out.toString());
    }

    private static String ask(RunningGateway gateway, String model, String prompt) throws Exception {
        HttpResponse<String> reply = gateway.post(
                "/v1/chat/completions",
                JsonMapper.shared()
                        .writeValueAsString(Map.of(
                                "model", model, "messages", List.of(Map.of("role", "user", "content", prompt)))));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-decision").orElseThrow();
    }

    private static LearnedRouter fit(RouterKind kind) {
        OutcomeTable.Split split = MadeUpOutcomes.of(160, 3).split(0.2, 3);
        return new RouterTrainer(kind, 3).train(split.kept(), split.held(), (done, all) -> {});
    }
}
