package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.testing.GatewayProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of its own process under load, killed as {@code kill -9} does; {@code -Dpointsman.kills=50} for more than a few times. */
class KilledGatewayTest {
    private static final int KILLS = Integer.getInteger("pointsman.kills", 2);
    private static final int CLIENTS = 4;

    @TempDir
    private Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Long> startMillis = new ArrayList<>();

    @Test
    void noRecordOfAReplyThatHasEndedIsLost() throws Exception {
        Random dice = new Random(3);
        for (int i = 0; i < KILLS; i++) {
            GatewayProcess gateway = start();
            load(gateway, 200 + dice.nextInt(1_000));
        }
        GatewayProcess last = start();
        last.process().destroy();
        assertThat(last.process().waitFor(60, TimeUnit.SECONDS)).isTrue();

        Set<String> recorded = recorded();

        Set<String> missing = new HashSet<>(acknowledged);
        missing.removeAll(recorded);
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(KILLS * 200);
        assertThat(missing)
                .as(
                        "of %s replies with %s records, starts took %s ms",
                        acknowledged.size(), recorded.size(), startMillis)
                .isEmpty();
        assertThat(recorded.size() - acknowledged.size())
                .as("records of replies that were under way at a kill")
                .isBetween(0, KILLS * CLIENTS);
        report(recorded.size());
    }

    /** For who runs it by hand. */
    private void report(int records) throws IOException {
        String file = System.getProperty("pointsman.kills.report");
        if (file != null) {
            Files.writeString(
                    Path.of(file),
                    KILLS + " kills, " + acknowledged.size() + " replies, " + records + " records, starts "
                            + startMillis + " ms\n");
        }
    }

    private GatewayProcess start() throws IOException {
        GatewayProcess gateway = GatewayProcess.start(folder, """
                server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 2 }
                storage: { ledger: "sqlite:ledger.db", history: none }
                providers: { echo: { type: echo, latency: 0ms } }
                models: { small: { at: echo/small, price: { in: 1, out: 1 } } }
                """);
        startMillis.add(gateway.startMillis());
        return gateway;
    }

    /** Clients ask one after the other until the gateway is killed, when so many replies have ended. */
    private void load(GatewayProcess gateway, int replies) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(replies);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> ask(client, gateway, enough));
        }
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        gateway.process().destroyForcibly();
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        gateway.process().waitFor();
    }

    private void ask(HttpClient client, GatewayProcess gateway, CountDownLatch enough) {
        try {
            while (true) {
                acknowledged.add(gateway.ask(client));
                enough.countDown();
            }
        } catch (IOException killed) {
            enough.countDown(); // as it must end; where it ends too early the count of replies tells
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private Set<String> recorded() throws Exception {
        Set<String> ids = new HashSet<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select id from decisions")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }
}
