package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.e2e.peers.StreamLoad;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A next policy beside the current one, in a running gateway: {@code old} serves now, {@code new} would. */
class RolloutTest {
    private static final String STREAM = "\"stream\":true";

    /** Fails for the next policy's model only. */
    private static final ScriptedUpstream.Script NEW_FAILS = (request, reply) -> {
        if (request.text().contains("\"model\":\"new\"")) {
            reply.json(500, Replies.error("broken", "server_error", "internal"));
        } else {
            Replies.words(4).play(request, reply);
        }
    };

    @TempDir
    private Path history;

    @TempDir
    private Path ledgers;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(4));

    @AfterEach
    void stopUpstream() {
        upstream.close();
    }

    @Test
    void aCanaryServesTheSameUsersAndTellsWhoseDecisionItWas() throws Exception {
        try (var gateway = started("{ next: next.yaml, mode: canary, share: 30%, by: user }", next())) {
            Map<String, String> arms = new HashMap<>();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 40; i++) {
                    RawClient.Reply reply = ask(gateway, "user-" + i);
                    String arm = reply.header("x-gateway-policy");
                    assertThat(reply.status()).isEqualTo(200);
                    assertThat(reply.header("x-gateway-model")).isEqualTo(arm.equals("next") ? "fresh" : "stale");
                    assertThat(arms.merge("user-" + i, arm, (before, now) -> now))
                            .isEqualTo(arm);
                }
            }
            long tried = arms.values().stream().filter("next"::equals).count();

            assertThat(tried).isBetween(4L, 22L);
            JsonNode report = report(gateway);
            assertThat(report.path("state").asString()).isEqualTo("running");
            assertThat(report.path("arms").path("next").path("requests").asLong())
                    .isEqualTo(2 * tried);
            assertThat(report.path("arms").path("current").path("requests").asLong())
                    .isEqualTo(80 - 2 * tried);
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_rollout_requests_total{arm=\"next\",result=\"ok\"} " + 2.0 * tried);
        }
        assertRecordsNameThePolicyThatDecided();
    }

    private void assertRecordsNameThePolicyThatDecided() throws IOException {
        Map<String, String> policies = new HashMap<>();
        for (String line : Files.readAllLines(ledgers.resolve("ledger.jsonl"))) {
            JsonNode record = new JsonMapper().readTree(line);
            String model = record.path("model").asString();
            assertThat(policies.computeIfAbsent(
                            model, any -> record.path("policy").asString()))
                    .isEqualTo(record.path("policy").asString());
        }
        assertThat(policies.get("fresh")).isNotEqualTo(policies.get("stale"));
        try (var kept = Files.list(history)) {
            List<String> names = kept.map(file -> file.getFileName().toString()).toList();
            assertThat(policies.values())
                    .allSatisfy(digest ->
                            assertThat(names).anyMatch(name -> name.startsWith(digest) && name.endsWith(".yaml")));
        }
    }

    @Test
    void aCanaryThatFailsStopsByItselfAndStaysStoppedUntilItsFileChanges() throws Exception {
        upstream.play(NEW_FAILS);
        String rollout =
                "{ next: next.yaml, mode: canary, share: 50%, by: user, stop: { error_rate: \"> 20%\", over: 10 calls } }";
        try (var gateway = started(rollout, next())) {
            int failed = 0;
            for (int i = 0; i < 120; i++) {
                failed += ask(gateway, "user-" + i).status() == 200 ? 0 : 1;
            }
            assertThat(failed).as("failures until it stopped").isEqualTo(10);
            JsonNode report = report(gateway);
            assertThat(report.path("state").asString()).isEqualTo("stopped");
            assertThat(report.path("stop").path("by").asString()).isEqualTo("error_rate");
            assertThat(report.path("stop").path("why").asString())
                    .contains("100.0% over the last 10 calls", "bound: \"> 20%\"");
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_rollout_stops_total{by=\"error_rate\"} 1.0");
            assertThat(ask(gateway, "user-1").header("x-gateway-policy")).isNull();

            gateway.reload(policy("{ next: next.yaml, mode: canary, share: 80%, by: user }"));
            assertThat(report(gateway).path("state").asString()).isEqualTo("stopped");

            upstream.play(Replies.words(4));
            gateway.write("next.yaml", next() + "# mended\n");
            await().until(() -> report(gateway).path("state").asString().equals("running"));
            assertThat(served(gateway, 40)).contains("fresh");
        }
    }

    @Test
    void anOperatorStopsStartsAnewAndPromotes() throws Exception {
        try (var gateway = started("{ next: next.yaml, mode: ab, share: 50%, by: user }", next())) {
            var operator = Operator.of(gateway);
            assertThat(served(gateway, 30)).contains("fresh", "stale");

            assertThat(operator.post("/admin/v1/rollout/stop", "{}").status()).isEqualTo(200);
            assertThat(operator.post("/admin/v1/rollout/stop", "{}").status()).isEqualTo(409);
            assertThat(served(gateway, 30)).containsOnly("stale");

            assertThat(operator.post("/admin/v1/rollout/start", "").status()).isEqualTo(200);
            assertThat(served(gateway, 30)).contains("fresh", "stale");
            JsonNode differences = report(gateway).path("differences").path("latency");
            assertThat(differences.path("low").asDouble())
                    .isLessThan(differences.path("high").asDouble());

            var promoted = operator.post("/admin/v1/rollout/promote", "{}");
            assertThat(promoted.status()).as(promoted.text()).isEqualTo(200);
            assertThat(served(gateway, 10)).containsOnly("fresh");
            assertThat(gateway.file()).hasContent(next());
            assertThat(operator.post("/admin/v1/rollout/promote", "{}").status())
                    .isEqualTo(409);
            assertThat(report(gateway).path("state").asString()).isEqualTo("none");
            JsonNode latest = operator.get("/admin/v1/policy/versions")
                    .json()
                    .path("versions")
                    .path(0);
            assertThat(latest.path("note").asString()).isEqualTo("promoted from next.yaml");
        }
    }

    @Test
    void aShadowDecidesAndSendsNothing() throws Exception {
        try (var gateway = started("{ next: next.yaml, mode: shadow }", next())) {
            assertThat(served(gateway, 60)).containsOnly("stale");

            assertThat(upstream.received())
                    .allSatisfy(request -> assertThat(request.text()).contains("\"model\":\"old\""));
            JsonNode shadow = report(gateway).path("shadow");
            assertThat(shadow.path("decisions").path("model").asLong()).isEqualTo(60);
            assertThat(shadow.path("latest").size()).isEqualTo(50);
            assertThat(shadow.path("latest").path(0).path("from").asString()).isEqualTo("stale at up/old");
            assertThat(shadow.path("latest").path(0).path("to").asString()).isEqualTo("fresh at up/new");
            assertThat(shadow.path("cost_delta_usd").asDouble()).isPositive();
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_rollout_decisions_total{result=\"model\"} 60.0")
                    .contains("pointsman_rollout_shadow_seconds_count 60");
        }
    }

    @Test
    void aShadowAsksItsEstimatorsAndNobodyWaits() throws Exception {
        upstream.play((request, reply) -> {
            if (request.text().contains("\"model\":\"judge\"")) {
                reply.json(200, Replies.chat("5"));
            } else {
                Replies.words(4).play(request, reply);
            }
        });
        String rated =
                next().replace("price: { in: 2, out: 2 } } }", """
                price: { in: 2, out: 2 } }, cheap: { at: up/cheap }, judge: { at: up/judge } }
                scores: { rated: { estimator: { ask: judge }, strong: fresh, weak: cheap, threshold: 0.5, budget: 10s } }
                """.strip()).replace("use: fresh", "score: rated");
        try (var gateway = started("{ next: next.yaml, mode: shadow }", rated)) {
            assertThat(served(gateway, 3)).containsOnly("stale");

            await().until(() -> report(gateway).at("/shadow/decisions/model").asLong() == 3);
            assertThat(report(gateway).at("/shadow/latest"))
                    .allSatisfy(each -> assertThat(each.path("to").asString()).isEqualTo("cheap at up/cheap"));
        }
    }

    @Test
    void aBadNextPolicyLeavesTheCurrentOneAloneAndSaysSo() throws Exception {
        try (var gateway = started("{ next: next.yaml, mode: canary, share: 100% }", "models: [oops")) {
            assertThat(served(gateway, 5)).containsOnly("stale");

            JsonNode report = report(gateway);
            assertThat(report.path("state").asString()).isEqualTo("waiting");
            assertThat(report.path("next").path("error").asString()).contains("next.yaml:1:", "not YAML");
            String ready = gateway.get(gateway.adminUrl() + "/health/ready").body();
            assertThat(ready).contains("\"next_policy\"", "not YAML");
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_policy_next_failures_total 1.0");

            gateway.write("next.yaml", next());
            await().until(() -> report(gateway).path("state").asString().equals("running"));
            gateway.write("next.yaml", "models: [worse");
            await().until(() -> !report(gateway).path("next").path("error").isNull());
            assertThat(served(gateway, 5)).containsOnly("fresh");
        }
    }

    @Test
    void whatTheNextPolicySaysOfKeysAndListenersIsTold() throws Exception {
        String otherServer = next().replace("access_log: off", "access_log: off, drain: 3s");
        try (var gateway = started("{ next: next.yaml, mode: shadow }", otherServer)) {
            assertThat(report(gateway).path("next").path("ignored").toString()).isEqualTo("[\"server\"]");
        }
    }

    @Test
    void changesOfBothFilesUnderLoadLoseNoRequest() throws Exception {
        try (var gateway = started("{ next: next.yaml, mode: ab, share: 50%, by: user }", next())) {
            String ask =
                    "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]}";
            try (var load = new StreamLoad(gateway, 20, ask, "data: [DONE]\n\n")) {
                StreamLoad.Outcome outcome = load.during(() -> {
                    for (int i = 0; i < 60; i++) {
                        gateway.write("next.yaml", next() + "# " + i + "\n");
                        assertThat(gateway.reload(
                                        policy("{ next: next.yaml, mode: ab, share: " + (40 + i % 20) + "% }")))
                                .isTrue();
                    }
                });

                assertThat(outcome.failures()).isEmpty();
            }
        }
    }

    private RunningGateway started(String rollout, String next) throws IOException {
        Path folder = Files.createTempDirectory("pointsman");
        Files.writeString(folder.resolve("next.yaml"), next);
        return RunningGateway.startIn(folder, policy(rollout));
    }

    private String policy(String rollout) {
        return body("stale", "old", 1) + "rollout: " + rollout + "\n";
    }

    private String next() {
        return body("fresh", "new", 2);
    }

    private String body(String model, String upstreamModel, int price) {
        return RunningGateway.HEAD
                        .replace("history: none", "history: \"" + history + "\"")
                        .replace("ledger: none", "ledger: \"jsonl:" + ledgers.resolve("ledger.jsonl") + "\"")
                + """
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models: { %s: { at: up/%s, price: { in: %d, out: %d } } }
                rules: [{ name: all, then: { use: %s } }]
                reliability: { retry: { times: 0 } }
                """.formatted(upstream.url(), model, upstreamModel, price, price, model);
    }

    private static JsonNode report(RunningGateway gateway) throws IOException, InterruptedException {
        return Operator.of(gateway).get("/admin/v1/rollout").json();
    }

    private static RawClient.Reply ask(RunningGateway gateway, String user) throws IOException {
        try (RawClient raw = gateway.raw()) {
            return raw.post(
                            "/v1/chat/completions",
                            "{\"model\":\"auto\"," + STREAM + ",\"user\":\"" + user
                                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                    .reply();
        }
    }

    /** Models that answered so many users. */
    private static List<String> served(RunningGateway gateway, int users) throws IOException {
        List<String> models = new ArrayList<>();
        for (int i = 0; i < users; i++) {
            models.add(ask(gateway, "someone-" + i).header("x-gateway-model"));
        }
        return models;
    }
}
