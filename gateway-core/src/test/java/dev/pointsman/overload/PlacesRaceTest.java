package dev.pointsman.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Priority;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Many loops at one door: whatever they do, no more are in than may be, nobody is forgotten, and every place comes back. */
class PlacesRaceTest {
    private static final int LOOPS = 6;
    private static final int REQUESTS = 3_000;
    private static final int MOST = 7;

    private final Places places = new Places(
            new PlaceSettings(MOST, false, MOST, new QueueSettings(60, Duration.ofMillis(20))), System::nanoTime);
    private final AtomicInteger in = new AtomicInteger();
    private final AtomicInteger mostIn = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch over = new CountDownLatch(LOOPS * REQUESTS);

    @RepeatedTest(3)
    void noMoreAreInThanMayBeAndEveryOneIsAnsweredOnce(RepetitionInfo run) throws InterruptedException {
        List<ScheduledExecutorService> loops = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
            loops.add(loop);
            Random random = new Random(run.getCurrentRepetition() * 100L + i);
            for (int j = 0; j < REQUESTS; j++) {
                loop.execute(() -> come(loop, random));
            }
        }

        assertThat(over.await(60, TimeUnit.SECONDS)).as("all have ended").isTrue();
        loops.forEach(ScheduledExecutorService::shutdownNow);

        assertThat(mostIn.get()).isEqualTo(MOST);
        assertThat(served.get() + refused.get() + left.get()).isEqualTo(LOOPS * REQUESTS);
        assertThat(served.get()).isPositive();
        assertThat(refused.get()).isPositive();
        assertThat(places.taken()).isZero();
        assertThat(places.waiting()).isZero();
    }

    private void come(ScheduledExecutorService loop, Random random) {
        Visit visit = new Visit(loop, random.nextInt(50_000));
        Priority priority = List.of(Priority.values()).get(random.nextInt(3));
        Places.Answer answer = places.enter(priority, Long.MAX_VALUE, loop, visit);
        Waiter waiter = answer.waiter();
        if (answer.shed() != null) {
            refused.incrementAndGet();
            over.countDown();
        } else if (waiter == null) {
            visit.entered(0);
        } else if (random.nextInt(4) == 0) {
            var unused = loop.schedule(() -> visit.gives(waiter), random.nextInt(30_000_000), TimeUnit.NANOSECONDS);
        }
    }

    /** Confined to its loop. */
    private final class Visit implements Waiter.Guest {
        private final ScheduledExecutorService loop;
        private final long nanos;
        private boolean done;

        Visit(ScheduledExecutorService loop, long nanos) {
            this.loop = loop;
            this.nanos = nanos;
        }

        @Override
        public void entered(long waitedNanos) {
            done = true;
            mostIn.accumulateAndGet(in.incrementAndGet(), Math::max);
            var unused = loop.schedule(this::leave, nanos, TimeUnit.NANOSECONDS);
        }

        @Override
        public void shed(Shed why, long waitedNanos) {
            done = true;
            refused.incrementAndGet();
            over.countDown();
        }

        void gives(Waiter waiter) {
            if (!done) {
                waiter.leave();
                left.incrementAndGet();
                over.countDown();
            }
        }

        private void leave() {
            in.decrementAndGet();
            served.incrementAndGet();
            places.leave();
            over.countDown();
        }
    }
}
