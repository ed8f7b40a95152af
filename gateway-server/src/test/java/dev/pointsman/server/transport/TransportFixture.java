package dev.pointsman.server.transport;

import dev.pointsman.api.Body;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.telemetry.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A transport on one loop, with a clock turned by hand; both end with the test. */
final class TransportFixture implements AutoCloseable {
    static final Duration CONNECT = Duration.ofSeconds(10);

    private final EventLoopGroup group;
    final EventLoop loop;
    final NettyTransport transport;
    final AtomicLong clock = new AtomicLong(1_000_000_000L);

    TransportFixture() {
        this(settings(64, 64, null));
    }

    TransportFixture(TransportSettings settings) {
        this(settings, Epoll.isAvailable());
    }

    TransportFixture(TransportSettings settings, boolean epoll) {
        group = new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        transport = new NettyTransport(
                settings, new GatewayMetrics(new SimpleMeterRegistry()), clock::get, InetAddress::getAllByName);
    }

    static TransportSettings settings(int connections, int waiting, @Nullable Path trusted) {
        return new TransportSettings(
                connections,
                waiting,
                Duration.ofSeconds(45),
                Duration.ofMinutes(10),
                8 << 20,
                trusted,
                "pointsman/test");
    }

    static UpstreamRequest post(Target target, String body) {
        return post(target, body.getBytes(StandardCharsets.ISO_8859_1), CONNECT);
    }

    static UpstreamRequest post(Target target, byte[] body, Duration connect) {
        return new UpstreamRequest(
                target,
                "POST",
                "/v1/chat/completions",
                List.of("content-type", "application/json", "authorization", "Bearer k"),
                Body.of(body),
                connect);
    }

    HeardReply send(UpstreamRequest request) throws Exception {
        return send(request, new HeardReply());
    }

    HeardReply send(UpstreamRequest request, HeardReply reply) throws Exception {
        return onLoop(() -> {
            reply.call = transport.send(request, reply, loop);
            return reply;
        });
    }

    void cancel(HeardReply reply) throws Exception {
        Transport.Call call = reply.call;
        onLoop(() -> {
            call.cancel();
            return true;
        });
    }

    <T> T onLoop(Callable<T> work) throws Exception {
        return loop.submit(work).get(20, TimeUnit.SECONDS);
    }

    /** Waits for what happens on the loop by itself. */
    void eventually(Callable<Boolean> so) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(so);
    }

    @Override
    public void close() {
        transport.close();
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(20, TimeUnit.SECONDS);
    }
}
