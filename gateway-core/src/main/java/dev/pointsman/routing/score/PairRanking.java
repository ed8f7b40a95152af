package dev.pointsman.routing.score;

import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RouterName;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts the strong or the weak model of a pair first, by what a trained router says of the prompt: the strong one where no less speaks for it than the
 * threshold, or where nothing is told. All other models leave the decision. Texts of reasons are written once.
 */
final class PairRanking {
    private static final String NAME = ScoreRouter.NAME;

    private final String score;
    private final LearnedSettings.Pair pair;
    private final String strong;
    private final String weak;
    private final String untold;
    private final String neither;

    PairRanking(String score, LearnedSettings.Pair pair) {
        this.score = score;
        this.pair = pair;
        String prefix = "score " + score + ": ";
        strong = prefix + "strong";
        weak = prefix + "weak";
        untold = prefix + "strong, as the estimator tells nothing";
        neither = prefix + "neither " + pair.strong() + " nor " + pair.weak() + " is in the running";
    }

    RoutingDecision ranked(RoutingDecision decision, RoutingContext context) {
        Candidate first = find(decision, pair.strong());
        Candidate second = find(decision, pair.weak());
        if (first == null && second == null) {
            return decision.note(NAME, neither);
        }
        double preference = context.live().of(Figure.PREFERENCE, pair.strong(), score);
        double threshold = threshold(context);
        boolean known = !Double.isNaN(preference);
        boolean takesWeak = known && preference < threshold;
        List<Candidate> order = new ArrayList<>(2);
        add(order, first, known ? preference : Double.NaN);
        add(order, second, known ? 1 - preference : Double.NaN);
        if (takesWeak && order.size() > 1) {
            order.add(order.remove(0));
        }
        RoutingDecision ranked = decision.reorder(NAME, order, known ? takesWeak ? weak : strong : untold);
        return known ? ranked.note(NAME, told(preference, threshold)) : ranked;
    }

    /** The one of the name the client asked for, where it asked for {@code router-NAME-THRESHOLD}. */
    private double threshold(RoutingContext context) {
        RouterName asked = RouterName.of(context.asked());
        return asked == null ? pair.threshold() : asked.threshold();
    }

    private static void add(List<Candidate> order, @Nullable Candidate candidate, double worth) {
        if (candidate != null) {
            order.add(candidate.withScore(worth));
        }
    }

    private static @Nullable Candidate find(RoutingDecision decision, String model) {
        List<Candidate> candidates = decision.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).model().name().equals(model)) {
                return candidates.get(i);
            }
        }
        return null;
    }

    /** {@code 0.412 for the strong model, threshold 0.370}. */
    private static String told(double preference, double threshold) {
        return places(preference) + " for the strong model, threshold " + places(threshold);
    }

    private static String places(double value) {
        return Double.toString(Math.rint(value * 1e3) / 1e3);
    }
}
