package dev.pointsman.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Priority;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Four places and calls of about 100 ms, so 40 a second, under three times as many requests: in virtual time, with seeded randomness. */
class PlacesOverTimeTest {
    private static final double CALLS_PER_SECOND = 40;
    private static final double REQUESTS_PER_SECOND = 3 * CALLS_PER_SECOND;
    private static final long LONG = Duration.ofMinutes(10).toNanos();

    private final ManualLoop loop = new ManualLoop();
    private final Random random = new Random(7);
    private final Places places =
            new Places(new PlaceSettings(4, false, 4, new QueueSettings(10_000, Duration.ofSeconds(1))), loop);
    private final long begun = loop.getAsLong();
    private final List<Double> refusedBehind = new ArrayList<>();
    private final List<Duration> retryAfter = new ArrayList<>();
    private int waited;
    private int late;
    private int served;
    private double stoodFrom = Double.MAX_VALUE;
    private double stoodTo;

    @Test
    void whoWaitsMostlyGetsInAndWhoIsRefusedWouldHaveWaitedInVain() {
        run(5);
        forget();

        run(60);

        assertThat(served / 60.0).as("no place is idle").isGreaterThan(0.95 * CALLS_PER_SECOND);
        assertThat(late).as("in vain, of " + waited).isLessThan(waited / 10);
        assertThat(refusedBehind).as("those there was no hope for").hasSizeGreaterThan(4_000);
        assertThat(refusedBehind.stream().filter(seconds -> seconds < 0.5).count())
                .as("refused behind less than half of what they might wait")
                .isLessThan(refusedBehind.size() / 20);
        assertThat(retryAfter).containsOnly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void aQueueThatStandsStillIsNotWaitedInAndMovesAgainWhenItCan() {
        run(10);
        stoodFrom = seconds();
        stoodTo = stoodFrom + 21;
        run(3);
        forget();

        run(17);

        assertThat(served).isZero();
        assertThat(late).as("in vain, of 2,000 requests").isLessThan(60);
        assertThat(retryAfter.get(retryAfter.size() - 1)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        run(4);
        forget();
        run(10);
        assertThat(served / 10.0).as("calls a second again").isGreaterThan(0.9 * CALLS_PER_SECOND);
    }

    @Test
    void whereNothingIsKnownNobodyIsRefused() {
        stoodFrom = seconds();
        stoodTo = stoodFrom + 20;
        for (int i = 0; i < 100; i++) {
            ask();
        }

        assertThat(refusedBehind).isEmpty();
        assertThat(places.waiting()).isEqualTo(96);
    }

    private double seconds() {
        return (loop.getAsLong() - begun) / 1e9;
    }

    private void forget() {
        refusedBehind.clear();
        retryAfter.clear();
        waited = 0;
        late = 0;
        served = 0;
    }

    /** Requests come as chance has it. */
    private void run(int seconds) {
        double until = seconds() + seconds;
        while (seconds() < until) {
            loop.advance(Duration.ofNanos((long) (1e9 / REQUESTS_PER_SECOND * exponential())));
            ask();
        }
    }

    private double exponential() {
        return -Math.log(1 - random.nextDouble());
    }

    private void ask() {
        Places.Answer answer = places.enter(Priority.NORMAL, LONG, loop, new Guest());
        if (answer.waiter() != null) {
            waited++;
        } else if (answer.shed() != null) {
            assertThat(answer.shed()).isEqualTo(Shed.SLOW);
            refusedBehind.add(places.waiting() / CALLS_PER_SECOND);
            retryAfter.add(places.retryAfter(Priority.NORMAL));
        } else {
            call();
        }
    }

    /** Ends after its time, or when the provider goes on. */
    private void call() {
        double end = seconds() + 0.1 * exponential();
        double shown = end >= stoodFrom && end < stoodTo ? stoodTo : end;
        var unused = loop.schedule(this::end, (long) (1e9 * (shown - seconds())), TimeUnit.NANOSECONDS);
    }

    private void end() {
        served++;
        places.leave();
    }

    private final class Guest implements Waiter.Guest {
        @Override
        public void entered(long waitedNanos) {
            call();
        }

        @Override
        public void shed(Shed why, long waitedNanos) {
            late++;
        }
    }
}
