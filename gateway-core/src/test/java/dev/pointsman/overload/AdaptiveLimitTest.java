package dev.pointsman.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against a server that does so many calls at a time, each in about 100 ms, and has the others wait. */
class AdaptiveLimitTest {
    private static final long SERVICE = 100_000_000L;

    @Test
    void itFindsAboutWhatTheServerDoesAtATime() {
        for (int capacity : new int[] {6, 10, 40, 150}) {
            Server server = new Server(settings(5, 400), capacity, 1);

            server.serve(Duration.ofMinutes(3), 1_000);
            server.serve(Duration.ofMinutes(5), 1_000);

            assertThat(server.limit.limit()).as("capacity %d", capacity).isBetween(capacity, capacity * 2);
            assertThat(server.meanLatency()).as("capacity %d", capacity).isLessThan(2.0 * SERVICE);
        }
    }

    @Test
    void itNeverLeavesItsBounds() {
        Server server = new Server(settings(8, 30), 200, 2);
        server.serve(Duration.ofMinutes(2), 1_000);
        assertThat(server.limit.limit()).isEqualTo(30);
        assertThat(server.most).isEqualTo(30);

        server.capacity(2);
        server.serve(Duration.ofMinutes(5), 1_000);

        assertThat(server.most).isEqualTo(30);
        assertThat(server.limit.limit())
                .as("latency is compared with that of the fewest")
                .isBetween(8, 17);
        assertThat(server.least).as("even while it probes").isGreaterThanOrEqualTo(8);
    }

    @Test
    void itFollowsAServerThatLosesHalfOfItselfAndGetsItBack() {
        Server server = new Server(settings(5, 400), 80, 3);
        server.serve(Duration.ofMinutes(3), 1_000);

        server.capacity(40);
        server.serve(Duration.ofMinutes(3), 1_000);
        int halved = server.limit.limit();
        server.capacity(80);
        server.serve(Duration.ofMinutes(5), 1_000);

        assertThat(halved).isBetween(40, 80);
        assertThat(server.limit.limit()).isBetween(80, 160);
    }

    @Test
    void aServerThatIsSlowerForGoodIsNotTakenForAFullOne() {
        Server server = new Server(settings(5, 60), 60, 4);
        server.serve(Duration.ofMinutes(3), 1_000);

        server.service = 3 * SERVICE;
        server.serve(Duration.ofMinutes(10), 1_000);

        assertThat(server.limit.limit()).as("all that it does at a time").isEqualTo(60);
    }

    @Test
    void latenciesThatVaryWithoutALoadAreNoReasonToHoldBack() {
        Server server = new Server(settings(5, 100), 400, 6);
        server.exponential = true;
        server.serve(Duration.ofMinutes(8), 1_000);

        assertThat(server.limit.limit()).isGreaterThan(60);
    }

    @Test
    void littleTrafficChangesNothing() {
        Server server = new Server(settings(5, 400), 50, 5);

        server.serve(Duration.ofMinutes(2), 4);

        assertThat(server.limit.limit()).isEqualTo(10);
    }

    @Test
    void streamsAndWholeAnswersHaveTheirOwnLatency() {
        AdaptiveLimit limit = new AdaptiveLimit(settings(5, 100), 0);
        long now = 0;
        for (int i = 0; i < 10_000; i++) {
            now += 1_000_000;
            limit.taken(limit.limit());
            limit.answered(i % 2 == 0, now - 1, i % 2 == 0 ? 200_000_000L : 9_000_000_000L, limit.limit(), now);
        }
        assertThat(limit.limit()).as("the one is no slow form of the other").isEqualTo(100);
    }

    @Test
    void aProviderThatSaysItIsTooMuchIsAskedForLess() {
        AdaptiveLimit limit = new AdaptiveLimit(settings(5, 100), 0);

        limit.overloaded();
        limit.overloaded();

        assertThat(limit.limit()).as("once a window").isEqualTo(9);
    }

    private static PlaceSettings settings(int least, int most) {
        return new PlaceSettings(most, true, least, QueueSettings.DEFAULT);
    }

    /** Calls wait in one line for a free worker. */
    private static final class Server {
        private final AdaptiveLimit limit;
        private final Random random;
        private final PriorityQueue<long[]> underWay = new PriorityQueue<>((a, b) -> Long.compare(a[1], b[1]));
        private PriorityQueue<Long> workers = new PriorityQueue<>();
        private long service = SERVICE;
        private boolean exponential;
        private long now;
        private long latencies;
        private long calls;
        private int most;
        private int least = Integer.MAX_VALUE;

        Server(PlaceSettings settings, int capacity, long seed) {
            limit = new AdaptiveLimit(settings, 0);
            random = new Random(seed);
            capacity(capacity);
        }

        void capacity(int workersNow) {
            workers = new PriorityQueue<>();
            for (int i = 0; i < workersNow; i++) {
                workers.add(now);
            }
        }

        /** As many clients, each of which asks again at once. */
        void serve(Duration time, int clients) {
            long until = now + time.toNanos();
            latencies = 0;
            calls = 0;
            while (now < until) {
                while (underWay.size() < Math.min(clients, limit.limit())) {
                    long free = Math.max(now, workers.remove());
                    long done = free + (long) (service * share());
                    workers.add(done);
                    underWay.add(new long[] {now, done});
                    limit.taken(underWay.size());
                    most = Math.max(most, underWay.size());
                }
                long[] next = underWay.remove();
                now = next[1];
                latencies += now - next[0];
                calls++;
                limit.answered(true, next[0], now - next[0], underWay.size() + 1, now);
                least = Math.min(least, limit.limit());
            }
        }

        private double share() {
            return exponential ? -Math.log(1 - random.nextDouble()) : 0.7 + 0.6 * random.nextDouble();
        }

        double meanLatency() {
            return (double) latencies / calls;
        }
    }
}
