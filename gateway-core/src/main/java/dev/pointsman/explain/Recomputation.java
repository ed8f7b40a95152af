package dev.pointsman.explain;

import dev.pointsman.recorded.RecordedChoice;
import dev.pointsman.recorded.RecordedDecision;
import java.util.List;
import java.util.Objects;

/**
 * A recorded decision made again from its record.
 *
 * @param outcome of now
 * @param differences in words: candidates and their order, deployments, scores, the sheet, rule, probability, reasons, each compared exactly;
 *     nothing where the decision comes out the same
 */
public record Recomputation(Outcome outcome, List<String> differences) {
    public Recomputation {
        differences = List.copyOf(differences);
    }

    /** Decides again, by the policy that decided then. */
    public static Recomputation of(RecordedDecision record, Decider decider) {
        Outcome outcome = decider.decide(record.request());
        RecordedChoice recorded = record.choice();
        if (recorded != null && outcome.decision() != null) {
            return new Recomputation(outcome, recorded.differences(RecordedChoice.of(outcome.decision())));
        }
        String before = recorded == null ? "refused: " + record.refusal() : recorded.model();
        String now = outcome.words();
        return new Recomputation(
                outcome,
                Objects.equals(before, now) ? List.of() : List.of("decision: recorded " + before + ", now " + now));
    }

    /** Whether the same decision comes out, in every part. */
    public boolean same() {
        return differences.isEmpty();
    }
}
