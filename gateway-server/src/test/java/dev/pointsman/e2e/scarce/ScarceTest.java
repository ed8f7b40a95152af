package dev.pointsman.e2e.scarce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.testing.GatewayProcess;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway of its own process whose system gives it little. */
class ScarceTest {
    private static final String POLICY = """
            server: { listen: 127.0.0.1:0, admin: none, access_log: "off", threads: 2, idle: 5m }
            storage: { ledger: %s, history: none }
            providers: { echo: { type: echo, latency: 0ms } }
            models: { small: { at: echo/small } }
            """;
    private static final String CHATS = "/v1/chat/completions";
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
    /** Is kept where it was read to until the line ends. */
    private static final byte[] HALF_A_HEAD = ("POST " + CHATS + " HTTP/1.1\r\nHost: localhost\r\nX-Long: "
                    + "x".repeat(30_000))
            .getBytes(StandardCharsets.US_ASCII);

    private static final int DESCRIPTORS = 400;

    @TempDir
    private Path folder;

    private final List<RawClient> clients = new ArrayList<>();
    private GatewayProcess gateway;

    @AfterEach
    void stop() throws Exception {
        leave();
        gateway.process().destroyForcibly();
        gateway.process().waitFor();
    }

    @Test
    void withoutDescriptorsConnectionsWaitAndAreServedWhenThereAreSomeAgain() throws Exception {
        gateway = GatewayProcess.startWithDescriptors(DESCRIPTORS, folder, POLICY.formatted("none"));
        try (RawClient first = connect()) {
            assertThat(first.post(CHATS, ASK).reply().status()).isEqualTo(200);
            for (int i = 0; i < DESCRIPTORS; i++) {
                clients.add(connect());
            }
            await().atMost(30, TimeUnit.SECONDS).until(() -> pauses() > 0);

            assertThat(first.post(CHATS, ASK).reply().status())
                    .as("who is connected")
                    .isEqualTo(200);
            RawClient late = connect().post(CHATS, ASK);
            leave();

            assertThat(late.reply().status()).as("who waited").isEqualTo(200);
            late.close();
            assertThat(gateway.process().isAlive()).isTrue();
            assertThat(pauses()).as("lines of the log").isLessThan(5);
        }
    }

    @Test
    void withoutDirectMemoryRequestsFailAndTheProcessLives() throws Exception {
        gateway = GatewayProcess.start(
                folder, POLICY.formatted("none"), "-XX:MaxDirectMemorySize=4m", GatewayProcess.OWN_LOG);
        for (int i = 0; i < 160; i++) {
            clients.add(connect());
        }
        for (RawClient each : clients) {
            each.sendAnyhow(HALF_A_HEAD);
        }
        await().atMost(60, TimeUnit.SECONDS).until(() -> logged("direct") > 0);
        leave();

        await().atMost(60, TimeUnit.SECONDS).ignoreExceptions().until(() -> status() == 200);
        assertThat(gateway.process().isAlive()).isTrue();
    }

    private int status() throws IOException {
        try (RawClient client = connect()) {
            return client.post(CHATS, ASK).reply().status();
        }
    }

    private long pauses() throws IOException {
        return logged("no connections are accepted");
    }

    private long logged(String text) throws IOException {
        try (var lines = Files.lines(gateway.errors())) {
            return lines.filter(each -> each.contains(text)).count();
        }
    }

    private InetSocketAddress address() {
        URI chats = gateway.chats();
        return new InetSocketAddress(chats.getHost(), chats.getPort());
    }

    private RawClient connect() throws IOException {
        return new RawClient(address());
    }

    private void leave() throws IOException {
        for (RawClient each : clients) {
            each.close();
        }
        clients.clear();
    }
}
