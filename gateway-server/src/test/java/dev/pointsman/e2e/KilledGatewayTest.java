package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of its own process under load, killed as {@code kill -9} does; {@code -Dpointsman.kills=50} for more than a few times. */
class KilledGatewayTest {
    private static final int KILLS = Integer.getInteger("pointsman.kills", 2);
    private static final int CLIENTS = 4;
    private static final Pattern CLIENTS_AT = Pattern.compile("clients +(http://\\S+)");
    private static final String BODY =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";

    @TempDir
    private Path folder;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final List<Long> startMillis = new ArrayList<>();

    @Test
    void noRecordOfAReplyThatHasEndedIsLost() throws Exception {
        Random dice = new Random(3);
        for (int i = 0; i < KILLS; i++) {
            Gateway gateway = start();
            load(gateway, 200 + dice.nextInt(1_000));
        }
        Gateway last = start();
        last.process.destroy();
        assertThat(last.process.waitFor(60, TimeUnit.SECONDS)).isTrue();

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

    private record Gateway(Process process, URI url) {}

    private Gateway start() throws IOException {
        Path policy = Files.writeString(folder.resolve("gateway.yaml"), """
                server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 2 }
                storage: { ledger: "sqlite:ledger.db", history: none }
                providers: { echo: { type: echo, latency: 0ms } }
                models: { small: { at: echo/small, price: { in: 1, out: 1 } } }
                """);
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.pointsman.cli.Main",
                        "serve",
                        "--config",
                        policy.toString())
                .directory(folder.toFile())
                .redirectError(folder.resolve("errors.txt").toFile())
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher found = CLIENTS_AT.matcher(line);
            if (found.find()) {
                startMillis.add((System.nanoTime() - begun) / 1_000_000);
                return new Gateway(process, URI.create(found.group(1) + "/chat/completions"));
            }
        }
        throw new IOException("it did not start: " + Files.readString(folder.resolve("errors.txt")));
    }

    /** Clients ask one after the other until the gateway is killed, when so many replies have ended. */
    private void load(Gateway gateway, int replies) throws InterruptedException {
        CountDownLatch enough = new CountDownLatch(replies);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(() -> ask(client, gateway.url, enough));
        }
        assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
        gateway.process.destroyForcibly();
        clients.shutdown();
        assertThat(clients.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        gateway.process.waitFor();
    }

    private void ask(HttpClient client, URI url, CountDownLatch enough) {
        HttpRequest request = HttpRequest.newBuilder(url)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        try {
            while (true) {
                HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
                if (reply.statusCode() == 200) {
                    acknowledged.add(reply.headers().firstValue("x-request-id").orElseThrow());
                    enough.countDown();
                }
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
