package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Web pages call only where the policy lets their origin. */
class CrossOriginTest {
    private static final String ECHO = """
            providers: { echo: { type: echo } }
            models: { small: { deployments: [{ at: echo/small }] } }
            """;

    @Test
    void aPageOfAListedOriginMayCall() throws IOException {
        try (var gateway = withOrigins("[\"https://chat.example\"]");
                RawClient client = gateway.raw()) {
            RawClient.Reply allowed = preflight(client, "https://chat.example");
            assertThat(allowed.status()).isEqualTo(204);
            assertThat(allowed.header("access-control-allow-origin")).isEqualTo("https://chat.example");
            assertThat(allowed.header("access-control-allow-methods")).contains("POST");

            RawClient.Reply refused = preflight(client, "https://evil.example");
            assertThat(refused.header("access-control-allow-origin")).isNull();
        }
    }

    @Test
    void withoutOriginsInThePolicyNoPageMayCall() throws IOException {
        try (var gateway = RunningGateway.start(ECHO);
                RawClient client = gateway.raw()) {
            assertThat(preflight(client, "https://chat.example").header("access-control-allow-origin"))
                    .isNull();
        }
    }

    private static RunningGateway withOrigins(String origins) {
        String server = "admin: \"127.0.0.1:0\"";
        return RunningGateway.startWhole(RunningGateway.HEAD.replace(server, server + ", cors: " + origins) + ECHO);
    }

    private static RawClient.Reply preflight(RawClient client, String origin) throws IOException {
        return client.request(
                        "OPTIONS /v1/chat/completions",
                        new byte[0],
                        "origin: " + origin,
                        "access-control-request-method: POST",
                        "access-control-request-headers: authorization, content-type")
                .reply();
    }
}
