package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.bytes;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.testing.RawClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StreamReplyTest {
    private static GatewayException cut() {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, "the stream was cut");
    }

    @Test
    void eventsArriveAsTheyComeAndEndCleanly() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            client.send(post());
            var call = front.call();
            call.onLoop(() -> {
                call.sink().start(ReplyHead.eventStream());
                call.sink().data(bytes("data: 1\n\n"));
            });
            var head = client.replyWithoutBody();
            assertThat(head.header("content-type")).isEqualTo("text/event-stream; charset=utf-8");
            assertThat(head.header("cache-control")).isEqualTo("no-cache");
            assertThat(head.header("x-accel-buffering")).isEqualTo("no");
            assertThat(head.header("transfer-encoding")).isEqualTo("chunked");
            assertThat(client.readText("9\r\ndata: 1\n\n\r\n".length())).isEqualTo("9\r\ndata: 1\n\n\r\n");
            byte[] large = bytes("data: " + "x".repeat(70_000) + "\n\n");
            call.onLoop(() -> {
                call.sink().data(large);
                call.sink().data(bytes("data: [DONE]\n\n"));
                call.sink().complete();
            });
            String rest = Integer.toHexString(large.length) + "\r\ndata: " + "x".repeat(70_000)
                    + "\n\n\r\ne\r\ndata: [DONE]\n\n\r\n0\r\n\r\n";
            assertThat(client.readText(rest.length())).isEqualTo(rest);
            client.send(post());
            var second = front.call();
            second.onLoop(() -> FrontFixture.echo(second.exchange(), second.sink(), null));
            assertThat(client.reply().status()).isEqualTo(200);
        }
    }

    @Test
    void failureInsideAStreamIsItsLastEventAndNeverACleanEnd() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.eventStream());
                    sink.data(bytes("data: 1\n\n"));
                    sink.fail(cut());
                    sink.data(bytes("data: late\n\n"));
                    sink.complete();
                });
                var client = front.connect()) {
            var reply = client.send(post()).reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.whole()).isFalse();
            assertThat(reply.body())
                    .startsWith("data: 1\n\ndata: {\"error\":{\"message\":\"the stream was cut\"")
                    .endsWith("}}\n\n");
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void failureInsideASizedReplyCutsItShort() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.json(100));
                    sink.data(bytes("{\"half\":"));
                    sink.fail(cut());
                });
                var client = front.connect()) {
            var reply = client.send(post()).reply();
            assertThat(reply.whole()).isFalse();
            assertThat(reply.body()).isEqualTo("{\"half\":");
        }
    }

    @Test
    void replyOfAnotherLengthThanPromisedIsCut() throws Exception {
        for (byte[] body : List.of(bytes("four"), bytes("six by"))) {
            try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                        sink.start(ReplyHead.json(5));
                        sink.data(body);
                        sink.complete();
                    });
                    var client = front.connect()) {
                assertThat(client.send(post()).reply().whole()).isFalse();
                assertThat(client.closedByServer()).isTrue();
            }
        }
    }

    @Test
    void streamToAnHttp10ClientEndsWithItsConnection() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.eventStream());
                    sink.data(bytes("data: 1\n\n"));
                    sink.complete();
                });
                var client = front.connect()) {
            var reply = client.send(post().replace("HTTP/1.1", "HTTP/1.0")).reply();
            assertThat(reply.headers()).doesNotContainKeys("transfer-encoding", "content-length");
            assertThat(reply.body()).isEqualTo("data: 1\n\n");
        }
    }

    @Test
    void slowReaderHoldsTheStreamBackUntilItReads() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new RawClient(front.address(), 4 << 10)) {
            client.send(post());
            var call = front.call();
            var held = new CountDownLatch(1);
            var done = new CountDownLatch(1);
            var written = new AtomicLong();
            int all = 64 << 20;
            call.onLoop(() -> {
                call.sink().start(new ReplyHead(200, "application/octet-stream", all, List.of()));
                pump(call.sink(), written, all, held, done);
            });
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(written.get()).isLessThan(all / 2);
            assertThat(done.getCount()).isEqualTo(1);
            client.replyWithoutBody();
            assertThat(client.readSome(all)).isEqualTo(all);
            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void pump(ResponseSink sink, AtomicLong written, int all, CountDownLatch held, CountDownLatch done) {
        while (written.get() < all) {
            if (!sink.writable()) {
                held.countDown();
                sink.whenWritable(() -> pump(sink, written, all, held, done));
                return;
            }
            sink.data(new byte[32 << 10]);
            written.addAndGet(32 << 10);
        }
        sink.complete();
        done.countDown();
    }

    @Test
    void clientThatLeavesCancelsItsExchange() throws Exception {
        try (var front = FrontFixture.waiting()) {
            for (boolean halfClose : new boolean[] {false, true}) {
                var cancelled = new CountDownLatch(1);
                try (var client = front.connect()) {
                    client.send(post());
                    var call = front.call();
                    call.onLoop(() -> {
                        call.exchange().onCancel(cancelled::countDown);
                        call.sink().start(ReplyHead.eventStream());
                        call.sink().data(bytes("data: 1\n\n"));
                    });
                    client.replyWithoutBody();
                    if (halfClose) {
                        client.finishSending();
                    } else {
                        client.leave();
                    }
                    assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(front.server().bufferedBytes()).isZero();
        }
    }

    @Test
    void clientThatStopsReadingIsCutAfterTheStallTime() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new RawClient(front.address(), 4 << 10)) {
            client.send(post());
            var call = front.call();
            var held = new CountDownLatch(1);
            var cancelled = new CountDownLatch(1);
            call.onLoop(() -> {
                call.exchange().onCancel(cancelled::countDown);
                call.sink().start(ReplyHead.eventStream());
                pump(call.sink(), new AtomicLong(), 64 << 20, held, new CountDownLatch(1));
            });
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            while (!cancelled.await(50, TimeUnit.MILLISECONDS)) {
                front.advance(Duration.ofSeconds(5));
            }
            assertThat(cancelled.getCount()).isZero();
        }
    }
}
