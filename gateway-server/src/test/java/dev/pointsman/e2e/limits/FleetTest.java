package dev.pointsman.e2e.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways of processes of their own on one Redis, and 64 clients. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FleetTest {
    private static final int CLIENTS = 64;
    private static final int GATEWAYS = 3;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path folder;

    private static final List<GatewayProcess> FLEET = new ArrayList<>();
    private static final List<InetSocketAddress> ADDRESSES = new ArrayList<>();
    private static RealRedis redis;

    @BeforeAll
    static void begin() throws IOException {
        redis = RealRedis.in(folder);
        for (int i = 0; i < GATEWAYS; i++) {
            Path home = Files.createDirectory(folder.resolve("gateway" + i));
            Files.writeString(home.resolve("gateway.yaml"), """
                    server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 2 }
                    storage: { ledger: none, history: none, spend: spend.journal, shared: { at: "%s", wait: 1s, gateways: 3 } }
                    providers: { echo: { type: echo, latency: 0ms } }
                    models: { small: { at: echo/small, price: { in: 100, out: 1000 }, context: 8k } }
                    limits:
                      - { name: exact, per: header.x-case, for: exact, requests: 300/hour }
                      - { name: money, per: header.x-case, for: money, spend: 3/day }
                      - { name: load, per: header.x-case, for: load, requests: 1m/hour, tokens: 900m/hour, concurrent: 600, spend: 100000/day }
                    """.formatted(redis.url()));
            FLEET.add(GatewayProcess.run(home, Map.of(), "serve", "--policy", "gateway.yaml"));
        }
        for (int i = 0; i < GATEWAYS; i++) {
            ADDRESSES.add(FLEET.get(i).address());
        }
        for (int i = 0; i < GATEWAYS; i++) {
            int number = i;
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> ask(number, "load", 5)
                            .headers()
                            .firstValue("x-ratelimit-limit-requests")
                            .filter("1000000"::equals)
                            .isPresent());
        }
    }

    @AfterAll
    static void end() {
        FLEET.forEach(GatewayProcess::close);
        redis.close();
    }

    private static HttpResponse<String> ask(int gateway, String name, int tokens)
            throws IOException, InterruptedException {
        String body = "{\"model\":\"small\",\"max_tokens\":" + tokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"how are you\"}]}";
        URI uri = URI.create("http://127.0.0.1:" + ADDRESSES.get(gateway).getPort() + "/v1/chat/completions");
        return HTTP.send(
                HttpRequest.newBuilder(uri)
                        .header("content-type", "application/json")
                        .header("x-case", name)
                        .timeout(Duration.ofSeconds(60))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private interface Client {
        void run(int number, SplittableRandom random) throws Exception;
    }

    /** What a failure is read by. */
    private static String said() throws IOException {
        StringBuilder all = new StringBuilder();
        for (GatewayProcess each : FLEET) {
            all.append(each.said()).append("\n\n");
        }
        return all.toString();
    }

    private static List<Future<Void>> started(ExecutorService threads, Client client) {
        List<Future<Void>> running = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            Callable<Void> call = () -> {
                client.run(number, new SplittableRandom(number));
                return null;
            };
            running.add(threads.submit(call));
        }
        return running;
    }

    private static void clients(Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        for (Future<Void> each : started(threads, client)) {
            each.get();
        }
        threads.shutdown();
    }

    @Test
    @Order(1)
    void requestsAreLimitedOverAllProcesses() throws Exception {
        AtomicInteger granted = new AtomicInteger();

        clients((number, random) -> {
            for (int i = 0; i < 10; i++) {
                granted.addAndGet(ask(number % GATEWAYS, "exact", 5).statusCode() == 200 ? 1 : 0);
            }
        });

        assertThat(granted).as(said()).hasValue(300);
    }

    @Test
    @Order(2)
    void moneyIsLimitedOverAllProcesses() throws Exception {
        AtomicLong spentNanos = new AtomicLong();
        AtomicInteger refused = new AtomicInteger();

        clients((number, random) -> {
            for (int i = 0; i < 12; i++) {
                HttpResponse<String> reply = ask(number % GATEWAYS, "money", 1 + random.nextInt(60));
                if (reply.statusCode() == 200) {
                    String cost = reply.headers().firstValue("x-gateway-cost").orElseThrow();
                    spentNanos.addAndGet(new BigDecimal(cost).movePointRight(9).longValueExact());
                } else {
                    refused.addAndGet(1);
                }
            }
        });

        assertThat(refused.get()).isPositive();
        assertThat(spentNanos.get()).isBetween(2_800_000_000L, 3_000_000_000L);
    }

    @Test
    @Order(3)
    void noRequestFailsWhenRedisIsKilledUnderLoad() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        AtomicBoolean enough = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        List<Integer> failures = new ArrayList<>();

        List<Future<Void>> load = started(threads, (number, random) -> {
            while (!enough.get()) {
                int status = ask(number % GATEWAYS, "load", 5).statusCode();
                answered.incrementAndGet();
                if (status != 200) {
                    synchronized (failures) {
                        failures.add(status);
                    }
                }
            }
        });
        more(answered, 300);
        redis.kill();
        more(answered, 600);
        redis.restart();
        more(answered, 600);
        redis.pause();
        more(answered, 300);
        redis.resume();
        more(answered, 600);
        enough.set(true);
        for (Future<Void> each : load) {
            each.get();
        }
        threads.shutdown();

        assertThat(failures).isEmpty();
    }

    @Test
    @Order(4)
    void theOthersGoOnWhenOneIsKilled() throws Exception {
        FLEET.get(0).kill();

        for (int i = 0; i < 10; i++) {
            assertThat(ask(1 + i % 2, "load", 5).statusCode()).isEqualTo(200);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> ask(1, "money", 60).statusCode() == 429);
    }

    private static void more(AtomicInteger answered, int count) {
        int until = answered.get() + count;
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> answered.get() >= until);
    }
}
