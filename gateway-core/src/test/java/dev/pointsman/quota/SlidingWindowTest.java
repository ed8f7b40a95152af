package dev.pointsman.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlidingWindowTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void whatIsOlderThanTheWindowCountsNoMore() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(128));
        window.advance(0);
        window.add(5);
        window.advance(64 * SECOND);
        window.add(2);

        window.advance(128 * SECOND);
        assertThat(window.sum()).as("a full window later, to the slice").isEqualTo(7);
        window.advance(129 * SECOND);
        assertThat(window.sum()).isEqualTo(2);
        window.advance(1000 * SECOND);
        assertThat(window.sum()).isZero();
    }

    @Test
    void aMomentThatCameBeforeChangesNothing() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(128));
        window.advance(10 * SECOND);
        window.add(5);

        window.advance(-500 * SECOND);

        assertThat(window.sum()).isEqualTo(5);
    }

    @Test
    void theWaitEndsWhenEnoughHasLeft() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(128));
        window.advance(0);
        window.add(5);
        window.advance(10 * SECOND);
        window.add(3);

        assertThat(window.nanosUntil(8, 10 * SECOND)).isZero();
        assertThat(window.nanosUntil(7, 10 * SECOND)).isEqualTo(119 * SECOND);
        assertThat(window.nanosUntil(3, 10 * SECOND)).isEqualTo(119 * SECOND);
        assertThat(window.nanosUntil(0, 10 * SECOND)).isEqualTo(129 * SECOND);
    }

    @Test
    void theWaitIsNeverLongerOrShorterThanItMustBe() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            SlidingWindow window = new SlidingWindow(Duration.ofNanos(12_800));
            long now = random.nextInt(1_000);
            for (int i = 0; i < 40; i++) {
                now += random.nextInt(600);
                window.advance(now);
                long slice = window.add(random.nextInt(5));
                window.correct(slice, random.nextInt(3));
            }
            long most = random.nextInt((int) window.sum() + 1);

            long wait = window.nanosUntil(most, now);

            if (wait > 0) {
                window.advance(now + wait - 1);
                assertThat(window.sum()).as("just before").isGreaterThan(most);
            }
            window.advance(now + wait);
            assertThat(window.sum()).as("then").isLessThanOrEqualTo(most);
        }
    }

    @Test
    void whatIsCorrectedCountsWhereItWasAdded() {
        SlidingWindow window = new SlidingWindow(Duration.ofSeconds(128));
        window.advance(0);
        long slice = window.add(5);
        window.advance(10 * SECOND);
        window.correct(slice, -2);
        assertThat(window.sum()).isEqualTo(3);

        window.advance(129 * SECOND);
        assertThat(window.sum()).isZero();
        window.correct(slice, 7);
        assertThat(window.sum()).as("too old to count").isZero();
    }

    @Test
    void noWindowHoldsMoreThanTheLimitAndUnderPressureItIsUsedToOnePercent() {
        Random random = new Random(11);
        for (int run = 0; run < 20; run++) {
            long length = (1 + random.nextInt(100)) * SECOND;
            int most = 500 + random.nextInt(2_000);
            SlidingWindow window = new SlidingWindow(Duration.ofNanos(length));
            ArrayDeque<Long> admitted = new ArrayDeque<>();
            long now = random.nextLong() / 4;
            long begun = now;
            long count = 0;
            while (now - begun < 20 * length) {
                now += 1 + (long) (random.nextDouble() * length / most / 1.5);
                window.advance(now);
                if (window.sum() < most) {
                    window.add(1);
                    admitted.add(now);
                    count++;
                }
                while (!admitted.isEmpty() && admitted.peekFirst() <= now - length) {
                    admitted.removeFirst();
                }
                assertThat(admitted.size()).isLessThanOrEqualTo(most);
            }
            assertThat((double) count / most / 20).isBetween(0.99, 1.06);
        }
    }
}
