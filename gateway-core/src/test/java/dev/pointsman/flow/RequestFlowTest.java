package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.Front.Sent;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFlowTest {
    private static final String FALL_BACK = "{ fallback: { swift: [deep] }, retry: { times: 0 } }";

    @Test
    void aReplyTellsWhoAnsweredAndWhy() {
        Front front = new Front("[{ name: everything, then: { use: swift } }]", "{}");
        front.transport.reply(500, "no").reply(200, "role\nhello\nusage 100 50\ndone\n");

        Sent sent = front.chat("auto");

        assertThat(sent.sink().completed()).isTrue();
        assertThat(sent.exchange().replyHeaders())
                .containsExactly(
                        "x-gateway-model", "swift",
                        "x-gateway-deployment", "p/b",
                        "x-gateway-rule", "everything",
                        "x-gateway-decision", "req-1",
                        "x-gateway-attempts", "2",
                        "x-gateway-overhead-ms", "0.000");
        assertThat(sent.exchange().attempts()).hasSize(2);
        assertThat(sent.exchange().draw()).isEqualTo(0.25);
        assertThat(sent.exchange().costNanos())
                .as("100 in at 1 USD, 50 out at 2 USD")
                .isEqualTo(200_000);
    }

    @Test
    void aReplyThatIsNotStreamedTellsItsCost() {
        Front front = Front.plain();
        front.transport.reply(200, "usage 100 50\nhello\ndone\n");

        Sent sent = front.chat("swift", body -> body.replace("true", "false"));

        assertThat(sent.header("x-gateway-cost")).isEqualTo("0.000200000");
    }

    @Test
    void theClientIsToldWhatItsProviderHasNoPlaceFor() {
        Front front = Front.plain();
        front.transport.reply(500, "no").reply(200, "hello\ndone\n");

        Sent sent = front.chat("swift", body -> body.replace("\"messages\"", "\"lost\":1,\"messages\""));

        assertThat(sent.header("x-gateway-dropped")).isEqualTo("lost");
        assertThat(sent.exchange().dropped()).containsExactly("lost");
    }

    @Test
    void overheadLeavesOutTheTimeSpentWaitingForProviders() {
        Front front = Front.plain();
        Sent sent = front.chat("swift");

        front.loop.advance(Duration.ofSeconds(2));
        front.transport.call(0).head(500).end();
        front.loop.advance(Duration.ofSeconds(3));
        front.transport.call(1).head(500).end();
        front.loop.advance(Duration.ofSeconds(4)); // 300 ms of them waiting before the second call
        front.transport.call(2).head(200).data("hello\ndone\n").end();

        assertThat(sent.header("x-gateway-overhead-ms")).isEqualTo("0.000");
        assertThat(sent.exchange().overheadNanos()).isZero();
        assertThat(sent.exchange().elapsedNanos())
                .isEqualTo(Duration.ofSeconds(9).toNanos());
    }

    @Test
    void deploymentsTakeTurnsAndTheirCallsAreCounted() {
        Front front = Front.plain();
        for (int i = 0; i < 4; i++) {
            front.chat("swift");
        }

        assertThat(front.transport.hosts()).containsExactly("a", "b", "a", "b");
        assertThat(front.stats.of("p/a").inflight()).isEqualTo(2);

        front.loop.advance(Duration.ofMillis(40));
        front.transport.call(0).head(200).data("hello\ndone\n").end();
        front.transport.call(2).fail(ErrorKind.UPSTREAM_CONNECT);
        assertThat(front.stats.of("p/a").inflight()).isZero();
        assertThat(front.stats.firstTokenMillis("p/a")).isEqualTo(40);
    }

    @Test
    void whatARepliesHeadTellsOfRateLimitsIsKnownBeforeItsEnd() {
        Front front = Front.plain();
        front.chat("swift");

        front.transport.call(0).head(200, "x-ratelimit-remaining-requests", "30", "x-ratelimit-limit-requests", "100");

        assertThat(front.stats.headroom("p/a")).isEqualTo(0.3);
        assertThat(front.stats.headroom("p/b")).isNaN();
    }

    @Test
    void aRefusalsHeadTellsOfRateLimitsToo() {
        Front front = new Front("[]", "{ retry: { times: 0 } }");
        front.chat("p/a");

        front.transport
                .call(0)
                .head(429, "x-ratelimit-remaining-requests", "0", "x-ratelimit-limit-requests", "100")
                .end();

        assertThat(front.stats.headroom("p/a")).isZero();
        assertThat(front.stats.errorRate("p/a")).isNaN();
    }

    @Test
    void aDeploymentsOwnFailuresAreItsErrorsAndAClientsMistakesAreNot() {
        Front front = new Front("[]", "{ retry: { times: 0 } }");
        front.transport.reply(400, "no").reply(500, "no").reply(200, "hello\ndone\n");
        front.chat("p/a");
        assertThat(front.stats.errorRate("p/a")).isNaN();

        front.chat("p/a");
        assertThat(front.stats.errorRate("p/a")).isEqualTo(0.5);
        front.chat("p/a");
        assertThat(front.stats.errorRate("p/a")).isBetween(0.3, 0.4);
        front.chat("p/b").exchange().cancel();
        assertThat(front.stats.errorRate("p/b")).isNaN();
    }

    @Test
    void aWholeReplyTellsNothingOfFirstTokens() {
        Front front = Front.plain();
        front.chat("p/a", body -> body.replace("\"stream\":true,", ""));
        front.loop.advance(Duration.ofMillis(500));
        front.transport.call(0).head(200).data("usage 10 40\nhello\ndone\n").end();

        assertThat(front.stats.firstTokenMillis("p/a")).isNaN();
    }

    @Test
    void theFallbackOfThePolicyAnswersForAModelThatIsDown() {
        Front front = new Front("[]", FALL_BACK);
        front.transport.reply(500, "no").reply(500, "no").reply(200, "hello\ndone\n");

        Sent sent = front.chat("swift");

        assertThat(sent.header("x-gateway-model")).isEqualTo("deep");
        assertThat(front.transport.hosts()).containsExactly("a", "b", "c");
    }

    @Test
    void aFallbackTheKeyMayNotUseIsNotCalled() {
        Front front = new Front("[]", FALL_BACK).as("ci", Set.of("swift"));
        front.transport.reply(500, "no").reply(500, "no").reply(200, "hello\ndone\n");

        Sent sent = front.chat("swift");

        assertThat(front.transport.hosts()).containsExactly("a", "b");
        assertThat(sent.sink().error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aFallbackThatCannotServeTheRequestIsNotCalled() {
        Front front = new Front("[]", "{ fallback: { deep: [swift] }, retry: { times: 0 } }");
        front.transport.reply(500, "no").reply(200, "hello\ndone\n");

        Sent sent = front.chat(
                "deep",
                body -> body.replace(
                        "\"hi\"", "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA\"}}]"));

        assertThat(front.transport.hosts()).containsExactly("c");
        assertThat(sent.sink().error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_ERROR);
    }

    @Test
    void aRuleThatLimitsBindsFallbacksToo() {
        Front front = new Front("[{ name: stay, then: { only: { models: [swift] } } }]", FALL_BACK);
        front.transport.reply(500, "no").reply(500, "no").reply(200, "hello\ndone\n");

        front.chat("swift");

        assertThat(front.transport.hosts()).containsExactly("a", "b");
    }

    @Test
    void otherCandidatesStandInWhereTheRouterChose() {
        Front front = new Front("[{ name: both, then: { use: [deep, swift] } }]", "{ retry: { times: 0 } }");
        front.transport.reply(500, "no").reply(200, "hello\ndone\n");

        assertThat(front.chat("auto").header("x-gateway-model")).isEqualTo("swift");
        assertThat(front.transport.hosts()).containsExactly("c", "a");
    }

    @Test
    void aRequestMayForbidFallbacks() {
        Front front = new Front("[]", FALL_BACK);
        front.transport.reply(500, "no").reply(500, "no").reply(200, "hello\ndone\n");

        Sent sent = front.chat("swift", "x-gateway-no-fallback", "true");

        assertThat(front.transport.hosts()).containsExactly("a", "b");
        assertThat(sent.header("x-gateway-attempts")).isEqualTo("2");
        assertThat(sent.header("x-should-retry")).isEqualTo("false");
    }

    @Test
    void aClientIsToldNotToRepeatWhatWasRepeated() {
        Front front = new Front("[]", "{ retry: { times: 1 } }");
        front.transport.reply(500, "no").reply(500, "no").reply(500, "no");
        Sent sent = front.chat("swift");

        front.loop.advance(Duration.ofSeconds(2));

        assertThat(sent.sink().error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(sent.header("x-should-retry")).isEqualTo("false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"deep", "p/c"})
    void aKeysListOfModelsHoldsForEveryWayToNameOne(String name) {
        Front front = Front.plain().as("ci", Set.of("swift"));

        assertThat(front.chat(name).sink().error()).extracting("kind").isEqualTo(ErrorKind.PERMISSION);
        front.chat("auto:best");
        assertThat(front.transport.hosts()).containsExactly("a");
    }

    @Test
    void aClientThatLeavesTakesItsCallWithIt() {
        Front front = Front.plain();
        Sent sent = front.chat("swift");

        sent.exchange().cancel();

        assertThat(front.transport.call(0).cancelled()).isTrue();
        assertThat(sent.sink().error()).extracting("kind").isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(front.stats.of("p/a").inflight()).isZero();
    }

    @Test
    void aDeploymentWithAnOpenBreakerIsPassedOver() {
        Front front = new Front("[]", "{ retry: { times: 0 } }");
        for (int i = 0; i < 5; i++) {
            Sent sent = front.chat("p/a");
            front.transport.call(i).head(500).end();
            assertThat(sent.sink().error()).isNotNull();
        }

        front.chat("swift");
        front.chat("swift");

        assertThat(front.transport.hosts().subList(5, 7)).containsExactly("b", "b");
        assertThat(front.chat("p/a").sink().error()).extracting("kind").isEqualTo(ErrorKind.NO_DEPLOYMENT);
    }
}
