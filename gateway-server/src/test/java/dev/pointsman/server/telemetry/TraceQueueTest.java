package dev.pointsman.server.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.tracing.Sampling;
import dev.pointsman.tracing.Trace;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceQueueTest {
    private static final TraceQueue.Limits SMALL =
            new TraceQueue.Limits(4, 100, 2, Duration.ofMillis(1), Duration.ofMillis(2));

    private final List<List<DecisionRecord>> batches = new CopyOnWriteArrayList<>();
    private final List<DecisionRecord> passedOn = new CopyOnWriteArrayList<>();
    private volatile TraceQueue.Result result = TraceQueue.Result.SENT;
    private volatile boolean broken;
    private volatile boolean closed;

    private final TraceQueue queue = new TraceQueue(
            new Ledger() {
                @Override
                public void append(DecisionRecord record) {
                    passedOn.add(record);
                }

                @Override
                public long lost() {
                    return 7;
                }

                @Override
                public void close() {}
            },
            new TraceQueue.Sender() {
                @Override
                public TraceQueue.Result send(List<DecisionRecord> batch) {
                    batches.add(batch);
                    if (broken) {
                        throw new IllegalStateException("broken");
                    }
                    return result;
                }

                @Override
                public void close() {
                    closed = true;
                }
            },
            SMALL);

    @Test
    void whatHasNoRoomIsCountedAndGoneAndTheLedgerHasAll() {
        for (int i = 0; i < 9; i++) {
            queue.append(record(1, null));
        }

        assertThat(passedOn).hasSize(9);
        assertThat(queue.queued()).isEqualTo(4);
        assertThat(queue.full()).isEqualTo(5);
        assertThat(queue.lost()).isEqualTo(7);

        queue.start().close();
        assertThat(batches).extracting(List::size).containsExactly(2, 2);
        assertThat(queue.sent()).isEqualTo(4);
        assertThat(closed).isTrue();
    }

    @Test
    void textsHaveABoundOfTheirOwnThatIsFreedWhenTheyAreSent() {
        queue.append(record(1, "x".repeat(60)));
        queue.append(record(1, "x".repeat(60)));
        assertThat(queue.full()).isEqualTo(1);

        queue.start();
        await().until(() -> queue.sent() == 1);
        queue.append(record(1, "x".repeat(60)));
        await().until(() -> queue.sent() == 2);
        queue.close();
        assertThat(queue.full()).isEqualTo(1);
    }

    @Test
    void recordsOfNoTraceAndOfOneThatIsNotKeptArePassedOnOnly() {
        queue.append(record(0, null));
        queue.append(DecisionRecord.ofRating(
                "req_1",
                1,
                "p",
                new DecisionRecord.Route("feedback", false, "k", null, "", null, 0, List.of(), List.of()),
                0,
                new DecisionRecord.Rated("req_0", "m", null, 1, "client")));

        assertThat(passedOn).hasSize(2);
        assertThat(queue.queued()).isZero();
    }

    @Test
    void theSameBatchIsTriedUntilTheCollectorIsThere() {
        result = TraceQueue.Result.FAILED;
        queue.append(record(1, null));
        queue.start();
        await().until(() -> queue.failures() > 2);
        result = TraceQueue.Result.SENT;
        await().until(() -> queue.sent() == 1);
        queue.close();

        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSize(1));
        assertThat(queue.refused()).isZero();
    }

    @Test
    void whatIsRefusedOrCannotBeMadeIsGoneAndTheNextOnesAreNot() {
        result = TraceQueue.Result.REFUSED;
        queue.append(record(1, null));
        queue.start();
        await().until(() -> queue.refused() == 1);
        broken = true;
        queue.append(record(1, null));
        await().until(() -> queue.refused() == 2);
        broken = false;
        result = TraceQueue.Result.SENT;
        queue.append(record(1, null));
        await().until(() -> queue.sent() == 1);
        queue.close();
    }

    @Test
    void whatIsLeftAtTheEndIsCounted() {
        result = TraceQueue.Result.FAILED;
        for (int i = 0; i < 4; i++) {
            queue.append(record(1, null));
        }
        queue.start().close();

        assertThat(queue.refused()).isEqualTo(4);
        assertThat(closed).isTrue();
    }

    private static DecisionRecord record(double share, @Nullable String prompt) {
        Trace trace = new Trace(null, new Sampling(share, true), 1, true, new AtomicLong()::incrementAndGet);
        return new DecisionRecord(
                "req_1",
                1,
                "p",
                new DecisionRecord.Route("chat_completions", false, "k", null, "m", null, 0, List.of(), List.of()),
                List.of(),
                Usage.NONE,
                new DecisionRecord.Outcome(200, "complete", null, null, null, -1, List.of()),
                new DecisionRecord.Timing(0, -1, 0, 1),
                null,
                null,
                null,
                null,
                new DecisionRecord.Traced(trace, prompt == null ? null : new DecisionRecord.Text(prompt, null, 0, 0)));
    }
}
