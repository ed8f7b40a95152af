package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.KeyStore;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.limits.Scene;
import dev.pointsman.flow.limits.Scene.Sent;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wall clock is set by an hour, ahead or back, while requests come: through a whole policy. */
class ClockJumpTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aBreakerStaysOpenForItsTimeAndProbesAfterIt(int hours) {
        Scene scene = new Scene("[]");
        for (int i = 0; i < 5; i++) {
            scene.transport.refuse(ErrorKind.UPSTREAM_CONNECT);
            scene.ask("ci", "small");
        }

        scene.loop.setClock(Duration.ofHours(hours));
        Sent refused = scene.ask("ci", "small");
        scene.loop.advance(Duration.ofMillis(4_900));
        scene.ask("ci", "small");

        assertThat(scene.transport.calls()).as("it is open").hasSize(5);
        assertThat(refused.error().retryAfter()).isBetween(Duration.ofSeconds(5), Duration.ofMillis(5_001));
        scene.loop.advance(Duration.ofSeconds(1));
        scene.transport.reply(200, ANSWER);
        assertThat(scene.ask("ci", "small").sink().completed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aDeploymentThatAskedToBeLeftAloneIsForAsLongAsItAsked(int hours) {
        Scene scene = new Scene("[]");
        scene.transport.reply(429, "busy", "retry-after", "60");
        scene.ask("ci", "small");

        scene.loop.setClock(Duration.ofHours(hours));
        scene.loop.advance(Duration.ofSeconds(20));
        Sent refused = scene.ask("ci", "small");

        assertThat(scene.transport.calls()).hasSize(1);
        assertThat(refused.error().retryAfter()).isEqualTo(Duration.ofSeconds(40));
        scene.loop.advance(Duration.ofSeconds(41));
        scene.transport.reply(200, ANSWER);
        assertThat(scene.ask("ci", "small").sink().completed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aRateRefillsWithTheTimeThatPassed(int hours) {
        Scene scene = new Scene("[{ per: key, requests: 1/min }]");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.ask("ci", "small");

        scene.loop.setClock(Duration.ofHours(hours));

        assertThat(scene.ask("ci", "small").error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        scene.loop.advance(Duration.ofSeconds(61));
        assertThat(scene.ask("ci", "small").sink().completed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aKeptReplyIsAsOldAsItIs(int hours) {
        Scene scene = new Scene("[]\ncache: { exact: { ttl: 10m } }");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        scene.ask("ci", "small");

        scene.loop.setClock(Duration.ofHours(hours));
        scene.loop.advance(Duration.ofMinutes(9));

        assertThat(scene.ask("ci", "small").header("x-gateway-cache")).isEqualTo("hit");
        scene.loop.advance(Duration.ofMinutes(2));
        assertThat(scene.ask("ci", "small").header("x-gateway-cache")).isEqualTo("miss");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aConversationIsRememberedForItsTime(int hours) {
        Scene scene = new Scene("[]\nsession: { by: header.x-chat, keep: 10m }");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER).reply(200, ANSWER);
        scene.chat("ci", "x-chat", "one");

        scene.loop.setClock(Duration.ofHours(hours));
        scene.loop.advance(Duration.ofMinutes(9));

        assertThat(scene.chat("ci", "x-chat", "one").header("x-gateway-session"))
                .isEqualTo("kept");
        scene.loop.advance(Duration.ofMinutes(11));
        assertThat(scene.chat("ci", "x-chat", "one").header("x-gateway-session"))
                .isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, -1})
    void aRequestUnderWayHasItsTimeAndNoMore(int hours) {
        Scene scene = new Scene("[]")
                .reload("[]", "reliability: { retry: { times: 0 } }", "reliability: { timeout: { total: 30s } }");
        Sent slow = scene.ask("ci", "small");

        scene.loop.setClock(Duration.ofHours(hours));
        scene.loop.advance(Duration.ofMillis(29_900));

        assertThat(slow.sink().ended()).isFalse();
        scene.loop.advance(Duration.ofMillis(200));
        assertThat(slow.error().kind()).isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
    }

    /** An end is a moment that operators mean by their clocks. */
    @Test
    void aKeyEndsByTheWallClock() {
        String own = "{ name: web, hash: \"sha256:" + KeyStore.hash("k-web") + "\"";
        Scene scene = new Scene("[]").reload("[]", own, own + ", expires: \"2026-11-21T12:30:00Z\"");
        scene.transport.reply(200, ANSWER).reply(200, ANSWER);
        assertThat(scene.ask("web", "small").sink().completed()).isTrue();

        scene.loop.setClock(Duration.ofHours(1));
        assertThat(scene.ask("web", "small").error().kind()).isEqualTo(ErrorKind.AUTHENTICATION);

        scene.loop.setClock(Duration.ofHours(-1));
        assertThat(scene.ask("web", "small").sink().completed()).isTrue();
    }
}
