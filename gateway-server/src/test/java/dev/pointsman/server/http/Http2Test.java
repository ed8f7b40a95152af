package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class Http2Test {
    @Test
    void streamsOfOneConnectionAreAnsweredSideBySide() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = new H2Client(front.address())) {
            var streams = new ArrayList<H2Client.Stream>();
            for (int i = 0; i < 80; i++) {
                streams.add(client.post(CHAT.replace("hi", "number " + i)));
            }
            for (int i = 0; i < 80; i++) {
                var stream = streams.get(i);
                assertThat(stream.status()).isEqualTo("200");
                assertThat(stream.header("x-request-id")).startsWith("req_");
                assertThat(stream.header("date")).endsWith("GMT");
                assertThat(stream.body()).contains("number " + i + "\"");
                assertThat(stream.end()).isEqualTo("end");
            }
        }
    }

    @Test
    void bodyLargerThanTheWindowsPassesWhole() throws Exception {
        String large = CHAT.replace("hi", "word ".repeat(600_000));
        try (var front = FrontFixture.echoing();
                var client = new H2Client(front.address())) {
            assertThat(client.post(large).body().equals(large)).isTrue();
        }
    }

    @Test
    void eventStreamEndsOrIsReset() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new H2Client(front.address())) {
            for (boolean broken : new boolean[] {false, true}) {
                var stream = client.post(CHAT);
                var call = front.call();
                call.onLoop(() -> {
                    call.sink().start(ReplyHead.eventStream());
                    call.sink().data(bytes("data: 1\n\n"));
                });
                assertThat(stream.header("cache-control")).isEqualTo("no-cache");
                call.onLoop(() -> {
                    if (broken) {
                        call.sink().fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "cut"));
                    } else {
                        call.sink().complete();
                    }
                });
                assertThat(stream.end()).isEqualTo(broken ? "reset INTERNAL_ERROR" : "end");
                assertThat(stream.body()).startsWith(broken ? "data: 1\n\ndata: {\"error\"" : "data: 1\n\n");
            }
        }
    }

    @Test
    void headIsAnsweredWithoutABodyAndErrorsInTheUsualForm() throws Exception {
        try (var front = FrontFixture.with(s -> s, (exchange, sink, next) -> {
                    sink.start(ReplyHead.json(5));
                    sink.data(bytes("hello"));
                    sink.complete();
                });
                var client = new H2Client(front.address())) {
            var head = client.open(H2Client.head("HEAD", "/v1/models"), true);
            assertThat(head.body()).isEmpty();
            assertThat(head.header("content-length")).isEqualTo("5");
            var unknown = client.open(H2Client.head("GET", "/nothing"), true);
            assertThat(unknown.status()).isEqualTo("404");
            assertThat(unknown.body()).contains("unknown_url");
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    @Test
    void hostileHeadsAreRefused() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = new H2Client(front.address())) {
            for (var path :
                    List.of("*", "v1/models", "/v1/%2e%2e/x", "/v1/models#x", "/v1\\models", "/v1/models/%00")) {
                assertThat(client.open(H2Client.head("GET", path), true).status())
                        .isEqualTo("400");
            }
            var twoHosts = H2Client.head("POST", "/v1/chat/completions").add("host", "another");
            assertThat(client.open(twoHosts, false).status()).isEqualTo("400");
            var noLength =
                    client.open(H2Client.head("POST", "/v1/chat/completions").add("content-length", "x1"), false);
            assertThat(noLength.end().startsWith("reset") || noLength.status().equals("400"))
                    .isTrue();
            var crowded = H2Client.head("GET", "/v1/models");
            for (int i = 0; i < 101; i++) {
                crowded.add("x-" + i, "1");
            }
            assertThat(client.open(crowded, true).status()).isEqualTo("431");
            var noHost = H2Client.head("GET", "/v1/models");
            noHost.remove(":authority");
            assertThat(client.open(noHost, true).status()).isEqualTo("400");
            var noScheme = H2Client.head("GET", "/v1/models");
            noScheme.remove(":scheme");
            assertThat(client.open(noScheme, true).status()).isEqualTo("400");
            for (String scheme : List.of("ftp", "httpx", "http://another/?")) {
                var odd = H2Client.head("GET", "/v1/models").scheme(scheme);
                assertThat(client.open(odd, true).status()).isEqualTo("400");
            }
            assertThat(front.calls()).isZero();
        }
    }

    @Test
    void bodyAboveTheLimitIsRefusedAndItsStreamReset() throws Exception {
        try (var front = FrontFixture.with(
                        s -> FrontFixture.limits(s, new FrontSettings.Limits(1_000, 1 << 20, 10, 0)),
                        FrontFixture::echo);
                var client = new H2Client(front.address())) {
            var announced =
                    client.open(H2Client.head("POST", "/v1/chat/completions").add("content-length", "1001"), false);
            assertThat(announced.status()).isEqualTo("413");
            var stream = client.open(H2Client.head("POST", "/v1/chat/completions"), false);
            stream.data("x".repeat(2_000), false);
            assertThat(stream.status()).isEqualTo("413");
            assertThat(stream.body()).contains("request_too_large");
            assertThat(stream.reset.get(10, TimeUnit.SECONDS)).isEqualTo("NO_ERROR");
            assertThat(client.post(CHAT).status()).isEqualTo("200");
            assertThat(front.calls()).isEqualTo(1);
        }
    }

    @Test
    void streamThatIsResetCancelsItsExchange() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new H2Client(front.address())) {
            var cancelled = new CountDownLatch(1);
            var stream = client.post(CHAT);
            var call = front.call();
            call.onLoop(() -> call.exchange().onCancel(cancelled::countDown));
            stream.reset();
            assertThat(cancelled.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void bodyThatTricklesIsAnswered408AndIdleConnectionsAreClosed() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = new H2Client(front.address())) {
            var stream = client.open(H2Client.head("POST", "/v1/chat/completions"), false);
            stream.data("{", false);
            while (!stream.head.isDone()) {
                front.advance(Duration.ofSeconds(1));
                stream.head
                        .copy()
                        .completeOnTimeout(null, 20, TimeUnit.MILLISECONDS)
                        .join();
            }
            assertThat(stream.status()).isEqualTo("408");
            while (front.server().openConnections() > 0) {
                front.advance(Duration.ofSeconds(1));
            }
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void stoppingFinishesTheStreamsUnderWay() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new H2Client(front.address())) {
            var stream = client.post(CHAT);
            var call = front.call();
            var stopped = front.server().stop(Duration.ofMinutes(1));
            assertThat(stopped).isNotDone();
            call.onLoop(() -> FrontFixture.echo(call.exchange(), call.sink(), null));
            assertThat(stream.body()).isEqualTo(CHAT);
            stopped.get(10, TimeUnit.SECONDS);
            assertThat(client.closedByServer()).isTrue();
        }
    }

    @Test
    void slowReaderHoldsItsOwnStreamBack() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = new H2Client(front.address())) {
            var stream = client.post(CHAT);
            var call = front.call();
            var unwritable = new CountDownLatch(1);
            var written = new AtomicLong();
            call.onLoop(() -> {
                call.sink().start(ReplyHead.eventStream());
                while (call.sink().writable() && written.get() < 8 << 20) {
                    call.sink().data(new byte[16 << 10]);
                    written.addAndGet(16 << 10);
                }
                call.sink().whenWritable(() -> {
                    unwritable.countDown();
                    call.sink().complete();
                });
            });
            assertThat(unwritable.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(written.get()).isLessThan(1 << 20);
            assertThat(stream.end()).isEqualTo("end");
        }
    }
}
