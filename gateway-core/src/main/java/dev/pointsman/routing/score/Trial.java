package dev.pointsman.routing.score;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Chance;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts a model first that is not known to be the best but may be, in a score with {@code online}. Only models may come first that rank as preferred as the
 * best one does, are expected to keep the floor, and cost no more above the best one than exploring may still cost today; one without a price is
 * not tried where there is a cap.
 *
 * <p>A model's worth is taken as normal: its mean is the worth on the sheet, and its deviation that of its quality, scaled and weighed as the quality is. Thompson
 * sampling is not done by drawing qualities, but by working out the odds of each being the best, and drawing one by the number of the exchange: so the
 * odds are known, and recorded. What is less likely than {@value #LEAST} is not drawn, so no rating ever weighs more than a hundred in an estimate.
 * LinUCB takes the largest mean plus {@code width} deviations; it draws nothing, but where {@code explore} has a share drawn evenly.
 */
final class Trial {
    private static final String NAME = ScoreRouter.NAME;
    private static final double LEAST = 0.01;

    private final ScoreSettings settings;
    private final OnlineSettings online;
    private final int quality;
    private final String reason;

    Trial(ScoreSettings settings, OnlineSettings online) {
        this.settings = settings;
        this.online = online;
        this.quality = settings.column(Criterion.Kind.QUALITY);
        this.reason = "score " + settings.name() + ": tried, it may be the best";
    }

    /** How far above and below its expected quality a model is compared, so that the scale is as wide as what is not known. */
    static double spread(String score, String model, RoutingContext context) {
        double deviation = context.live().of(Figure.ONLINE_DEVIATION, model, score);
        return Double.isNaN(deviation) ? 0 : 2 * deviation;
    }

    /** @param ranked as the sheet has it */
    RoutingDecision tried(RoutingDecision ranked, ScoreSheet sheet, RoutingContext context) {
        List<Candidate> candidates = mayComeFirst(ranked.candidates(), sheet, context);
        if (candidates.size() < 2) {
            return ranked;
        }
        double[] means = new double[candidates.size()];
        double[] deviations = new double[candidates.size()];
        double unit = unit(sheet, context);
        for (int i = 0; i < means.length; i++) {
            String model = candidates.get(i).model().name();
            means[i] = candidates.get(i).score();
            deviations[i] = online.width() * unit * spread(settings.name(), model, context) / 2;
        }
        double[] chances = online.by() == OnlineSettings.Method.THOMPSON
                ? Normals.best(means, deviations, LEAST)
                : optimist(means, deviations);
        for (int i = 0; i < chances.length; i++) {
            chances[i] = (1 - settings.explore()) * chances[i] + settings.explore() / chances.length;
        }
        return drawn(ranked, candidates, chances, Chance.of(reason, context.draw()));
    }

    /** The best one first, then those that may be tried in its place. */
    private List<Candidate> mayComeFirst(List<Candidate> candidates, ScoreSheet sheet, RoutingContext context) {
        List<Candidate> may = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            Candidate best = candidates.get(0);
            boolean asPreferred = (candidate.preferred() > 0) == (best.preferred() > 0);
            int row = sheet.models().indexOf(candidate.model().name());
            if (i == 0
                    || (asPreferred
                            && sheet.raw(row, quality) >= online.floor()
                            && affordable(candidate, best, context))) {
                may.add(candidate);
            }
        }
        return may;
    }

    private boolean affordable(Candidate candidate, Candidate best, RoutingContext context) {
        if (online.capNanos() < 0) {
            return true;
        }
        double left = context.live().of(Figure.EXPLORE_LEFT, settings.name());
        double leftNanos = Double.isNaN(left) ? online.capNanos() : left * 1e9;
        long its = expected(candidate, context);
        long bests = expected(best, context);
        return its >= 0 && bests >= 0 && its - bests <= leftNanos;
    }

    private static long expected(Candidate candidate, RoutingContext context) {
        Deployment first = candidate.deployments().get(0);
        return ExpectedCost.nanos(candidate.model(), first, context);
    }

    /** What a quality of 1 more adds to a worth. */
    private double unit(ScoreSheet sheet, RoutingContext context) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        double weights = 0;
        for (int column = 0; column < sheet.criteria().size(); column++) {
            weights += sheet.weight(column);
        }
        for (int row = 0; row < sheet.models().size(); row++) {
            double spread = spread(settings.name(), sheet.models().get(row), context);
            low = Math.min(low, sheet.raw(row, quality) - spread);
            high = Math.max(high, sheet.raw(row, quality) + spread);
        }
        return high > low && weights > 0 ? sheet.weight(quality) / weights / (high - low) : 0;
    }

    private static double[] optimist(double[] means, double[] deviations) {
        int best = 0;
        for (int i = 1; i < means.length; i++) {
            if (means[i] + deviations[i] > means[best] + deviations[best]) {
                best = i;
            }
        }
        double[] chances = new double[means.length];
        chances[best] = 1;
        return chances;
    }

    private RoutingDecision drawn(RoutingDecision ranked, List<Candidate> candidates, double[] chances, double chance) {
        int chosen = 0;
        double below = 0;
        for (int i = 0; i < chances.length && chance >= below; i++) {
            chosen = chances[i] > 0 ? i : chosen;
            below += chances[i];
        }
        Odds odds = Odds.among(candidates, chances);
        Candidate first = candidates.get(chosen);
        if (chosen == 0) {
            return chances[0] == 1 ? ranked : ranked.drawnFrom(odds);
        }
        List<Candidate> order = new ArrayList<>(ranked.candidates());
        order.remove(first);
        order.add(0, first);
        RoutingDecision tried = ranked.reorder(NAME, order, reason);
        return chances[chosen] == 1 ? tried : tried.drawnFrom(odds);
    }
}
