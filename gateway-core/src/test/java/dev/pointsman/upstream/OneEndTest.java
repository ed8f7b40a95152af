package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.testing.FakeTransport.FakeCall;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order, a request ends exactly once and leaves nothing behind; the sink fails the test at a second end. */
class OneEndTest {
    private static final List<String> LINES =
            List.of("role\n", "hello\n", "usage 1 1\n", "done\n", "error x\n", "hello\ndone\n", "defect\n", "hel");

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyRequestEndsExactlyOnceUnderRandomEvents(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            Scene scene = new Scene(Scene.settings(Scene.seconds(5, 5, 20), RetryPolicy.DEFAULT), "m: a b", "n: c");
            scene.jitter = random.nextDouble();
            Scene.Client client = scene.send(random.nextBoolean());
            for (int step = 0; step < 40; step++) {
                event(random, scene, client);
            }
            client.sink.drain();
            scene.loop.advance(Duration.ofMinutes(2));

            assertThat(client.sink.ended()).as("seed %s round %s", seed, round).isTrue();
            assertThat(scene.loop.waiting()).isZero();
            assertThat(scene.budget.requests()).isZero();
            assertThat(scene.budget.retries()).isZero();
            assertThat(client.attempts).hasSameSizeAs(scene.transport.calls());
            assertThat(scene.transport.calls()).noneMatch(FakeCall::live).hasSizeLessThanOrEqualTo(5);
        }
    }

    private static void event(Random random, Scene scene, Scene.Client client) {
        List<FakeCall> calls = scene.transport.calls();
        FakeCall call = calls.get(random.nextInt(calls.size()));
        switch (random.nextInt(12)) {
            case 0, 1 -> call.head(random.nextInt(3) == 0 ? 429 : 200, "retry-after", "" + random.nextInt(15));
            case 2, 3, 4, 5 -> call.data(LINES.get(random.nextInt(LINES.size())));
            case 6 -> call.end();
            case 7 -> call.fail(random.nextBoolean() ? ErrorKind.UPSTREAM_CONNECT : ErrorKind.UPSTREAM_ERROR);
            case 8 -> client.sink.stall();
            case 9 -> client.sink.drain();
            case 10 -> scene.loop.advance(Duration.ofMillis(random.nextInt(3000)));
            default -> {
                if (random.nextInt(8) == 0) {
                    client.leave();
                }
            }
        }
    }
}
