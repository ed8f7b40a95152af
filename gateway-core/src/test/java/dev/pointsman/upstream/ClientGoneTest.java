package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A client that leaves takes its call with it at once, in every phase, and blames nobody. */
class ClientGoneTest {
    private final Scene scene = Scene.of("m: a b");

    @Test
    void e07_while_the_head_is_waited_for() {
        Scene.Client client = scene.send();

        client.leave();

        assertGone(client, 1);
    }

    @Test
    void e07_while_the_reply_is_held_back() {
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("role\n");

        client.leave();

        assertGone(client, 1);
        assertThat(client.sink.started()).isFalse();
    }

    @Test
    void e07_in_the_middle_of_the_stream() {
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("hello\n");

        client.leave();

        assertGone(client, 1);
        assertThat(client.sink.body()).isEqualTo("hello\n");
    }

    @Test
    void aGatewayThatStopsTellsTheClientInstead() {
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("hello\n");

        client.execution.cancel(new GatewayException(ErrorKind.SHUTTING_DOWN, "stopping"));

        assertThat(client.sink.error()).hasMessageContaining("stopping");
        assertThat(client.attempts.get(0).error()).isEqualTo(ErrorKind.SHUTTING_DOWN);
        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(scene.health("a").blocked()).isFalse();
    }

    @Test
    void whileTheBodyOfARefusalIsRead() {
        Scene.Client client = scene.send();
        scene.call(0).head(500).data("no");

        client.leave();

        assertGone(client, 1);
    }

    @Test
    void whileTheCallIsPaused() {
        Scene.Client client = scene.send();
        client.sink.stall();
        scene.call(0).head(200).data("hello\n");

        client.leave();
        client.sink.drain();

        assertGone(client, 1);
        assertThat(scene.call(0).paused()).as("never resumed").isTrue();
    }

    @Test
    void duringTheWaitBeforeASecondCall() {
        Scene.Client client = scene.send();
        scene.call(0).head(500).end();
        scene.call(1).head(500).end();

        client.leave();
        scene.loop.advance(Duration.ofSeconds(60));

        assertThat(scene.transport.calls()).hasSize(2);
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(scene.budget.retries()).isZero();
        assertThat(scene.loop.waiting()).isZero();
    }

    @Test
    void afterTheEndNothingHappens() {
        Scene.Client client = scene.send();
        scene.call(0).head(200).data("hello\ndone\n").end();

        client.leave();

        assertThat(client.sink.completed()).isTrue();
        assertThat(client.sink.error()).isNull();
    }

    private void assertGone(Scene.Client client, int calls) {
        assertThat(scene.call(calls - 1).cancelled()).isTrue();
        assertThat(client.sink.error()).extracting("kind").isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(client.attempts).last().extracting(AttemptRecord::error).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(scene.loop.waiting()).as("timers left").isZero();
        assertThat(scene.budget.requests()).isZero();
        for (int i = 0; i < 10; i++) { // ten clients that left say nothing about the deployment
            scene.send().leave();
        }
        assertThat(scene.health("a").blocked()).isFalse();
    }
}
