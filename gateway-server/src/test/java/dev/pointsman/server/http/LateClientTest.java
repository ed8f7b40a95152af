package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.telemetry.GatewayMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a client that goes on sending, but slowly, is cut, to the quarter of a second: the loop is swept by hand. */
class LateClientTest {
    private final AtomicLong nanos = new AtomicLong();
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final FrontLoop front = new FrontLoop(
            new FrontLoop.Shared(
                    FrontSettings.at(new InetSocketAddress(0)),
                    () -> FilterChain.of(List.of((sent, its, next) -> {})),
                    new GatewayMetrics(new SimpleMeterRegistry()),
                    new Body.Budget(1 << 20),
                    nanos::get,
                    Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                    Runnable::run,
                    new AtomicBoolean()),
            channel.eventLoop());

    @AfterEach
    void leave() {
        front.stop();
        channel.finishAndReleaseAll();
    }

    @Test
    void aHeadThatTricklesIsCutWithinNineSeconds() {
        assertThat(cutAfterMillis("GET /v1/models HTTP/1.1\r\nx-")).isBetween(8_000L, 9_000L);
    }

    @Test
    void aBodyThatTricklesIsCutWithinNineSeconds() {
        String head = FrontFixture.head("POST /v1/chat/completions HTTP/1.1", "Host: a", "Content-Length: 1000");
        assertThat(cutAfterMillis(head)).isBetween(8_000L, 9_000L);
    }

    /** A byte with each sweep, from {@code begin} on. */
    private long cutAfterMillis(String begin) {
        Http1Connection connection = new Http1Connection(front);
        channel.pipeline().addLast(connection.decoder(), connection);
        channel.writeInbound(Unpooled.copiedBuffer(begin, ISO_8859_1));
        long millis = 0;
        while (channel.isOpen() && millis < 60_000) {
            millis += Deadlines.SWEEP_MILLIS;
            nanos.set(TimeUnit.MILLISECONDS.toNanos(millis));
            front.deadlines().sweep(nanos.get());
            channel.runPendingTasks();
            if (channel.isOpen()) {
                channel.writeInbound(Unpooled.copiedBuffer("x", ISO_8859_1));
            }
        }
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(ISO_8859_1)).startsWith("HTTP/1.1 408 ");
        answer.release();
        return millis;
    }
}
