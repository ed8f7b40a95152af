package dev.pointsman.e2e.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that sends nothing has nothing of what sends it. */
class NothingSentTest {
    @TempDir
    private Path directory;

    @Test
    void noClassOfTheLibraryIsLoadedWhereNothingIsSent() throws Exception {
        assertThat(loadedAfterOneRequest("")).contains("dev.pointsman.flow.").doesNotContain("io.opentelemetry.");
        assertThat(loadedAfterOneRequest("telemetry: { traces: { endpoint: \"http://127.0.0.1:1\" } }\n"))
                .contains("io.opentelemetry.");
    }

    private String loadedAfterOneRequest(String telemetry) throws IOException, InterruptedException {
        Files.writeString(directory.resolve("gateway.yaml"), """
                server: { listen: "127.0.0.1:0", admin: none, access_log: off }
                storage: { ledger: none, history: none, spend: none }
                providers: { fine: { type: echo } }
                models: { small: fine/small }
                """ + telemetry);
        Map<String, String> options = Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=classes.log");
        try (var gateway = GatewayProcess.run(directory, options, "serve", "--policy", "gateway.yaml")) {
            try (var client = new RawClient(gateway.address())) {
                String body = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
                assertThat(client.post("/v1/chat/completions", body).reply().status())
                        .isEqualTo(200);
            }
            gateway.stop();
            assertThat(gateway.exitCode()).isZero();
        }
        return Files.readString(directory.resolve("classes.log"));
    }
}
