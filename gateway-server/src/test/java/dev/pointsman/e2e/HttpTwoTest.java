package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.SelfSigned;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's client over TLS, where it chooses HTTP/2, and over clear text, where it offers an upgrade. */
class HttpTwoTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String ASK_STREAM = ASK.replace("}]}", "}],\"stream\":true}");

    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> {
        if (request.text().contains("\"stream\":true")) {
            Replies.words(20).play(request, reply);
        } else {
            reply.json(200, Replies.chat("fine"));
        }
    });

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void manyStreamsShareOneEncryptedConnection(@TempDir Path directory) throws Exception {
        SelfSigned tls = SelfSigned.in(directory);
        HttpClient client = HttpClient.newBuilder().sslContext(tls.trust()).build();
        try (var gateway = withTls(tls)) {
            URI uri = URI.create("https://localhost:" + gateway.address().getPort() + "/v1/chat/completions");
            HttpResponse<String> plain = client.send(request(uri, ASK), HttpResponse.BodyHandlers.ofString());
            assertThat(plain.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(plain.body()).isEqualTo(Replies.chat("fine"));
            assertThat(plain.headers().firstValue("x-request-id")).isPresent();

            var streams = new ArrayList<CompletableFuture<HttpResponse<String>>>();
            for (int i = 0; i < 20; i++) {
                streams.add(client.sendAsync(request(uri, ASK_STREAM), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> stream : streams) {
                assertThat(stream.get().version()).isEqualTo(HttpClient.Version.HTTP_2);
                assertThat(stream.get().body()).contains("\"w19 \"").endsWith("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void aCutStreamIsResetAndNotEnded(@TempDir Path directory) throws Exception {
        upstream.play((request, reply) -> Replies.begin(reply, 5).cut());
        SelfSigned tls = SelfSigned.in(directory);
        HttpClient client = HttpClient.newBuilder().sslContext(tls.trust()).build();
        try (var gateway = withTls(tls)) {
            URI uri = URI.create("https://localhost:" + gateway.address().getPort() + "/v1/chat/completions");
            CompletableFuture<HttpResponse<String>> reply =
                    client.sendAsync(request(uri, ASK_STREAM), HttpResponse.BodyHandlers.ofString());

            assertThat(reply).failsWithin(Duration.ofSeconds(30));
        }
    }

    /** The JDK's client offers {@code Upgrade: h2c} on every first request; it is not taken, and nothing is lost. */
    @Test
    void anOfferToUpgradeIsAnsweredInTheOldProtocol() throws Exception {
        try (var gateway = RunningGateway.inFrontOf(upstream.url())) {
            HttpResponse<String> reply = gateway.post("/v1/chat/completions", ASK);

            assertThat(reply.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(reply.body()).isEqualTo(Replies.chat("fine"));
        }
    }

    private RunningGateway withTls(SelfSigned tls) {
        String admin = "admin: \"127.0.0.1:0\"";
        String files = ", tls: { cert: \"" + tls.certificate() + "\", key: \"" + tls.key() + "\" }";
        return RunningGateway.startWhole(
                RunningGateway.HEAD.replace(admin, admin + files) + RunningGateway.oneModel(upstream.url()));
    }

    private static HttpRequest request(URI uri, String body) {
        return HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(60))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
