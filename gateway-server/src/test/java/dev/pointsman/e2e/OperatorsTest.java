package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the admin listener tells those who run the gateway. */
class OperatorsTest {
    private static final String ECHO =
            "providers: { echo: { type: echo } }\nmodels: { small: { deployments: [{ at: echo/small }] } }\n";

    @Test
    void aGatewayThatServesIsLiveAndReadyUnderItsPolicy() throws Exception {
        try (var gateway = RunningGateway.start(ECHO)) {
            assertThat(gateway.get(gateway.adminUrl() + "/health/live").statusCode())
                    .isEqualTo(200);
            var ready = gateway.get(gateway.adminUrl() + "/health/ready");

            assertThat(ready.statusCode()).isEqualTo(200);
            JsonNode policy = new JsonMapper().readTree(ready.body()).path("policy");
            assertThat(policy.path("digest").asString()).hasSize(64);
            assertThat(policy.path("loads").asInt()).isEqualTo(1);
            assertThat(policy.path("failures").asInt()).isZero();
            assertThat(policy.path("restart_needed").asBoolean()).isFalse();
        }
    }

    @Test
    void aRefusedPolicyAndOneThatAsksForARestartShowInReadinessAndMetrics() throws Exception {
        try (var gateway = RunningGateway.start(ECHO)) {
            gateway.reload("models: {}\n");
            gateway.reload(RunningGateway.HEAD.replace("access_log: off", "access_log: off, drain: 7s") + ECHO);

            var ready = gateway.get(gateway.adminUrl() + "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            JsonNode policy = new JsonMapper().readTree(ready.body()).path("policy");
            assertThat(policy.path("restart_needed").asBoolean()).isTrue();
            assertThat(policy.path("loads").asInt()).isEqualTo(2);
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .contains("pointsman_policy_failures_total 1.0", "pointsman_policy_loads_total 2.0");
        }
    }

    @Test
    void aFailingDeploymentShowsAnOpenBreaker() throws Exception {
        String broken = """
                providers: { echo: { type: echo, status: 503 } }
                models: { small: echo/small }
                reliability: { retry: { times: 0 } }
                """;
        try (var gateway = RunningGateway.start(broken)) {
            assertThat(metrics(gateway)).contains("pointsman_breaker_state{deployment=\"echo/small\"} 0.0");
            for (int i = 0; i < 5; i++) {
                gateway.post("/v1/chat/completions", chat());
            }

            assertThat(metrics(gateway))
                    .contains("pointsman_breaker_state{deployment=\"echo/small\"} 2.0")
                    .contains("pointsman_breaker_changes_total{to=\"open\"} 1.0");
            assertThat(gateway.post("/v1/chat/completions", chat()).body()).contains("no_healthy_provider");
        }
    }

    @Test
    void aGatewayThatDrainsIsLiveAndNotReady() throws Exception {
        var more = new CountDownLatch(1);
        var upstream = ScriptedUpstream.playing((request, reply) ->
                Replies.begin(reply, 1).await(more).event(Replies.FINISH).done());
        var gateway = RunningGateway.inFrontOf(upstream.url());
        try (upstream;
                RawClient client = gateway.raw()) {
            client.post("/v1/chat/completions", chat());
            await().until(() -> upstream.requests() == 1);

            String admin = gateway.adminUrl();
            var closing = CompletableFuture.runAsync(gateway::close);
            await().until(() -> gateway.get(admin + "/health/ready").statusCode() == 503);
            assertThat(gateway.get(admin + "/health/ready").body()).contains("draining");
            assertThat(gateway.get(admin + "/health/live").statusCode()).isEqualTo(200);

            more.countDown();
            assertThat(client.reply().body()).endsWith("data: [DONE]\n\n");
            closing.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void onlyReadingIsPossibleThere() throws Exception {
        try (var gateway = RunningGateway.start(ECHO)) {
            assertThat(gateway.get(gateway.adminUrl() + "/v1/models").statusCode())
                    .isEqualTo(404);
            assertThat(gateway.get(gateway.url() + "/../metrics").statusCode()).isIn(400, 404);
        }
    }

    @Test
    void anAdminPortThatIsTakenStopsTheStartBeforeAClientIsServed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String admin = "admin: \"127.0.0.1:" + taken.getLocalPort() + "\"";

            assertThatThrownBy(() -> RunningGateway.startWhole(
                            RunningGateway.HEAD.replace("admin: \"127.0.0.1:0\"", admin) + ECHO))
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()))
                    .hasMessageContaining("server.admin");
        }
    }

    private static String metrics(RunningGateway gateway) throws IOException, InterruptedException {
        return gateway.get(gateway.adminUrl() + "/metrics").body();
    }

    private static String chat() {
        return "{\"model\":\"small\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }
}
