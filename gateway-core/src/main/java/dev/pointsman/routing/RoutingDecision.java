package dev.pointsman.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer, best first, and one reason for each change; immutable, each change gives a new one.
 *
 * @param candidates never empty unless it began so
 * @param settled no later router may change it
 * @param rule name of the rule that ended the decision, null before one did
 */
public record RoutingDecision(
        List<Candidate> candidates,
        List<Reason> reasons,
        boolean settled,
        @Nullable String rule) {
    public RoutingDecision {
        candidates = List.copyOf(candidates);
        reasons = List.copyOf(reasons);
    }

    public static RoutingDecision among(List<Candidate> candidates) {
        return new RoutingDecision(candidates, List.of(), false, null);
    }

    /** Keeps the candidates that pass; where none would be left, keeps all and notes that it was ignored. */
    public RoutingDecision keep(String router, Predicate<Candidate> test, String reason) {
        return narrow(router, candidate -> test.test(candidate) ? candidate : null, reason);
    }

    /**
     * Replaces each candidate by what the function makes of it (fewer deployments), or removes it where that is null; where none would be
     * left, keeps all and notes that it was ignored.
     */
    @SuppressWarnings("ReferenceEquality") // a function that changes nothing gives its argument back
    public RoutingDecision narrow(String router, Function<Candidate, @Nullable Candidate> change, String reason) {
        List<Candidate> left = new ArrayList<>(candidates.size());
        List<String> removed = new ArrayList<>();
        boolean changed = false;
        for (Candidate candidate : candidates) {
            Candidate next = change.apply(candidate);
            if (next == null) {
                removed.add(candidate.model().name());
            } else {
                left.add(next);
            }
            changed |= next != candidate;
        }
        if (!changed) {
            return this;
        }
        if (left.isEmpty()) {
            return new RoutingDecision(
                    candidates,
                    plus(new Reason(router, reason + ": ignored, it would leave no model", List.of())),
                    settled,
                    rule);
        }
        return new RoutingDecision(left, plus(new Reason(router, reason, removed)), settled, rule);
    }

    /** Scores every candidate by model name and puts the best first; ties keep their order. */
    public RoutingDecision rank(String router, Map<String, Double> scores, String reason) {
        List<Candidate> ranked = candidates.stream()
                .map(c -> new Candidate(
                        c.model(),
                        c.deployments(),
                        scores.getOrDefault(c.model().name(), c.score())))
                .sorted(Comparator.comparingDouble(Candidate::score).reversed())
                .collect(Collectors.toList());
        return new RoutingDecision(ranked, plus(new Reason(router, reason, List.of())), settled, rule);
    }

    /** The same candidates in a given order. */
    public RoutingDecision reorder(String router, List<Candidate> order, String reason) {
        return new RoutingDecision(order, plus(new Reason(router, reason, List.of())), settled, rule);
    }

    /** No later router changes it. */
    public RoutingDecision settle(String router, @Nullable String byRule, String reason) {
        return new RoutingDecision(
                candidates, plus(new Reason(router, reason, List.of())), true, byRule == null ? rule : byRule);
    }

    /** The same decision with a remark. */
    public RoutingDecision note(String router, String text) {
        return new RoutingDecision(candidates, plus(new Reason(router, text, List.of())), settled, rule);
    }

    private List<Reason> plus(Reason reason) {
        List<Reason> more = new ArrayList<>(reasons);
        more.add(reason);
        return more;
    }
}
