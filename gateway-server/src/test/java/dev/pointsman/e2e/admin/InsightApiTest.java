package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.RunningGateway;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What operators see of a running gateway: places and their holds, usage, limits, trials, feedback. */
class InsightApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String POLICY = """
            providers: { a: { type: echo }, b: { type: echo } }
            models:
              swift: { deployments: [{ at: a/swift, price: { in: 1, out: 2 } }, { at: b/swift, price: { in: 1, out: 2 } }], balance: order }
              deep: { at: a/deep, price: { in: 10, out: 20 } }
            rules: [{ name: long, when: { text: essay }, then: { use: deep } }, { name: rest, then: { use: swift } }]
            limits: [{ per: key, requests: 100/min, spend: 5/day }]
            """;

    @Test
    void aDisabledDeploymentGetsNoCallUntilItIsEnabled() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            var operator = Operator.of(gateway);

            assertThat(chat(gateway, "hello").headers().firstValue("x-gateway-deployment"))
                    .hasValue("a/swift");
            var held = operator.post("/admin/v1/deployments/disable", "{\"deployment\":\"a/swift\"}");
            assertThat(held.json().path("state").asString()).isEqualTo("disabled");
            assertThat(chat(gateway, "hello").headers().firstValue("x-gateway-deployment"))
                    .hasValue("b/swift");

            assertThat(gateway.reload(RunningGateway.HEAD + POLICY)).isTrue();
            assertThat(chat(gateway, "hello").headers().firstValue("x-gateway-deployment"))
                    .as("a hold outlives a reload")
                    .hasValue("b/swift");

            operator.post("/admin/v1/deployments/enable", "{\"deployment\":\"a/swift\"}");
            assertThat(chat(gateway, "hello").headers().firstValue("x-gateway-deployment"))
                    .hasValue("a/swift");
        }
    }

    @Test
    void whereAllPlacesAreHeldAClientIsToldToComeBack() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            var operator = Operator.of(gateway);
            operator.post("/admin/v1/deployments/disable", "{\"deployment\":\"a/swift\"}");
            operator.post("/admin/v1/deployments/disable", "{\"deployment\":\"b/swift\"}");

            var reply = gateway.post(
                    "/v1/chat/completions",
                    "{\"model\":\"swift\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");

            assertThat(reply.statusCode()).isEqualTo(503);
            assertThat(reply.headers().firstValue("retry-after")).isPresent();
        }
    }

    @Test
    void anUnknownDeploymentIsRefusedWithTheNearestName() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            var answer = Operator.of(gateway).post("/admin/v1/deployments/disable", "{\"deployment\":\"a/swft\"}");

            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).contains("a/swift");
            assertThat(Operator.of(gateway)
                            .post("/admin/v1/deployments/disable", "{}")
                            .status())
                    .isEqualTo(400);
        }
    }

    @Test
    void modelsTellTheirPlacesPricesAndStates() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            JsonNode models = Operator.of(gateway).get("/admin/v1/models").json();

            assertThat(models.at("/models/0/name").asString()).isEqualTo("swift");
            assertThat(models.at("/models/0/balance").asString()).isEqualTo("order");
            JsonNode place = models.at("/models/0/deployments/0");
            assertThat(place.path("id").asString()).isEqualTo("a/swift");
            assertThat(place.path("state").asString()).isEqualTo("serving");
            assertThat(place.path("breaker").asString()).isEqualTo("closed");
            assertThat(place.at("/usd_per_million/out").asDouble()).isEqualTo(2);
        }
    }

    @Test
    void usageWithoutALedgerIsOfWhatIsAtHandAndComparesWithABaseline() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            chat(gateway, "hello");
            chat(gateway, "an essay");

            JsonNode usage = Operator.of(gateway)
                    .get("/admin/v1/usage?since=1h&by=model,rule&baseline=deep")
                    .json();

            assertThat(usage.path("source").asString()).isEqualTo("memory");
            assertThat(usage.at("/report/all/requests").asInt()).isEqualTo(2);
            assertThat(usage.at("/report/groups/0/model").asString()).isEqualTo("deep");
            assertThat(usage.at("/report/groups/0/rule").asString()).isEqualTo("long");
            assertThat(usage.at("/report/savings/0/saved_usd/value").asDouble()).isPositive();
        }
    }

    @Test
    void usageIsReadFromTheLedger() throws Exception {
        Path folder = Files.createTempDirectory("pointsman");
        String head = RunningGateway.HEAD.replace("ledger: none", "ledger: \"jsonl:" + folder + "/ledger.jsonl\"");
        try (var gateway = RunningGateway.startIn(folder, head + POLICY)) {
            chat(gateway, "hello");
            var operator = Operator.of(gateway);

            await().untilAsserted(() -> {
                JsonNode usage =
                        operator.get("/admin/v1/usage?since=all&by=day").json();
                assertThat(usage.path("source").asString()).isEqualTo("ledger");
                assertThat(usage.at("/report/all/requests").asInt()).isEqualTo(1);
            });
        }
    }

    @Test
    void whatNoReportIsOfIsRefusedWithWhatWasExpected() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            var operator = Operator.of(gateway);

            assertThat(operator.get("/admin/v1/usage?by=colour").status()).isEqualTo(400);
            assertThat(operator.get("/admin/v1/usage?since=soon").status()).isEqualTo(400);
            assertThat(operator.get("/admin/v1/usage?baseline=nobody").text())
                    .contains("expected a model of the policy");
        }
    }

    @Test
    void limitsTellWhatIsSpent() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            chat(gateway, "hello");

            JsonNode limit = Operator.of(gateway).get("/admin/v1/limits").json().at("/limits/0");

            assertThat(limit.at("/requests/most").asInt()).isEqualTo(100);
            assertThat(limit.at("/spend_usd/most").asDouble()).isEqualTo(5);
            assertThat(limit.path("spent_usd").asDouble()).isPositive();
        }
    }

    @Test
    void aRequestIsTriedUnderTheCurrentPolicyAndUnderAnother() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            var operator = Operator.of(gateway);
            String request = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"an essay\"}]}";
            String other = RunningGateway.HEAD + POLICY.replace("text: essay", "text: poem");

            JsonNode now = operator.post("/admin/v1/policy/explain", "{\"request\":" + request + "}")
                    .json();
            JsonNode then = operator.post(
                            "/admin/v1/policy/explain",
                            "{\"request\":" + request + ",\"policy\":" + JSON.writeValueAsString(other) + "}")
                    .json();
            var broken =
                    operator.post("/admin/v1/policy/explain", "{\"request\":" + request + ",\"policy\":\"models: 1\"}");

            assertThat(now.path("model").asString()).isEqualTo("deep");
            assertThat(now.has("nearest_change")).isTrue();
            assertThat(then.path("model").asString()).isEqualTo("swift");
            assertThat(broken.status()).isEqualTo(422);
        }
    }

    @Test
    void recordedRequestsAreDecidedAgainByAnotherPolicy() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            chat(gateway, "an essay");
            chat(gateway, "hello");
            String other = RunningGateway.HEAD
                    + POLICY.replace("name: rest, then: { use: swift }", "name: rest, then: { use: deep }");

            var replay = Operator.of(gateway)
                    .post("/admin/v1/policy/replay?since=1h", "application/yaml", BodyPublishers.ofString(other));

            assertThat(replay.status()).isEqualTo(200);
            assertThat(replay.json().at("/counts/requests").asInt()).isEqualTo(2);
            assertThat(replay.json().at("/counts/changed").asInt()).isEqualTo(1);
        }
    }

    @Test
    void anOperatorRatesAnAnswerOfAnyKey() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            String id = chat(gateway, "hello")
                    .headers()
                    .firstValue("x-gateway-decision")
                    .orElseThrow();

            var rated =
                    Operator.of(gateway).post("/admin/v1/feedback", "{\"decision\":\"" + id + "\",\"thumbs\":\"up\"}");

            assertThat(rated.json().path("model").asString()).isEqualTo("swift");
            assertThat(rated.json().path("score").asDouble()).isEqualTo(1);
            assertThat(Operator.of(gateway).get("/admin/v1/decisions").text())
                    .as("kept like a client's")
                    .contains(id + "_operator_");
            assertThat(Operator.of(gateway)
                            .post("/admin/v1/feedback", "{\"decision\":\"req_none\",\"thumbs\":\"up\"}")
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void decisionsArePagedAndNarrowed() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            for (int i = 0; i < 5; i++) {
                chat(gateway, i % 2 == 0 ? "an essay" : "hello");
            }
            var operator = Operator.of(gateway);
            List<String> seen = new ArrayList<>();
            String next = "";
            do {
                JsonNode page = operator.get("/admin/v1/decisions?limit=2" + (next.isEmpty() ? "" : "&before=" + next))
                        .json();
                page.path("decisions").forEach(row -> seen.add(row.path("id").asString()));
                next = page.path("next").asString("");
            } while (!next.isEmpty());

            assertThat(seen).hasSize(5).doesNotHaveDuplicates();
            assertThat(operator.get("/admin/v1/decisions?outcome=failed").json().path("decisions"))
                    .isEmpty();
            assertThat(operator.get("/admin/v1/decisions?until=2020-01-01T00:00:00Z")
                            .json()
                            .path("decisions"))
                    .isEmpty();
            assertThat(operator.get("/admin/v1/decisions?since=yesterday").status())
                    .isEqualTo(400);
            assertThat(operator.get("/admin/v1/decisions?outcome=odd").status()).isEqualTo(400);
        }
    }

    private static HttpResponse<String> chat(RunningGateway gateway, String text) throws Exception {
        var reply = gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}");
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply;
    }
}
