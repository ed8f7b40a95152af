package dev.pointsman.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentDecisionsTest {
    private final KeptLines passedOn = new KeptLines();
    private final RecentDecisions recent = new RecentDecisions(passedOn);

    @Test
    void theNewestStayAtHandAndAllArePassedOn() {
        for (int i = 0; i < 6; i++) {
            recent.append(record("r" + i, null, null));
        }

        assertThat(passedOn.lines()).hasSize(6).first().asString().startsWith("{\"id\":\"r0\",\"at\":5,\"v\":3,");
        assertThat(recent.appended()).isEqualTo(6);
        assertThat(recent.newest(2, line -> !line.startsWith("{\"id\":\"r5\"")))
                .containsExactly(passedOn.lines().get(4), passedOn.lines().get(3));
        assertThat(recent.line("r3")).isEqualTo(passedOn.lines().get(3));
        assertThat(recent.line("r")).as("only a whole id names a record").isNull();
        assertThat(recent.lost()).isEqualTo(7);
        recent.close();
        assertThat(passedOn.closed()).isTrue();
    }

    @Test
    void aTextIsPassedOnAndNotHeld() {
        recent.append(record("r", new DecisionRecord.Text("please", null, 0, 6), null));

        assertThat(passedOn.lines().get(0)).contains("please");
        assertThat(recent.line("r")).startsWith("{\"id\":\"r\"").endsWith("}").doesNotContain("please");
    }

    @Test
    void aRecordThatCannotBeWrittenIsCountedAndTheOthersAreNot() {
        recent.append(record("a", null, json -> {
            throw new IllegalStateException("broken");
        }));
        recent.append(record("b", null, null));

        assertThat(recent.lost()).isEqualTo(7 + 1);
        assertThat(passedOn.lines()).hasSize(1).first().asString().startsWith("{\"id\":\"b\"");
        assertThat(recent.line("a")).isNull();
    }

    private static DecisionRecord record(
            String id, DecisionRecord.@Nullable Text text, DecisionRecord.@Nullable Detail detail) {
        return new DecisionRecord(
                id,
                5,
                "abcdef012345",
                new DecisionRecord.Route("chat_completions", false, "k", null, "auto", null, 0, List.of(), List.of()),
                List.of(),
                Usage.NONE,
                new DecisionRecord.Outcome(200, "complete", null, null, null, -1, List.of()),
                new DecisionRecord.Timing(1, 2, 3, 4),
                null,
                detail,
                null,
                text,
                null);
    }
}
