package dev.pointsman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LineRingTest {
    private static final int PADDING = 900;
    /** More than it holds. */
    private static final int MANY = 2 * LineRing.CHUNKS * LineRing.CHUNK_BYTES / PADDING;

    private final LineRing ring = new LineRing();

    @Test
    void anEmptyOneHasNothing() {
        assertThat(ring.newest(10, any -> true)).isEmpty();
        assertThat(ring.starting(bytes("a"))).isNull();
    }

    @Test
    void theNewestAreThereInTheirOrderAndTheOldestAreGone() {
        for (int i = 0; i < MANY; i++) {
            assertThat(add(line(0, i))).isTrue();
        }

        List<String> newest = ring.newest(MANY, any -> true);

        assertThat(newest.size()).isBetween(MANY / 3, MANY / 2);
        for (int i = 0; i < newest.size(); i++) {
            assertThat(newest.get(i)).isEqualTo(line(0, MANY - 1 - i));
        }
        assertThat(ring.newest(3, line -> line.contains("7 "))).hasSize(3);
        assertThat(ring.newest(0, any -> true)).isEmpty();
        assertThat(ring.starting(bytes("0-" + (MANY - 5) + " "))).isEqualTo(line(0, MANY - 5));
        assertThat(ring.starting(bytes("0-5 "))).isNull();
    }

    @Test
    void aLineThatWouldTakeThePlaceOfHundredsIsNotKept() {
        assertThat(add("x".repeat(LineRing.LONGEST))).isTrue();
        assertThat(add("y".repeat(LineRing.LONGEST + 1))).isFalse();
        assertThat(add("")).isFalse();

        assertThat(ring.newest(9, any -> true)).containsExactly("x".repeat(LineRing.LONGEST));
    }

    /** A reader that reads on while the ring goes round under it: what it sees stays as it is. */
    @Test
    void whatIsBeingReadIsNotWrittenOver() {
        for (int i = 0; i < MANY; i++) {
            add(line(0, i));
        }
        List<String> seen = new ArrayList<>();

        ring.newest(MANY, line -> {
            if (seen.isEmpty()) {
                for (int i = 0; i < MANY; i++) {
                    add(line(1, i));
                }
            }
            return seen.add(line);
        });

        for (int i = 0; i < seen.size(); i++) {
            assertThat(seen.get(i)).isEqualTo(line(0, MANY - 1 - i));
        }
    }

    @Test
    void manyWritersAndReadersSeeOnlyWholeLinesAndEachOnce() throws Exception {
        int writers = 3;
        ExecutorService threads = Executors.newFixedThreadPool(writers + 1);
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger writing = new AtomicInteger(writers);
        List<Future<?>> all = new ArrayList<>();
        for (int w = 0; w < writers; w++) {
            int writer = w;
            all.add(threads.submit(() -> {
                begun.await();
                for (int i = 0; i < MANY; i++) {
                    assertThat(add(line(writer, i))).isTrue();
                }
                return writing.decrementAndGet();
            }));
        }
        all.add(threads.submit(() -> {
            begun.countDown();
            while (writing.get() > 0) {
                List<String> lines = ring.newest(MANY, any -> true);
                assertThat(new HashSet<>(lines)).hasSameSizeAs(lines);
                lines.forEach(LineRingTest::checkWhole);
            }
            return null;
        }));
        for (Future<?> each : all) {
            each.get();
        }
        threads.shutdown();

        List<String> left = ring.newest(MANY, any -> true);
        assertThat(left.size()).as("no chunk is missing among them").isGreaterThan(MANY / 3);
        left.forEach(LineRingTest::checkWhole);
    }

    private static void checkWhole(String line) {
        int dash = line.indexOf('-');
        int space = line.indexOf(' ');
        assertThat(line)
                .isEqualTo(line(
                        Integer.parseInt(line.substring(0, dash)), Integer.parseInt(line.substring(dash + 1, space))));
    }

    private boolean add(String line) {
        byte[] bytes = bytes(line);
        return ring.add(bytes, bytes.length);
    }

    private static String line(int writer, int number) {
        return writer + "-" + number + " " + ("" + (char) ('a' + number % 26)).repeat(PADDING - number % 37);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
