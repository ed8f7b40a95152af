package dev.pointsman.cli.learned;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.Calibrator;
import dev.pointsman.training.report.RouterEvaluation;
import java.util.List;

/** What training writes into a router's card for later commands and the gateway, and how it is read. */
final class CardFigures {
    /** Weight of cost that was chosen on dev; 0 where none was safe. */
    static final String WEIGHT = "cost-weight";
    /** Cost in US dollars that the weight is told in. */
    static final String REFERENCE = "cost-reference-usd";
    /** Note: the best single model on dev, which a router has to beat. */
    static final String BEST = "best-single";

    /** Rows that the fit learned from whose figures the card tells; the router itself may have learned from more. */
    static final String MEASURED = "measured-prompts";

    private CardFigures() {}

    static RouterEvaluation.Options options(LearnedRouter router, List<Integer> pair, long seed) {
        return new RouterEvaluation.Options(
                pair,
                router.tasks().isEmpty() ? null : prompt -> task(router, prompt),
                router.card().figures().getOrDefault(WEIGHT, 0.0),
                router.card().figures().getOrDefault(REFERENCE, 0.0),
                seed);
    }

    /**
     * The card with the thresholds that give the strong model its share of prompts like these.
     *
     * @param pair positions of the strong and the weak model among the router's
     */
    static RouterCard withShares(RouterCard card, QualityEstimator router, List<Integer> pair, double[] preferences) {
        return card.withShares(
                router.models().get(pair.get(0)),
                router.models().get(pair.get(1)),
                share -> Calibrator.threshold(share, preferences));
    }

    /** What speaks for the strong model of a pair, prompt by prompt. */
    static double[] preferences(QualityEstimator router, List<Integer> pair, List<String> prompts, Progress progress) {
        double[] preferences = new double[prompts.size()];
        for (int i = 0; i < preferences.length; i++) {
            preferences[i] = router.preference(prompts.get(i), pair.get(0), pair.get(1));
            progress.at(i + 1, preferences.length);
        }
        return preferences;
    }

    /** Name of the task that a prompt most likely belongs to. */
    private static String task(LearnedRouter router, String prompt) {
        TaskMixture tasks = router.tasks().orElseThrow();
        double[] probabilities = tasks.probabilities(router.point(prompt));
        int likeliest = 0;
        for (int task = 1; task < probabilities.length; task++) {
            likeliest = probabilities[task] > probabilities[likeliest] ? task : likeliest;
        }
        return (likeliest + 1) + " " + tasks.tasks().get(likeliest).name();
    }
}
