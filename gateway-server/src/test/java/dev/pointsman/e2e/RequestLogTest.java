package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the program says: how to ask it, and a line for each request that tells what happened and nothing of what was said. */
class RequestLogTest {
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
    void eachRequestIsOneLineOfTheLogWithoutAWordOfIt() throws Exception {
        String echoed = "you said " + PROMPT + " with the key " + RunningGateway.UPSTREAM_KEY;
        String said;
        String answered;
        String refused;
        String unread;
        try (var gateway = serve("json")) {
            InetSocketAddress address = gateway.address();
            answered = ask(address, "auto").header("x-request-id");
            upstream.play((request, reply) -> reply.json(400, Replies.error(echoed, "invalid_request_error", "bad")));
            RawClient.Reply reply = ask(address, "small");
            assertThat(reply.body()).contains(PROMPT).doesNotContain(RunningGateway.UPSTREAM_KEY);
            refused = reply.header("x-request-id");
            unread = ask(address, "a\",\"model\":\"b").header("x-request-id");
            gateway.stop();
            assertThat(gateway.exitCode()).isZero();
            said = gateway.said();
        }

        Map<String, JsonNode> lines = said.lines()
                .filter(line -> line.startsWith("{"))
                .map(JSON::readTree)
                .collect(Collectors.toMap(line -> line.path("id").asString(), line -> line));
        assertThat(lines).containsOnlyKeys(answered, refused, unread);
        JsonNode line = lines.get(answered);
        assertThat(line.path("status").asInt()).isEqualTo(200);
        assertThat(line.path("end").asString()).isEqualTo("complete");
        assertThat(line.path("endpoint").asString()).isEqualTo("/v1/chat/completions");
        assertThat(line.path("key").asString()).isEqualTo("ci");
        assertThat(line.path("asked").asString()).isEqualTo("auto");
        assertThat(line.path("rule").asString()).isEqualTo("all");
        assertThat(line.path("deployment").asString()).isEqualTo("up/gpt-4o-mini");
        assertThat(line.path("attempts").asInt()).isEqualTo(1);
        assertThat(line.path("input_tokens").asInt()).isEqualTo(9);
        assertThat(line.path("cost_nano_usd").asLong()).isEqualTo(9 * 1_000 + 3 * 2_000);
        assertThat(lines.get(refused).path("end").asString()).isEqualTo("upstream_rejected");
        assertThat(lines.get(unread).path("status").asInt()).isEqualTo(400);
        assertThat(said + Files.readString(directory.resolve("ledger.jsonl")))
                .doesNotContain(PROMPT, ANSWER, CLIENT_KEY, RunningGateway.UPSTREAM_KEY);
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
        Files.writeString(
                directory.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", admin: none, access_log: %s }
                storage: { ledger: "jsonl:ledger.jsonl" }
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models: { small: { at: up/gpt-4o-mini, price: { in: 1, out: 2 } } }
                rules: [{ name: all, then: { use: small } }]
                keys: [{ name: ci, hash: "sha256:%s", team: platform }]
                """.formatted(log, upstream.url(), KeyStore.hash(CLIENT_KEY)));
        return GatewayProcess.run(
                directory, Map.of("UPSTREAM_KEY", RunningGateway.UPSTREAM_KEY), "serve", "--policy", "gateway.yaml");
    }

    private static RawClient.Reply ask(InetSocketAddress address, String model) throws IOException {
        try (RawClient client = new RawClient(address)) {
            String body =
                    "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";
            return client.post("/v1/chat/completions", body, "authorization: Bearer " + CLIENT_KEY)
                    .reply();
        }
    }
}
