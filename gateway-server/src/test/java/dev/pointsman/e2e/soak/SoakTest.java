package dev.pointsman.e2e.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Traffic of all kinds over a provider that fails in all ways, in rounds, while the policy is changed: nothing grows, and every request is accounted
 * for. A few rounds here; {@code mvn -P soak} goes on for ten minutes.
 */
class SoakTest {
    private static final Duration AT_LEAST = Duration.ofSeconds(Integer.getInteger("pointsman.soak.seconds", 0));
    private static final int ROUNDS = 6;
    private static final int CLIENTS = AT_LEAST.isZero() ? 12 : 24;
    private static final int REQUESTS = 20;
    /** The admin listener keeps 4,096 records: in the long form what they take is there before the first round that counts. */
    private static final int WARM_UP = AT_LEAST.isZero() ? 1 : 4_500;

    private static final long HEAP_NOISE = (AT_LEAST.isZero() ? 8L : 3L) << 20;

    private static final Pattern UNREADABLE =
            Pattern.compile("^pointsman_requests_refused_total\\{.*} ([0-9.E]+)$", Pattern.MULTILINE);
    private static final Pattern UNKNOWN = Pattern.compile(
            "^gen_ai_server_request_duration_seconds_count\\{.*error_type=\"authentication\".*} ([0-9.E]+)$",
            Pattern.MULTILINE);
    private static final Pattern CONNECTED =
            Pattern.compile("^pointsman_connections_client(?:\\{})? ([0-9.]+)$", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private final FaultyProvider provider = new FaultyProvider();
    private final ScriptedUpstream upstream = ScriptedUpstream.playing(provider);
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final Levels levels = new Levels();
    private Accounts accounts;
    private RunningGateway gateway;
    private long requests;

    @AfterEach
    void stop() {
        clients.shutdownNow();
        gateway.close();
        upstream.close();
    }

    @Test
    void nothingGrowsAndEveryRequestIsAccountedForOnce() throws Exception {
        Path ledger = folder.resolve("ledger.db");
        accounts = new Accounts(ledger);
        gateway = RunningGateway.startWhole(policy(0));
        while (requests < WARM_UP) {
            round();
        }
        long begun = System.nanoTime();
        while (levels.rounds() < ROUNDS || System.nanoTime() - begun < AT_LEAST.toNanos()) {
            round();
            levels.measure(upstream.openConnections());
        }

        assertThat(levels.growth(HEAP_NOISE)).as(levels.toString()).isEmpty();
        report();
    }

    /** All clients ask while the policy is changed; then all is at rest, and what they sent is in the books. */
    private void round() throws Exception {
        List<Future<?>> asking = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int first = i;
            asking.add(clients.submit(() -> new Traffic(gateway, provider, accounts).ask(REQUESTS, first)));
        }
        for (int turn = 0; turn < asking.size(); turn++) {
            assertThat(gateway.reload(policy(turn))).isTrue();
            asking.get(turn).get(120, TimeUnit.SECONDS);
        }
        int sent = accounts.sent();
        await().atMost(60, TimeUnit.SECONDS).until(() -> accounts.added() >= sent && metric(CONNECTED) == 0);
        assertThat(accounts.settle()).isEmpty();
        assertThat(metric(UNREADABLE)).as("bodies that cannot be read").isEqualTo(accounts.allUnreadable());
        assertThat(metric(UNKNOWN)).as("requests with a wrong key").isEqualTo(accounts.allUnknown());
        requests += sent;
    }

    private double metric(Pattern line) throws IOException, InterruptedException {
        String metrics = gateway.get(gateway.adminUrl() + "/metrics").body();
        return line.matcher(metrics)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
    }

    /** For who runs it by hand. */
    private void report() throws IOException {
        String file = System.getProperty("pointsman.soak.report");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    levels.rounds() + " rounds, " + requests + " requests recorded, of them "
                            + accounts.allUnreadable() + " refused unread; " + accounts.allUnknown()
                            + " with a wrong key counted; " + levels + "\n");
        }
    }

    private String policy(int turn) {
        String rule = turn % 2 == 0 ? "even" : "odd";
        return """
                version: 1
                server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off, threads: 2 }
                storage: { ledger: "sqlite:%s", history: none, spend: none }
                keys: [{ name: soak, hash: "sha256:%s" }]
                cache: { exact: { when: { text: "the same" } } }
                reliability: { breaker: { for: 200ms } }
                providers:
                  up: { type: openai, url: "%s", key: $UPSTREAM_KEY }
                  gone: { type: openai, url: "http://127.0.0.1:1/v1", key: $UPSTREAM_KEY }
                rules: [{ name: %s, when: { text: "no such text" }, then: { use: sound } }]
                models:
                  mixed: { balance: round-robin, deployments: [{ at: gone/any }, { at: up/shaky }, { at: up/sound }] }
                  alone: { deployments: [{ at: up/shaky }] }
                  sound: { deployments: [{ at: up/sound }] }
                  silent: { deployments: [{ at: up/silent }] }
                  large: { deployments: [{ at: up/large }] }
                """.formatted(folder.resolve("ledger.db"), KeyStore.hash(Traffic.KEY), upstream.url(), rule);
    }
}
