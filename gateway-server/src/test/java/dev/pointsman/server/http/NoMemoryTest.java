package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.server.buffers.NoDirectMemory;
import dev.pointsman.server.buffers.Room;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection that reads when direct memory is used up: Netty tells it so, and closes it. */
class NoMemoryTest {
    private final Body.Budget budget = new Body.Budget(1 << 20);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private FrontLoop front;
    private Exchange exchange;
    private ResponseSink sink;

    @BeforeEach
    void connect() {
        Room.setAside();
        FilterChain chain = FilterChain.of(List.of((sent, its, next) -> {
            exchange = sent;
            sink = its;
        }));
        front = new FrontLoop(
                new FrontLoop.Shared(
                        FrontSettings.at(new InetSocketAddress(0)),
                        () -> chain,
                        new GatewayMetrics(new SimpleMeterRegistry()),
                        budget,
                        () -> 1L,
                        Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                        Runnable::run,
                        new AtomicBoolean()),
                channel.eventLoop());
        Http1Connection connection = new Http1Connection(front);
        channel.config().setAllocator(new NoDirectMemory());
        channel.pipeline().addLast(connection.decoder(), connection);
    }

    @AfterEach
    void leave() {
        front.stop();
        channel.finishAndReleaseAll();
        assertThat(budget.used()).isZero();
    }

    @Test
    void whoseRequestCannotBeReadIsTold() {
        channel.pipeline().fireExceptionCaught(NoDirectMemory.plain());

        assertThat(answer())
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 1", "x-request-id: req_", "\"overloaded\"");
    }

    @Test
    void whoWaitsForAnAnswerIsToldAndItsCallIsCancelled() {
        send(FrontFixture.post());
        AtomicBoolean ended = new AtomicBoolean();
        exchange.onCancel(() -> {
            ended.set(true);
            sink.fail(exchange.cancelledBy());
        });

        channel.pipeline().fireExceptionCaught(NoDirectMemory.plain());

        assertThat(ended).isTrue();
        assertThat(exchange.cancelledBy().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(answer()).startsWith("HTTP/1.1 503 ").contains("short of memory");
    }

    @Test
    void aReplyThatHasBegunIsCutAndItsCallCancelled() {
        send(FrontFixture.post());
        exchange.onCancel(() -> sink.fail(exchange.cancelledBy()));
        sink.start(new ReplyHead(200, "application/json", 10, List.of()));
        sink.data(new byte[5]);
        channel.runPendingTasks();
        String before = written();

        channel.pipeline().fireExceptionCaught(NoDirectMemory.error());

        assertThat(before).startsWith("HTTP/1.1 200 ");
        assertThat(exchange.cancelled()).isTrue();
        assertThat(written()).isEmpty();
    }

    private void send(String request) {
        channel.writeInbound(Unpooled.copiedBuffer(request, ISO_8859_1));
        channel.runPendingTasks();
    }

    private String answer() {
        ByteBuf first = channel.readOutbound();
        assertThat(first.isDirect()).as("a socket need not copy it").isTrue();
        String text = first.toString(ISO_8859_1);
        first.release();
        return text;
    }

    private String written() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(ISO_8859_1));
            out.release();
        }
        return all.toString();
    }
}
