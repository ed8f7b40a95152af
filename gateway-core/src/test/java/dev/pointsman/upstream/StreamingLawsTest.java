package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import dev.pointsman.testing.FakeTransport.FakeCall;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a client sees of one stream: held back until it speaks, never ended well with half an answer. */
class StreamingLawsTest {
    @Test
    void anAnswerReachesTheClientWholeAndIsRecorded() {
        Scene scene = Scene.of("m: a");
        Scene.Client client = scene.send();

        scene.loop.advance(Duration.ofMillis(30));
        FakeCall call = scene.call(0).head(200);
        scene.loop.advance(Duration.ofMillis(20));
        call.data("role\nhello\n").data("world\nusage 5 2\nfinish stop\ndone\n").end();

        assertThat(client.sink.completed()).isTrue();
        assertThat(client.sink.body()).isEqualTo("role\nhello\nworld\n");
        assertThat(client.usage).isEqualTo(new Usage(5, 0, 0, 2, 0));
        assertThat(client.finish).isEqualTo("stop");
        assertThat(client.answeredBy).isEqualTo("m@a");
        assertThat(client.attempts)
                .containsExactly(new AttemptRecord(
                        "m", "p/a", 0, 30_000_000, 50_000_000, 50_000_000, 200, null, null, false, null));
        assertThat(scene.loop.waiting()).as("timers left").isZero();
        assertThat(scene.budget.requests()).isZero();
    }

    @Test
    void e30_the_role_alone_is_held_back_until_output_follows() {
        Scene scene = Scene.of("m: a");
        Scene.Client client = scene.send();

        scene.call(0).head(200).data("role\nrole\n");
        assertThat(client.sink.started()).isFalse();

        scene.call(0).data("hello\n");
        assertThat(client.sink.started()).isTrue();
        assertThat(client.sink.body()).isEqualTo("role\nrole\nhello\n");
    }

    @Test
    void anErrorBeforeTheFirstOutputIsNeverSeenWhereAnotherDeploymentAnswers() {
        Scene scene = Scene.of("m: a b");
        Scene.Client client = scene.send();

        scene.call(0).head(200).data("role\nerror overloaded\n");
        scene.call(1).head(200).data("role\nhello\ndone\n").end();

        assertThat(client.sink.body()).isEqualTo("role\nhello\n");
        assertThat(client.sink.completed()).isTrue();
        assertThat(client.answeredBy).isEqualTo("m@b");
        assertThat(scene.call(0).cancelled()).as("the failed call is dropped").isTrue();
        assertThat(client.attempts).extracting(AttemptRecord::error).containsExactly(ErrorKind.UPSTREAM_ERROR, null);
    }

    @Test
    void twentyTokensThenSilenceEndAsAnIdleTimeoutAfterTheFirstToken() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(10, 20, 180), RetryPolicy.DEFAULT), "m: a b");
        Scene.Client client = scene.send();
        scene.call(0).head(200);
        for (int i = 0; i < 20; i++) {
            scene.loop.advance(Duration.ofSeconds(1));
            scene.call(0).data("token" + i + "\n");
        }

        scene.loop.advance(Duration.ofSeconds(20).minusNanos(1));
        assertThat(client.sink.ended()).isFalse();
        scene.loop.advance(Duration.ofNanos(1));

        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
        assertThat(client.sink.completed()).isFalse();
        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(scene.transport.calls()).as("nothing is tried after output").hasSize(1);
        assertThat(scene.loop.waiting()).isZero();
    }

    @Test
    void aStreamCutAfterFortyOfSixtyTokensEndsAsAnErrorNeverCleanly() {
        Scene scene = Scene.of("m: a b");
        Scene.Client client = scene.send();
        scene.call(0).head(200);
        for (int i = 0; i < 40; i++) {
            scene.call(0).data("token" + i + "\n");
        }

        scene.call(0).end();

        assertThat(client.sink.completed()).isFalse();
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(client.sink.body()).contains("token39").doesNotContain("token40");
        assertThat(scene.transport.calls()).hasSize(1);
    }

    @Test
    void aResetInTheMiddleEndsAsAnError() {
        Scene scene = Scene.of("m: a b");
        Scene.Client client = scene.send();

        scene.call(0).head(200).data("hello\n").fail(ErrorKind.UPSTREAM_ERROR);

        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_ERROR);
        assertThat(client.attempts).hasSize(1);
    }

    @Test
    void noFirstOutputInTimeGoesToTheNextDeployment() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(10, 20, 180), RetryPolicy.DEFAULT), "m: a b");
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("role\n");

        scene.loop.advance(Duration.ofSeconds(10).minusNanos(1));
        assertThat(scene.transport.calls()).hasSize(1);
        scene.loop.advance(Duration.ofNanos(1));

        assertThat(scene.call(0).cancelled()).isTrue();
        scene.call(1).head(200).data("hello\ndone\n").end();
        assertThat(client.sink.completed()).isTrue();
        assertThat(client.attempts).extracting(AttemptRecord::error).containsExactly(ErrorKind.UPSTREAM_TIMEOUT, null);
    }

    @Test
    void theTotalTimeEndsEvenALivelyStream() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(10, 20, 30), RetryPolicy.DEFAULT), "m: a");
        Scene.Client client = scene.send();
        scene.call(0).head(200);
        for (int second = 0; second < 29; second++) {
            scene.loop.advance(Duration.ofSeconds(1));
            scene.call(0).data("token\n");
        }
        assertThat(client.sink.ended()).isFalse();

        scene.loop.advance(Duration.ofSeconds(1));

        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.UPSTREAM_TIMEOUT);
    }

    @Test
    void aSlowClientPausesItsOwnCallAndTheSilenceIsNotTheProvidersFault() {
        Scene scene = new Scene(Scene.settings(Scene.seconds(10, 20, 180), RetryPolicy.DEFAULT), "m: a");
        Scene.Client client = scene.send();
        client.sink.stall();
        scene.call(0).head(200).data("hello\n");
        assertThat(scene.call(0).paused()).isTrue();

        scene.loop.advance(Duration.ofSeconds(60));
        assertThat(client.sink.ended()).isFalse();

        client.sink.drain();
        assertThat(scene.call(0).paused()).isFalse();
        scene.loop.advance(Duration.ofSeconds(19));
        scene.call(0).data("done\n").end();
        assertThat(client.sink.completed()).isTrue();
    }

    @Test
    void aConnectionThatStaysOpenAfterTheAnswerIsDroppedInTheEnd() {
        Scene scene = Scene.of("m: a b");
        Scene.Client first = scene.send();
        scene.call(0).head(200).data("hello\ndone\n");
        assertThat(first.sink.completed()).isTrue();
        assertThat(scene.call(0).cancelled()).isFalse();

        scene.loop.advance(Duration.ofSeconds(60));

        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(scene.loop.waiting()).isZero();
    }

    @Test
    void talkAfterTheEndOfTheAnswerIsCutShort() {
        Scene scene = Scene.of("m: a");
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("hello\ndone\n").data("\n");
        assertThat(scene.call(0).cancelled()).isFalse();

        scene.call(0).data("x".repeat(5000));

        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(client.sink.body()).isEqualTo("hello\n");
    }

    @Test
    void tooMuchBeforeTheFirstOutputIsAFailure() {
        Scene scene = Scene.of("m: a b");
        Scene.Client client = scene.send();

        scene.call(0).head(200).data("role " + "x".repeat(300_000) + "\nhello\n");

        assertThat(client.sink.started()).isFalse();
        assertThat(scene.transport.hosts()).containsExactly("a", "b");
    }
}
