package dev.pointsman.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.fleet.TimedValues.Asker;
import dev.pointsman.fleet.TimedValues.Outcome;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Questions to a store whose answers are given by hand. */
class TimedValuesTest {
    private static final Duration WITHIN = Duration.ofMillis(5);

    private final ManualLoop loop = new ManualLoop();
    private final ByHand store = new ByHand();
    private final Fleet fleet = new Fleet(
            store,
            new SharedSettings("r", 6379, 0, false, "", null, null, Duration.ofMillis(50), 1),
            loop,
            loop,
            new FleetClock(loop.clock(), loop));
    private final TimedValues values = new TimedValues(fleet, store, loop);
    private final List<String> ends = new ArrayList<>();

    /** Its heartbeats are answered at once, values when the test says so. */
    private static final class ByHand implements SharedStore, SharedBytes {
        private final List<CompletableFuture<byte[]>> asked = new ArrayList<>();

        @Override
        public CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
            return CompletableFuture.completedFuture(List.of(1_795_262_400_000_000L, 1L, 7L));
        }

        @Override
        public CompletionStage<byte[]> get(String key, int mostBytes) {
            CompletableFuture<byte[]> answer = new CompletableFuture<>();
            asked.add(answer);
            return answer;
        }

        @Override
        public CompletionStage<?> put(String key, byte[] value, Duration ttl) {
            throw new AssertionError("nothing is put");
        }

        @Override
        public void close() {}
    }

    @BeforeEach
    void begin() {
        fleet.start(new Fleet.Missed() {
            @Override
            public CompletionStage<?> tell() {
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public void lost() {}
        });
        loop.turn();
        assertThat(fleet.up()).isTrue();
    }

    private void ask() {
        values.find("k", 10, WITHIN, loop, new Asker<Integer>() {
            @Override
            public @Nullable Integer read(byte[] value) {
                return value.length == 0 ? null : (int) value[0];
            }

            @Override
            public void end(Outcome outcome, @Nullable Integer value) {
                ends.add(outcome + " " + value);
            }
        });
    }

    @Test
    void anAnswerInTimeIsReadAndEndsItOnce() {
        ask();
        assertThat(ends).isEmpty();
        store.asked.get(0).complete(new byte[] {42});
        loop.turn();
        ask();
        store.asked.get(1).complete(new byte[0]);
        loop.advance(WITHIN.multipliedBy(3));

        assertThat(ends).containsExactly("ANSWERED 42", "ANSWERED null");
    }

    @Test
    void aLateAnswerIsForNobody() {
        ask();
        loop.advance(WITHIN.minusNanos(1));
        assertThat(ends).isEmpty();
        loop.advance(Duration.ofNanos(1));
        assertThat(ends).containsExactly("LATE null");
        store.asked.get(0).complete(new byte[] {42});
        loop.turn();

        assertThat(ends).containsExactly("LATE null");
    }

    @Test
    void aFailureEndsItAtOnce() {
        ask();
        store.asked.get(0).completeExceptionally(new IllegalStateException("away"));
        loop.turn();

        assertThat(ends).containsExactly("UNASKED null");
    }

    @Test
    void aStoreThatIsLateAgainAndAgainRestsForASecond() {
        for (int i = 0; i < TimedValues.LATE_IN_A_ROW; i++) {
            assertThat(store.asked).hasSize(i);
            ask();
            loop.advance(WITHIN);
        }
        ask();
        assertThat(store.asked).hasSize(TimedValues.LATE_IN_A_ROW);
        assertThat(ends).last().isEqualTo("UNASKED null");
        loop.advance(Duration.ofSeconds(1));
        ask();

        assertThat(store.asked).hasSize(TimedValues.LATE_IN_A_ROW + 1);
    }

    @Test
    void oneAnswerInTimeBeginsTheCountAnew() {
        for (int i = 0; i < 3 * TimedValues.LATE_IN_A_ROW; i++) {
            ask();
            if (i % 5 == 0) {
                store.asked.get(i).complete(new byte[] {1});
                loop.turn();
            } else {
                loop.advance(WITHIN);
            }
        }

        assertThat(store.asked).hasSize(3 * TimedValues.LATE_IN_A_ROW);
    }

    @Test
    void noMoreThanItsBoundAreUnderWayAndEachMakesRoom() {
        for (int i = 0; i < 300; i++) {
            ask();
        }
        assertThat(store.asked).hasSize(256);
        assertThat(ends).hasSize(44).containsOnly("UNASKED null");
        store.asked.get(0).complete(new byte[] {1});
        loop.turn();
        ask();

        assertThat(store.asked).hasSize(257);
    }
}
