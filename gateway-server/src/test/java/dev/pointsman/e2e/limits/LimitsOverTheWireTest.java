package dev.pointsman.e2e.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.Footprint;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.flow.Exchange;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits as clients meet them, over sockets. A reply of the provider costs 9 × 1 and 3 × 2 millionths of a dollar. */
class LimitsOverTheWireTest {
    private static final String ASK =
            "{\"model\":\"small\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path folder;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> reply.json(
            200, Replies.chat("fine"), "x-ratelimit-limit-requests: 9999", "x-ratelimit-remaining-requests: 9998"));

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void aClientSeesItsOwnLimitsAndNotTheProvidersAndWhenToComeAgain() throws IOException {
        try (RunningGateway gateway = start("[{ per: key, requests: 2/min }]")) {
            RawClient.Reply first = ask(gateway, "ci");
            assertThat(first.status()).isEqualTo(200);
            assertThat(first.header("x-ratelimit-limit-requests")).isEqualTo("2");
            assertThat(first.header("x-ratelimit-remaining-requests")).isEqualTo("1");
            assertThat(first.header("x-ratelimit-reset-requests")).startsWith("1m0");
            ask(gateway, "ci");

            RawClient.Reply third = ask(gateway, "ci");

            assertThat(third.status()).isEqualTo(429);
            assertThat(third.header("x-gateway-limit")).isEqualTo("key-requests");
            assertThat(Integer.parseInt(third.header("retry-after"))).isBetween(30, 61);
            assertThat(Integer.parseInt(third.header("retry-after-ms"))).isBetween(30_000, 61_000);
            assertThat(third.body())
                    .contains("\"type\":\"rate_limit_error\"")
                    .contains("\"code\":\"rate_limit_exceeded\"")
                    .contains("limit \\\"key-requests\\\": key \\\"ci\\\" has made its 2/min requests");
            assertThat(ask(gateway, "web").status()).isEqualTo(200);
        }
        assertThat(upstream.requests()).isEqualTo(3);
    }

    @Test
    void theRecordsAtHandHoldNothingOfTheirRequests() throws Exception {
        try (RunningGateway gateway = start("[{ per: key, requests: 1000/min, spend: 100/day }]")) {
            long before = Footprint.reachable(Exchange.class);
            for (int i = 0; i < 40; i++) {
                assertThat(ask(gateway, "ci").status()).isEqualTo(200);
            }

            assertThat(Footprint.reachable(Exchange.class)).isLessThan(before + 10);
        }
    }

    @Test
    void aProvidersOwnNumbersPassWithoutLimits() throws IOException {
        try (RunningGateway gateway = start("[]")) {
            assertThat(ask(gateway, "ci").header("x-ratelimit-limit-requests")).isEqualTo("9999");
        }
    }

    @Test
    void manyClientsAtOnceNeverGetMoreThanTheLimit() throws Exception {
        try (RunningGateway gateway = start("[{ per: key, requests: 40/hour }]")) {
            ExecutorService clients = Executors.newFixedThreadPool(8);
            List<Callable<List<Integer>>> calls = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                calls.add(() -> {
                    List<Integer> statuses = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        statuses.add(ask(gateway, "ci").status());
                    }
                    return statuses;
                });
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<List<Integer>> each : clients.invokeAll(calls)) {
                statuses.addAll(each.get());
            }
            clients.shutdown();

            assertThat(statuses).filteredOn(status -> status == 200).hasSize(40);
            assertThat(statuses).filteredOn(status -> status == 429).hasSize(40);
        }
    }

    @Test
    void moneyIsCountedOverARestartAndAReload() throws Exception {
        String one = "[{ per: key, spend: 0.00007/month, name: money }]";
        try (RunningGateway gateway = start(one)) {
            assertThat(ask(gateway, "ci").status()).isEqualTo(200);
            assertThat(spent(gateway)).isEqualTo(15e-6);
        }

        try (RunningGateway gateway = start(one)) {
            assertThat(spent(gateway)).isEqualTo(15e-6);
            RawClient.Reply refused = ask(gateway, "ci");
            assertThat(refused.status()).as("some 60 may be needed").isEqualTo(429);
            assertThat(refused.body())
                    .contains("\"code\":\"insufficient_quota\"")
                    .contains("limit \\\"money\\\"");
            assertThat(ask(gateway, "web").status()).isEqualTo(200);

            assertThat(gateway.reload(policy("[{ per: key, spend: 1/month, name: money }]")))
                    .isTrue();
            assertThat(ask(gateway, "ci").status()).isEqualTo(200);
            assertThat(spent(gateway)).isEqualTo(45e-6);
        }
    }

    private static double spent(RunningGateway gateway) throws IOException, InterruptedException {
        String scrape = gateway.get(gateway.adminUrl() + "/metrics").body();
        String line = scrape.lines()
                .filter(each -> each.startsWith("pointsman_limit_spend_usd{limit=\"money\"}"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(line.substring(line.indexOf(' ') + 1));
    }

    private RunningGateway start(String limits) {
        return RunningGateway.startWhole(policy(limits));
    }

    private String policy(String limits) {
        return RunningGateway.HEAD.replace("spend: none", "spend: \"" + folder.resolve("spend.journal") + "\"")
                + RunningGateway.oneModel(upstream.url())
                        .replace("at: up/gpt-4o-mini", "at: up/gpt-4o-mini, price: { in: 1, out: 2 }")
                + "keys: [" + key("ci") + ", " + key("web") + "]\nlimits: " + limits + "\n";
    }

    private static String key(String name) {
        return "{ name: " + name + ", hash: \"sha256:" + KeyStore.hash("k-" + name) + "\" }";
    }

    private static RawClient.Reply ask(RunningGateway gateway, String key) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", ASK, "authorization: Bearer k-" + key)
                    .reply();
        }
    }
}
