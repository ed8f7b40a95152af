package dev.pointsman.ledger.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
    private static final long MILLI = 1_000_000;

    @TempDir
    Path folder;

    private final FakeStore store = new FakeStore();
    private long now;
    private double chance;
    private LedgerSpool spool;
    private Drain drain;

    @BeforeEach
    void open() throws IOException {
        spool = LedgerSpool.open(folder, LedgerSpool.Limits.USUAL);
        drain = new Drain(spool, store, () -> now, () -> chance);
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    @Test
    void whatHasGatheredIsKeptTogetherAndThenItLooksAgainInAWhile() {
        append("a", "b");

        assertThat(drain.step()).isEqualTo(200 * MILLI);

        assertThat(store.lines).containsExactly("a", "b");
        assertThat(drain.kept()).isEqualTo(2);
        assertThat(spool.waiting()).isZero();
    }

    @Test
    void aFullBatchIsFollowedByTheNextAtOnce() {
        for (int i = 0; i < store.most() + 1; i++) {
            append("r" + i);
        }

        assertThat(drain.step()).isZero();
        assertThat(drain.step()).isEqualTo(200 * MILLI);
        assertThat(store.lines).hasSize(store.most() + 1).doesNotHaveDuplicates();
    }

    @Test
    void aStoreThatFailsIsTriedAgainLessAndLessOftenAndGetsTheSameRecords() {
        store.failing = true;
        append("a");
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            waits.add(drain.step() / MILLI);
            append("more" + i);
        }

        assertThat(waits).containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 15_000L, 15_000L);
        assertThat(drain.failures()).isEqualTo(7);
        assertThat(spool.waiting()).isEqualTo(8);

        store.failing = false;
        assertThat(drain.step()).isEqualTo(200 * MILLI);
        assertThat(store.lines).hasSize(8).startsWith("a", "more0");
        assertThat(drain.kept()).isEqualTo(8);

        store.failing = true;
        append("b");
        assertThat(drain.step()).isEqualTo(500 * MILLI);
    }

    @Test
    void gatewaysWhoseStoreFailsAtOnceComeBackByChanceUpToAQuarterSooner() {
        store.failing = true;
        append("a");
        chance = 1;
        assertThat(drain.step()).isEqualTo(375 * MILLI);

        chance = 0.5;
        assertThat(drain.step()).isEqualTo(875 * MILLI);
    }

    @Test
    void recordsThatTheStoreCannotUnderstandAreCountedAsLostAndNotTriedAgain() {
        store.misunderstood = 1;
        append("a", "b");

        drain.step();

        assertThat(drain.lost()).isEqualTo(1);
        assertThat(drain.kept()).isEqualTo(1);
        assertThat(spool.waiting()).isZero();
    }

    @Test
    void theStoreIsTidiedOnceASecondWhenItIsKeptUpWith() {
        drain.step();
        assertThat(store.tidied).isZero();

        now += 1_000 * MILLI;
        drain.step();
        drain.step();
        assertThat(store.tidied).isEqualTo(1);

        now += 2_000 * MILLI;
        for (int i = 0; i < store.most(); i++) {
            append("r");
        }
        drain.step();
        assertThat(store.tidied).isEqualTo(1);
    }

    @Test
    void itWritesWhatIsThereBeforeItEnds() {
        drain.start();
        append("last");

        drain.close();

        assertThat(store.lines).containsExactly("last");
    }

    @Test
    void whatAFailingStoreDoesNotTakeStaysInTheSpool() {
        store.failing = true;
        append("left");
        drain.start();

        drain.close();

        assertThat(store.lines).isEmpty();
        assertThat(spool.take(9, 99)).hasSize(1);
    }

    private void append(String... records) {
        for (String record : records) {
            byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
            assertThat(spool.append(bytes, bytes.length)).isTrue();
        }
    }
}
