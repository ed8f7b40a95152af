package dev.pointsman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
    private final List<String> passedOn = new ArrayList<>();
    private boolean closed;
    private final RecentDecisions recent = new RecentDecisions(
            new Ledger() {
                @Override
                public void append(DecisionRecord record) {
                    passedOn.add(record.id());
                }

                @Override
                public long lost() {
                    return 7;
                }

                @Override
                public void close() {
                    closed = true;
                }
            },
            4);

    @Test
    void theNewestStayAtHandAndAllArePassedOn() {
        for (int i = 0; i < 6; i++) {
            recent.append(record("r" + i));
        }

        assertThat(passedOn).containsExactly("r0", "r1", "r2", "r3", "r4", "r5");
        assertThat(recent.newest(9, record -> true))
                .extracting(DecisionRecord::id)
                .containsExactly("r5", "r4", "r3", "r2");
        assertThat(recent.newest(2, record -> !record.id().equals("r5")))
                .extracting(DecisionRecord::id)
                .containsExactly("r4", "r3");
        assertThat(recent.line("r1")).isNull();
        assertThat(recent.line("r3"))
                .startsWith("{\"id\":\"r3\",\"at\":5,\"v\":2,")
                .endsWith("}");
        assertThat(recent.lost()).isEqualTo(7);
        recent.close();
        assertThat(closed).isTrue();
    }

    private static DecisionRecord record(String id) {
        return new DecisionRecord(
                id,
                5,
                "abcdef012345",
                new DecisionRecord.Route("chat_completions", false, "k", null, "auto", null, 0, List.of(), List.of()),
                List.of(),
                Usage.NONE,
                new DecisionRecord.Outcome(200, "complete", null, null, null, -1, List.of()),
                new DecisionRecord.Timing(1, 2, 3, 4),
                null);
    }
}
