package dev.pointsman.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What stays of a request: one record each, with the reasons, and nothing that is secret. */
class RecordsTest {
    private static final String CLIENT_KEY = "sk-canary-of-the-client";
    private static final String PROMPT = "canary-of-the-prompt";
    private static final String ASK =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}";

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat("fine")));

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void everyRequestLeavesOneRecordUnderItsId() throws IOException {
        Path ledger = directory.resolve("ledger.jsonl");
        String answered;
        String refused;
        try (RunningGateway gateway = start(ledger)) {
            answered = ask(gateway, ASK).header("x-request-id");
            refused = ask(gateway, ASK.replace("auto", "nothing")).header("x-request-id");
        }

        // written behind the reply: two loops may swap them
        Map<String, JsonNode> records = records(ledger).stream()
                .collect(Collectors.toMap(each -> each.path("id").stringValue(), each -> each));
        assertThat(records).containsOnlyKeys(answered, refused);
        JsonNode first = records.get(answered);
        assertThat(first.path("rule").stringValue()).isEqualTo("all");
        assertThat(first.path("deployment").stringValue()).isEqualTo("up/gpt-4o-mini");
        assertThat(first.path("key").stringValue()).isEqualTo("team");
        assertThat(first.path("usage").path("input").intValue()).isEqualTo(9);
        assertThat(first.path("usage").path("output").intValue()).isEqualTo(3);
        assertThat(first.path("cost_nano_usd").longValue()).isEqualTo(9 * 1_000 + 3 * 2_000);
        assertThat(first.path("attempts").size()).isEqualTo(1);
        assertThat(records.get(refused).path("end").stringValue()).isEqualTo("model_not_found");
    }

    @Test
    void whatCouldNotBeReadLeavesARecordToo() throws IOException {
        Path ledger = directory.resolve("ledger.jsonl");
        List<String> refused = new ArrayList<>();
        try (RunningGateway gateway = start(ledger)) {
            refused.add(ask(gateway, ASK.substring(0, 40)).header("x-request-id"));
            refused.add(ask(gateway, "").header("x-request-id"));
            refused.add(send(gateway, "/v1/chat/completions", ASK, CLIENT_KEY, "content-type: text/plain"));
            refused.add(send(gateway, "/v1/models", ASK, CLIENT_KEY, "content-type: application/json"));
        }

        List<JsonNode> records = records(ledger);
        assertThat(records)
                .extracting(each -> each.path("id").stringValue())
                .containsExactlyInAnyOrderElementsOf(refused);
        assertThat(records)
                .extracting(each -> each.path("status").intValue())
                .containsExactlyInAnyOrder(400, 400, 415, 405);
        assertThat(records).allSatisfy(each -> {
            assertThat(each.path("key").stringValue()).isEqualTo("team");
            assertThat(each.path("reasons").size()).isEqualTo(1);
        });
        assertThat(Files.readString(ledger)).contains("the request has no body").doesNotContain(PROMPT);
    }

    @Test
    void whatComesWithoutAKeyThatCountsLeavesNoRecordAndIsCounted() throws Exception {
        Path ledger = directory.resolve("ledger.jsonl");
        String metrics;
        try (RunningGateway gateway = start(ledger)) {
            send(gateway, "/v1/chat/completions", ASK, "sk-wrong", "content-type: application/json");
            send(gateway, "/v1/chat/completions", "{", "sk-wrong", "content-type: application/json");
            send(gateway, "/v1/nothing", ASK, CLIENT_KEY, "content-type: application/json");
            metrics = gateway.get(gateway.adminUrl() + "/metrics").body();
        }

        assertThat(records(ledger)).isEmpty();
        assertThat(metrics)
                .containsPattern("gen_ai_server_request_duration_seconds_count\\{.*error_type=\"authentication\".*} 1")
                .contains("pointsman_requests_refused_total{error_type=\"invalid_request\"} 1.0")
                .contains("pointsman_requests_refused_total{error_type=\"not_found\"} 1.0");
    }

    @Test
    void noKeyAndNoPromptIsKeptOrTold() throws Exception {
        upstream.play((request, reply) -> reply.json(
                401,
                Replies.error(
                        "Incorrect API key provided: " + RunningGateway.UPSTREAM_KEY, "invalid_request_error", "bad")));
        Path ledger = directory.resolve("ledger.jsonl");
        var told = new StringBuilder();
        try (RunningGateway gateway = start(ledger)) {
            RawClient.Reply reply = ask(gateway, ASK);
            told.append(reply.headers()).append(reply.body());
            told.append(gateway.get(gateway.adminUrl() + "/metrics").body());
            told.append(gateway.get(gateway.adminUrl() + "/health/ready").body());
            assertThat(reply.status()).isEqualTo(401);
        }
        told.append(Files.readString(ledger));

        assertThat(told).doesNotContain(RunningGateway.UPSTREAM_KEY, CLIENT_KEY, PROMPT);
    }

    private RunningGateway start(Path ledger) {
        String key = "{ name: team, hash: \"sha256:" + KeyStore.hash(CLIENT_KEY) + "\" }";
        return RunningGateway.startWhole(RunningGateway.HEAD.replace("ledger: none", "ledger: \"jsonl:" + ledger + "\"")
                + RunningGateway.oneModel(upstream.url())
                        .replace("at: up/gpt-4o-mini", "at: up/gpt-4o-mini, price: { in: 1, out: 2 }")
                + "rules: [{ name: all, then: { use: small } }]\nkeys: [" + key + "]\n");
    }

    private static List<JsonNode> records(Path ledger) throws IOException {
        return Files.readAllLines(ledger).stream()
                .map(JsonMapper.shared()::readTree)
                .toList();
    }

    /** Gives the id of the reply. */
    private static String send(RunningGateway gateway, String path, String body, String key, String type)
            throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.request("POST " + path, body.getBytes(UTF_8), "authorization: Bearer " + key, type)
                    .reply()
                    .header("x-request-id");
        }
    }

    private static RawClient.Reply ask(RunningGateway gateway, String body) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", body, "authorization: Bearer " + CLIENT_KEY)
                    .reply();
        }
    }
}
