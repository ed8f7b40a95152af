package dev.pointsman.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.ledger.PostgresAddress;
import dev.pointsman.server.storage.RunningPostgres;
import dev.pointsman.testing.GatewayProcess;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole fleet: three gateways of their own processes on a real Redis and a real PostgreSQL, and what is left of it when parts of it are killed. */
class ThreeGatewaysTest {
    private static final int GATEWAYS = 3;
    private static final int CLIENTS = 12;
    private static final int SOME = 200;
    private static final int REQUESTS = 150;
    private static final long SPEND_NANOS = 1_000_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<String> failed = new ConcurrentLinkedQueue<>();
    private final AtomicInteger counted = new AtomicInteger();
    private final AtomicLong spentNanos = new AtomicLong();
    private final AtomicInteger brokenOff = new AtomicInteger();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private RunningPostgres postgres;
    private PostgresAddress database;
    private RealRedis redis;
    private volatile int killed = -1;
    private volatile boolean enough;

    @BeforeEach
    void start() throws Exception {
        postgres = RunningPostgres.in(folder);
        database = postgres.database();
        redis = RealRedis.in(Files.createDirectory(folder.resolve("redis")));
        for (int i = 0; i < GATEWAYS; i++) {
            gateways.add(gateway(i));
        }
        for (int i = 0; i < GATEWAYS; i++) {
            int number = i;
            await().atMost(PATIENCE)
                    .until(() -> ask(number, "load")
                            .headers()
                            .firstValue("x-ratelimit-limit-requests")
                            .filter("1000000"::equals)
                            .isPresent());
        }
    }

    @AfterEach
    void stop() throws Exception {
        enough = true;
        clients.shutdownNow();
        for (GatewayProcess each : gateways) {
            each.process().destroyForcibly().waitFor();
        }
        redis.close();
        postgres.close();
    }

    private GatewayProcess gateway(int number) throws IOException {
        return GatewayProcess.start(
                Files.createDirectories(folder.resolve("gateway" + number)),
                """
                server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 1 }
                storage:
                  ledger: "postgresql://%s@%s/%s"
                  history: none
                  spool: 64MB
                  shared: { at: "%s", wait: 1s, gateways: 3 }
                providers: { echo: { type: echo, latency: 0ms } }
                models: { small: { at: echo/small, price: { in: 100, out: 1000 }, context: 8k } }
                limits:
                  - { name: requests, per: header.x-case, for: requests, requests: %d/hour }
                  - { name: money, per: header.x-case, for: money, spend: 1/day }
                  - { name: load, per: header.x-case, for: load, requests: 1m/hour, spend: 100000/day }
                cache: { exact: { ttl: 1h, when: { header.x-case: cached }, shared: { wait: 1s } } }
                session: { by: header.x-session-id, shared: true }
                """.formatted(database.user(), database.hosts(), database.database(), redis.url(), REQUESTS),
                "-Dlogback.configurationFile=logback.xml");
    }

    private HttpResponse<String> ask(int gateway, String name) throws IOException, InterruptedException {
        String body =
                "{\"model\":\"small\",\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"how are you\"}]}";
        HttpResponse<String> reply = client.send(
                HttpRequest.newBuilder(gateways.get(gateway).chats())
                        .header("content-type", "application/json")
                        .header("x-case", name)
                        .header("x-session-id", "s" + acknowledged.size() % 50)
                        .timeout(Duration.ofSeconds(60))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        if (reply.statusCode() == 200) {
            acknowledged.add(reply.headers().firstValue("x-request-id").orElseThrow());
        }
        return reply;
    }

    /** Each client asks one gateway after the other, but not the one that is known to be gone. */
    private void load() {
        for (int i = 0; i < CLIENTS; i++) {
            int first = i;
            clients.execute(() -> {
                for (int turn = first; !enough; turn++) {
                    if (turn % GATEWAYS != killed) {
                        loaded(turn % GATEWAYS, turn % 5 == 0 ? "cached" : "load");
                    }
                }
            });
        }
    }

    private void loaded(int gateway, String name) {
        try {
            HttpResponse<String> reply = ask(gateway, name);
            if (reply.statusCode() != 200) {
                failed.add(reply.statusCode() + " " + reply.body());
            }
        } catch (IOException broken) {
            if (gateway == killed) {
                brokenOff.incrementAndGet();
            } else {
                failed.add(broken.toString());
            }
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    private void more() {
        int until = acknowledged.size() + SOME;
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= until || !failed.isEmpty());
    }

    /** Asks all that live under both limits, until each has refused both. */
    private void exhaust() throws Exception {
        for (int gateway = 0; gateway < GATEWAYS; gateway++) {
            for (boolean open = gateway != killed; open; ) {
                HttpResponse<String> one = ask(gateway, "requests");
                counted.addAndGet(one.statusCode() == 200 ? 1 : 0);
                HttpResponse<String> two = ask(gateway, "money");
                if (two.statusCode() == 200) {
                    String cost = two.headers().firstValue("x-gateway-cost").orElseThrow();
                    spentNanos.addAndGet(new BigDecimal(cost).movePointRight(9).longValueExact());
                }
                open = one.statusCode() == 200 || two.statusCode() == 200;
            }
        }
    }

    @Test
    void aFleetGoesOnWithoutOneOfItsGatewaysAndThenWithoutItsRedis() throws Exception {
        load();
        more();
        exhaust();
        assertThat(counted).hasValue(REQUESTS);
        assertThat(spentNanos.get()).isBetween(SPEND_NANOS * 9 / 10, SPEND_NANOS);

        killed = 0;
        gateways.get(0).process().destroyForcibly().waitFor();
        more();
        exhaust();
        assertThat(counted).as("no request more, though one of three has gone").hasValue(REQUESTS);
        redis.kill();
        more();
        exhaust();
        enough = true;
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();

        assertThat(failed).isEmpty();
        assertThat(brokenOff.get()).as("under way in the one that was killed").isLessThanOrEqualTo(CLIENTS);
        assertThat(spentNanos.get()).isLessThanOrEqualTo(SPEND_NANOS);
        gateways.add(gateway(0));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded()).containsAll(acknowledged));
    }

    private Set<String> recorded() throws Exception {
        return new HashSet<>(postgres.query(database, "select id from decisions"));
    }
}
