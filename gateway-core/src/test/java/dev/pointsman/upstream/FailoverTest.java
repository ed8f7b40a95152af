package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.FallbackCause;
import dev.pointsman.api.GatewayException;
import dev.pointsman.testing.FakeAdapter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a request goes before any output: other deployments, the same again, other models, and what it fails with. */
class FailoverTest {
    @ParameterizedTest
    @ValueSource(ints = {302, 401, 404, 429, 500, 502, 503, 529})
    void e37_a_refusal_by_one_deployment_is_made_good_by_another(int status) {
        Scene scene = Scene.of("m: a b");
        scene.transport.reply(status, "no").reply(200, "hello\ndone\n");

        Scene.Client client = scene.send();

        assertThat(client.sink.completed()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a", "b");
        assertThat(client.attempts.get(0).status()).isEqualTo(status);
    }

    @Test
    void aBrokenAnswerThatWasNotStreamedGoesToAnotherDeployment() {
        Scene scene = Scene.of("m: a b");
        scene.transport.reply(200, "").reply(200, "hello\ndone\n");

        assertThat(scene.send(false).sink.completed()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a", "b");
    }

    @Test
    void theCallersOwnMistakeIsAnsweredAtOnce() {
        Scene scene = Scene.of("m: a b", "n: c");
        scene.transport.reply(400, "temperature is too high");

        Scene.Client client = scene.send();

        assertThat(scene.transport.hosts()).containsExactly("a");
        assertThat(client.sink.error())
                .extracting("kind", "message")
                .containsExactly(ErrorKind.UPSTREAM_REJECTED, "temperature is too high");
        assertThat(scene.health("a").blocked()).isFalse();
    }

    @Test
    void theOnlyDeploymentIsCalledAgainAfterAWaitDrawnFromTheRange() {
        Scene scene = Scene.of("m: a");
        scene.jitter = 0.5; // 200 ms to 400 ms: 300 ms
        scene.transport.reply(500, "no").reply(200, "hello\ndone\n");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofMillis(300).minusNanos(1));
        assertThat(scene.transport.calls()).hasSize(1);
        scene.loop.advance(Duration.ofNanos(1));

        assertThat(client.sink.completed()).isTrue();
        assertThat(scene.transport.calls()).hasSize(2);
        assertThat(scene.budget.retries()).isZero();
    }

    @Test
    void busyDeploymentIsTriedAgainAfterItsRetryAfterDelay() {
        Scene scene = Scene.of("m: a");
        scene.transport.reply(429, "busy", "retry-after", "3").reply(200, "hello\ndone\n");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofSeconds(3).minusNanos(1));
        assertThat(scene.transport.calls()).hasSize(1);
        scene.loop.advance(Duration.ofNanos(1));

        assertThat(client.sink.completed()).isTrue();
    }

    @Test
    void aRetryAfterTooLongToWaitForIsHandedToTheClient() {
        Scene scene = Scene.of("m: a");
        scene.transport.reply(429, "busy", "retry-after", "60");

        Scene.Client client = scene.send();

        assertThat(client.sink.error())
                .extracting("kind", "retryAfter")
                .containsExactly(ErrorKind.RATE_LIMITED, Duration.ofSeconds(60));
        assertThat(client.gaveUp).isTrue();
        scene.loop.advance(Duration.ofSeconds(20));
        Scene.Client next = scene.send();
        assertThat(scene.transport.calls()).as("it asked to be left alone").hasSize(1);
        assertThat(next.sink.error())
                .extracting("kind", "retryAfter")
                .containsExactly(ErrorKind.RATE_LIMITED, Duration.ofSeconds(40));
    }

    @Test
    void whenAllFailTheClientGetsTheMostTellingError() {
        Scene scene = Scene.of("m: a b");
        scene.transport.reply(500, "boom").reply(429, "busy").reply(500, "boom").reply(500, "boom");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofSeconds(10));

