package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What replies may hold in memory before they go on to the client, all together; a scene has room for a megabyte. */
class HeldMemoryTest {
    private static final String PIECE = "x".repeat(100_000);

    @Test
    void whatIsHeldBackIsCountedUntilItGoesOn() {
        Scene scene = Scene.of("m: a");
        Scene.Client client = scene.send();
        scene.call(0).head(200);

        scene.call(0).data(PIECE);
        scene.call(0).data(PIECE);
        assertThat(scene.memory.used()).isEqualTo(400_000);
        scene.call(0).data("\nhello\n");

        assertThat(client.sink.started()).isTrue();
        assertThat(scene.memory.used()).isZero();
    }

    @Test
    void aReplyWithoutRoomFailsWithoutBlameForTheProvider() {
        Scene scene = Scene.of("m: a b");
        scene.memory.hold(600_000);
        Scene.Client client = scene.send();
        scene.call(0).head(200);

        scene.call(0).data(PIECE);
        scene.call(0).data(PIECE);
        scene.call(0).data(PIECE);

        assertThat(client.sink.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
        assertThat(client.sink.error().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a");
        assertThat(scene.health("a").blocked()).isFalse();
        assertThat(scene.memory.used()).isEqualTo(600_000);
    }

    @Test
    void aReplyThatWouldNotFitAloneIsAskedForElsewhere() {
        Scene scene = Scene.of("m: a b");
        Scene.Client client = scene.send();
        scene.call(0).head(200);

        for (int i = 0; i < 6; i++) {
            scene.call(0).data(PIECE);
        }
        scene.call(1).head(200);
        scene.call(1).data("\nhello\n");

        assertThat(scene.call(0).cancelled()).isTrue();
        assertThat(scene.transport.hosts()).containsExactly("a", "b");
        assertThat(client.sink.started()).isTrue();
        assertThat(scene.memory.used()).isZero();
    }

    @Test
    void aClientThatLeavesGivesTheMemoryBack() {
        Scene scene = Scene.of("m: a");
        Scene.Client client = scene.send();
        scene.call(0).head(200);
        scene.call(0).data(PIECE);

        client.leave();

        assertThat(scene.memory.used()).isZero();
    }
}
