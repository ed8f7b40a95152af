package dev.pointsman.recorded;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.Reason;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a decision came to, as a value that can be compared with the same decision made again.
 *
 * @param candidates best first
 * @param steps one for each change, in order
 * @param rule that ended it; null where none did
 * @param outcome the name that rule gives to what it chose
 * @param score that ranked; null where none did
 * @param fixed the client named the model or the score
 * @param probability of the first candidate's being first
 * @param odds of each candidate's being first; null where nothing was drawn, or the record is older than them
 * @param sheet how the score ranked; null where none did
 */
public record RecordedChoice(
        List<Standing> candidates,
        List<Step> steps,
        @Nullable String rule,
        @Nullable String outcome,
        @Nullable String score,
        boolean fixed,
        double probability,
        @Nullable Odds odds,
        @Nullable Sheet sheet) {
    /**
     * One candidate.
     *
     * @param score NaN where none was given
     * @param preferred how many of the deployments, from the first, a rule prefers
     */
    public record Standing(String model, double score, List<String> deployments, int preferred) {
        public Standing {
            deployments = List.copyOf(deployments);
        }
    }

    /**
     * One change.
     *
     * @param text with its router, and with the models that were removed
     * @param narrowed ids of the deployments that it removed from models that stayed
     */
    public record Step(String text, List<String> narrowed) {
        public Step {
            narrowed = List.copyOf(narrowed);
        }
    }

    /** The sheet of a score: a row for each candidate, a weight and two values a row for each criterion. */
    public record Sheet(String score, List<String> criteria, List<Double> weights, List<Row> rows) {
        public Sheet {
            criteria = List.copyOf(criteria);
            weights = List.copyOf(weights);
            rows = List.copyOf(rows);
        }
    }

    /**
     * One candidate's line of the sheet.
     *
     * @param raw NaN where it was not known
     * @param scaled from 0 (worst) to 1 (best)
     */
    public record Row(String model, List<Double> raw, List<Double> scaled, double worth) {
        public Row {
            raw = List.copyOf(raw);
            scaled = List.copyOf(scaled);
        }
    }

    public RecordedChoice {
        candidates = List.copyOf(candidates);
        steps = List.copyOf(steps);
    }

    /** Of a decision as it was made. */
    public static RecordedChoice of(RoutingDecision decision) {
        List<Standing> candidates = new ArrayList<>();
        for (Candidate candidate : decision.candidates()) {
            candidates.add(new Standing(
                    candidate.model().name(),
                    candidate.score(),
                    candidate.deployments().stream().map(Deployment::id).toList(),
                    candidate.preferred()));
        }
        List<Step> steps = new ArrayList<>();
        for (Reason reason : decision.reasons()) {
            steps.add(new Step(reason.toString(), reason.narrowed()));
        }
        ScoreSheet sheet = decision.sheet();
        return new RecordedChoice(
                candidates,
                steps,
                decision.rule(),
                decision.outcome(),
                decision.score(),
                decision.fixed(),
                decision.probability(),
                decision.odds(),
                sheet == null ? null : sheet(sheet));
    }

    /** The model that is to answer. */
    public String model() {
        return candidates.get(0).model();
    }

    /** In words, how another choice differs from this one; nothing where it is the same in every part. */
    public List<String> differences(RecordedChoice other) {
        List<String> differences = new ArrayList<>();
        compare("candidates", candidates, other.candidates, differences);
        compare("steps", steps, other.steps, differences);
        compare("rule", rule, other.rule, differences);
        compare("outcome", outcome, other.outcome, differences);
        compare("score", score, other.score, differences);
        compare("fixed", fixed, other.fixed, differences);
        compare("probability", probability, other.probability, differences);
        if (odds != null) {
            compare("odds", odds, other.odds, differences);
        }
        compare("sheet", sheet, other.sheet, differences);
        return differences;
    }

    private static void compare(
            String what, @Nullable Object recorded, @Nullable Object now, List<String> differences) {
        if (recorded instanceof List<?> before && now instanceof List<?> after && before.size() == after.size()) {
            for (int i = 0; i < before.size(); i++) {
                compare(what + " " + (i + 1), before.get(i), after.get(i), differences);
            }
        } else if (!Objects.equals(recorded, now)) {
            differences.add(what + ": recorded " + recorded + ", now " + now);
        }
    }

    private static Sheet sheet(ScoreSheet sheet) {
        int columns = sheet.criteria().size();
        List<Double> weights = new ArrayList<>();
        for (int column = 0; column < columns; column++) {
            weights.add(sheet.weight(column));
        }
        List<Row> rows = new ArrayList<>();
        for (int row = 0; row < sheet.models().size(); row++) {
            List<Double> raw = new ArrayList<>();
            List<Double> scaled = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                raw.add(sheet.raw(row, column));
                scaled.add(sheet.scaled(row, column));
            }
            rows.add(new Row(sheet.models().get(row), raw, scaled, sheet.worth(row)));
        }
        return new Sheet(sheet.score(), sheet.criteria(), weights, rows);
    }
}
