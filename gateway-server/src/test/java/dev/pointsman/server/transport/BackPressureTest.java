package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackPressureTest {
    private static final int BODY = 64 << 20;
    private static final int STALLED_MILLIS = 300;

    /** Writes until the peer's window is full; the body bytes that went out. */
    private static int writeUntilStalled(SocketChannel line, int from) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(64 << 10);
        int written = from;
        try (Selector selector = Selector.open()) {
            line.configureBlocking(false);
            line.register(selector, SelectionKey.OP_WRITE);
            while (written < BODY && selector.select(STALLED_MILLIS) > 0) {
                selector.selectedKeys().clear();
                piece.clear().limit(Math.min(piece.capacity(), BODY - written));
                written += line.write(piece);
            }
        }
        return written;
    }

    @Test
    void aPausedCallStopsItsProviderAndGoesOnWhenResumed() throws Exception {
        CountDownLatch paused = new CountDownLatch(1);
        CompletableFuture<Integer> stalledAt = new CompletableFuture<>();
        try (TransportFixture fixture = new TransportFixture();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread provider = new Thread(() -> serve(server, paused, stalledAt), "provider");
            provider.start();
            HeardReply reply = new HeardReply();
            reply.onFirstData = () -> {
                reply.call.pause();
                paused.countDown();
            };
            fixture.send(
                    TransportFixture.post(
                            new dev.pointsman.provider.Target(
                                    "127.0.0.1",
                                    ((InetSocketAddress) server.getLocalAddress()).getPort(),
                                    false,
                                    false),
                            "{}"),
                    reply);

            assertThat(stalledAt.get(20, TimeUnit.SECONDS)).isLessThan(BODY / 2);
            assertThat(reply.bodyBytes()).isLessThan(1 << 20);

            fixture.onLoop(() -> {
                reply.call.resume();
                return true;
            });
            assertThat(reply.awaitEnd().error).isNull();
            assertThat(reply.bodyBytes()).isEqualTo(BODY);
            provider.join(20_000);
        }
    }

    private static void serve(ServerSocketChannel server, CountDownLatch paused, CompletableFuture<Integer> stalledAt) {
        try (SocketChannel line = server.accept()) {
            ByteBuffer request = ByteBuffer.allocate(4096);
            while (!new String(request.array(), StandardCharsets.US_ASCII).contains("{}")) {
                line.read(request);
            }
            String head = "HTTP/1.1 200 OK\r\ncontent-length: " + BODY + "\r\n\r\nx";
            line.write(ByteBuffer.wrap(head.getBytes(StandardCharsets.US_ASCII)));
            assertThat(paused.await(20, TimeUnit.SECONDS)).isTrue();
            int written = writeUntilStalled(line, 1);
            stalledAt.complete(written);
            while (written < BODY) {
                written = writeUntilStalled(line, written);
            }
        } catch (IOException | InterruptedException e) {
            stalledAt.completeExceptionally(e);
        }
    }
}
