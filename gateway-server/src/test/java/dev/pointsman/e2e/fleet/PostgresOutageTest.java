package dev.pointsman.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.ledger.PostgresAddress;
import dev.pointsman.server.storage.RunningPostgres;
import dev.pointsman.testing.GatewayProcess;
import java.io.IOException;
import java.net.http.HttpClient;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Gateways of their own processes under load, and a real PostgreSQL server that goes and comes. */
class PostgresOutageTest {
    private static final int CLIENTS = 4;
    private static final int REPLIES = 400;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Exception> failed = new ConcurrentLinkedQueue<>();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private RunningPostgres postgres;
    private PostgresAddress database;
    private volatile boolean enough;

    @BeforeEach
    void startPostgres() throws Exception {
        postgres = RunningPostgres.in(folder);
        database = postgres.database();
    }

    @AfterEach
    void stop() throws Exception {
        enough = true;
        clients.shutdownNow();
        for (GatewayProcess each : gateways) {
            each.process().destroyForcibly().waitFor();
        }
        postgres.close();
    }

    @Test
    void aDatabaseThatStopsUnderLoadAndComesBackCostsNoRequestAndNoRecord() throws Exception {
        GatewayProcess gateway = start("one");
        load(gateway);
        repliesReach(REPLIES);
        await().atMost(PATIENCE).until(() -> !recorded().isEmpty());

        postgres.stop();
        repliesReach(acknowledged.size() + REPLIES);
        await().atMost(PATIENCE).until(() -> Files.readString(gateway.errors()).contains("records stay in the spool"));
        repliesReach(acknowledged.size() + REPLIES);
        postgres.startAgain();
        repliesReach(acknowledged.size() + REPLIES);
        endLoad();

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded()).containsAll(acknowledged));
        assertThat(failed).as(Files.readString(gateway.errors())).isEmpty();
        assertThat(recorded()).hasSameSizeAs(acknowledged);
        assertThat(Files.readString(gateway.errors()).split("records stay in the spool", -1))
                .as("told once")
                .hasSize(2);
    }

    @Test
    void gatewaysStartWithoutTheDatabaseAndOneThatIsKilledMeanwhileLosesNoRecord() throws Exception {
        postgres.stop();
        GatewayProcess one = start("one");
        GatewayProcess two = start("two");
        load(one);
        repliesReach(REPLIES);
        endLoad();
        one.process().destroyForcibly().waitFor();
        for (int i = 0; i < 100; i++) {
            acknowledged.add(two.ask(client));
        }

        postgres.startAgain();
        start("one");

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(recorded()).containsAll(acknowledged));
        assertThat(failed).isEmpty();
        assertThat(recorded()).hasSameSizeAs(acknowledged);
    }

    private GatewayProcess start(String name) throws IOException {
        Path own = Files.createDirectories(folder.resolve(name));
        GatewayProcess gateway = GatewayProcess.start(
                own,
                """
                server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 1 }
                storage: { ledger: "postgresql://%s@%s/%s", history: none, spool: 64MB }
                providers: { echo: { type: echo, latency: 0ms } }
                models: { small: { at: echo/small, price: { in: 1, out: 1 } } }
                """.formatted(database.user(), database.hosts(), database.database()),
                "-Dlogback.configurationFile=logback.xml");
        gateways.add(gateway);
        return gateway;
    }

    private void load(GatewayProcess gateway) {
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> ask(gateway));
        }
    }

    private void ask(GatewayProcess gateway) {
        try {
            while (!enough) {
                acknowledged.add(gateway.ask(client));
            }
        } catch (IOException | InterruptedException broken) {
            failed.add(broken);
        }
    }

    private void repliesReach(int count) {
        await().atMost(PATIENCE).until(() -> acknowledged.size() >= count || !failed.isEmpty());
    }

    private void endLoad() throws InterruptedException {
        enough = true;
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
    }

    /** Ids of all records; none where no gateway has made the table yet. */
    private Set<String> recorded() throws Exception {
        boolean made = !postgres.query(
                        database, "select to_regclass('decisions') where to_regclass('decisions') is not null")
                .isEmpty();
        return made ? new HashSet<>(postgres.query(database, "select id from decisions")) : Set.of();
    }
}
