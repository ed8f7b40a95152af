package dev.pointsman.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.session.Remembered.Place;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConversationTableTest {
    private static final long KEEP = 1_000_000;

    private final ConversationTable table = new ConversationTable();

    @Test
    void aConversationIsFoundUntilItsTimeIsOver() {
        table.put(of(1, 1, "swift", 100));

        assertThat(table.find(id(1, 1), 100 + KEEP, KEEP).model()).isEqualTo("swift");
        assertThat(table.find(id(1, 1), 101 + KEEP, KEEP)).isNull();
        assertThat(table.find(id(2, 1), 100, KEEP)).isNull();
    }

    @Test
    void theLatestReplyCountsWhicheverComesFirst() {
        table.put(of(1, 1, "later", 200));
        table.put(of(1, 1, "earlier", 100));
        assertThat(table.find(id(1, 1), 200, KEEP).model()).isEqualTo("later");

        table.put(of(1, 1, "latest", 201));
        assertThat(table.find(id(1, 1), 201, KEEP).model()).isEqualTo("latest");
    }

    @Test
    void inAFullSetTheOneLongestAgoGivesWay() {
        for (int i = 0; i < 8; i++) {
            table.put(of(i, 7, "m" + i, 100 + (i + 3) % 8));
        }
        assertThat(IntStream.range(0, 8).allMatch(i -> table.find(id(i, 7), 110, KEEP) != null))
                .isTrue();

        table.put(of(99, 7, "new", 120));

        assertThat(table.find(id(99, 7), 120, KEEP)).isNotNull();
        assertThat(IntStream.range(0, 8).filter(i -> table.find(id(i, 7), 120, KEEP) == null))
                .containsExactly(5);
    }

    @Test
    void ofAHundredThousandConversationsNearlyAllAreRemembered() {
        Random random = new Random(18);
        long[][] ids = new long[100_000][];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = new long[] {random.nextLong(), random.nextLong()};
            table.put(of(ids[i][0], ids[i][1], "m", i));
        }

        int found = 0;
        int oldest = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean there = table.find(id(ids[i][0], ids[i][1]), ids.length, KEEP) != null;
            found += there ? 1 : 0;
            oldest += there || i > ids.length / 2 ? 0 : 1;
        }
        assertThat(found).isBetween(94_000, 96_000);
        assertThat(oldest).as("those that gave way are old ones").isGreaterThan((ids.length - found) * 3 / 4);
    }

    @Test
    void loopsThatWriteTheSameSetLeaveWholeConversationsBehind() throws InterruptedException {
        CountDownLatch begin = new CountDownLatch(1);
        Thread[] loops = new Thread[4];
        for (int t = 0; t < loops.length; t++) {
            SplittableRandom random = new SplittableRandom(t);
            loops[t] = new Thread(() -> {
                try {
                    begin.await();
                } catch (InterruptedException ended) {
                    Thread.currentThread().interrupt();
                }
                for (int i = 0; i < 20_000; i++) {
                    int which = random.nextInt(12);
                    table.put(of(which, 3, "m" + which, i));
                    Remembered found = table.find(id(which, 3), i, KEEP);
                    if (found != null && !found.model().equals("m" + which)) {
                        throw new IllegalStateException("torn");
                    }
                }
            });
            loops[t].start();
        }
        begin.countDown();
        for (Thread loop : loops) {
            loop.join();
        }

        long found = IntStream.range(0, 12)
                .filter(i -> table.find(id(i, 3), 20_000, KEEP) != null)
                .count();
        assertThat(found).isBetween(1L, 8L);
        assertThat(IntStream.range(0, 12).allMatch(i -> {
                    Remembered one = table.find(id(i, 3), 20_000, KEEP);
                    return one == null || one.model().equals("m" + i);
                }))
                .isTrue();
    }

    private static SessionId id(long high, long low) {
        return new SessionId(high, low, "ci");
    }

    private static Remembered of(long high, long low, String model, long at) {
        return Remembered.after(null, id(high, low), model, new Place("p/" + model, 5000, at));
    }
}
