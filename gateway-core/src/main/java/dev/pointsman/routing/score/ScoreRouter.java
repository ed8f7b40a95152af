package dev.pointsman.routing.score;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Chance;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Ranks the candidates by the score that a rule or the client named: its bounds remove, then its weights rank. Does nothing where no
 * score is named.
 *
 * <p>worth = Σ weight · scaled / Σ weight, where {@code scaled} runs from 0 (the worst survivor) to 1 (the best), and is 1 for all where they are
 * equal. A model's cost and first-token time are those of the deployment it would call: the first one under {@code balance: order},
 * else its best. What is not known counts as the worst (cost, quality, a trait) or as the middle (first-token time), and is noted; what is known
 * of none does not count. Ties keep policy order. Candidates that a rule prefers come before the others whatever their worth.
 *
 * <p>With {@code explore: e} a share e of the requests goes to one of the n survivors, each equally likely; the decision keeps the probability
 * its first candidate had: e/n, and 1 − e more for the best.
 */
public final class ScoreRouter implements Router {
    private static final String NAME = "score";

    /** A score with the texts of its reasons, written once. */
    private record Ranking(
            ScoreSettings settings, List<String> criteria, String bounds, String ranked, String explored) {
        static Ranking of(ScoreSettings settings) {
            String prefix = "score " + settings.name();
            return new Ranking(
                    settings,
                    settings.weights().stream()
                            .map(weight -> weight.criterion().name())
                            .toList(),
                    prefix + ": bounds " + settings.bounds(),
                    prefix + ": ranked",
                    prefix + ": explored");
        }
    }

    private final Map<String, Ranking> rankings = new HashMap<>();

    public ScoreRouter(Map<String, ScoreSettings> scores) {
        scores.forEach((name, settings) -> rankings.put(name, Ranking.of(settings)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        if (decision.score() == null) {
            return decision;
        }
        Ranking ranking = rankings.get(decision.score());
        if (ranking == null) {
            throw new IllegalStateException("no score \"" + decision.score() + "\" in this policy");
        }
        Bounds bounds = ranking.settings.bounds();
        RoutingDecision inside = bounds.isEmpty()
                ? decision
                : decision.narrow(
                        NAME,
                        candidate ->
                                candidate.keeping(deployment -> bounds.admits(candidate.model(), deployment, context)),
                        ranking.bounds);
        return explored(ranked(inside, ranking, context), ranking, context);
    }

    private static RoutingDecision ranked(RoutingDecision decision, Ranking ranking, RoutingContext context) {
        List<Candidate> candidates = decision.candidates();
        List<String> models = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            models.add(candidates.get(i).model().name());
        }
        ScoreSheet sheet = new ScoreSheet(ranking.settings.name(), models, ranking.criteria);
        List<String> unknown = new ArrayList<>(0);
        for (int column = 0; column < ranking.criteria.size(); column++) {
            fill(sheet, column, ranking.settings.weights().get(column), candidates, context, unknown);
        }
        sheet.total();
        List<Candidate> order = new ArrayList<>(candidates.size());
        for (int row = 0; row < candidates.size(); row++) {
            insert(order, candidates.get(row).withScore(sheet.worth(row)));
        }
        RoutingDecision ranked = decision.reorder(NAME, order, ranking.ranked).ranked(sheet);
        return unknown.isEmpty() ? ranked : ranked.note(NAME, "not known: " + String.join(", ", unknown));
    }

    /** One column; without weight where the criterion is known of none. */
    private static void fill(
            ScoreSheet sheet,
            int column,
            ScoreSettings.Weight weight,
            List<Candidate> candidates,
            RoutingContext context,
            List<String> unknown) {
        Criterion criterion = weight.criterion();
        double[] values = new double[candidates.size()];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            values[i] = value(candidates.get(i), criterion, context);
            if (Double.isNaN(values[i])) {
                unknown.add(
                        criterion.name() + " of " + candidates.get(i).model().name());
            } else {
                low = Math.min(low, values[i]);
                high = Math.max(high, values[i]);
            }
        }
        sheet.weigh(column, low > high ? 0 : weight.weight());
        for (int i = 0; i < values.length; i++) {
            sheet.set(i, column, values[i], scaled(values[i], low, high, criterion));
        }
    }

    private static double scaled(double value, double low, double high, Criterion criterion) {
        if (Double.isNaN(value)) {
            return criterion.kind() == Criterion.Kind.FIRST_TOKEN ? 0.5 : 0;
        }
        if (low == high) {
            return 1;
        }
        return criterion.lowerIsBetter() ? (high - value) / (high - low) : (value - low) / (high - low);
    }

    private static double value(Candidate candidate, Criterion criterion, RoutingContext context) {
        List<Deployment> deployments = candidate.deployments();
        int count = candidate.model().balance().equals(Balance.ORDER) ? 1 : deployments.size();
        double best = Double.NaN;
        for (int i = 0; i < count; i++) {
            double value = criterion.value(candidate.model(), deployments.get(i), context);
            boolean better = criterion.lowerIsBetter() ? value < best : value > best;
            best = Double.isNaN(best) || better ? value : best;
        }
        return best;
    }

    private static void insert(List<Candidate> order, Candidate candidate) {
        int place = order.size();
        while (place > 0 && before(candidate, order.get(place - 1))) {
            place--;
        }
        order.add(place, candidate);
    }

    private static boolean before(Candidate candidate, Candidate other) {
        boolean preferred = candidate.preferred() > 0;
        boolean otherPreferred = other.preferred() > 0;
        return preferred == otherPreferred ? candidate.score() > other.score() : preferred;
    }

    private static RoutingDecision explored(RoutingDecision decision, Ranking ranking, RoutingContext context) {
        double share = ranking.settings.explore();
        int count = decision.candidates().size();
        if (share == 0 || count < 2) {
            return decision;
        }
        double chance = Chance.of(ranking.explored, context.draw());
        int chosen = chance < share ? Math.min((int) (chance / share * count), count - 1) : 0;
        double each = share / count;
        if (chosen == 0) {
            return decision.drawnWith(1 - share + each);
        }
        List<Candidate> order = new ArrayList<>(decision.candidates());
        order.add(0, order.remove(chosen));
        return decision.reorder(NAME, order, ranking.explored).drawnWith(each);
    }
}
