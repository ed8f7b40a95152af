package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.testing.RealRedis;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One gateway's connections to a real Redis. */
class RedisStoreTest {
    @TempDir
    private Path folder;

    private RealRedis redis;

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
    }

    @AfterEach
    void end() {
        redis.close();
    }

    private RedisStore store() {
        SharedSettings settings = SharedSettings.from(
                Yaml.of("shared: \"" + redis.url() + "\"").node().orNothing("shared"));
        return RedisStore.of(settings);
    }

    /** Connections that Redis has, without the one that asks. */
    private int connections() throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), redis.port())) {
            socket.getOutputStream().write("INFO clients\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("connected_clients:")) {
                    return Integer.parseInt(line.substring(line.indexOf(':') + 1)) - 1;
                }
            }
        }
        throw new IOException("Redis does not tell");
    }

    private static boolean answers(RedisStore store) {
        return store.put("a", new byte[] {1}, Duration.ofMinutes(1))
                .handle((done, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }

    @Test
    void itLeavesNoConnectionBehind() throws IOException {
        for (int i = 0; i < 3; i++) {
            RedisStore store = store();
            Awaitility.await().until(() -> answers(store));
            assertThat(connections()).isEqualTo(1);
            store.close();
            Awaitility.await().until(() -> connections() == 0);
        }
    }

    @Test
    void whereItIsClosedWhileItConnectsNoConnectionStaysEither() {
        for (int i = 0; i < 5; i++) {
            RedisStore store = store();
            answers(store);
            store.close();
        }

        Awaitility.await()
                .during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(20))
                .until(() -> connections() == 0);
    }

    @Test
    void aValueIsCutOffAndOneThatIsNotThereIsEmpty() {
        try (RedisStore store = store()) {
            Awaitility.await().until(() -> answers(store));
            store.put("b", new byte[] {1, 2, 3}, Duration.ofMinutes(1))
                    .toCompletableFuture()
                    .join();

            assertThat(store.get("b", 2).toCompletableFuture().join()).containsExactly(1, 2);
            assertThat(store.get("b", 9).toCompletableFuture().join()).containsExactly(1, 2, 3);
            assertThat(store.get("none", 9).toCompletableFuture().join()).isEmpty();
        }
    }
}
