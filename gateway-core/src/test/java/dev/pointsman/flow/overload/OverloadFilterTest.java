package dev.pointsman.flow.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.limits.Scene;
import dev.pointsman.flow.limits.Scene.Sent;
import dev.pointsman.upstream.AttemptRecord;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Places at models and in all, through a whole policy. */
class OverloadFilterTest {
    private static final String ANSWER = "usage 10 5\nhello\ndone\n";
    private static final String ONE_AT_EACH =
            "[]\noverload: { each_model: { max_concurrent: 1, adaptive: false, queue: { size: 10, max_wait: 1s } } }";
    private static final String ONE_IN_ALL = "[]\noverload: { max_concurrent: 1, queue: { size: 10, max_wait: 1s } }";
    private static final String NO_QUEUE =
            "[]\noverload: { each_model: { max_concurrent: 1, adaptive: false, queue: { size: 0 } } }";
    private static final String NO_RETRY = "reliability: { retry: { times: 0 } }";

    @Test
    void aRequestWaitsForAPlaceAndItsReplyAndRecordTellHowLong() {
        Scene scene = new Scene(ONE_AT_EACH);
        scene.chat("ci");
        Sent second = scene.chat("ci");
        assertThat(scene.transport.calls()).hasSize(1);
        assertThat(gauge(scene, "waiting", "large")).isEqualTo(1);

        scene.loop.advance(Duration.ofMillis(200));
        answer(scene, 0);
        scene.loop.advance(Duration.ofMillis(30));
        answer(scene, 1);

        assertThat(second.sink().completed()).isTrue();
        assertThat(second.header("x-gateway-queue-ms")).isEqualTo("200.000");
        assertThat(second.header("x-gateway-overhead-ms")).isEqualTo("0.000");
        assertThat(scene.record()).contains("waited 200 ms for a place: model \\\"large\\\"");
        AttemptRecord attempt = second.exchange().attempts().get(0);
        assertThat(attempt.firstOutputNanos() - attempt.startNanos())
                .as("what balancing and scores see of the provider")
                .isEqualTo(Duration.ofMillis(30).toNanos());
        assertThat(gauge(scene, "active", "large")).isZero();
        assertThat(scene.registry
                        .get("pointsman.overload.wait")
                        .tag("model", "large")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whoFindsNoPlaceAndNoQueueIsToldAtOnceWhenToComeAgain() {
        Scene scene = new Scene(NO_QUEUE);
        scene.chat("ci");

        Sent second = scene.chat("ci");

        assertThat(second.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(second.error().status()).isEqualTo(503);
        assertThat(second.error().code()).isEqualTo("overloaded");
        assertThat(second.error().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(second.error().text())
                .isEqualTo(
                        "model \"large\": all places are taken, and no more requests may wait for one; try again shortly");
        assertThat(shed(scene, "large", "full", "normal")).isEqualTo(1);
        assertThat(second.exchange().attempts()).isEmpty();
    }

    @Test
    void whoHasWaitedInVainIsRefused() {
        Scene scene = new Scene(ONE_AT_EACH);
        Sent first = scene.chat("ci");
        Sent second = scene.chat("ci");

        scene.loop.advance(Duration.ofSeconds(1));

        assertThat(second.error().text()).isEqualTo("model \"large\": no place came free in time; try again shortly");
        assertThat(shed(scene, "large", "late", "normal")).isEqualTo(1);
        answer(scene, 0);
        assertThat(first.sink().completed()).isTrue();
        assertThat(gauge(scene, "active", "large")).isZero();
    }

    @Test
    void nobodyWaitsBeyondItsOwnDeadline() {
        Scene scene = new Scene(ONE_AT_EACH);
        scene.chat("ci");
        scene.reload(ONE_AT_EACH, NO_RETRY, "reliability: { timeout: { total: 300ms } }");
        Sent second = scene.chat("ci");

        scene.loop.advance(Duration.ofMillis(299));
        assertThat(second.sink().ended()).isFalse();
        scene.loop.advance(Duration.ofMillis(1));

        assertThat(second.error().kind()).isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
        assertThat(second.exchange().attempts()).isEmpty();
        assertThat(gauge(scene, "waiting", "large")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "x-stainless-timeout, 0.5, 450",
        "x-stainless-read-timeout, 1, 900",
        "x-stainless-timeout, 600, 1000",
        "x-stainless-timeout, 0, 1000",
        "x-stainless-timeout, soon, 1000",
    })
    void nobodyWaitsLongerThanItsClientDoes(String header, String seconds, long millis) {
        Scene scene = new Scene(ONE_AT_EACH);
        scene.chat("ci");
        Sent second = scene.chat("ci", header, seconds);

        scene.loop.advance(Duration.ofMillis(millis - 1));
        assertThat(second.sink().ended()).isFalse();
        scene.loop.advance(Duration.ofMillis(1));

        assertThat(second.error().text()).isEqualTo("model \"large\": no place came free in time; try again shortly");
        assertThat(second.exchange().attempts()).isEmpty();
    }

    @Test
    void anotherModelTakesTheRequestWhereOneIsFull() {
        Scene scene = new Scene("[]")
                .reload(NO_QUEUE, NO_RETRY, "reliability: { retry: { times: 0 }, fallback: { large: [small] } }");
        scene.chat("ci");
        Sent second = scene.chat("ci");
        Sent third = scene.chat("ci");

        assertThat(scene.transport.hosts()).containsExactly("l", "s");
        assertThat(third.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        answer(scene, 1);
        assertThat(second.exchange().model()).isEqualTo("small");
        assertThat(gauge(scene, "active", "small")).isZero();
        assertThat(gauge(scene, "active", "large")).isEqualTo(1);
    }

    @Test
    void aRequestThatGoesOnToAnotherModelGivesItsPlaceBack() {
        Scene scene = new Scene("[]")
                .reload(ONE_AT_EACH, NO_RETRY, "reliability: { retry: { times: 0 }, fallback: { large: [small] } }");
        scene.chat("ci");
        scene.transport.call(0).fail(ErrorKind.UPSTREAM_CONNECT);
        assertThat(gauge(scene, "active", "large"))
                .as("its other deployment is tried")
                .isEqualTo(1);

        scene.transport.call(1).fail(ErrorKind.UPSTREAM_CONNECT);

        assertThat(scene.transport.hosts()).containsExactly("l", "m", "s");
        assertThat(gauge(scene, "active", "large")).isZero();
        assertThat(gauge(scene, "active", "small")).isEqualTo(1);
        answer(scene, 2);
        assertThat(gauge(scene, "active", "small")).isZero();
    }

    @Test
    void placesInAllHoldForAllModelsTogether() {
        Scene scene = new Scene(ONE_IN_ALL);
        scene.ask("ci", "large");
        Sent small = scene.ask("ci", "small");
        assertThat(scene.transport.hosts()).containsExactly("l");
        assertThat(gauge(scene, "waiting", "*")).isEqualTo(1);

        answer(scene, 0);
        answer(scene, 1);

        assertThat(small.sink().completed()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("l", "s");
        assertThat(scene.record()).contains("for a place: the gateway");
    }

    @Test
    void everyEndGivesThePlaceBack() {
        Scene scene =
                new Scene("[]\noverload: { max_concurrent: 1, each_model: { max_concurrent: 1, adaptive: false } }");
        scene.chat("ci").exchange().cancel();
        assertIdle(scene);

        scene.chat("ci");
        scene.transport.call(1).head(400).end();
        assertIdle(scene);

        scene.chat("ci");
        scene.transport.call(2).head(200).data("{\"content\":\"x\"}\n").fail(ErrorKind.UPSTREAM_ERROR);
        assertIdle(scene);

        Exchange whileItStreams = scene.chat("ci").exchange();
        scene.transport.call(3).head(200).data("{\"content\":\"x\"}\n");
        assertThat(gauge(scene, "active", "*")).as("a stream holds its place").isEqualTo(1);
        whileItStreams.cancel();
        assertIdle(scene);
    }

    @Test
    void aClientThatLeavesTheQueueIsOutOfItAtOnce() {
        Scene scene = new Scene(ONE_AT_EACH);
        scene.chat("ci");
        Sent second = scene.chat("ci");
        Sent third = scene.chat("ci");

        second.exchange().cancel();
        assertThat(second.sink().error()).isNotNull();
        assertThat(gauge(scene, "waiting", "large")).isEqualTo(1);
        answer(scene, 0);
        answer(scene, 1);

        assertThat(third.sink().completed()).isTrue();
        assertIdleAt(scene, "large");
    }

    @Test
    void keysOfHighPriorityGoFirstAndLowOnesAreRefusedFirst() {
        Scene scene = new Scene("[]")
                .reload(ONE_AT_EACH.replace("size: 10", "size: 4"), "{ name: ci,", "{ priority: low, name: ci,");
        scene.chat("web");
        Sent low = scene.chat("ci");
        scene.chat("ci");
        Sent refused = scene.chat("ci");
        Sent normal = scene.chat("web");

        assertThat(refused.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(shed(scene, "large", "full", "low")).isEqualTo(1);
        answer(scene, 0);
        answer(scene, 1);
        assertThat(normal.sink().completed()).isTrue();
        assertThat(low.sink().ended()).isFalse();
    }

    @Test
    void whoIsInStaysCountedOverAReload() {
        Scene scene = new Scene(NO_QUEUE);
        scene.chat("ci");

        scene.reload(NO_QUEUE);

        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        answer(scene, 0);
        scene.chat("ci");
        assertThat(scene.transport.calls()).hasSize(2);
        scene.reload("[]");
        assertThat(scene.registry.find("pointsman.overload.active").gauge()).isNull();
    }

    @Test
    void callsOfANextPolicyTakeThePlacesOfTheRunningOne() {
        Scene scene = new Scene("[]").trying(NO_QUEUE, "balance: x", "balance: x");
        scene.chat("ci");

        assertThat(scene.chat("ci").error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        answer(scene, 0);
        assertIdleAt(scene, "large");
    }

    @Test
    void limitsOfThePolicyHoldBesides() {
        Scene scene = new Scene("[{ per: provider, concurrent: 1 }]\noverload: { each_model: { max_concurrent: 5 } }");
        scene.chat("ci");
        scene.chat("ci");

        Sent third = scene.chat("ci");

        assertThat(third.error().kind()).isEqualTo(ErrorKind.OVER_LIMIT);
        assertThat(gauge(scene, "active", "large")).isEqualTo(2);
        answer(scene, 0);
        answer(scene, 1);
        assertIdleAt(scene, "large");
    }

    @Test
    void nobodyWaitsToHaveTokensCounted() {
        Scene scene = new Scene(ONE_AT_EACH);
        scene.chat("ci");

        Sent counted = scene.send(
                Endpoint.COUNT_TOKENS,
                "ci",
                "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");

        assertThat(counted.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(gauge(scene, "waiting", "large")).isZero();
    }

    @Test
    void aPolicyWithoutPlacesHasNoPartOfThis() {
        Scene scene = new Scene("[]");

        assertThat(scene.chat("ci").exchange().limits()).isSameAs(Exchange.Limits.NONE);
    }

    private static void answer(Scene scene, int call) {
        scene.transport.call(call).head(200).data(ANSWER).end();
        scene.loop.turn();
    }

    private static void assertIdle(Scene scene) {
        scene.loop.turn();
        assertIdleAt(scene, "*");
        assertIdleAt(scene, "large");
    }

    private static void assertIdleAt(Scene scene, String model) {
        assertThat(gauge(scene, "active", model)).isZero();
        assertThat(gauge(scene, "waiting", model)).isZero();
    }

    private static double gauge(Scene scene, String name, String model) {
        return scene.registry
                .get("pointsman.overload." + name)
                .tag("model", model)
                .gauge()
                .value();
    }

    private static double shed(Scene scene, String model, String reason, String priority) {
        return scene.registry
                .get("pointsman.overload.shed")
                .tags("model", model, "reason", reason, "priority", priority)
                .counter()
                .count();
    }
}
