package dev.pointsman.e2e.scarce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.RunningGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger stands on a disk that has no room: Linux's {@code /dev/full}, which refuses every write with that error. */
class FullDiskTest {
    private static final Path FULL = Path.of("/dev/full");
    private static final int REQUESTS = 20;
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path folder;

    @Test
    void requestsGoOnAndTheirRecordsAreWrittenWhenThereIsRoom() throws Exception {
        Path ledger = folder.resolve("ledger.jsonl");
        // elsewhere than on Linux a folder in its place cannot be written either
        Path refused = Files.exists(FULL) ? FULL : Files.createDirectory(folder.resolve("no-file"));
        Files.createSymbolicLink(ledger, refused);
        try (RunningGateway gateway = start(ledger)) {
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(gateway.post("/v1/chat/completions", ASK).statusCode())
                        .isEqualTo(200);
            }
            await().until(() -> metrics(gateway).contains("pointsman_ledger_queued " + REQUESTS + ".0")
                    && !metrics(gateway).contains("pointsman_ledger_write_failures_total 0.0"));
            assertThat(metrics(gateway)).contains("pointsman_ledger_lost_total 0.0");
        }

        Files.delete(ledger);
        try (RunningGateway gateway = start(ledger)) {
            await().until(() -> metrics(gateway).contains("pointsman_ledger_queued 0.0"));
        }

        List<String> records = Files.readAllLines(ledger);
        assertThat(records).hasSize(REQUESTS).doesNotHaveDuplicates();
    }

    private static RunningGateway start(Path ledger) {
        return RunningGateway.startWhole(
                RunningGateway.HEAD.replace("ledger: none", "ledger: \"jsonl:" + ledger + "\"") + """
                providers: { echo: { type: echo, latency: 0ms } }
                models: { small: { at: echo/small } }
                """);
    }

    private static String metrics(RunningGateway gateway) throws Exception {
        return gateway.get(gateway.adminUrl() + "/metrics").body();
    }
}
