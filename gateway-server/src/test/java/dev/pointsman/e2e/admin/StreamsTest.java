package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.testing.SelfSigned;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers of the admin API that go on: the live figures, and a prompt that is passed on to the front. */
class StreamsTest {
    private static final String POLICY = """
            providers: { echo: { type: echo } }
            models: { small: { at: echo/small, price: { in: 1, out: 2 } } }
            """;
    private static final String CHAT =
            "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";
    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void theLiveStreamTellsTheMinuteBeforeAndThenEachSecond() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            gateway.post("/v1/chat/completions", CHAT);
            try (BufferedReader live = lines(live(gateway))) {
                JsonNode history = event(live, "history");
                gateway.post("/v1/chat/completions", CHAT);
                JsonNode second = event(live, "second");
                while (second.path("requests").asInt() == 0) {
                    second = event(live, "second");
                }

                assertThat(history.path("seconds")).hasSize(60);
                assertThat(history.path("seconds")
                                .valueStream()
                                .mapToInt(each -> each.path("requests").asInt())
                                .sum())
                        .isEqualTo(1);
                assertThat(second.at("/models/small").asInt()).isEqualTo(1);
                assertThat(second.path("cost_nano_usd").asLong()).isPositive();
                assertThat(second.at("/latency_ms/total_p50").asDouble()).isPositive();
                assertThat(second.at("/deployments/0/state").asString()).isEqualTo("serving");
                assertThat(second.at("/decisions/0/model").asString()).isEqualTo("small");
            }
        }
    }

    @Test
    void noMoreThanSixteenFollowAndOneWhoLeavesMakesRoom() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            List<InputStream> readers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                HttpResponse<InputStream> reply = live(gateway);
                assertThat(reply.statusCode()).isEqualTo(200);
                readers.add(reply.body());
            }

            assertThat(live(gateway).statusCode()).isEqualTo(503);
            readers.get(3).close();
            HttpResponse<InputStream> next = live(gateway);
            while (next.statusCode() == 503) {
                next = live(gateway);
            }

            assertThat(next.statusCode()).isEqualTo(200);
            readers.add(next.body());
            for (InputStream each : readers) {
                each.close();
            }
        }
    }

    @Test
    void aPromptIsPassedOnToTheFrontAndStreamedBackWithItsDecision() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            HttpResponse<String> reply = playground(gateway, null);

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            assertThat(reply.headers().firstValue("x-gateway-model")).hasValue("small");
            assertThat(reply.body()).contains("chat.completion.chunk").contains("[DONE]");
            String id = reply.headers().firstValue("x-gateway-decision").orElseThrow();
            assertThat(Operator.of(gateway).get("/admin/v1/decisions/" + id).status())
                    .as("it is recorded as any request is")
                    .isEqualTo(200);
        }
    }

    @Test
    void thePlaygroundHasNoMoreLeaveThanTheKeyThatIsTypedIn() throws Exception {
        String keys = POLICY
                + "keys: [{ name: app, hash: \"sha256:a7cc1c64c766587a472402123c796411613b2e123b8aaccb62d9ece7e761360c\" }]\n";
        try (var gateway = RunningGateway.start(keys)) {
            assertThat(playground(gateway, null).statusCode()).isEqualTo(401);
            assertThat(playground(gateway, "sk-wrong").statusCode()).isEqualTo(401);
            assertThat(playground(gateway, "sk-spare-key-of-the-tests").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void thePlaygroundReachesAFrontThatAsksClientsForACertificate(@TempDir Path files) throws Exception {
        SelfSigned own = SelfSigned.in(files);
        String tls =
                "tls: { cert: %1$s, key: %2$s, client_ca: %1$s }, access_log".formatted(own.certificate(), own.key());
        try (var gateway = RunningGateway.startWhole(RunningGateway.HEAD.replace("access_log", tls) + POLICY)) {
            HttpResponse<String> reply = playground(gateway, null);

            assertThat(reply.statusCode()).isEqualTo(200);
            assertThat(reply.body()).contains("[DONE]");
        }
    }

    @Test
    void withoutTheDashboardNeitherItsPageNorItsWayToTheFrontIsThere() throws Exception {
        String head = RunningGateway.HEAD.replace("access_log", "dashboard: false, access_log");
        try (var gateway = RunningGateway.startWhole(head + POLICY)) {
            assertThat(Operator.of(gateway).get("/dashboard").status()).isEqualTo(404);
            assertThat(playground(gateway, null).statusCode()).isEqualTo(404);
            assertThat(Operator.of(gateway).get("/admin/v1/models").status()).isEqualTo(200);
        }
    }

    @Test
    void theDashboardsPageAllowsNothingButItsOwnFiles() throws Exception {
        try (var gateway = RunningGateway.start(POLICY)) {
            HttpResponse<String> page = gateway.get(gateway.adminUrl() + "/");

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                    .contains("default-src 'none'")
                    .contains("script-src 'self'")
                    .doesNotContain("unsafe");
            assertThat(page.body())
                    .doesNotContain("<style")
                    .doesNotContain("style=")
                    .doesNotContain("http:");
        }
    }

    private HttpResponse<InputStream> live(RunningGateway gateway) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/admin/v1/live"))
                        .timeout(Duration.ofSeconds(60))
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpResponse<String> playground(RunningGateway gateway, String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/admin/v1/playground"))
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT));
        return http.send(
                key == null
                        ? request.build()
                        : request.header("x-client-key", key).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static BufferedReader lines(HttpResponse<InputStream> reply) {
        return new BufferedReader(new InputStreamReader(reply.body(), StandardCharsets.UTF_8));
    }

    private static JsonNode event(BufferedReader live, String name) throws IOException {
        assertThat(live.readLine()).isEqualTo("event: " + name);
        JsonNode node = new JsonMapper().readTree(live.readLine().substring("data: ".length()));
        assertThat(live.readLine()).isEmpty();
        return node;
    }
}
