package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.e2e.peers.RawClient;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is kept of requests, in the log and in the ledger: enough to see what happened, nothing that was said. */
class RecordsTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROMPT = "the-words-of-the-prompt";
    private static final String ANSWER = "the-words-of-the-answer";
    private static final String CLIENT_KEY = "pm-the-key-of-the-client";

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat(ANSWER)));

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void eachRequestIsOneLineOfTheLogAndOneRecordWithoutAWordOfIt() throws Exception {
        String echoed = "you said " + PROMPT + " with the key " + RunningGateway.UPSTREAM_KEY;
        String said;
        String answeredId;
        try (var gateway = serve("json")) {
            InetSocketAddress address = gateway.address();
            answeredId = ask(address, "auto").header("x-request-id");
            upstream.play((request, reply) -> reply.json(400, Replies.error(echoed, "invalid_request_error", "bad")));
            RawClient.Reply refused = ask(address, "small");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains(PROMPT).doesNotContain(RunningGateway.UPSTREAM_KEY);
            ask(address, "smal");
            gateway.stop();
            assertThat(gateway.exitCode()).isZero();
            said = gateway.said();
        }

        List<JsonNode> lines = said.lines()
                .filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .toList();
        assertThat(lines).hasSize(3);
        JsonNode answered = lines.get(0);
        assertThat(answered.path("id").asString()).isEqualTo(answeredId);
        assertThat(answered.path("status").asInt()).isEqualTo(200);
        assertThat(answered.path("end").asString()).isEqualTo("complete");
        assertThat(answered.path("endpoint").asString()).isEqualTo("/v1/chat/completions");
        assertThat(answered.path("key").asString()).isEqualTo("ci");
        assertThat(answered.path("asked").asString()).isEqualTo("auto");
        assertThat(answered.path("rule").asString()).isEqualTo("all");
        assertThat(answered.path("deployment").asString()).isEqualTo("up/gpt-4o-mini");
        assertThat(answered.path("input_tokens").asInt()).isEqualTo(9);
        assertThat(lines.get(1).path("end").asString()).isEqualTo("upstream_rejected");
        assertThat(lines.get(2).path("end").asString()).isEqualTo("model_not_found");

        String ledger = Files.readString(directory.resolve("ledger.jsonl"));
        List<JsonNode> records = ledger.lines().map(JSON::readTree).toList();
        assertThat(records).hasSize(3);
        JsonNode record = records.get(0);
        assertThat(record.path("id").asString()).isEqualTo(answeredId);
        assertThat(record.path("policy").asString()).hasSize(12);
        assertThat(record.path("team").asString()).isEqualTo("platform");
        assertThat(record.path("rule").asString()).isEqualTo("all");
        assertThat(record.path("reasons").toString()).contains("use small");
        assertThat(record.path("candidates").path(0).path("model").asString()).isEqualTo("small");
        assertThat(record.path("attempts")).hasSize(1);
        assertThat(record.path("attempts").path(0).path("status").asInt()).isEqualTo(200);
        assertThat(record.path("usage").path("output").asInt()).isEqualTo(3);
        assertThat(record.path("finish_reason").asString()).isEqualTo("stop");
        assertThat(record.path("cost_nano_usd").asLong())
                .as("9 in at 1 USD and 3 out at 2 USD a million")
                .isEqualTo(15_000);
        assertThat(records.get(1).path("attempts").path(0).path("error").asString())
                .isEqualTo("upstream_rejected");

        assertThat(said + ledger).doesNotContain(PROMPT, ANSWER, CLIENT_KEY, RunningGateway.UPSTREAM_KEY);
    }

    @Test
    void theLogMayBeTextOrOff() throws Exception {
        assertThat(saidOfOneRequest("text")).containsPattern("id=\"?req_\\w+").contains("status=");
        assertThat(saidOfOneRequest("off")).doesNotContain("req_");
    }

    @Test
    void aStartTellsWhereWhatAndHowToAsk() throws Exception {
        try (var gateway = serve("off")) {
            InetSocketAddress address = gateway.address();
            gateway.stop();
            assertThat(gateway.exitCode()).isZero();

            String url = "http://127.0.0.1:" + address.getPort() + "/v1";
            assertThat(gateway.said())
                    .contains(url, "models    small, auto")
                    .containsPattern("curl .*" + url + "/chat/completions .*Bearer \\$KEY.*\"model\":\"small\"");
        }
    }

    private String saidOfOneRequest(String form) throws Exception {
        try (var gateway = serve(form)) {
            assertThat(ask(gateway.address(), "auto").status()).isEqualTo(200);
            gateway.stop();
            assertThat(gateway.exitCode()).isZero();
            return gateway.said();
        }
    }

    private GatewayProcess serve(String log) throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", admin: none, access_log: %s }
                storage: { ledger: "jsonl:ledger.jsonl" }
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models: { small: { at: up/gpt-4o-mini, price: { in: 1, out: 2 } } }
                rules: [{ name: all, then: { use: small } }]
                keys: [{ name: ci, hash: "sha256:%s", team: platform }]
                """.formatted(
                        log, upstream.url(), dev.pointsman.access.KeyStore.hash(CLIENT_KEY)));
        return GatewayProcess.run(
                directory, Map.of("UPSTREAM_KEY", RunningGateway.UPSTREAM_KEY), "serve", "--policy", "gateway.yaml");
    }

    private static RawClient.Reply ask(InetSocketAddress address, String model) throws IOException {
        try (RawClient client = RawClient.connect(address)) {
            String body =
                    "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
            return client.post("/v1/chat/completions", body, "authorization: Bearer " + CLIENT_KEY)
                    .reply();
        }
    }
}
