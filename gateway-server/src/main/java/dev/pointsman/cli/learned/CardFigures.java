package dev.pointsman.cli.learned;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.MeasuredCurves;
import dev.pointsman.learned.quality.MeasuredCurves.Bin;
import dev.pointsman.learned.quality.MeasuredCurves.Setting;
import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.training.evaluate.CostQualityCurve.Point;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.Calibrator;
import dev.pointsman.training.report.PairFigures;
import dev.pointsman.training.report.RouterEvaluation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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

    /**
     * What was measured, as curves.
     *
     * @param models of the router, in its order
     */
    static MeasuredCurves curves(RouterEvaluation e, List<String> models) {
        List<Setting> settings = new ArrayList<>();
        Map<Integer, Setting> singles = new HashMap<>();
        if (e.cost() != null) {
            for (Point point : e.cost().curve()) {
                Setting next = setting(point);
                if (settings.isEmpty() || !settings.get(settings.size() - 1).equals(next)) {
                    settings.add(next);
                }
            }
            for (int i = 0; i < e.models().size(); i++) {
                singles.put(
                        models.indexOf(e.models().get(i)),
                        setting(e.cost().models().get(i)));
            }
        }
        List<Bin> bins = e.calibration().bins().stream()
                .map(bin -> new Bin(bin.answers(), bin.expected(), bin.actual()))
                .toList();
        return new MeasuredCurves(settings, singles, pair(e, models), bins);
    }

    private static MeasuredCurves.@Nullable Pair pair(RouterEvaluation e, List<String> models) {
        PairFigures pair = e.pair();
        return pair == null
                ? null
                : new MeasuredCurves.Pair(
                        models.indexOf(pair.strong()),
                        models.indexOf(pair.weak()),
                        pair.router().curve());
    }

    private static Setting setting(Point point) {
        return new Setting(point.costUsd(), point.quality());
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
        int likeliest = TaskMixture.likeliest(tasks.probabilities(router.point(prompt)));
        return (likeliest + 1) + " " + tasks.tasks().get(likeliest).name();
    }
}
