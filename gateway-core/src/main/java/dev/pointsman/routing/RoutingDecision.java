package dev.pointsman.routing;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.facts.TextHits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who may answer, best first, and one reason for each change; immutable, each change gives a new one.
 *
 * <p>A change is soft ({@code keep}, {@code narrow}: never leaves nothing) or a limit ({@code restrict}: binds fallbacks too, and may
 * leave nothing, which fails the request).
 *
 * @param candidates never empty unless it began so, or a limit left none
 * @param settled no later router may change it
 * @param fixed the client named the model or the score: rules may forbid, but not choose
 * @param rule name of the rule that ended the decision, null before one did
 * @param outcome the name that rule gives to what it chose ({@code large-canary}), null where it gives none
 * @param score name of the score that is to rank the candidates, or has ranked them; null where none is
 * @param probability of the first candidate's being first, in (0, 1]; below 1 only where a score explores or a rule asks for a share
 * @param odds of each candidate's being first; null where nothing was drawn
 * @param limits every limit so far, for {@link #admit}
 * @param sheet how the score ranked; null where none did
 * @param text what rules found in the texts; null where none looked
 */
public record RoutingDecision(
        List<Candidate> candidates,
        List<Reason> reasons,
        boolean settled,
        boolean fixed,
        @Nullable String rule,
        @Nullable String outcome,
        @Nullable String score,
        double probability,
        @Nullable Odds odds,
        List<Function<Candidate, @Nullable Candidate>> limits,
        @Nullable ScoreSheet sheet,
        @Nullable TextHits text) {
    public RoutingDecision {
        candidates = List.copyOf(candidates);
        reasons = List.copyOf(reasons);
        limits = List.copyOf(limits);
    }

    /** Routers choose among these. */
    public static RoutingDecision among(List<Candidate> candidates) {
        return new RoutingDecision(
                candidates, List.of(), false, false, null, null, null, 1, null, List.of(), null, null);
    }

    /** The client chose: these candidates, or the score that ranks them. */
    public static RoutingDecision fixed(List<Candidate> candidates, @Nullable String score) {
        return new RoutingDecision(
                candidates, List.of(), false, true, null, null, score, 1, null, List.of(), null, null);
    }

    /** Keeps the candidates that pass; where none would be left, keeps all and notes that it was ignored. */
    public RoutingDecision keep(String router, Predicate<Candidate> test, String reason) {
        return narrow(router, candidate -> test.test(candidate) ? candidate : null, reason);
    }

    /**
     * Replaces each candidate by what the function makes of it (fewer deployments), or removes it where that is null; where none would be
     * left, keeps all and notes that it was ignored.
     */
    public RoutingDecision narrow(String router, Function<Candidate, @Nullable Candidate> change, String reason) {
        RoutingDecision changed = changed(router, change, reason);
        return changed.candidates.isEmpty() && !candidates.isEmpty()
                ? note(router, reason + ": ignored, it would leave no model")
                : changed;
    }

    /**
     * Sets a limit: replaces or removes each candidate like {@link #narrow}, and binds whatever model is fallen back to. May leave no
     * candidate: then the router fails the request.
     */
    public RoutingDecision restrict(String router, Function<Candidate, @Nullable Candidate> limit, String reason) {
        return changed(router, limit, reason).bound(limit);
    }

    /** Sets a limit that the candidates are known to keep. */
    public RoutingDecision bound(Function<Candidate, @Nullable Candidate> limit) {
        return new RoutingDecision(
                candidates,
                reasons,
                settled,
                fixed,
                rule,
                outcome,
                score,
                probability,
                odds,
                plus(limits, limit),
                sheet,
                text);
    }

    /**
     * Removes some candidates, each with its own reason; may leave none.
     *
     * @param why for each candidate the reason, null where it stays
     */
    public RoutingDecision without(String router, List<@Nullable String> why) {
        List<Candidate> left = new ArrayList<>(candidates.size());
        List<Reason> because = new ArrayList<>(reasons);
        for (int i = 0; i < candidates.size(); i++) {
            String reason = why.get(i);
            if (reason == null) {
                left.add(candidates.get(i));
            } else {
                because.add(new Reason(
                        router, reason, List.of(candidates.get(i).model().name())));
            }
        }
        return with(left, because, settled, score);
    }

    /** What every limit so far leaves of a candidate that is to be fallen back to; null where nothing. */
    public @Nullable Candidate admit(Candidate fallback) {
        Candidate left = fallback;
        for (int i = 0; i < limits.size() && left != null; i++) {
            left = limits.get(i).apply(left);
        }
        return left;
    }

    /** Scores every candidate by model name and puts the best first, preferred ones before all others; ties keep their order. */
    public RoutingDecision rank(String router, Map<String, Double> scores, String reason) {
        List<Candidate> ranked = new ArrayList<>(candidates.size());
        for (Candidate candidate : candidates) {
            ranked.add(candidate.withScore(scores.getOrDefault(candidate.model().name(), candidate.score())));
        }
        ranked.sort(Comparator.comparing((Candidate candidate) -> candidate.preferred() == 0)
                .thenComparing(Comparator.comparingDouble(Candidate::score).reversed()));
        return reorder(router, ranked, reason);
    }

    /** The same candidates in a given order, or some of them. */
    public RoutingDecision reorder(String router, List<Candidate> order, String reason) {
        return with(order, plus(reasons, new Reason(router, reason, List.of())), settled, score);
    }

    /** No later router changes it. */
    public RoutingDecision settle(String router, @Nullable String byRule, String reason) {
        RoutingDecision settling = byRule == null ? this : endedBy(byRule, null);
        return settling.with(candidates, plus(reasons, new Reason(router, reason, List.of())), true, score);
    }

    /** The same decision, ended by a rule: later routers may still forbid, and a named score ranks. */
    public RoutingDecision endedBy(String byRule, @Nullable String namedOutcome) {
        return new RoutingDecision(
                candidates,
                reasons,
                settled,
                fixed,
                byRule,
                namedOutcome,
                score,
                probability,
                odds,
                limits,
                sheet,
                text);
    }

    /** The same decision, to be ranked by a score. */
    public RoutingDecision scoredBy(String router, String name, String reason) {
        return with(candidates, plus(reasons, new Reason(router, reason, List.of())), settled, name);
    }

    /** The same decision, to be ranked by a score whatever the rules would choose: from now on they may forbid, but not choose. */
    public RoutingDecision fixedOn(String router, String name, String reason) {
        return new RoutingDecision(
                candidates,
                plus(reasons, new Reason(router, reason, List.of())),
                settled,
                true,
                rule,
                outcome,
                name,
                probability,
                odds,
                limits,
                sheet,
                text);
    }

    /** The same decision with the chance at which its first candidate came first. */
    public RoutingDecision drawnWith(double chance) {
        return new RoutingDecision(
                candidates, reasons, settled, fixed, rule, outcome, score, chance, null, limits, sheet, text);
    }

    /** The same decision, whose first candidate was drawn at these odds. */
    public RoutingDecision drawnFrom(Odds drawn) {
        return new RoutingDecision(
                candidates,
                reasons,
                settled,
                fixed,
                rule,
                outcome,
                score,
                drawn.of(candidates.get(0).model().name()),
                drawn,
                limits,
                sheet,
                text);
    }

    /** The same decision with what the score that ranked it saw. */
    public RoutingDecision ranked(ScoreSheet by) {
        return new RoutingDecision(
                candidates, reasons, settled, fixed, rule, outcome, score, probability, odds, limits, by, text);
    }

    /** The same decision with what the rules found in the texts. */
    public RoutingDecision found(TextHits hits) {
        return new RoutingDecision(
                candidates, reasons, settled, fixed, rule, outcome, score, probability, odds, limits, sheet, hits);
    }

    /** The same decision without its limits, and so without what they hold of the request: for records. */
    public RoutingDecision kept() {
        return new RoutingDecision(
                candidates, reasons, settled, fixed, rule, outcome, score, probability, odds, List.of(), sheet, text);
    }

    /** The same decision with a remark. */
    public RoutingDecision note(String router, String text) {
        return with(candidates, plus(reasons, new Reason(router, text, List.of())), settled, score);
    }

    @SuppressWarnings("ReferenceEquality") // a function that changes nothing gives its argument back
    private RoutingDecision changed(String router, Function<Candidate, @Nullable Candidate> change, String reason) {
        List<Candidate> left = new ArrayList<>(candidates.size());
        List<String> removed = new ArrayList<>(0);
        List<String> narrowed = new ArrayList<>(0);
        boolean changed = false;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            Candidate next = change.apply(candidate);
            if (next == null) {
                removed.add(candidate.model().name());
            } else {
                left.add(next);
                if (next.deployments().size() < candidate.deployments().size()) {
                    missing(candidate, next, narrowed);
                }
            }
            changed |= next != candidate;
        }
        return changed
                ? with(left, plus(reasons, new Reason(router, reason, removed, narrowed)), settled, score)
                : this;
    }

    private static void missing(Candidate before, Candidate after, List<String> ids) {
        for (int i = 0; i < before.deployments().size(); i++) {
            Deployment deployment = before.deployments().get(i);
            if (!after.deployments().contains(deployment)) {
                ids.add(deployment.id());
            }
        }
    }

    private RoutingDecision with(
            List<Candidate> others, List<Reason> because, boolean nowSettled, @Nullable String scoreName) {
        return new RoutingDecision(
                others, because, nowSettled, fixed, rule, outcome, scoreName, probability, odds, limits, sheet, text);
    }

    private static <T> List<T> plus(List<T> some, T more) {
        if (some.isEmpty()) {
            return List.of(more);
        }
        List<T> all = new ArrayList<>(some.size() + 1);
        all.addAll(some);
        all.add(more);
        return all;
    }
}
