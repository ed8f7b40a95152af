package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.provider.Target;
import dev.pointsman.testing.SelfSigned;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path folder;

    private static SelfSigned localhost;

    @BeforeAll
    static void certificate() throws Exception {
        localhost = SelfSigned.of("dns:localhost", folder);
    }

    private static TransportFixture fixture(Path trusted) {
        return new TransportFixture(TransportFixture.settings(8, 200, trusted));
    }

    private static void echo(TlsUpstream.Stream stream) {
        stream.head(200).data(stream.body(), true);
    }

    private static HeardReply post(TransportFixture fixture, TlsUpstream upstream, String body) throws Exception {
        return fixture.send(TransportFixture.post(upstream.target("localhost"), body));
    }

    @Test
    void aProviderWithoutHttp2IsCalledOverHttp1AndItsConnectionKept() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, false, 100, TlsTest::echo)) {
            assertThat(post(fixture, upstream, "one").awaitEnd().body()).isEqualTo("one");
            assertThat(post(fixture, upstream, "two").awaitEnd().body()).isEqualTo("two");
            assertThat(upstream.connections).hasValue(1);
        }
    }

    @Test
    void aProviderWithHttp2CarriesManyCallsOnOneConnection() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, TlsTest::echo)) {
            List<HeardReply> replies = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                replies.add(post(fixture, upstream, "body " + i));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(replies.get(i).awaitEnd().body()).isEqualTo("body " + i);
            }
            assertThat(upstream.connections).hasValue(1);
            assertThat(upstream.lastHeaders.authority().toString())
                    .isEqualTo("localhost:" + upstream.target("localhost").port());
            assertThat(upstream.lastHeaders.get("authorization")).hasToString("Bearer k");
            assertThat(upstream.lastHeaders.getAll("content-length")).hasSize(1);
        }
    }

    @Test
    void aLargeBodyGoesOutWithinTheProvidersWindow() throws Exception {
        String body = "a".repeat(700_000);
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, TlsTest::echo)) {
            assertThat(post(fixture, upstream, body).awaitEnd().body()).isEqualTo(body);
        }
    }

    @Test
    void theProvidersLimitOfStreamsIsKept() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 2, TlsTest::echo)) {
            List<HeardReply> replies = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                replies.add(post(fixture, upstream, "x"));
            }
            for (HeardReply reply : replies) {
                assertThat(reply.awaitEnd().body()).isEqualTo("x");
            }
            assertThat(upstream.connections).hasValueLessThanOrEqualTo(8);
            assertThat(upstream.mostOpenStreams).hasValueLessThanOrEqualTo(16);
        }
    }

    @Test
    void aRefusedStreamIsSentAgainOnceAndACutOneIsNot() throws Exception {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, stream -> {
                    seen.add(stream.body());
                    if (stream.body().equals("refuse") && seen.size() == 1) {
                        stream.refuse();
                    } else if (stream.body().equals("cut")) {
                        stream.head(200).data("ha", false).cut();
                    } else {
                        echo(stream);
                    }
                })) {
            assertThat(post(fixture, upstream, "refuse").awaitEnd().body()).isEqualTo("refuse");
            HeardReply cut = post(fixture, upstream, "cut").awaitEnd();

            assertThat(cut.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(seen).containsExactly("refuse", "refuse", "cut");
        }
    }

    @Test
    void afterAGoAwayCallsUnderWayFinishAndNewOnesTakeAnotherConnection() throws Exception {
        BlockingQueue<TlsUpstream.Stream> held = new LinkedBlockingQueue<>();
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, stream -> {
                    if (stream.body().equals("held")) {
                        stream.goAway();
                        held.add(stream.head(200));
                    } else {
                        echo(stream);
                    }
                })) {
            HeardReply first = post(fixture, upstream, "held").awaitHead();
            assertThat(post(fixture, upstream, "next").awaitEnd().body()).isEqualTo("next");
            TlsUpstream.Stream stream = held.poll(20, TimeUnit.SECONDS);
            stream.channel().eventLoop().execute(() -> stream.data("done", true));

            assertThat(first.awaitEnd().body()).isEqualTo("done");
            assertThat(upstream.connections).hasValue(2);
            fixture.eventually(() -> fixture.transport.openConnections() == 1);
        }
    }

    @Test
    void aCancelledCallResetsItsStreamAndLeavesTheConnection() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, stream -> {
                    if (stream.body().equals("endless")) {
                        stream.head(200).data("a", false);
                    } else {
                        echo(stream);
                    }
                })) {
            HeardReply endless = post(fixture, upstream, "endless").awaitData();
            fixture.cancel(endless);

            fixture.eventually(() -> upstream.resets.get() == 1);
            assertThat(post(fixture, upstream, "next").awaitEnd().body()).isEqualTo("next");
            assertThat(upstream.connections).hasValue(1);
            assertThat(endless.ended()).isFalse();
        }
    }

    @Test
    void aPausedStreamFillsItsWindowOnlyAndStopsNoOther() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, stream -> {
                    if (stream.body().equals("large")) {
                        stream.head(200);
                        for (int i = 0; i < 100; i++) {
                            stream.data("a".repeat(10_000), i == 99);
                        }
                    } else {
                        echo(stream);
                    }
                })) {
            HeardReply paused = new HeardReply();
            paused.onFirstData = () -> paused.call.pause();
            fixture.send(TransportFixture.post(upstream.target("localhost"), "large"), paused)
                    .awaitData();
            for (int i = 0; i < 20; i++) {
                assertThat(post(fixture, upstream, "other").awaitEnd().body()).isEqualTo("other");
            }
            assertThat(paused.bodyBytes()).isLessThan(300_000);

            fixture.onLoop(() -> {
                paused.call.resume();
                return true;
            });
            assertThat(paused.awaitEnd().bodyBytes()).isEqualTo(1_000_000);
        }
    }

    @Test
    void aCertificateForAnotherHostFailsTheHandshake() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, TlsTest::echo)) {
            HeardReply reply = fixture.send(TransportFixture.post(upstream.target("127.0.0.1"), "x"))
                    .awaitEnd();

            assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
            assertThat(reply.error).hasMessageContaining("TLS handshake failed");
        }
    }

    @Test
    void aCertificateThatNobodyTrustsFailsTheHandshake() throws Exception {
        try (TransportFixture fixture = fixture(null);
                TlsUpstream upstream = new TlsUpstream(localhost, true, 100, TlsTest::echo)) {
            HeardReply reply = post(fixture, upstream, "x").awaitEnd();

            assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
            fixture.eventually(() -> fixture.transport.openConnections() == 0);
        }
    }

    @Test
    void aPeerThatSpeaksNoTlsFailsTheHandshake() throws Exception {
        try (TransportFixture fixture = fixture(localhost.certificate());
                RawUpstream plain = new RawUpstream((line, connection) -> line.write("HTTP/1.1 400 Bad\r\n\r\n"))) {
            var target = new Target("localhost", plain.target().port(), true, true);
            HeardReply reply = fixture.send(TransportFixture.post(target, "x")).awaitEnd();

            assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
        }
    }

    @Test
    void aFileWithoutCertificatesIsRefusedAtStart() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.pem"), "nothing");

        assertThatThrownBy(() -> fixture(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.pem");
    }
}
