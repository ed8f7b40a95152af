package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.TransportContractTest;
import dev.pointsman.provider.UpstreamRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NettyTransportTest extends TransportContractTest {
    private TransportFixture fixture;
    private RawUpstream upstream;

    @BeforeEach
    void start() throws IOException {
        fixture = new TransportFixture();
        upstream = new RawUpstream((line, connection) -> {
            while (true) {
                line.request();
                line.write(RawUpstream.ok("hello"));
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        fixture.close();
        upstream.close();
    }

    @Override
    protected Transport transport() {
        return fixture.transport;
    }

    @Override
    protected ScheduledExecutorService loop() {
        return fixture.loop;
    }

    @Override
    protected UpstreamRequest answered() {
        return TransportFixture.post(upstream.target(), "{}");
    }

    @Override
    protected UpstreamRequest failing() {
        return TransportFixture.post(closedPort(), "{}");
    }

    private static Target closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new Target("127.0.0.1", socket.getLocalPort(), false, false);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aRequestGoesOutWithOurFramingAndTheProvidersHeaders() throws Exception {
        UpstreamRequest request = new UpstreamRequest(
                upstream.target(),
                "POST",
                "/v1/embeddings?api-version=1",
                List.of("authorization", "Bearer k", "host", "elsewhere", "transfer-encoding", "chunked", "x-a", "b"),
                new Body.Builder()
                        .add(new byte[] {'{', '"', 'a', '"'})
                        .add(new byte[] {':', '1', '}'})
                        .build(),
                TransportFixture.CONNECT);

        fixture.send(request).awaitEnd();

        assertThat(upstream.requests())
                .containsExactly("POST /v1/embeddings?api-version=1 HTTP/1.1\r\nhost: 127.0.0.1:"
                        + upstream.target().port()
                        + "\r\nuser-agent: pointsman/test\r\naccept-encoding: identity\r\nauthorization: Bearer k\r\n"
                        + "x-a: b\r\ncontent-length: 7\r\n\r\n{\"a\":1}");
    }

    @Test
    void aGetWithoutABodyHasNoLength() throws Exception {
        fixture.send(new UpstreamRequest(
                        upstream.target(), "GET", "/v1/models", List.of(), Body.EMPTY, TransportFixture.CONNECT))
                .awaitEnd();

        assertThat(upstream.requests().get(0)).startsWith("GET /v1/models ").doesNotContain("content-length");
    }

    @Test
    void aHeaderThatCouldEndALineIsRefusedAndTheConnectionKept() throws Exception {
        fixture.send(answered()).awaitEnd();
        HeardReply refused = fixture.send(new UpstreamRequest(
                        upstream.target(),
                        "POST",
                        "/",
                        List.of("x-a", "b\r\nx-evil: 1"),
                        Body.EMPTY,
                        TransportFixture.CONNECT))
                .awaitEnd();
        fixture.send(answered()).awaitEnd();

        assertThat(refused.error.kind()).isEqualTo(ErrorKind.INVALID_REQUEST);
        assertThat(upstream.requests()).hasSize(2).noneMatch(request -> request.contains("evil"));
        assertThat(upstream.accepted()).isEqualTo(1);
    }

    @Test
    void aBodyOfManyMegabytesArrivesWhole() throws Exception {
        byte[] body = new byte[9_000_001];
        AtomicInteger arrived = new AtomicInteger();
        try (RawUpstream large = new RawUpstream((line, connection) -> {
            String request = line.request();
            arrived.set(request.length() - request.indexOf("\r\n\r\n") - 4);
            line.write(RawUpstream.ok("{}"));
        })) {
            HeardReply reply = fixture.send(TransportFixture.post(large.target(), body, TransportFixture.CONNECT))
                    .awaitEnd();
            assertThat(reply.error).isNull();
            assertThat(arrived).hasValue(body.length);
        }
    }

    @Test
    void aRefusedConnectionFailsAsUnreachable() throws Exception {
        HeardReply reply = fixture.send(failing()).awaitEnd();

        assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
        assertThat(reply.error).hasMessageContaining("127.0.0.1").hasMessageContaining("refused");
    }

    @Test
    void anUnknownHostFailsAsUnreachable() throws Exception {
        HeardReply reply = fixture.send(
                        TransportFixture.post(new Target("no-such-host.invalid", 80, false, false), "{}"))
                .awaitEnd();

        assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
        assertThat(reply.error).hasMessageContaining("host name is not known");
    }

    @Test
    void aHostThatNeverAnswersFailsAtTheConnectTimeout() throws Exception {
        List<SocketChannel> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (int i = 0; i < 8; i++) {
                SocketChannel filler = SocketChannel.open();
                filler.configureBlocking(false);
                filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
                fillers.add(filler);
            }
            Target target = new Target("127.0.0.1", full.getLocalPort(), false, false);
            HeardReply reply = fixture.send(TransportFixture.post(target, new byte[2], Duration.ofMillis(150)))
                    .awaitEnd();

            assertThat(reply.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
            assertThat(reply.error).hasMessageContaining("connect timeout");
        } finally {
            for (SocketChannel filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void theSameWorksWithoutEpoll() throws Exception {
        try (TransportFixture nio = new TransportFixture(TransportFixture.settings(4, 4, null), false)) {
            assertThat(nio.send(answered()).awaitEnd().body()).isEqualTo("hello");
            assertThat(nio.send(answered()).awaitEnd().body()).isEqualTo("hello");
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aListenerThatThrowsHearsAnInternalFailure() throws Exception {
        HeardReply reply = new HeardReply();
        reply.onFirstData = () -> {
            throw new IllegalStateException("a fault of ours");
        };
        fixture.send(answered(), reply).awaitEnd();

        assertThat(reply.error.kind()).isEqualTo(ErrorKind.INTERNAL);
        fixture.eventually(() -> fixture.transport.openConnections() == 0);
    }

    @Test
    void aCallFromAnotherThreadIsABrokenLaw() {
        assertThatThrownBy(() -> fixture.transport.send(answered(), new HeardReply(), fixture.loop))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aLoopThatIsNotNettysIsRefused() {
        ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();
        try {
            assertThatThrownBy(() -> fixture.transport.send(answered(), new HeardReply(), other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected: a Netty event loop");
        } finally {
            other.shutdown();
        }
    }

    @Test
    void aClosedTransportDropsIdleConnectionsAndTakesNoCalls() throws Exception {
        fixture.send(answered()).awaitEnd();
        fixture.eventually(() -> fixture.transport.idleConnections() == 1);

        fixture.transport.close();
        HeardReply late = fixture.send(answered()).awaitEnd();

        assertThat(late.error.kind()).isEqualTo(ErrorKind.SHUTTING_DOWN);
        fixture.eventually(() -> fixture.transport.openConnections() == 0);
    }
}
