package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kept replies and shared calls, over sockets. */
class CachingTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ASK_STREAM = ASK.replace("}]}", "}],\"stream\":true}");
    private static final String CACHE =
            "cache: { exact: {}, semantic: { threshold: 0.8, when: { header.x-like: \"yes\" } } }\n";
    private static final String CHAT = "/v1/chat/completions";

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(200));
    private final String policy = RunningGateway.oneModel(upstream.url()) + CACHE;
    private final RunningGateway gateway = RunningGateway.start(policy + keys());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void aStreamIsReplayedByteForByte() throws Exception {
        HttpResponse<byte[]> miss = ask("ann", ASK_STREAM);
        HttpResponse<byte[]> hit = ask("ann", ASK_STREAM);

        assertThat(cache(miss)).isEqualTo("miss");
        assertThat(cache(hit)).isEqualTo("hit");
        assertThat(hit.body()).isEqualTo(miss.body());
        assertThat(new String(hit.body(), StandardCharsets.UTF_8))
                .contains("w199")
                .endsWith("data: [DONE]\n\n");
        assertThat(hit.headers().firstValue("content-type"))
                .isEqualTo(miss.headers().firstValue("content-type"));
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void aPlainReplyIsNotMadeOfAStream() throws Exception {
        ask("ann", ASK_STREAM);
        upstream.play((request, reply) -> reply.json(200, Replies.chat("hello")));

        HttpResponse<byte[]> plain = ask("ann", ASK);
        HttpResponse<byte[]> again = ask("ann", ASK.replace(":", " : "));

        assertThat(cache(plain)).isEqualTo("miss");
        assertThat(cache(again)).isEqualTo("hit");
        assertThat(again.body()).isEqualTo(plain.body());
        assertThat(again.headers().firstValue("x-gateway-cost")).contains("0.000000000");
    }

    @Test
    void anthropicsClientsHaveRepliesOfTheirOwn() throws Exception {
        upstream.play((request, reply) -> reply.json(200, Replies.chat("hello")));
        String messages = ASK.replace("}]}", "}],\"max_tokens\":5}");

        HttpResponse<byte[]> miss = post("/v1/messages", "ann", messages);
        HttpResponse<byte[]> hit = post("/v1/messages", "ann", messages);

        assertThat(cache(hit)).isEqualTo("hit");
        assertThat(hit.body()).isEqualTo(miss.body());
        assertThat(new String(hit.body(), StandardCharsets.UTF_8)).contains("\"type\":\"message\"");
        assertThat(cache(ask("ann", messages))).isEqualTo("miss");
    }

    @Test
    void noKeyGetsTheReplyOfAnother() throws Exception {
        ask("ann", ASK_STREAM);

        assertThat(cache(ask("bob", ASK_STREAM))).isEqualTo("miss");
        assertThat(ask("eve", ASK_STREAM).statusCode()).isEqualTo(401);
    }

    @Test
    void manyAtOnceShareOneCall() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        upstream.play((request, reply) -> {
            Replies.begin(reply, 3).await(go).event(Replies.FINISH).done();
        });
        List<CompletableFuture<HttpResponse<byte[]>>> asked = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            asked.add(http.sendAsync(request(CHAT, "ann", ASK_STREAM), HttpResponse.BodyHandlers.ofByteArray()));
        }
        await().until(() -> upstream.requests() == 1);
        go.countDown();

        byte[] first = asked.get(0).get(20, TimeUnit.SECONDS).body();
        for (CompletableFuture<HttpResponse<byte[]>> each : asked) {
            assertThat(each.get(20, TimeUnit.SECONDS).body()).isEqualTo(first);
        }
        assertThat(upstream.requests()).isEqualTo(1);
    }

    @Test
    void theOthersGetAllOfTheReplyWhenTheFirstClientIsKilled() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        upstream.play((request, reply) -> {
            Replies.begin(reply, 3)
                    .await(go)
                    .event(Replies.word("last"))
                    .event(Replies.FINISH)
                    .done();
        });
        try (RawClient second = gateway.raw()) {
            try (RawClient first = gateway.raw()) {
                first.send(raw());
                first.head();
                second.send(raw());
                second.head(); // it has what has come so far
            }
            go.countDown();

            List<String> lines = new ArrayList<>();
            String line = second.line();
            while (line != null && !line.equals("data: [DONE]")) {
                lines.add(line);
                line = second.line();
            }
            assertThat(line).isNotNull();
            assertThat(lines).anyMatch(each -> each.contains("last"));
        }
        assertThat(upstream.requests()).isEqualTo(1);
        assertThat(upstream.aborts()).isZero();
        assertThat(cache(ask("ann", ASK_STREAM))).isEqualTo("hit");
    }

    @Test
    void anOperatorEmptiesTheCache() throws Exception {
        ask("ann", ASK_STREAM);
        ask("bob", ASK_STREAM);

        assertThat(clear("?key=ann")).isEqualTo("{\"forgotten\":1}\n");
        assertThat(cache(ask("bob", ASK_STREAM))).isEqualTo("hit");
        assertThat(cache(ask("ann", ASK_STREAM))).isEqualTo("miss");
        clear("");
        assertThat(cache(ask("bob", ASK_STREAM))).isEqualTo("miss");
        assertThat(gateway.get(gateway.adminUrl() + "/metrics").body())
                .contains("pointsman_cache_requests_total{result=\"hit\"} 1.0")
                .contains("pointsman_cache_entries");
    }

    @Test
    void whatIsKeptOutlivesAReloadUnlessAProviderChanges() throws Exception {
        ask("ann", ASK_STREAM);

        assertThat(gateway.reload(
                        RunningGateway.HEAD + policy + keys() + "scores: { best: { weights: { quality: 1 } } }\n"))
                .isTrue();
        assertThat(cache(ask("ann", ASK_STREAM))).isEqualTo("hit");
        assertThat(gateway.reload(RunningGateway.HEAD + policy.replace("gpt-4o-mini", "gpt-4o") + keys()))
                .isTrue();
        assertThat(cache(ask("ann", ASK_STREAM))).isEqualTo("miss");
        assertThat(gateway.reload(RunningGateway.HEAD + RunningGateway.oneModel(upstream.url()) + keys()))
                .isTrue();
        assertThat(ask("ann", ASK_STREAM).headers().firstValue("x-gateway-cache"))
                .isEmpty();
        assertThat(delete("").statusCode()).isEqualTo(404);
    }

    @Test
    void aLikeRequestIsAnsweredWhereItAsksForIt() throws Exception {
        String text = "how is the interest of a savings account computed over several years";
        http.send(like(text), HttpResponse.BodyHandlers.ofByteArray());

        await().until(() -> cache(
                        http.send(like(text.replace("several", "severel")), HttpResponse.BodyHandlers.ofByteArray()))
                .equals("semantic-hit"));
    }

    private HttpRequest like(String text) {
        return HttpRequest.newBuilder(request(CHAT, "ann", ASK_STREAM.replace("hi", text)), (name, value) -> true)
                .header("x-like", "yes")
                .build();
    }

    private String clear(String query) throws IOException, InterruptedException {
        return delete(query).body();
    }

    private HttpResponse<String> delete(String query) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateway.adminUrl() + "/admin/v1/cache" + query))
                        .DELETE()
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<byte[]> ask(String key, String body) throws IOException, InterruptedException {
        return post(CHAT, key, body);
    }

    private HttpResponse<byte[]> post(String path, String key, String body) throws IOException, InterruptedException {
        return http.send(request(path, key, body), HttpResponse.BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String path, String key, String body) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + gateway.address().getPort() + path))
                .header("content-type", "application/json")
                .header("authorization", "Bearer key-of-" + key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static String raw() {
        return "POST " + CHAT
                + " HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\nauthorization: Bearer key-of-ann\r\n"
                + "content-length: " + ASK_STREAM.length() + "\r\n\r\n" + ASK_STREAM;
    }

    private static String cache(HttpResponse<?> reply) {
        return reply.headers().firstValue("x-gateway-cache").orElse("none");
    }

    private static String keys() {
        return "keys: [{ name: ann, hash: \"sha256:" + hash("key-of-ann") + "\" }, { name: bob, hash: \"sha256:"
                + hash("key-of-bob") + "\" }]\n";
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
