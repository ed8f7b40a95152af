package dev.pointsman.e2e.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.quota.SpendJournal;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose process is killed in the midst of its work: what its provider was asked to bill is counted when it is back. */
class KilledGatewayTest {
    private static final int KILLS = 3;
    private static final int CLIENTS = 4;
    private static final String ASK =
            "{\"model\":\"small\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path folder;

    @Test
    void whatWasSpentBeforeAKillIsSpentAfterIt() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> {
            asked.incrementAndGet();
            reply.json(200, Replies.chat("fine"));
        })) {
            Files.writeString(folder.resolve("gateway.yaml"), policy(upstream.url()));
            for (int kill = 0; kill < KILLS; kill++) {
                killedUnderLoad(asked.get() + 20, asked);
            }
        }

        assertThat(asked.get()).isGreaterThanOrEqualTo(KILLS * 20);
        assertThat(SpendJournal.countedNanos(folder.resolve("spend.journal")))
                .as("at least what %d calls cost", asked.get())
                .isGreaterThanOrEqualTo(asked.get() * 15_000L)
                .isLessThan(asked.get() * 15_000L + (long) KILLS * CLIENTS * 100_000);
    }

    private void killedUnderLoad(int until, AtomicInteger asked) throws Exception {
        try (GatewayProcess gateway =
                GatewayProcess.run(folder, Map.of("UPSTREAM_KEY", "k"), "serve", "--policy", "gateway.yaml")) {
            InetSocketAddress address = gateway.address();
            CountDownLatch gone = new CountDownLatch(CLIENTS);
            for (int client = 0; client < CLIENTS; client++) {
                Thread thread = new Thread(() -> {
                    while (answered(address)) {
                        if (asked.get() >= until) {
                            gateway.kill();
                        }
                    }
                    gone.countDown();
                });
                thread.start();
            }
            assertThat(gone.await(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    /** False once the gateway is dead. */
    private static boolean answered(InetSocketAddress address) {
        try (RawClient client = new RawClient(address)) {
            return client.post("/v1/chat/completions", ASK).reply().status() == 200;
        } catch (IOException | RuntimeException | AssertionError dead) {
            return false;
        }
    }

    private static String policy(String url) {
        return RunningGateway.HEAD.replace("spend: none", "spend: spend.journal")
                + RunningGateway.oneModel(url)
                        .replace("at: up/gpt-4o-mini", "at: up/gpt-4o-mini, price: { in: 1, out: 2 }")
                + "limits: [{ per: key, spend: 1/month }]\n";
    }
}
