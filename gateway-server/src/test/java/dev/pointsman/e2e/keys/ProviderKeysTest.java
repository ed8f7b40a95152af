package dev.pointsman.e2e.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.ReceivedRequest;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several keys of one provider, over sockets: what a client sees of a refused key is nothing. */
class ProviderKeysTest {
    private static final String CHAT = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final Map<String, Integer> refused = new ConcurrentHashMap<>();
    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> {
        int status = refused.getOrDefault(key(request), 200);
        if (status == 200) {
            reply.json(200, Replies.chat("fine"));
        } else {
            reply.json(status, Replies.error("no, " + key(request), "error", "no"), "retry-after: 120");
        }
    });

    @TempDir
    private Path secrets;

    @AfterEach
    void stop() {
        upstream.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 429})
    void aKeyThatIsRefusedIsReplacedUnseenAndThenPassedOver(int status) throws Exception {
        try (RunningGateway gateway = gateway()) {
            refused.put("key-one", status);

            HttpResponse<String> first = gateway.post("/v1/chat/completions", CHAT);
            HttpResponse<String> second = gateway.post("/v1/chat/completions", CHAT);

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.headers().firstValue("x-gateway-attempts")).contains("2");
            assertThat(second.headers().firstValue("x-gateway-attempts")).contains("1");
            assertThat(upstream.received())
                    .extracting(ProviderKeysTest::key)
                    .containsExactly("key-one", "key-two", "key-two");
            assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                    .containsPattern(
                            "pointsman_provider_key_rests_total\\{error_type=\"\\w+\",key=\"1\",provider=\"up\"\\} 1")
                    .containsPattern("pointsman_breaker_state\\{deployment=\"up/gpt-4o-mini\"\\} 0")
                    .doesNotContain("key-one");
        }
    }

    @Test
    void whereAllKeysAreRefusedTheClientIsToldWithoutAKey() throws Exception {
        try (RunningGateway gateway = gateway()) {
            refused.putAll(Map.of("key-one", 401, "key-two", 401));

            HttpResponse<String> reply = gateway.post("/v1/chat/completions", CHAT);

            assertThat(reply.statusCode()).isEqualTo(401);
            assertThat(reply.body()).doesNotContain("key-one").doesNotContain("key-two");
        }
    }

    @Test
    void aKeyFileThatIsRenewedCountsWithoutARestart() throws Exception {
        try (RunningGateway gateway = gateway()) {
            refused.putAll(Map.of("key-one", 401, "key-two", 401));
            assertThat(gateway.post("/v1/chat/completions", CHAT).statusCode()).isEqualTo(401);

            Files.writeString(secrets.resolve("one"), "key-three");

            await().until(() -> gateway.post("/v1/chat/completions", CHAT).statusCode() == 200);
            assertThat(key(upstream.last())).isEqualTo("key-three");
        }
    }

    private RunningGateway gateway() throws IOException {
        Path one = Files.writeString(secrets.resolve("one"), "key-one");
        Path two = Files.writeString(secrets.resolve("two"), "key-two");
        return RunningGateway.start("""
                providers: { up: { type: openai, url: "%s", keys: ["file:%s", "file:%s"] } }
                models: { small: up/gpt-4o-mini }
                reliability: { retry: { times: 0 } }
                """.formatted(upstream.url(), one, two));
    }

    private static String key(ReceivedRequest request) {
        return request.header("authorization").substring("Bearer ".length());
    }
}
