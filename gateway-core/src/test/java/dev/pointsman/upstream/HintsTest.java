package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.testing.ManualLoop;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What another gateway says of a deployment, and what comes of that here. */
class HintsTest {
    private final ManualLoop loop = new ManualLoop();
    private final List<String> said = new ArrayList<>();
    private long hint;
    private final DeploymentHealth health = new CircuitBreakers(
                    BreakerSettings.DEFAULT,
                    List.of("p/a"),
                    loop,
                    (deployment, state) -> {},
                    new DeploymentHealth.Hints() {
                        @Override
                        public long since(String deployment) {
                            return deployment.equals("p/a") ? hint : 0;
                        }

                        @Override
                        public void opened(String deployment, Duration openFor) {
                            said.add("opened " + deployment + " for " + openFor.toSeconds());
                        }

                        @Override
                        public void confirmed(String deployment) {
                            said.add("confirmed " + deployment);
                        }
                    },
                    any -> false)
            .of("p/a");

    @Test
    void aHintAloneOpensNothing() {
        hint = 1;

        assertThat(health.blocked()).isFalse();
        assertThat(health.tryAcquire()).isTrue();
        health.released();
        assertThat(health.state()).isEqualTo(State.CLOSED);
    }

    @Test
    void theNextFailureOpensItAndIsNotToldOn() {
        hint = 1;

        fail(1);

        assertThat(health.state()).isEqualTo(State.OPEN);
        assertThat(health.blocked()).isTrue();
        assertThat(said).containsExactly("confirmed p/a");
    }

    @Test
    void anAnswerRefutesItUntilThereIsAnother() {
        hint = 1;
        succeed();

        fail(1);
        assertThat(health.state()).isEqualTo(State.CLOSED);
        hint = 2;
        fail(1);

        assertThat(health.state()).isEqualTo(State.OPEN);
    }

    @Test
    void whatWasSeenHereIsToldWhenItOpensAndWhenProbesFail() {
        fail(5);
        assertThat(said).containsExactly("opened p/a for 5");
        hint = 1;
        loop.advance(Duration.ofSeconds(6));

        fail(2);

        assertThat(said).containsExactly("opened p/a for 5", "opened p/a for 5");
    }

    @Test
    void failedProbesAfterAHintAreSeenHere() {
        hint = 1;
        fail(1);
        loop.advance(Duration.ofSeconds(6));

        fail(2);

        assertThat(said).containsExactly("confirmed p/a", "opened p/a for 5");
    }

    @Test
    void withoutAHintOneFailureOpensNothing() {
        fail(1);

        assertThat(health.state()).isEqualTo(State.CLOSED);
        assertThat(said).isEmpty();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(health.tryAcquire()).isTrue();
            health.failed(1, new GatewayException(ErrorKind.UPSTREAM_CONNECT, "no"));
        }
    }

    private void succeed() {
        assertThat(health.tryAcquire()).isTrue();
        health.succeeded(1);
    }
}
