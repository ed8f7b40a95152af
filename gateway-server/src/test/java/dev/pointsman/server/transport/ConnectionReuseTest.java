package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionReuseTest {
    private TransportFixture fixture;

    @BeforeEach
    void start() {
        fixture = new TransportFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static void answerAll(RawUpstream.Line line, int connection) throws java.io.IOException {
        while (true) {
            line.request();
            line.write(RawUpstream.ok("hello"));
        }
    }

    private HeardReply call(RawUpstream upstream) throws Exception {
        return fixture.send(TransportFixture.post(upstream.target(), "{}"));
    }

    private void idleConnections(int count) {
        fixture.eventually(() -> fixture.transport.idleConnections() == count);
    }

    @Test
    void callsOneAfterTheOtherShareAConnection() throws Exception {
        try (RawUpstream upstream = new RawUpstream(ConnectionReuseTest::answerAll)) {
            for (int i = 0; i < 20; i++) {
                assertThat(call(upstream).awaitEnd().body()).isEqualTo("hello");
            }
            assertThat(upstream.accepted()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\n{}",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}x",
                "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil",
            })
    void aConnectionIsNotUsedAgainAfter(String reply) throws Exception {
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            line.write(reply);
            line.awaitClose();
        })) {
            assertThat(call(upstream).awaitEnd().body()).isEqualTo("{}");
            fixture.eventually(() -> fixture.transport.openConnections() == 0);
            assertThat(call(upstream).awaitEnd().body()).isEqualTo("{}");
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aReplyBeforeTheRequestWasOutCostsTheConnection() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.head();
            line.write(RawUpstream.ok("early"));
            await(heard);
            line.awaitClose();
        })) {
            HeardReply reply = fixture.send(
                            TransportFixture.post(upstream.target(), new byte[64 << 20], TransportFixture.CONNECT))
                    .awaitEnd();
            fixture.eventually(() -> fixture.transport.openConnections() == 0);
            heard.countDown();

            assertThat(reply.body()).isEqualTo("early");
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsReplacedWithoutTheCallerNoticing() throws Exception {
        CountDownLatch closeNow = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            line.write(RawUpstream.ok("from " + connection));
            if (connection == 1) {
                line.request();
                line.reset();
            }
            await(closeNow);
        })) {
            assertThat(call(upstream).awaitEnd().body()).isEqualTo("from 1");
            idleConnections(1);
            assertThat(call(upstream).awaitEnd().body()).isEqualTo("from 2");
            assertThat(upstream.requests()).hasSize(3);
            closeNow.countDown();
        }
    }

    @Test
    void aStaleConnectionIsReplacedOnceOnly() throws Exception {
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            if (connection == 1) {
                line.write(RawUpstream.ok("{}"));
                line.request();
            }
            line.reset();
        })) {
            call(upstream).awaitEnd();
            idleConnections(1);
            HeardReply failed = call(upstream).awaitEnd();

            assertThat(failed.error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aCallIsNotSentTwiceOnceAnyByteOfItsReplyCame() throws Exception {
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            line.write(RawUpstream.ok("{}"));
            line.request();
            line.write("H");
        })) {
            call(upstream).awaitEnd();
            idleConnections(1);

            assertThat(call(upstream).awaitEnd().error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void aCallTheProviderWorkedOnIsNotSentTwice() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        CountDownLatch late = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            requests.incrementAndGet();
            line.write(RawUpstream.ok("{}"));
            line.request();
            requests.incrementAndGet();
            second.countDown();
            await(late);
        })) {
            call(upstream).awaitEnd();
            idleConnections(1);
            HeardReply lost = call(upstream);
            await(second);
            fixture.clock.addAndGet(TimeUnit.SECONDS.toNanos(5));
            late.countDown();

            assertThat(lost.awaitEnd().error.kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
            assertThat(requests).hasValue(2);
        }
    }

    @Test
    void idleAndOldConnectionsAreClosed() throws Exception {
        try (RawUpstream upstream = new RawUpstream(ConnectionReuseTest::answerAll)) {
            call(upstream).awaitEnd();
            idleConnections(1);
            fixture.clock.addAndGet(Duration.ofSeconds(46).toNanos());
            sweep();
            fixture.eventually(() -> fixture.transport.openConnections() == 0);

            call(upstream).awaitEnd();
            for (int i = 0; i < 20; i++) {
                idleConnections(1);
                fixture.clock.addAndGet(Duration.ofSeconds(31).toNanos());
                call(upstream).awaitEnd();
            }
            assertThat(upstream.accepted()).isEqualTo(3);
        }
    }

    @Test
    void aConnectionIsGivenUpBeforeTheProviderDoesSo() throws Exception {
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            while (true) {
                line.request();
                line.write("HTTP/1.1 200 OK\r\nkeep-alive: timeout=5, max=9\r\ncontent-length: 0\r\n\r\n");
            }
        })) {
            call(upstream).awaitEnd();
            idleConnections(1);
            fixture.clock.addAndGet(Duration.ofMillis(4100).toNanos());
            call(upstream).awaitEnd();

            assertThat(upstream.accepted()).isEqualTo(2);
        }
    }

    private void sweep() throws Exception {
        fixture.onLoop(() -> {
            fixture.transport.on(fixture.loop).sweep();
            return true;
        });
    }

    @Test
    void aCancelledCallClosesItsConnectionAtOnce() throws Exception {
        CountDownLatch gone = new CountDownLatch(1);
        try (RawUpstream upstream = new RawUpstream((line, connection) -> {
            line.request();
            line.awaitClose();
            gone.countDown();
        })) {
            HeardReply reply = call(upstream);
            fixture.eventually(() -> upstream.requests().size() == 1);
            fixture.cancel(reply);

            await(gone);
            assertThat(reply.ended()).isFalse();
            fixture.eventually(() -> fixture.transport.openConnections() == 0);
        }
    }

    @Test
    void aHundredCallsAtOnceKeepToTheLimitOfConnections() throws Exception {
        AtomicInteger most = new AtomicInteger();
        try (TransportFixture small = new TransportFixture(TransportFixture.settings(7, 100, null));
                RawUpstream upstream = new RawUpstream((line, connection) -> {
                    most.accumulateAndGet(connection, Math::max);
                    answerAll(line, connection);
                })) {
            List<HeardReply> replies = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                replies.add(small.send(TransportFixture.post(upstream.target(), "{}")));
            }
            for (HeardReply reply : replies) {
                assertThat(reply.awaitEnd().body()).isEqualTo("hello");
            }
            assertThat(most).hasValueLessThanOrEqualTo(7);
            assertThat(small.transport.waitingCalls()).isZero();
        }
    }

    @Test
    void callsWhoseConnectionIsBeingDialedDoNotFillTheQueue() throws Exception {
        try (TransportFixture small = new TransportFixture(TransportFixture.settings(30, 0, null));
                RawUpstream upstream = new RawUpstream(ConnectionReuseTest::answerAll)) {
            List<HeardReply> replies = small.onLoop(() -> {
                List<HeardReply> sent = new ArrayList<>();
                for (int i = 0; i < 31; i++) {
                    HeardReply reply = new HeardReply();
                    small.transport.send(TransportFixture.post(upstream.target(), "{}"), reply, small.loop);
                    sent.add(reply);
                }
                return sent;
            });

            for (int i = 0; i < 30; i++) {
                assertThat(replies.get(i).awaitEnd().body()).isEqualTo("hello");
            }
            assertThat(replies.get(30).awaitEnd().error).hasMessageContaining("busy");
        }
    }

    @Test
    void aFullQueueRefusesAndAWaitingCallMayBeCancelled() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (TransportFixture small = new TransportFixture(TransportFixture.settings(1, 1, null));
                RawUpstream upstream = new RawUpstream((line, connection) -> {
                    line.request();
                    await(answer);
                    line.write(RawUpstream.ok("hello"));
                    answerAll(line, connection);
                })) {
            HeardReply first = small.send(TransportFixture.post(upstream.target(), "{}"));
            small.eventually(() -> upstream.requests().size() == 1);
            HeardReply waiting = small.send(TransportFixture.post(upstream.target(), "{}"));
            HeardReply refused =
                    small.send(TransportFixture.post(upstream.target(), "{}")).awaitEnd();
            small.cancel(waiting);
            HeardReply next = small.send(TransportFixture.post(upstream.target(), "{}"));
            answer.countDown();

            assertThat(refused.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
            assertThat(refused.error).hasMessageContaining("busy");
            assertThat(first.awaitEnd().body()).isEqualTo("hello");
            assertThat(next.awaitEnd().body()).isEqualTo("hello");
            assertThat(waiting.ended()).isFalse();
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    @Test
    void aCallThatWaitsTooLongForABusyConnectionFails() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (TransportFixture small = new TransportFixture(TransportFixture.settings(1, 1, null));
                RawUpstream upstream = new RawUpstream((line, connection) -> {
                    line.request();
                    await(answer);
                })) {
            HeardReply first = small.send(TransportFixture.post(upstream.target(), "{}"));
            small.eventually(() -> upstream.requests().size() == 1);
            HeardReply late = small.send(TransportFixture.post(upstream.target(), new byte[2], Duration.ofMillis(50)))
                    .awaitEnd();
            answer.countDown();

            assertThat(late.error.kind()).isEqualTo(ErrorKind.UPSTREAM_CONNECT);
            assertThat(late.error).hasMessageContaining("busy");
            first.awaitEnd();
        }
    }

    private static void await(CountDownLatch latch) throws java.io.IOException {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new java.io.IOException(e);
        }
    }
}
