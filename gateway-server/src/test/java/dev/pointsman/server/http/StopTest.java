package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.bytes;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.Body;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.testing.RawClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class StopTest {
    @Test
    void idleConnectionsCloseAtOnceAndRequestsUnderWayAreFinished() throws Exception {
        try (var front = FrontFixture.waiting();
                var idle = front.connect();
                var waiting = front.connect();
                var streaming = front.connect()) {
            waiting.send(post());
            var first = front.call();
            streaming.send(post());
            var second = front.call();
            second.onLoop(() -> {
                second.sink().start(ReplyHead.eventStream());
                second.sink().data(bytes("data: 1\n\n"));
            });
            streaming.replyWithoutBody();

            var stopped = front.server().stop(Duration.ofMinutes(1));

            assertThat(idle.closedByServer()).isTrue();
            assertThatThrownBy(front::connect).isInstanceOf(IOException.class);
            assertThat(stopped).isNotDone();
            first.onLoop(() -> FrontFixture.echo(first.exchange(), first.sink(), null));
            var reply = waiting.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.header("connection")).isEqualTo("close");
            second.onLoop(second.sink()::complete);
            assertThat(streaming.rest()).endsWith("0\r\n\r\n");
            stopped.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void whatIsLeftAfterTheGraceIsCut() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            client.send(post());
            var cancelled = new CountDownLatch(1);
            var call = front.call();
            call.onLoop(() -> call.exchange().onCancel(cancelled::countDown));
            front.server().stop(Duration.ofMillis(1)).get(10, TimeUnit.SECONDS);
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void streamThatOutlivesTheGraceEndsWithAnErrorEvent() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            client.send(post());
            var call = front.call();
            call.onLoop(() -> {
                call.exchange().onCancel(() -> call.sink().fail(call.exchange().cancelledBy()));
                call.sink().start(ReplyHead.eventStream());
                call.sink().data(bytes("data: 1\n\n"));
            });
            client.replyWithoutBody();

            front.server().stop(Duration.ofMillis(1)).get(10, TimeUnit.SECONDS);

            assertThat(client.rest())
                    .contains("data: {\"error\":", "shutting_down")
                    .doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void requestThatOutlivesTheGraceUnansweredIsToldSo() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            client.send(post());
            var call = front.call();
            call.onLoop(() -> call.exchange()
                    .onCancel(() -> call.sink().fail(call.exchange().cancelledBy())));

            front.server().stop(Duration.ofMillis(1)).get(10, TimeUnit.SECONDS);

            var reply = client.reply();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.header("retry-after")).isEqualTo("1");
            assertThat(reply.body()).contains("shutting_down");
        }
    }

    @Test
    void portThatIsTakenIsToldWithItsAddress() throws Exception {
        try (var front = FrontFixture.echoing()) {
            assertThatThrownBy(() -> FrontFixture.with(s -> FrontSettings.at(front.address()), FrontFixture::echo))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("cannot listen on")
                    .hasMessageContaining(Integer.toString(front.address().getPort()))
                    .hasMessageContaining("in use");
        }
    }

    @Test
    void connectionsBeyondTheCapsAreClosed() throws Exception {
        for (var limits : List.of(
                new FrontSettings.Limits(1 << 20, 1 << 20, 2, 0), new FrontSettings.Limits(1 << 20, 1 << 20, 100, 2))) {
            try (var front = FrontFixture.with(s -> FrontFixture.limits(s, limits), FrontFixture::echo);
                    var first = front.connect()) {
                assertThat(first.send(post()).reply().status()).isEqualTo(200);
                try (var second = front.connect();
                        var third = front.connect()) {
                    assertThat(second.send(post()).reply().status()).isEqualTo(200);
                    assertThat(third.closedByServer()).isTrue();
                }
                assertThat(first.send(post()).reply().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void frontServesOnNioToo() throws Exception {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        var server = new FrontServer(
                FrontSettings.at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                () -> FilterChain.of(List.of(FrontFixture::echo)),
                loops,
                new GatewayMetrics(new SimpleMeterRegistry()),
                new Body.Budget(1 << 20));
        try (var client = new RawClient(server.start())) {
            assertThat(client.send(post()).reply().status()).isEqualTo(200);
            server.stop(Duration.ofMinutes(1)).get(10, TimeUnit.SECONDS);
            assertThat(client.closedByServer()).isTrue();
        } finally {
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