        assertThat(scene.transport.hosts()).containsExactly("a", "b", "a");
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(client.gaveUp).isTrue();
        assertThat(scene.budget.requests()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"500, UNAVAILABLE", "429, RATE_LIMIT", "451, REFUSED", "401, UNAVAILABLE"})
    void anotherModelStandsInForTheCausesThePolicyNames(int status, FallbackCause cause) {
        for (FallbackCause allowed : FallbackCause.values()) {
            Scene scene = new Scene(noRetries(Set.of(allowed)), "m: a", "n: b");
            scene.transport.reply(status, "no").reply(200, "hello\ndone\n");

            Scene.Client client = scene.send();

            assertThat(client.sink.completed()).as("%s for %s", status, allowed).isEqualTo(allowed == cause);
        }
    }

    @Test
    void aPromptTooLongForAModelGoesStraightToItsFallback() {
        Scene scene = Scene.of("m: a b", "n: c");
        scene.transport.reply(400, "context window").reply(200, "hello\ndone\n");

        Scene.Client client = scene.send();

        assertThat(scene.transport.hosts()).containsExactly("a", "c");
        assertThat(client.answeredBy).isEqualTo("n@c");
        assertThat(client.attempts).extracting(AttemptRecord::model).containsExactly("m", "n");
    }

    @Test
    void aSlowModelIsLeftForItsFallback() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(5, 20, 60), RetryPolicy.DEFAULT), "m: a", "n: b");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofSeconds(5));
        scene.call(1).head(200).data("hello\ndone\n").end();

        assertThat(client.answeredBy).isEqualTo("n@b");
    }

    @Test
    void whenEveryModelFailsTheFirstOnesFaultIsTold() {
        Scene scene = new Scene(noRetries(Set.of(FallbackCause.values())), "m: a", "n: b");
        scene.transport.reply(500, "first").reply(500, "second");

        assertThat(scene.send().sink.error()).extracting("message").isEqualTo("first");
    }

    @Test
    void nothingIsTriedAfterTheDeadline() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(10, 10, 12), RetryPolicy.DEFAULT), "m: a b c");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofSeconds(12));

        assertThat(scene.transport.hosts()).containsExactly("a", "b");
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
    }

    @Test
    void secondCallsUnderWayStayWithinTheBudget() {
        Scene scene = Scene.of("m: a");
        List<Scene.Client> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) { // within the floor of three at once; five failures would open the breaker
            scene.transport.reply(429, "busy");
            clients.add(scene.send());
        }

        assertThat(clients.subList(0, 3)).noneMatch(client -> client.sink.ended());
        assertThat(clients.get(3).sink.error()).extracting("kind").isEqualTo(ErrorKind.RATE_LIMITED);
        assertThat(scene.budget.retries()).isEqualTo(3);
    }

    @Test
    void aFifthOfTheRequestsUnderWayMayBeSecondCalls() {
        Scene scene = Scene.of("m: a");
        for (int i = 0; i < 40; i++) {
            scene.send();
        }
        for (int i = 0; i < 40; i++) {
            scene.call(i).head(429).data("busy").end();
        }

        assertThat(scene.budget.retries()).isBetween(6, 8);
    }

    @Test
    void aSecondCallThatAnswersNoLongerCountsAgainstTheBudget() {
        Scene scene = Scene.of("m: a");
        scene.transport.reply(500, "no");
        scene.send();
        scene.loop.advance(Duration.ofSeconds(1));
        assertThat(scene.budget.retries()).isEqualTo(1);

        scene.call(1).head(200).data("hello\n");

        assertThat(scene.budget.retries()).isZero();
    }

    @Test
    void aModelWithoutDeploymentsThatTakeTrafficIsLeftForItsFallback() {
        Scene scene = Scene.of("m: a", "n: b");
        scene.withoutDeployments("m");
        scene.transport.reply(200, "hello\ndone\n");

        assertThat(scene.send().answeredBy).isEqualTo("n@b");
    }

    @Test
    void aDefectInThePlanEndsTheRequestToo() {
        Scene scene = Scene.of("m: a", "n: b");
        scene.breakPlan();
        scene.transport.reply(500, "no").reply(500, "no");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofSeconds(2));

        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.INTERNAL);
        assertThat(client.defects).hasSize(1);
    }

    @Test
    void whatOneProviderCannotBeAskedAnotherMay() {
        Scene scene = Scene.of("m: " + FakeAdapter.UNASKABLE + " b");
        scene.transport.reply(200, "hello\ndone\n");

        assertThat(scene.send().answeredBy).isEqualTo("m@b");
        assertThat(scene.health(FakeAdapter.UNASKABLE).blocked()).isFalse();
    }

    @Test
    void whatNoProviderCanBeAskedIsTheCallersMistake() {
        Scene scene = Scene.of("m: " + FakeAdapter.UNASKABLE);

        assertThat(scene.send().sink.error()).extracting("kind").isEqualTo(ErrorKind.INVALID_REQUEST);
    }

    @Test
    void aDefectInADecoderEndsTheRequestAsAnInternalErrorAndIsReported() {
        Scene scene = Scene.of("m: a b");
        scene.transport.reply(200, "defect\n");

        Scene.Client client = scene.send();

        assertThat(client.sink.error()).extracting(GatewayException::kind).isEqualTo(ErrorKind.INTERNAL);
        assertThat(client.defects).hasSize(1);
        assertThat(scene.loop.waiting()).isZero();
    }

    private static ReliabilitySettings noRetries(Set<FallbackCause> causes) {
        RetryPolicy none =
                new RetryPolicy(0, Set.of(), Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10));
        return new ReliabilitySettings(
                Timeouts.DEFAULT, none, BreakerSettings.DEFAULT, new Fallbacks(Map.of(), causes));
    }
}
