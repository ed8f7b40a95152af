package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        Map<String, JsonNode> records = Files.readAllLines(ledger).stream()
                .map(JsonMapper.shared()::readTree)
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

    private static RawClient.Reply ask(RunningGateway gateway, String body) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", body, "authorization: Bearer " + CLIENT_KEY)
                    .reply();
        }
    }
}
