package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reaches the provider, and what comes back, byte for byte. */
class PassThroughTest {
    private final ScriptedUpstream upstream =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat("fine")));
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void onlyTheModelNameOfARequestIsChanged() throws IOException {
        String sent = """
                { "x_unknown" : {"deep":[1.0e0, 2 ,{"π":"\\u00e4\\ud83d\\ude00 ü😀"}]},
                  "model"   :   "small" , "messages":[ {"role":"user","content":"hi","x-extra": null} ],
                  "seed": 12345678901234567890, "temperature":0.10, "top_p":1.000e+0 }""";

        RawClient.Reply reply = chat(sent);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(upstream.last().text()).isEqualTo(sent.replace("\"small\"", "\"gpt-4o-mini\""));
    }

    @Test
    void aStreamAsksForUsageAndKeepsTheClientsOtherStreamOptions() throws IOException {
        upstream.play(Replies.words(3));
        String sent = """
                {"model":"small","stream":true,"stream_options":{"x_other":[1]},"messages":[{"role":"user","content":"hi"}]}""";

        RawClient.Reply reply = chat(sent);

        assertThat(reply.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"prompt_tokens\"");
        String got = upstream.last().text();
        assertThat(got).contains("\"x_other\":[1]", "\"include_usage\":true", "\"model\":\"gpt-4o-mini\"");
        assertThat(got).endsWith("\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    }

    @Test
    void aPlainReplyComesBackByteForByte() throws IOException {
        String body = Replies.chat("fine \\u00e4 ä").replace("\"choices\":", "\"x_unknown\" : [ 1.00 ],\"choices\" : ");
        upstream.play((request, reply) -> reply.inPiecesOf(5).json(200, body));

        assertThat(chat(ask("small")).body()).isEqualTo(body);
    }

    @Test
    void theProviderSeesItsOwnKeyAndOneLengthAndNothingOfTheClientsCredentials() throws IOException {
        try (RawClient client = gateway.raw()) {
            client.post(
                            "/v1/chat/completions",
                            ask("small"),
                            "authorization: Bearer sk-the-clients-own",
                            "x-stainless-lang: java",
                            "cookie: a=b",
                            "openai-organization: org-client")
                    .reply();
        }

        String head = upstream.last().head().toLowerCase(Locale.ROOT);
        assertThat(head).startsWith("post /v1/chat/completions http/1.1\r\n");
        assertThat(head).containsOnlyOnce("\r\ncontent-length: ").doesNotContain("transfer-encoding");
        assertThat(head).containsOnlyOnce("\r\nauthorization: bearer " + RunningGateway.UPSTREAM_KEY);
        assertThat(head)
                .containsOnlyOnce("\r\nhost: 127.0.0.1:")
                .doesNotContain("cookie", "stainless", "sk-the-clients-own");
    }

    @Test
    void everyReplyTellsItsRequestIdAndWhoAnswered() throws IOException {
        RawClient.Reply reply = chat(ask("small"));

        assertThat(reply.header("x-request-id")).startsWith("req_");
        assertThat(reply.header("x-gateway-model")).isEqualTo("small");
        assertThat(reply.header("x-gateway-deployment")).isEqualTo("up/gpt-4o-mini");
        assertThat(reply.header("x-gateway-attempts")).isEqualTo("1");
        assertThat(reply.header("x-gateway-overhead-ms")).isNotNull();
        assertThat(reply.header("server")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/chat/completions, 405",
        "POST, /v1/models,           405",
        "GET,  /v1/nothing,          404",
        "GET,  /v1/models/nothing,   404",
        "POST, /v1/chat/completions, 400"
    })
    void aRefusalIsAnErrorObjectWithARequestId(String method, String path, int status) throws IOException {
        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply =
                    client.request(method + " " + path, new byte[0]).reply();

            assertThat(reply.status()).isEqualTo(status);
            assertThat(reply.header("x-request-id")).startsWith("req_");
            assertThat(reply.header("content-type")).startsWith("application/json");
            assertThat(reply.body())
                    .startsWith("{\"error\":{\"message\":\"")
                    .contains("\"type\":", "\"code\":", "\"param\":");
            assertThat(upstream.requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"small\",\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                "{\"model\":7,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
                "{\"model\":\"small\",\"messages\":[]}",
                "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]} x",
                "[1]",
                "{\"model\":"
            })
    void aBodyThatCannotBeRoutedIsRefusedAndNeverSentOn(String body) throws IOException {
        RawClient.Reply reply = chat(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("\"type\":\"invalid_request_error\"");
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aBodyOverTheLimitIsRefusedFromItsHead() throws IOException {
        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply = client.request(
                            "POST /v1/chat/completions",
                            new byte[0],
                            "content-type: application/json",
                            "content-length: 999999999")
                    .reply();

            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).contains("\"code\":\"request_too_large\"");
        }
    }

    @Test
    void headAnswersLikeGetWithoutABody() throws IOException {
        try (RawClient client = gateway.raw()) {
            RawClient.Reply head =
                    client.request("HEAD /v1/models", new byte[0]).replyWithoutBody();
            RawClient.Reply get = client.request("GET /v1/models", new byte[0]).reply();

            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("content-length")).isEqualTo(get.header("content-length"));
            assertThat(get.body()).contains("\"id\":\"small\"");
        }
    }

    @Test
    void aMultipartUploadReachesTheProviderWithOnlyItsModelChanged() throws IOException {
        upstream.play((request, reply) -> reply.json(200, "{\"text\":\"hello\"}"));
        byte[] sent = upload("small");

        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply = client.request(
                            "POST /v1/audio/transcriptions", sent, "content-type: multipart/form-data; boundary=xYz")
                    .reply();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).isEqualTo("{\"text\":\"hello\"}");
        }
        assertThat(upstream.last().line()).isEqualTo("POST /v1/audio/transcriptions HTTP/1.1");
        assertThat(upstream.last().header("content-type")).isEqualTo("multipart/form-data; boundary=xYz");
        assertThat(upstream.last().body()).isEqualTo(upload("gpt-4o-mini"));
    }

    @Test
    void binaryAudioComesBackByteForByte() throws IOException, InterruptedException {
        byte[] audio = noise(200_000);
        upstream.play((request, reply) -> reply.inPiecesOf(4_001).whole(200, "audio/mpeg", audio));

        var reply = gateway.postForBytes(
                "/v1/audio/speech", "{\"model\":\"small\",\"input\":\"hello\",\"voice\":\"alloy\"}");

        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("content-type")).contains("audio/mpeg");
        assertThat(reply.body()).isEqualTo(audio);
    }

    @Test
    void anImageRequestIsPassedThrough() throws IOException {
        String image = "{\"created\":1700000000,\"data\":[{\"b64_json\":\"" + "QUJD".repeat(50_000) + "\"}]}";
        upstream.play((request, reply) -> reply.json(200, image));

        try (RawClient client = gateway.raw()) {
            RawClient.Reply reply = client.post("/v1/images/generations", "{\"model\":\"small\",\"prompt\":\"a cat\"}")
                    .reply();

            assertThat(reply.body()).isEqualTo(image);
            assertThat(upstream.last().text()).isEqualTo("{\"model\":\"gpt-4o-mini\",\"prompt\":\"a cat\"}");
        }
    }

    @Test
    void oneConnectionServesManyRequestsAndSoDoesOneToTheProvider() throws IOException {
        try (RawClient client = gateway.raw()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.post("/v1/chat/completions", ask("small"))
                                .reply()
                                .status())
                        .isEqualTo(200);
            }
        }

        assertThat(upstream.requests()).isEqualTo(20);
        assertThat(upstream.connections()).isEqualTo(1);
    }

    private RawClient.Reply chat(String body) throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post("/v1/chat/completions", body).reply();
        }
    }

    private static String ask(String model) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private static byte[] upload(String model) {
        var body = new ByteArrayOutputStream();
        body.writeBytes(("--xYz\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n" + model
                        + "\r\n--xYz\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n"
                        + "Content-Type: audio/mpeg\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.writeBytes(noise(50_000));
        body.writeBytes("\r\n--xYz--\r\n".getBytes(StandardCharsets.UTF_8));
        return body.toByteArray();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}
