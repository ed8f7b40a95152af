package dev.pointsman.routing.rules;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Refused;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ShareWays;
import dev.pointsman.routing.facts.TextHits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the policy's rules from top to bottom until one ends.
 *
 * <p>{@code only} and {@code require} are limits: they bind fallbacks too, and a request they leave no model for fails, since a rule that
 * keeps data in a region must not be ignored. A {@code use} of models that are no longer in the running is passed over, and the rules go on. Where
 * the client named the model or the score, rules only forbid: {@code only} and {@code reject} count, and the order in which they end.
 */
public final class RuleRouter implements ShareWays.Asker {
    private static final String NAME = "rules";

    /** A rule with the texts of its reasons, written once. */
    private record Step(
            Rule rule, String only, String require, String prefer, String ending, String ignored, String abstained) {
        static Step of(Rule rule) {
            String prefix = "rule " + rule.name() + ": ";
            String named = rule.outcome() == null ? "" : " (" + rule.outcome() + ")";
            return new Step(
                    rule,
                    prefix + "only " + rule.only(),
                    prefix + "require " + rule.require(),
                    prefix + "prefer " + rule.prefer(),
                    prefix + ending(rule) + named,
                    prefix + ending(rule) + ": passed over, none of them can serve this request",
                    prefix + "not matched, no value for ");
        }

        private static String ending(Rule rule) {
            if (!rule.use().isEmpty()) {
                return "use " + String.join(", ", rule.use());
            }
            if (rule.score() != null) {
                return "score " + rule.score();
            }
            return rule.route() == null ? "end" : "route " + rule.route().name();
        }
    }

    private final Step[] steps;
    /** Steps after the last one that guards mean nothing to a client that named its model. */
    private final int guarding;

    private final RuleSettings settings;
    private final RuleIndex index;
    private final boolean asksForShares;

    public RuleRouter(RuleSettings settings) {
        this(settings, true);
    }

    /** @param odds whether the odds of what shares decide are to be told, for which all their ways are decided */
    public RuleRouter(RuleSettings settings, boolean odds) {
        this.settings = settings;
        this.asksForShares = odds && !settings.sources().of("share").isEmpty();
        List<Rule> rules = settings.rules();
        steps = new Step[rules.size()];
        int lastGuard = -1;
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Step.of(rules.get(i));
            lastGuard = rules.get(i).guards() ? i : lastGuard;
        }
        guarding = lastGuard + 1;
        index = RuleIndex.of(rules.stream().map(Rule::when).toList());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean asksForShares() {
        return asksForShares;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        return apply(decision, context, null);
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context, @Nullable ShareWays ways) {
        int count = decision.fixed() ? guarding : steps.length;
        if (count == 0) {
            return decision;
        }
        Situation situation = new Situation(context, settings.vocabulary(false), settings.vocabulary(true));
        RoutingDecision now = decision;
        try {
            RuleIndex.Walk walk = index.walk(context);
            for (int i = walk.next(0); i < count; i = walk.next(i + 1)) {
                Step step = steps[i];
                if (matches(step.rule, situation, ways)) {
                    now = narrowed(now, step, context);
                    if (step.rule.ends()) {
                        RoutingDecision ended = ended(now, step, context);
                        if (ended != null) {
                            return found(ended, situation);
                        }
                        now = now.note(NAME, step.ignored);
                    }
                }
                String abstained = situation.takeAbstained();
                if (abstained != null) {
                    now = now.note(NAME, step.abstained + abstained);
                }
            }
        } catch (GatewayException refused) {
            throw refused.because(new Refused(found(now, situation)));
        }
        return found(now, situation);
    }

    private static boolean matches(Rule rule, Situation situation, @Nullable ShareWays ways) {
        boolean drawn = rule.when().test(situation) == Verdict.YES;
        return (ways == null || !situation.takeMetShare())
                ? drawn
                : ways.comesOut(situation.chanceOf(rule.when()), drawn);
    }

    private static RoutingDecision found(RoutingDecision decision, Situation situation) {
        TextHits hits = situation.hits();
        return hits == null ? decision : decision.found(hits);
    }

    private static RoutingDecision narrowed(RoutingDecision decision, Step step, RoutingContext context) {
        Selection only = step.rule.only();
        Selection require = step.rule.require();
        Selection prefer = step.rule.prefer();
        RoutingDecision now = decision;
        if (only != null) {
            now = limited(passedOver(now, only, step.only, context), only, step.only, context);
        }
        if (require != null && !now.fixed()) {
            now = limited(passedOver(now, require, step.require, context), require, step.require, context);
        }
        return prefer == null || now.fixed()
                ? now
                : preferred(passedOver(now, prefer, step.prefer, context), prefer, step.prefer, context);
    }

    /** Notes a skill group that the selection compares with a value the request does not give. */
    private static RoutingDecision passedOver(
            RoutingDecision decision, Selection selection, String reason, RoutingContext context) {
        String absent = selection.absent(context);
        return absent == null ? decision : decision.note(NAME, reason + ": passed over, no value for " + absent);
    }

    private static RoutingDecision limited(
            RoutingDecision decision, Selection selection, String reason, RoutingContext context) {
        RoutingDecision limited = decision.restrict(NAME, candidate -> selection.of(candidate, context), reason);
        if (limited.candidates().isEmpty()) {
            throw new GatewayException(
                            ErrorKind.INVALID_REQUEST, reason + ": no model that can serve this request is left")
                    .withCode("no_eligible_model");
        }
        return limited;
    }

    private static RoutingDecision preferred(
            RoutingDecision decision, Selection selection, String reason, RoutingContext context) {
        List<Candidate> first = new ArrayList<>();
        List<Candidate> others = new ArrayList<>();
        for (Candidate candidate : decision.candidates()) {
            Candidate ordered = selection.preferredOf(candidate, context);
            (ordered.preferred() > 0 ? first : others).add(ordered);
        }
        first.addAll(others);
        return decision.reorder(NAME, first, reason);
    }

    /** Null where the rule uses models that are not in the running. */
    private static @Nullable RoutingDecision ended(RoutingDecision decision, Step step, RoutingContext context) {
        Rule rule = step.rule;
        if (rule.reject() != null) {
            throw new GatewayException(ErrorKind.PERMISSION, "rule " + rule.name() + ": " + rule.reject())
                    .withCode("rejected_by_policy");
        }
        if (decision.fixed()) {
            return decision;
        }
        RoutingDecision ended;
        if (!rule.use().isEmpty()) {
            List<Candidate> used = used(decision, rule);
            if (used.isEmpty()) {
                return null;
            }
            ended = decision.reorder(NAME, used, step.ending);
        } else if (rule.score() != null) {
            ended = decision.scoredBy(NAME, rule.score(), step.ending);
        } else {
            Router route = rule.route();
            ended = route == null ? decision : route.apply(decision.note(NAME, step.ending), context);
        }
        return ended.endedBy(rule.name(), rule.outcome());
    }

    private static List<Candidate> used(RoutingDecision decision, Rule rule) {
        List<Candidate> used = new ArrayList<>(rule.use().size());
        for (int i = 0; i < rule.use().size(); i++) {
            for (int j = 0; j < decision.candidates().size(); j++) {
                Candidate candidate = decision.candidates().get(j);
                if (candidate.model().name().equals(rule.use().get(i))) {
                    used.add(candidate);
                }
            }
        }
        return used;
    }
}
