package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.bytes;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static dev.pointsman.server.http.FrontFixture.postBody;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.testing.RawClient;
import io.netty.util.internal.PlatformDependent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BodyLimitsTest {
    private static final String LARGE = CHAT.replace("hi", words());

    /** 3 MB that compress as text does. */
    private static String words() {
        var random = new Random(7);
        var text = new StringBuilder();
        while (text.length() < 3_000_000) {
            text.append("word").append(random.nextInt(5_000)).append(' ');
        }
        return text.toString();
    }

    private static FrontFixture limited(int bodyBytes, long bufferedBytes) throws IOException {
        return FrontFixture.with(
                s -> FrontFixture.limits(s, new FrontSettings.Limits(bodyBytes, bufferedBytes, 100, 0)),
                FrontFixture::echo);
    }

    @Test
    void largeBodyPassesWhole() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            assertThat(client.send(postBody(LARGE)).reply().body().equals(LARGE))
                    .isTrue();
            assertThat(client.send(post()).reply().body()).isEqualTo(CHAT);
        }
    }

    @Test
    void bodyOfExactlyTheLimitPassesAndOneByteMoreDoesNot() throws Exception {
        try (var front = limited(CHAT.length(), 1 << 20)) {
            try (var client = front.connect()) {
                assertThat(client.send(post()).reply().status()).isEqualTo(200);
                assertThat(client.send(postBody(CHAT + " ")).reply().status()).isEqualTo(413);
                assertThat(client.closedByServer()).isTrue();
            }
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    @Test
    void chunkedBodyIsCutOffWhereItPassesTheLimitAndTheReplyIsRead() throws Exception {
        try (var front = limited(100_000, 1 << 20);
                var client = front.connect()) {
            client.send(head("POST /v1/chat/completions HTTP/1.1", "Host: a", "Transfer-Encoding: chunked"));
            String chunk = "2710\r\n" + "x".repeat(10_000) + "\r\n";
            for (int i = 0; i < 40; i++) {
                client.sendAnyhow(bytes(chunk));
            }
            var reply = client.reply();
            assertThat(reply.status()).isEqualTo(413);
            assertThat(reply.body()).contains("request_too_large");
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void bodiesBeyondTheBudgetOfAllAreRefusedUntilOthersEnd() throws Exception {
        try (var front = FrontFixture.with(
                        s -> FrontFixture.limits(s, new FrontSettings.Limits(1 << 20, 100, 100, 0)),
                        (exchange, sink, next) -> {});
                var first = front.connect();
                var second = front.connect()) {
            first.send(post());
            var call = front.call();
            var refused = second.send(post()).reply();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("1");
            call.onLoop(() -> FrontFixture.echo(call.exchange(), call.sink(), null));
            assertThat(first.reply().status()).isEqualTo(200);
            assertThat(front.server().bufferedBytes()).isZero();
        }
    }

    @Test
    void replyThatWaitsForASlowClientIsCountedAndGoesOutInPieces() throws Exception {
        String large = "x".repeat(24 << 20);
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.json(large.length()));
                    sink.data(bytes(large));
                    sink.complete();
                });
                var client = new RawClient(front.address(), 4 << 10)) {
            client.send(post());
            front.call();
            assertThat(front.server().bufferedBytes()).isGreaterThan(8 << 20);
            assertThat(PlatformDependent.usedDirectMemory()).isLessThan(24 << 20);

            client.send(post());
            assertThat(client.reply().body().equals(large)).isTrue();
            assertThat(client.reply().body().equals(large)).isTrue();
            assertThat(front.server().bufferedBytes()).isZero();
        }
    }

    @Test
    void largeReplyToAClientThatLeavesIsDropped() throws Exception {
        String large = "x".repeat(24 << 20);
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
            sink.start(ReplyHead.json(large.length()));
            sink.data(bytes(large));
            sink.complete();
        })) {
            try (var client = new RawClient(front.address(), 4 << 10)) {
                client.send(post());
                front.call();
            }
        } // closing asserts that nothing is held
    }

    @Test
    void compressedBodiesAreInflated() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            assertThat(send(client, "gzip", gzip(bytes(CHAT))).body()).isEqualTo(CHAT);
            assertThat(send(client, "deflate", deflate(bytes(CHAT), false)).body())
                    .isEqualTo(CHAT);
            assertThat(send(client, "deflate", deflate(bytes(CHAT), true)).body())
                    .isEqualTo(CHAT);
            assertThat(send(client, "identity", bytes(CHAT)).body()).isEqualTo(CHAT);
            assertThat(send(client, "gzip", gzip(bytes(LARGE))).body().equals(LARGE))
                    .isTrue();
        }
    }

    @Test
    void compressedBombIsRefusedWithinBounds() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            byte[] bomb = gzip(new byte[64 << 20]);
            assertThat(send(client, "gzip", bomb).status()).isEqualTo(413);
            assertThat(client.send(post()).reply().status()).isEqualTo(200);
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    @Test
    void brokenCompressionIsTheClientsMistake() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            byte[] cut = gzip(bytes(CHAT));
            assertThat(send(client, "gzip", Arrays.copyOf(cut, cut.length - 4)).status())
                    .isEqualTo(400);
            assertThat(send(client, "gzip", bytes("no gzip")).status()).isEqualTo(400);
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void emptyAndBrokenJsonBodiesAreRefused() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            assertThat(client.send(postBody("")).reply().status()).isEqualTo(400);
            assertThat(client.send(postBody("{\"model\":")).reply().status()).isEqualTo(400);
            assertThat(client.send(post()).reply().status()).isEqualTo(200);
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    private static RawClient.Reply send(RawClient client, String coding, byte[] body) throws IOException {
        client.send(head(
                "POST /v1/chat/completions HTTP/1.1",
                "Host: a",
                "Content-Encoding: " + coding,
                "Content-Length: " + body.length));
        return client.send(body).reply();
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var packing = new GZIPOutputStream(out)) {
            packing.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] plain, boolean raw) throws IOException {
        var out = new ByteArrayOutputStream();
        var deflater = new Deflater(6, raw);
        try (var packing = new DeflaterOutputStream(out, deflater)) {
            packing.write(plain);
        }
        deflater.end();
        return out.toByteArray();
    }
}
