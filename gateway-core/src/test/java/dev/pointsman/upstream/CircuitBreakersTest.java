package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitBreakersTest {
    private static final RetryPolicy NO_RETRY = new RetryPolicy(
            0, RetryPolicy.DEFAULT.errors(), Duration.ofMillis(200), Duration.ofSeconds(2), Duration.ofSeconds(10));

    private final Scene scene = new Scene(Scene.settings(Timeouts.DEFAULT, NO_RETRY), "m: a");

    @Test
    void fiveFailuresInARowOpenItAndTheClientIsToldWhenToComeBack() {
        fail(4);
        assertThat(scene.breakers.blocked("p/a")).isFalse();
        fail(1);
        assertThat(scene.breakers.blocked("p/a")).isTrue();
        scene.loop.advance(Duration.ofSeconds(2));

        Scene.Client client = scene.send();

        assertThat(scene.transport.calls()).as("nothing is called").hasSize(5);
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.NO_DEPLOYMENT);
        assertThat(client.sink.error())
                .extracting("retryAfter")
                .isEqualTo(Duration.ofSeconds(3).plusNanos(1));
        assertThat(scene.states).containsExactly("p/a OPEN");
    }

    @Test
    void halfOfTenCallsOpenItToo() {
        for (int i = 0; i < 5; i++) {
            assertThat(scene.health("a").state()).isEqualTo(State.CLOSED);
            succeed();
            fail(1);
        }

        assertThat(scene.health("a").state()).isEqualTo(State.OPEN);
    }

    @Test
    void e37_callers_mistakes_and_busy_deployments_never_open_it() {
        for (int i = 0; i < 30; i++) {
            scene.transport.reply(i % 2 == 0 ? 400 : 429, "no");
            scene.send();
        }

        assertThat(scene.health("a").state()).isEqualTo(State.CLOSED);
    }

    @Test
    void slowAnswersOpenIt() {
        for (int i = 0; i < 10; i++) {
            Scene.Client client = scene.send();
            scene.loop.advance(Duration.ofSeconds(31));
            scene.call(i).head(200).data("hello\ndone\n").end();
            assertThat(client.sink.completed()).isTrue();
        }

        assertThat(scene.health("a").state()).isEqualTo(State.OPEN);
    }

    @Test
    void aLongAnswerThatIsNotStreamedIsNotSlow() {
        for (int i = 0; i < 20; i++) {
            scene.send(false);
            scene.loop.advance(Duration.ofSeconds(31));
            scene.call(i).head(200).data("hello\ndone\n").end();
        }

        assertThat(scene.health("a").state()).isEqualTo(State.CLOSED);
    }

    @Test
    void itProbesAfterItsTimeAndClosesByItself() {
        fail(5);
        scene.loop.advance(Duration.ofSeconds(5).plusNanos(1));
        assertThat(scene.breakers.blocked("p/a")).isFalse();

        succeed();
        assertThat(scene.health("a").state()).isEqualTo(State.HALF_OPEN);
        succeed();

        assertThat(scene.health("a").state()).isEqualTo(State.CLOSED);
        assertThat(scene.states).containsExactly("p/a OPEN", "p/a HALF_OPEN", "p/a CLOSED");
    }

    @Test
    void failedProbesOpenItAgain() {
        fail(5);
        scene.loop.advance(Duration.ofSeconds(6));
        fail(2);

        assertThat(scene.breakers.blocked("p/a")).isTrue();
        scene.loop.advance(Duration.ofSeconds(6));
        assertThat(scene.breakers.blocked("p/a")).isFalse();
    }

    @Test
    void probesWhoseClientsLeaveDoNotLeaveItStuck() {
        fail(5);
        scene.loop.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 10; i++) {
            scene.send().leave();
        }

        succeed();
        succeed();

        assertThat(scene.health("a").state()).isEqualTo(State.CLOSED);
    }

    @Test
    void onlyTwoProbesAreOutAtATime() {
        fail(5);
        scene.loop.advance(Duration.ofSeconds(6));
        scene.send();
        scene.send();

        assertThat(scene.send().sink.error()).extracting("kind").isEqualTo(ErrorKind.NO_DEPLOYMENT);
        assertThat(scene.transport.calls()).hasSize(7);
    }

    @Test
    void whatIsKnownOfADeploymentOutlivesAReloadUnlessItsSettingsChange() {
        fail(5);
        BreakerSettings other = new BreakerSettings(0.6, 20, Duration.ofSeconds(5), Duration.ofSeconds(30));

        CircuitBreakers same = scene.breakers.carriedOver(BreakerSettings.DEFAULT, List.of("p/a", "p/new"));
        CircuitBreakers changed = scene.breakers.carriedOver(other, List.of("p/a"));

        assertThat(same.of("p/a")).isSameAs(scene.health("a"));
        assertThat(same.blocked("p/new")).isFalse();
        assertThat(changed.blocked("p/a")).isFalse();
        assertThat(scene.breakers.carriedOver(other, List.of()).of("p/a")).isNull();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            scene.transport.reply(500, "no");
            scene.send();
        }
    }

    private void succeed() {
        scene.transport.reply(200, "hello\ndone\n");
        scene.send();
    }
}
