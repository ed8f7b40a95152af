package dev.pointsman.routing.score;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Chance;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Ranks the candidates by the score that a rule or the client named: its bounds remove, then its weights rank. Does nothing where no
 * score is named.
 *
 * <p>worth = Σ weight · scaled / Σ weight, where {@code scaled} runs from 0 (worst) to 1 (best), see {@link Criterion#scaled}. A model's cost and
 * times are those of the deployment it would call: the first one under {@code balance: order}, else its best. What is not known counts as the
 * worst (cost, a trait) or as the middle (what is measured), and is noted; what is known of none does not count. Ties keep policy order.
 * In a score with an {@code estimator} quality is what that expects of the prompt; one over a pair of models puts the strong or the weak one
 * first instead, see {@link PairRanking}.
 * Candidates that a rule prefers come before the others whatever their worth.
 *
 * <p>In a score with a spend target the weight of cost is multiplied with {@link Figure#COST_WEIGHT}. Cost is scaled linearly, so that for one
 * request this is the Lagrangian of quality under a budget: with a growing multiplier the choice goes along the upper hull of worth over cost,
 * from the best model to the cheapest.
 *
 * <p>With {@code explore: e} a share e of the requests goes to one of the n survivors, each equally likely; the decision keeps the probability
 * its first candidate had: e/n, and 1 − e more for the best.
 */
public final class ScoreRouter implements Router {
    static final String NAME = "score";

    /** A score with the texts of its reasons, written once. */
    private record Ranking(
            ScoreSettings settings,
            List<String> criteria,
            BoundCheck bounds,
            String ranked,
            String explored,
            @Nullable PairRanking pair,
            @Nullable Trial trial,
            List<String> unfamiliar,
            String unlike) {
        static Ranking of(ScoreSettings settings) {
            String prefix = "score " + settings.name();
            LearnedSettings learned = settings.learned();
            LearnedSettings.Pair pair = learned == null ? null : learned.pair();
            List<String> unfamiliar = learned == null ? List.of() : learned.unfamiliar();
            return new Ranking(
                    settings,
                    settings.weights().stream()
                            .map(weight -> weight.criterion().name())
                            .toList(),
                    new BoundCheck(settings),
                    prefix + ": ranked",
                    prefix + ": explored",
                    pair == null ? null : new PairRanking(settings.name(), pair),
                    trialOf(settings),
                    unfamiliar,
                    prefix + ": unlike all that its estimator learned from: use " + String.join(", ", unfamiliar));
        }
    }

    /** Null where the score does not learn, or weighs no quality that it could learn. */
    private static @Nullable Trial trialOf(ScoreSettings settings) {
        OnlineSettings online = settings.online();
        boolean weighed = settings.weights().stream()
                .anyMatch(weight -> weight.criterion().kind() == Criterion.Kind.QUALITY);
        return online == null || !weighed ? null : new Trial(settings, online);
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
        RoutingDecision elsewhere = unfamiliar(decision, ranking, context);
        if (elsewhere != null) {
            return elsewhere;
        }
        RoutingDecision inside = ranking.bounds.inside(decision, context);
        if (inside == null) {
            return ranking.bounds.used(decision);
        }
        PairRanking pair = ranking.pair;
        RoutingDecision ranked = pair == null ? ranked(inside, ranking, context) : pair.ranked(inside, context);
        return ranking.trial == null || ranked.sheet() == null
                ? explored(ranked, ranking, context)
                : ranking.trial.tried(ranked, ranked.sheet(), context);
    }

    /** Where the estimator has seen nothing like the prompt: the models for that, as far as they are in the running; null where it has, or none is. */
    private static @Nullable RoutingDecision unfamiliar(
            RoutingDecision decision, Ranking ranking, RoutingContext context) {
        if (ranking.unfamiliar.isEmpty() || !(context.live().of(Figure.FAMILIARITY, ranking.settings.name()) < 0)) {
            return null;
        }
        List<Candidate> order = BoundCheck.named(decision, ranking.unfamiliar);
        return order.isEmpty() ? null : decision.reorder(NAME, order, ranking.unlike);
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
        steer(sheet, ranking, context);
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
                double spread = criterion.spread(candidates.get(i).model(), context);
                low = Math.min(low, values[i] - spread);
                high = Math.max(high, values[i] + spread);
            }
        }
        sheet.weigh(column, low > high ? 0 : weight.weight());
        for (int i = 0; i < values.length; i++) {
            sheet.set(i, column, values[i], criterion.scaled(values[i], low, high));
        }
    }

    /** Turns the weight of cost in a score that keeps to a spend target. */
    private static void steer(ScoreSheet sheet, Ranking ranking, RoutingContext context) {
        if (ranking.settings.spend() != null) {
            int column = ranking.settings.costColumn();
            sheet.weigh(column, sheet.weight(column) * costWeight(ranking.settings.name(), context));
        }
    }

    /** What the weight of cost is multiplied with, so that the score keeps to its spend target; 1 where nothing is told. */
    private static double costWeight(String score, RoutingContext context) {
        double multiplier = context.live().of(Figure.COST_WEIGHT, score);
        return Double.isNaN(multiplier) ? 1 : multiplier;
    }

    private static double value(Candidate candidate, Criterion criterion, RoutingContext context) {
        List<Deployment> deployments = candidate.deployments();
        boolean one = criterion.ofModel() || candidate.model().balance().equals(Balance.ORDER);
        int count = one ? 1 : deployments.size();
        double best = Double.NaN;
        for (int i = 0; i < count; i++) {
            double value = criterion.value(candidate.model(), deployments.get(i), context);
            boolean better = criterion.lowerIsBetter() ? value < best : value > best;
            best = Double.isNaN(best) || better ? value : best;
        }
        return best;
    }

    /** Behind all that it does not come before; found by halves, since there may be hundreds. */
    private static void insert(List<Candidate> order, Candidate candidate) {
        int low = 0;
        int high = order.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (before(candidate, order.get(middle))) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        order.add(low, candidate);
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
        double[] chances = new double[count];
        Arrays.fill(chances, share / count);
        chances[0] += 1 - share;
        Odds odds = Odds.among(decision.candidates(), chances);
        if (chosen == 0) {
            return decision.drawnFrom(odds);
        }
        List<Candidate> order = new ArrayList<>(decision.candidates());
        order.add(0, order.remove(chosen));
        return decision.reorder(NAME, order, ranking.explored).drawnFrom(odds);
    }
}
