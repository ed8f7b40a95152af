package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.testing.RawClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    /** Turns the clock, in steps, until the client has seen the end of its connection; gives what it read until then. */
    private static String turnUntilClosed(FrontFixture front, RawClient client) throws Exception {
        CompletableFuture<String> rest = CompletableFuture.supplyAsync(client::restUnchecked);
        while (!rest.isDone()) {
            front.advance(Duration.ofSeconds(1));
            rest.copy().completeOnTimeout("", 20, TimeUnit.MILLISECONDS).join();
        }
        return rest.join();
    }

    @Test
    void headThatIsNotWholeInTimeIsAnswered408() throws Exception {
        for (String part :
                new String[] {"GET /v1/mod", "P", "GET /v1/models HTTP/1.1\rHost: a\r\r", "POST /v1/x HTTP/1.1\r\nX"}) {
            try (var front = FrontFixture.echoing();
                    var client = front.connect()) {
                client.send(part);
                assertThat(turnUntilClosed(front, client)).matches("(?s)|HTTP/1\\.1 408 .*request_timeout.*");
            }
        }
    }

    @Test
    void secondHeadHasItsOwnDeadline() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send(post() + "GET /v1/mod");
            assertThat(client.reply().status()).isEqualTo(200);
            assertThat(turnUntilClosed(front, client)).startsWith("HTTP/1.1 408 ");
        }
    }

    @Test
    void idleConnectionsCloseWithoutAWord() throws Exception {
        try (var front = FrontFixture.echoing();
                var never = front.connect();
                var after = front.connect()) {
            assertThat(after.send(post()).reply().status()).isEqualTo(200);
            assertThat(turnUntilClosed(front, never)).isEmpty();
            assertThat(turnUntilClosed(front, after)).isEmpty();
        }
    }

    @Test
    void bodyThatTricklesIsAnswered408() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send(head("POST /v1/chat/completions HTTP/1.1", "Host: a", "Content-Length: 1000") + "{\"model\"");
            assertThat(turnUntilClosed(front, client)).startsWith("HTTP/1.1 408 ");
            assertThat(front.calls()).isZero();
            assertThat(front.server().bufferedBytes()).isZero();
        }
    }

    @Test
    void bodyThatKeepsComingMayTakeLonger() {
        long stretch = Duration.ofSeconds(8).toNanos();
        var pace = new Deadlines.Pace();
        pace.restart(0);
        for (int i = 1; i <= 500; i++) {
            assertThat(pace.tooSlow(i * stretch, i * 65_536L, stretch)).isFalse();
        }
    }

    @Test
    void bodyThatStopsAfterAQuickStartIsLateToo() {
        long stretch = Duration.ofSeconds(8).toNanos();
        var pace = new Deadlines.Pace();
        pace.restart(0);

        assertThat(pace.tooSlow(stretch - 1, 0, stretch)).isFalse();
        assertThat(pace.tooSlow(stretch, 30 << 20, stretch)).isFalse();
        assertThat(pace.tooSlow(2 * stretch, (30 << 20) + 65_535, stretch)).isTrue();
    }

    @Test
    void slowAnswerOfTheChainIsNoDeadlineOfTheFront() throws Exception {
        try (var front = FrontFixture.waiting();
                var client = front.connect()) {
            client.send(post());
            var call = front.call();
            front.advance(Duration.ofMinutes(10));
            var swept = new CompletableFuture<Void>();
            call.exchange()
                    .loop()
                    .schedule(() -> swept.complete(null), 3 * Deadlines.SWEEP_MILLIS, TimeUnit.MILLISECONDS);
            swept.get(10, TimeUnit.SECONDS);
            call.onLoop(() -> FrontFixture.echo(call.exchange(), call.sink(), null));
            assertThat(client.reply().body()).isEqualTo(CHAT);
        }
    }

    @Test
    void refusedClientThatGoesOnSendingIsCutInTheEnd() throws Exception {
        try (var front = FrontFixture.echoing();
                var client = front.connect()) {
            client.send(head("POST /v1/chat/completions HTTP/1.1", "Host: a", "Content-Length: 99999999") + "{");
            assertThat(client.reply().status()).isEqualTo(413);
            while (front.server().openConnections() > 0) {
                front.advance(Duration.ofSeconds(1));
                client.sendAnyhow(new byte[1000]);
            }
            assertThat(front.calls()).isZero();
        }
    }
}
