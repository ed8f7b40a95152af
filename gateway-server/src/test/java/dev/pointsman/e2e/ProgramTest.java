package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.GatewayProcess;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The life of the program: how it starts, how it refuses to, how it stops. */
class ProgramTest {
    private static final Map<String, String> KEY = Map.of("UPSTREAM_KEY", RunningGateway.UPSTREAM_KEY);

    @TempDir
    private Path directory;

    @Test
    void aSignalToStopLetsStreamsFinishAndEndsWithZero() throws Exception {
        var more = new CountDownLatch(1);
        var upstream = ScriptedUpstream.playing((request, reply) ->
                Replies.begin(reply, 10).await(more).event(Replies.FINISH).done());
        try (upstream;
                var gateway = serve(RunningGateway.HEAD + RunningGateway.oneModel(upstream.url()), KEY)) {
            InetSocketAddress address = gateway.address();
            try (RawClient client = new RawClient(address)) {
                client.post(
                        "/v1/chat/completions",
                        "{\"model\":\"small\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
                await().until(() -> upstream.requests() == 1);

                gateway.stop();
                await().until(() -> refused(address));
                more.countDown();

                RawClient.Reply reply = client.reply();
                assertThat(reply.whole()).isTrue();
                assertThat(reply.body()).contains("\"w9 \"").endsWith("data: [DONE]\n\n");
            }
            assertThat(gateway.exitCode()).isZero();
        }
    }

    @Test
    void aTakenPortIsSaidAndEndsTheProgram() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            String policy = RunningGateway.HEAD.replace("listen: \"127.0.0.1:0\"", "listen: \"" + address + "\"");
            try (var gateway = serve(policy + RunningGateway.oneModel("http://127.0.0.1:9/v1"), KEY)) {
                assertThat(gateway.exitCode()).isEqualTo(1);
                assertThat(gateway.said()).contains(address).doesNotContain("\tat ");
            }
        }
    }

    @Test
    void aMissingVariableIsNamedWithItsPlaceAndEndsTheProgram() throws Exception {
        try (var gateway = serve(RunningGateway.HEAD + RunningGateway.oneModel("http://127.0.0.1:9/v1"), Map.of())) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.said())
                    .contains("UPSTREAM_KEY")
                    .containsPattern("gateway\\.yaml:\\d+:\\d+: providers\\.up\\.key")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aBadPolicyIsReportedWholeAndEndsTheProgram() throws Exception {
        try (var gateway = serve("version: 1\nmodles: {}\nserver: { lisen: 1 }\n", Map.of())) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.said()).contains("did you mean \"models\"?", "did you mean \"listen\"?");
        }
    }

    @Test
    void aMissingFileIsSaidAndEndsTheProgram() throws Exception {
        try (var gateway = GatewayProcess.run(directory, Map.of(), "serve", "--policy", "nowhere.yaml")) {
            assertThat(gateway.exitCode()).isEqualTo(1);
            assertThat(gateway.said()).contains("nowhere.yaml").doesNotContain("\tat ");
        }
    }

    private GatewayProcess serve(String policy, Map<String, String> environment) throws IOException {
        Files.writeString(directory.resolve("gateway.yaml"), policy);
        return GatewayProcess.run(directory, environment, "serve", "--policy", "gateway.yaml");
    }

    private static boolean refused(InetSocketAddress address) {
        try (RawClient client = new RawClient(address)) {
            return client.request("GET /v1/models", new byte[0]).head().status() == 0;
        } catch (IOException refused) {
            return true;
        }
    }
}
