package dev.pointsman.e2e.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two gateways that know things together, by a real Redis. */
class SharedMemoryTest {
    private static final String ASK =
            "{\"model\":\"small\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path folder;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(50));
    private final HttpClient http = HttpClient.newHttpClient();
    private RealRedis redis;
    private RunningGateway one;
    private RunningGateway two;

    @BeforeEach
    void start() throws IOException {
        redis = RealRedis.in(folder);
        one = gateway();
        two = gateway();
        await().until(() -> up(one) && up(two));
    }

    @AfterEach
    void stop() {
        one.close();
        two.close();
        upstream.close();
        redis.close();
    }

    private RunningGateway gateway() {
        String head = RunningGateway.HEAD.replace(
                "spend: none", "spend: none, shared: { at: \"" + redis.url() + "\", wait: 1s }");
        return RunningGateway.startWhole(
                head + RunningGateway.oneModel(upstream.url())
                        + "cache: { exact: { shared: { wait: 1s } } }\nsession: { by: header.x-session-id, shared: { wait: 1s } }\n");
    }

    private static boolean up(RunningGateway gateway) throws IOException, InterruptedException {
        return metrics(gateway).contains("pointsman_shared_up 1.0");
    }

    private static String metrics(RunningGateway gateway) throws IOException, InterruptedException {
        return gateway.get(gateway.adminUrl() + "/metrics").body();
    }

    /** Replies that the first gateway has written to Redis. */
    private double kept() throws IOException, InterruptedException {
        return metrics(one)
                .lines()
                .filter(line -> line.startsWith("pointsman_shared_replies_total{result=\"kept\"} "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf("} ") + 2)))
                .sum();
    }

    private static String cache(HttpResponse<String> reply) {
        return reply.headers().firstValue("x-gateway-cache").orElse("");
    }

    @Test
    void aConversationIsTheSameAtBoth() throws Exception {
        await().until(() -> {
            String id = Long.toString(System.nanoTime());
            session(one, id);
            return session(two, id).equals("kept");
        });

        assertThat(session(two, "other")).isEqualTo("new");
        assertThat(metrics(two)).contains("shared_sessions_found_total 1.0");
    }

    @Test
    void noRequestFailsWhenRedisGoes() throws Exception {
        redis.kill();

        for (int i = 0; i < 20; i++) {
            assertThat(session(i % 2 == 0 ? one : two, "s" + i)).isEqualTo("new");
        }
    }

    private String session(RunningGateway gateway, String id) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/chat/completions"))
                .header("content-type", "application/json")
                .header("x-session-id", id)
                .header("x-gateway-no-cache", "true")
                .POST(HttpRequest.BodyPublishers.ofString(ASK))
                .build();
        HttpResponse<String> reply = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-session").orElse("");
    }

    @Test
    void aStreamThatOneGatewayKeepsTheOtherReplaysUntilItIsForgottenAtEither() throws Exception {
        await().until(() -> {
            one.post("/v1/chat/completions", ASK.replace("hi", Long.toString(System.nanoTime())));
            return kept() > 0;
        });
        double keptBefore = kept();
        HttpResponse<String> miss = one.post("/v1/chat/completions", ASK);
        await().until(() -> kept() > keptBefore);
        int calls = upstream.requests();
        await().until(() -> {
            two.post("/v1/chat/completions", ASK.replace("}]", "}],\"seed\":" + System.nanoTime()));
            return !metrics(two).contains("shared_replies_total{result=\"miss\"} 0.0");
        });
        int before = upstream.requests();

        HttpResponse<String> hit = two.post("/v1/chat/completions", ASK);
        HttpResponse<String> again = two.post("/v1/chat/completions", ASK);

        assertThat(cache(miss)).isEqualTo("miss");
        assertThat(cache(hit)).isEqualTo("hit");
        assertThat(hit.body()).isEqualTo(miss.body()).endsWith("data: [DONE]\n\n");
        assertThat(cache(again)).isEqualTo("hit");
        assertThat(metrics(two)).contains("shared_replies_total{result=\"hit\"} 1.0");
        assertThat(upstream.requests()).isEqualTo(before).isGreaterThanOrEqualTo(calls);

        http.send(
                HttpRequest.newBuilder(URI.create(one.adminUrl() + "/admin/v1/cache"))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cache(two.post("/v1/chat/completions", ASK)).equals("miss"));
    }
}
