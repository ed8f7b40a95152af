package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.routers.RouterTrainer;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A router that was trained on outcomes decides for requests that come over a socket: sums need the dear model, greetings do not. */
class LearnedScoreTest {
    private static final String[] SUMS = {"what is the sum of %d and %d", "multiply %d by %d", "divide %d by %d exactly"
    };
    private static final String[] TALK = {"good morning to all %d or %d of you", "say hello to my %d cats and %d dogs"};

    private static byte[] ranking;
    private static byte[] clusters;
    private static RunningGateway gateway;

    @BeforeAll
    static void trainAndStart() throws IOException {
        ranking = trained(RouterKind.SW);
        clusters = trained(RouterKind.CLUSTER);
        Path folder = Files.createTempDirectory("pointsman");
        Files.write(folder.resolve("rank.router"), ranking);
        Files.write(folder.resolve("other.router"), ranking);
        Files.write(folder.resolve("means.router"), clusters);
        Files.copy(Path.of("../config/routers/demo-tasks.router"), folder.resolve("demo-tasks.router"));
        gateway = RunningGateway.startIn(folder, policy("rank.router"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aPairGoesByThePrompt() throws Exception {
        assertThat(model("auto:pair", "what is the sum of 17 and 4")).isEqualTo("dear");
        assertThat(model("auto:pair", "good morning to all 3 or 4 of you")).isEqualTo("plain");
    }

    @Test
    void qualityIsWeighedAgainstCostAsThePromptNeedsIt() throws Exception {
        assertThat(model("auto:many", "multiply 12 by 13")).isEqualTo("dear");
        assertThat(model("auto:many", "say hello to my 7 cats and 2 dogs")).isEqualTo("plain");
    }

    @Test
    void aNameWithAThresholdOfItsOwnIsUnderstood() throws Exception {
        String talk = "good morning to all 3 or 4 of you";
        assertThat(model("router-rank-0", talk)).isEqualTo("dear");
        assertThat(model("router-pair-1.0", "multiply 12 by 13")).isEqualTo("plain");
        HttpResponse<String> unknown = ask("router-none-0.5", talk);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("router-none-0.5");
    }

    @Test
    void operatorsSeeWhatIsKnownOfEachRouter() throws Exception {
        JsonNode routers = new JsonMapper()
                .readTree(gateway.get(gateway.adminUrl() + "/admin/v1/routers").body())
                .path("routers");
        JsonNode pair = new JsonMapper()
                .readTree(gateway.get(gateway.adminUrl() + "/admin/v1/routers/pair")
                        .body());

        assertThat(routers).hasSize(4);
        assertThat(pair.path("score").asString()).isEqualTo("pair");
        assertThat(pair.path("prompts").asInt()).isPositive();
        assertThat(pair.at("/models/0/name").asString()).isEqualTo("gpt-large");
        assertThat(pair.at("/models/0/mean_cost_usd").asDouble()).isBetween(0.00999, 0.01001);
        assertThat(pair.at("/models/0/mean_score").asDouble()).isBetween(0.999, 1.0);
        assertThat(pair.at("/models/1/mean_score").asDouble()).isBetween(0.3, 0.7);
        assertThat(pair.path("curves").isNull())
                .as("a file that keeps no curves")
                .isTrue();
        assertThat(gateway.get(gateway.adminUrl() + "/admin/v1/routers/none").statusCode())
                .isEqualTo(404);
    }

    @Test
    void operatorsSeeWhatTrainingMeasuredAndKept() throws Exception {
        JsonNode told = new JsonMapper()
                .readTree(gateway.get(gateway.adminUrl() + "/admin/v1/routers/shipped")
                        .body());

        JsonNode curves = told.path("curves");
        assertThat(curves.path("cost").size()).isGreaterThan(1);
        assertThat(curves.at("/cost/0/quality").asDouble())
                .isEqualTo(told.at("/figures/dev-quality").asDouble());
        assertThat(curves.path("models")
                        .valueStream()
                        .map(model -> model.path("name").asString()))
                .containsExactlyInAnyOrder("deep", "swift");
        assertThat(curves.at("/pair/strong").asString()).isEqualTo("deep");
        assertThat(curves.at("/pair/quality").size()).isEqualTo(51);
        assertThat(curves.path("calibration")
                        .valueStream()
                        .mapToInt(bin -> bin.path("answers").asInt())
                        .sum())
                .as("answers of both models")
                .isEqualTo(2 * told.at("/figures/dev-rows").asInt());
        assertThat(told.path("tasks")).allSatisfy(task -> {
            assertThat(task.path("examples").size()).isBetween(1, 3);
            assertThat(task.at("/scores/deep").asDouble()).isBetween(0.5, 1.0);
        });
        assertThat(told.path("figures").propertyNames()).noneMatch(name -> name.startsWith("curve-"));
        assertThat(told.path("notes").propertyNames()).noneMatch(name -> name.startsWith("example-"));
    }

    @Test
    void promptsUnlikeAllOthersGoElsewhereAndThatIsSaid() throws Exception {
        assertThat(model("auto:careful", "kwijzqx vbnmfrt ppolk zzyxw")).isEqualTo("spare");
        assertThat(model("auto:careful", "good morning to all 3 or 4 of you")).isEqualTo("plain");
    }

    @Test
    void aBrokenFileIsRefusedAndTheOneBeforeGoesOn() throws Exception {
        byte[] cut = ranking.clone();
        cut[cut.length / 2] ^= 1;
        Files.write(gateway.directory().resolve("cut.router"), cut);

        assertThat(gateway.reload(policy("cut.router"))).isFalse();
        assertThat(gateway.get(gateway.adminUrl() + "/health/ready").body())
                .contains("scores.pair.estimator")
                .contains("its digest does not fit");
        assertThat(model("auto:pair", "what is the sum of 17 and 4")).isEqualTo("dear");
        assertThat(gateway.reload(policy("rank.router"))).isTrue();
    }

    @Test
    void theThresholdIsTheFilesWhereThePolicySaysNone() throws Exception {
        assertThat(gateway.reload(policy("rank.router").replace("weak: plain, threshold: 0.7,", "weak: plain,")))
                .isFalse();
        assertThat(gateway.get(gateway.adminUrl() + "/health/ready").body())
                .contains("tells no threshold for this pair: expected ");
        LearnedRouter router = RouterFile.read(ranking);
        RouterCard shares = router.card().withShares("gpt-large", "plain", share -> share < 0.5 ? 1 : 0);
        Files.write(
                gateway.directory().resolve("told.router"),
                RouterFile.write(router.with(shares.with(RouterCard.THRESHOLD, 0))));

        String talk = "good morning to all 3 or 4 of you";
        String told = policy("told.router");
        assertThat(gateway.reload(told.replace("weak: plain, threshold: 0.7,", "weak: plain,")))
                .isTrue();
        assertThat(model("auto:pair", talk)).as("threshold 0").isEqualTo("dear");
        assertThat(gateway.reload(told.replace("threshold: 0.7, as", "strong_share: 30%, as")))
                .isTrue();
        assertThat(model("auto:pair", "what is the sum of 17 and 4")).isEqualTo("plain");
        assertThat(gateway.reload(told.replace("threshold: 0.7, as", "strong_share: 60%, as")))
                .isTrue();
        assertThat(model("auto:pair", talk)).isEqualTo("dear");
        assertThat(gateway.reload(policy("rank.router"))).isTrue();
    }

    @Test
    void theSameOutcomesAndSeedGiveTheSameBytes() {
        assertThat(trained(RouterKind.CLUSTER)).isEqualTo(clusters);
    }

    private static String model(String asked, String prompt) throws Exception {
        HttpResponse<String> reply = ask(asked, prompt);
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-model").orElseThrow();
    }

    private static HttpResponse<String> ask(String asked, String prompt) throws Exception {
        return gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"" + asked + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}");
    }

    private static String policy(String file) {
        return RunningGateway.HEAD + """
                providers: { demo: { type: echo } }
                models:
                  dear: { deployments: [{ at: demo/dear, price: { in: 10, out: 30 } }], quality: { default: 0.5 } }
                  plain: { deployments: [{ at: demo/plain, price: { in: 0.1, out: 0.3 } }], quality: { default: 0.5 } }
                  spare: { deployments: [{ at: demo/spare, price: { in: 1, out: 3 } }], quality: { default: 0.1 } }
                scores:
                  pair: { estimator: %s, strong: dear, weak: plain, threshold: 0.7, as: { dear: gpt-large } }
                  many: { estimator: means.router, weights: { quality: 2, cost: 1 }, as: { dear: gpt-large } }
                  shipped: { estimator: demo-tasks.router, weights: { quality: 2, cost: 1 }, as: { dear: deep, plain: swift } }
                  careful:
                    estimator: other.router
                    strong: dear
                    weak: plain
                    threshold: 0.7
                    as: { dear: gpt-large }
                    unfamiliar: { use: spare, below: 0.2 }
                """.formatted(file);
    }

    private static byte[] trained(RouterKind kind) {
        OutcomeTable.Split split = outcomes().split(0.2, 7);
        return RouterFile.write(new RouterTrainer(kind, 7).train(split.kept(), split.held(), (done, all) -> {}));
    }

    private static OutcomeTable outcomes() {
        Random random = new Random(3);
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            boolean sum = i % 2 == 0;
            String[] forms = sum ? SUMS : TALK;
            String prompt = forms[random.nextInt(forms.length)].formatted(random.nextInt(900), random.nextInt(900));
            double weak = sum ? 0 : 1;
            rows.add(new OutcomeRow(
                    "r" + i, sum ? "sums" : "talk", prompt, "q" + i, new double[] {1, weak}, new double[] {0.01, 0.0001
                    }));
        }
        return new OutcomeTable(List.of("gpt-large", "plain"), rows);
    }
}
