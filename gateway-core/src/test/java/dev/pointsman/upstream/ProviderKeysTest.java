package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.config.Secret;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A provider with several keys: which of them calls, and what a key's failure means for its deployment. */
class ProviderKeysTest {
    private static final String FINE = "hello\ndone\n";

    private final AtomicReference<String> first = new AtomicReference<>("one");
    private final Scene scene = Scene.withKeys(List.of(Secret.from(first::get), Secret.of("two")), "m: a b");

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 429})
    void aRefusedKeyIsReplacedByTheNextAtTheSameDeploymentAtOnce(int status) {
        scene.transport.reply(status, "no").reply(200, FINE);

        Scene.Client client = scene.send();

        assertThat(client.sink.completed()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a", "a");
        assertThat(keys()).containsExactly("k1", "k2");
        assertThat(client.attempts).extracting(AttemptRecord::keyOnly).containsExactly(true, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 404, 451, 500, 503})
    void whatIsNotTheKeysFaultIsNotAskedAgainWithAnother(int status) {
        scene.transport.reply(status, "no").reply(200, FINE);

        scene.send();

        assertThat(keys()).containsOnly("k1");
        assertThat(scene.rests).isEmpty();
    }

    @Test
    void aDeploymentIsNotBlamedForAKeyWhileAnotherWorks() {
        for (int i = 0; i < 20; i++) {
            scene.transport.reply(401, "no").reply(200, FINE);
            assertThat(scene.send().sink.completed()).isTrue();
            scene.loop.advance(Duration.ofMinutes(11));
        }

        assertThat(scene.states).isEmpty();
        assertThat(scene.health("a").blocked()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "401, 600, 1 upstream_authentication 600",
        "402, 600, 1 quota_exhausted 600",
        "429, 10, 1 rate_limited 10"
    })
    void aRefusedKeyRestsAndThenIsTheFirstAgain(int status, int seconds, String told) {
        scene.transport.reply(status, "no").reply(200, FINE);
        scene.send();

        scene.loop.advance(Duration.ofSeconds(seconds).minusMillis(1));
        call();
        scene.loop.advance(Duration.ofMillis(1));
        call();

        assertThat(keys()).containsExactly("k1", "k2", "k2", "k1");
        assertThat(scene.rests).containsExactly(told);
    }

    @Test
    void aKeyRestsForAsLongAsTheProviderSays() {
        scene.transport.reply(429, "busy", "retry-after", "42").reply(200, FINE);
        scene.send();

        scene.loop.advance(Duration.ofSeconds(42).minusMillis(1));
        call();
        scene.loop.advance(Duration.ofMillis(1));
        call();

        assertThat(keys()).containsExactly("k1", "k2", "k2", "k1");
        assertThat(scene.health("a").blocked()).isFalse();
    }

    @Test
    void aNewValueOfAKeyIsTriedAtOnce() {
        scene.transport.reply(401, "no").reply(200, FINE);
        scene.send();

        first.set("one, renewed");
        call();

        assertThat(keys()).containsExactly("k1", "k2", "k1");
    }

    @Test
    void aKeyIsRefusedForTheWholeProviderButOutOfItsLimitForOneDeployment() {
        scene.transport.reply(429, "busy").reply(200, FINE);
        scene.send();
        scene.transport.reply(500, "no").reply(200, FINE);
        scene.send();
        assertThat(keys()).containsExactly("k1", "k2", "k2", "k1");

        scene.transport.reply(401, "no").reply(200, FINE);
        scene.loop.advance(Duration.ofSeconds(11));
        scene.send();
        scene.transport.reply(500, "no").reply(200, FINE);
        scene.send();

        assertThat(scene.transport.hosts().subList(4, 8)).containsExactly("a", "a", "a", "b");
        assertThat(keys().subList(4, 8)).containsExactly("k1", "k2", "k2", "k2");
    }

    @Test
    void whereAllKeysAreRefusedTheDeploymentHasFailedAndAnotherIsTried() {
        scene.transport
                .reply(429, "busy", "retry-after", "60")
                .reply(429, "busy", "retry-after", "3")
                .reply(200, FINE);

        Scene.Client client = scene.send();

        assertThat(client.sink.completed()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a", "a", "b");
        assertThat(client.attempts).extracting(AttemptRecord::keyOnly).containsExactly(true, false, false);
        assertThat(scene.health("a").coolingNanos())
                .isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void aDeploymentIsFreeAsSoonAsOneOfItsKeysIs() {
        scene.transport
                .reply(429, "busy", "retry-after", "4")
                .reply(429, "busy", "retry-after", "60")
                .reply(200, FINE);

        scene.send();

        assertThat(scene.health("a").coolingNanos())
                .isEqualTo(Duration.ofSeconds(4).toNanos());
    }

    @Test
    void whereAllRestTheOneThatIsFreeFirstIsTried() {
        Scene alone = Scene.withKeys(List.of(Secret.of("one"), Secret.of("two")), "m: a");
        alone.transport.reply(401, "no").reply(402, "no");
        Scene.Client refused = alone.send();
        alone.loop.advance(Duration.ofMinutes(1));
        alone.transport.reply(200, FINE);

        assertThat(alone.send().sink.completed()).isTrue();
        assertThat(refused.sink.error().kind()).isIn(ErrorKind.UPSTREAM_AUTHENTICATION, ErrorKind.QUOTA_EXHAUSTED);
        assertThat(alone.transport.calls()).hasSize(3);
    }

    @Test
    void oneRequestTriesEachKeyOnceHoweverLongTheCallsTake() {
        Scene alone = Scene.withKeys(List.of(Secret.of("one"), Secret.of("two")), "m: a");
        alone.send();
        for (int i = 0; i < 2; i++) {
            alone.loop.advance(Duration.ofSeconds(20));
            alone.call(i).head(429, "retry-after", "1").data("busy").end();
        }

        assertThat(alone.transport.calls()).hasSize(2);
    }

    @Test
    void manyRefusalsOfOneKeyAreToldOnce() {
        scene.send();
        scene.send();
        scene.call(0).head(401).data("no").end();
        scene.call(1).head(401).data("no").end();

        assertThat(scene.rests).hasSize(1);
        assertThat(keys()).containsExactly("k1", "k1", "k2", "k2");
    }

    private void call() {
        scene.transport.reply(200, FINE);
        assertThat(scene.send().sink.completed()).isTrue();
    }

    private List<String> keys() {
        return scene.transport.calls().stream()
                .map(call -> call.request().headers().get(1))
                .toList();
    }
}
