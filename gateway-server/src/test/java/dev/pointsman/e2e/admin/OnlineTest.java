package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A score that learns, in a running gateway. */
class OnlineTest {
    private static final String POLICY = RunningGateway.HEAD + """
            providers: { echo: { type: echo } }
            models:
              small: { at: echo/small, price: { in: 1, out: 1 }, quality: 0.5 }
              large: { at: echo/large, price: { in: 4, out: 4 }, quality: 0.6 }
            rules: [{ name: all, then: { score: learner } }]
            scores: { learner: { weights: { quality: 1 }, online: { cap: 5/day } } }
            """;

    @TempDir
    private Path folder;

    @Test
    void aRatingMovesWhatTheScoreKnowsAndADecisionIsMadeAgainFromItsRecord() throws Exception {
        try (var gateway = RunningGateway.startWhole(POLICY)) {
            RawClient.Reply first = ask(gateway);
            String model = first.header("x-gateway-model");
            String id = first.header("x-gateway-decision");

            rate(gateway, id);

            JsonNode score = Operator.of(gateway).get("/admin/v1/online").json().at("/scores/0");
            assertThat(score.path("score").asString()).isEqualTo("learner");
            assertThat(score.path("spent_today_usd").asDouble()).isBetween(0.0, 0.1);
            assertThat(score.path("left_today_usd").asDouble()).isBetween(4.9, 5.0);
            assertThat(score.path("learned").size()).isEqualTo(1);
            assertThat(score.at("/learned/0/model").asString()).isEqualTo(model);
            assertThat(score.at("/learned/0/ratings").asDouble()).isCloseTo(1, within(0.01));
            assertThat(score.at("/learned/0/gain").asDouble()).isPositive();

            String next = ask(gateway).header("x-gateway-decision");
            JsonNode decision =
                    Operator.of(gateway).get("/admin/v1/decisions/" + next).json();
            assertThat(decision.at("/recomputed/same").asBoolean()).isTrue();
            JsonNode odds = decision.at("/record/decision/odds");
            assertThat(odds.path("small").asDouble() + odds.path("large").asDouble())
                    .isCloseTo(1, within(1e-9));
            assertThat(decision.at("/record/decision/probability").asDouble())
                    .isEqualTo(
                            odds.path(decision.at("/record/model").asString()).asDouble());
        }
    }

    @Test
    void whatWasLearnedOutlivesARestartAndABrokenFileIsLeftAside() throws Exception {
        Path file = folder.resolve("data/learned.state");
        String policy = POLICY.replace("learned: none", "learned: \"" + file + "\"");
        try (var gateway = RunningGateway.startWhole(policy)) {
            rate(gateway, ask(gateway).header("x-gateway-decision"));
            assertThat(learned(gateway)).isEqualTo(1);
        }
        try (var gateway = RunningGateway.startWhole(policy)) {
            assertThat(learned(gateway)).as("after a restart").isEqualTo(1);
        }
        byte[] whole = Files.readAllBytes(file);
        whole[whole.length / 2] ^= 1;
        Files.write(file, whole);

        try (var gateway = RunningGateway.startWhole(policy)) {
            assertThat(learned(gateway)).as("after a broken file").isZero();
        }
        assertThat(folder.resolve("data/learned.state.broken")).hasBinaryContent(whole);
        assertThat(file).as("nothing to keep").doesNotExist();
    }

    private static int learned(RunningGateway gateway) throws Exception {
        return Operator.of(gateway)
                .get("/admin/v1/online")
                .json()
                .at("/scores/0/learned")
                .size();
    }

    private static RawClient.Reply ask(RunningGateway gateway) throws IOException {
        return post(
                gateway,
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    private static void rate(RunningGateway gateway, String id) throws IOException {
        assertThat(post(gateway, "/v1/feedback", "{\"decision\":\"" + id + "\",\"thumbs\":\"up\"}")
                        .body())
                .contains("\"replaced\":false");
    }

    private static RawClient.Reply post(RunningGateway gateway, String path, String json) throws IOException {
        try (RawClient raw = gateway.raw()) {
            return raw.post(path, json).reply();
        }
    }
}
