package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.Bootstrap;
import dev.pointsman.training.evaluate.RiskControl;
import dev.pointsman.training.evaluate.Routed;
import dev.pointsman.training.evaluate.WorthSweep;
import dev.pointsman.training.fit.Progress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Finds the threshold of a router between two models, or the weight of cost of one among many, that keeps a promise on prompts like those given. */
public final class Calibrator {
    /** Thresholds that are tried lie this far from one another, from 0 on: so no score has a part in which they are. */
    private static final int STEPS = 2_000;

    /**
     * A setting.
     *
     * @param value the threshold, or the weight of cost
     * @param strongShare of the prompts that go to the strong, or the fixed, model
     * @param quality mean score on the rows at hand
     * @param fixedQuality that of the strong, or the fixed, model
     * @param costShare of the cost of that model; NaN where costs are not known
     */
    public record Setting(double value, double strongShare, double quality, double fixedQuality, double costShare) {}

    private final RiskControl control;
    private final long seed;

    /** @param seed orders the rows */
    public Calibrator(RiskControl control, long seed) {
        this.control = control;
        this.seed = seed;
    }

    /**
     * The threshold at or above which the given share of prompts lies.
     *
     * @param strongShare 0 to 1
     * @param preferences of a sample of traffic, at least one
     */
    public static double threshold(double strongShare, double[] preferences) {
        double[] sorted = preferences.clone();
        Arrays.sort(sorted);
        int from = (int) Math.round((1 - strongShare) * sorted.length);
        return from == sorted.length ? Math.nextUp(sorted[from - 1]) : sorted[from];
    }

    /** Share of preferences that are at or above a threshold. */
    public static double share(double threshold, double[] preferences) {
        return Arrays.stream(preferences).filter(each -> each >= threshold).count() / (double) preferences.length;
    }

    /**
     * The highest threshold, so the fewest strong calls, that keeps the quality; empty where not even the first above "always strong" does.
     *
     * @param table with the estimator's models at least
     * @param strong position among the estimator's models
     */
    public Optional<Setting> threshold(QualityEstimator estimator, OutcomeTable table, int strong, int weak) {
        List<String> models = estimator.models();
        Answers answers = new Answers(table.withModels(List.of(models.get(strong), models.get(weak))));
        double[] preferences = Expectations.preferences(estimator, answers.table(), strong, weak);
        Rows rows = new Rows(answers, seed);
        int cleared = control.cleared(
                STEPS + 1,
                i -> rows.scores(answers.chosen(byThreshold(preferences, i))),
                rows.scores(answers.always(0)));
        if (cleared < 2) {
            return Optional.empty();
        }
        double threshold = (cleared - 1.0) / STEPS;
        Routed routed = answers.chosen(byThreshold(preferences, cleared - 1));
        return Optional.of(setting(threshold, share(threshold, preferences), routed, answers.always(0), rows));
    }

    private static int[] byThreshold(double[] preferences, int step) {
        double threshold = (double) step / STEPS;
        return Arrays.stream(preferences)
                .mapToInt(preference -> preference >= threshold ? 0 : 1)
                .toArray();
    }

    /**
     * The highest weight of cost that keeps the quality; empty where not even weight 0 does: then the fixed model is to answer everything.
     *
     * @param fixed position of the model that quality is compared with
     * @param referenceUsd cost that a weight is told in
     */
    public Optional<Setting> weight(
            QualityEstimator estimator, OutcomeTable table, int fixed, double referenceUsd, Progress progress) {
        Answers answers = new Answers(table.withModels(estimator.models()));
        Expectations expected = Expectations.of(estimator, answers.table(), progress);
        WorthSweep sweep = new WorthSweep(expected.quality(), expected.costsUsd(), referenceUsd);
        Rows rows = new Rows(answers, seed);
        Routed always = answers.always(fixed);
        int cleared = control.cleared(
                answers.priced() ? WorthSweep.WEIGHTS : 1,
                i -> rows.scores(answers.chosen(sweep.choice(i))),
                rows.scores(always));
        if (cleared == 0) {
            return Optional.empty();
        }
        int[] choice = sweep.choice(cleared - 1);
        double share = Arrays.stream(choice).filter(model -> model == fixed).count() / (double) choice.length;
        return Optional.of(setting(WorthSweep.weight(cleared - 1), share, answers.chosen(choice), always, rows));
    }

    private static Setting setting(double value, double share, Routed routed, Routed fixed, Rows rows) {
        int[] once = rows.once;
        return new Setting(
                value, share, routed.quality(once), fixed.quality(once), routed.costUsd(once) / fixed.costUsd(once));
    }

    /** Rows as the test takes them: the mean of each question, in an order drawn by the seed. */
    private static final class Rows {
        private final int[] once;
        private final int[] question;
        private final int[] sizes;

        Rows(Answers answers, long seed) {
            List<String> keys = answers.keys();
            this.once = new Bootstrap(keys, seed).once();
            Map<String, Integer> numbers = new HashMap<>();
            keys.forEach(key -> numbers.putIfAbsent(key, numbers.size()));
            int[] order = IntStream.range(0, numbers.size()).toArray();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = order.length - 1; i > 0; i--) {
                int other = random.nextInt(i + 1);
                int kept = order[i];
                order[i] = order[other];
                order[other] = kept;
            }
            this.question = new int[keys.size()];
            this.sizes = new int[order.length];
            for (int row = 0; row < question.length; row++) {
                Integer number = numbers.get(keys.get(row));
                question[row] = order[number == null ? 0 : number];
                sizes[question[row]]++;
            }
        }

        double[] scores(Routed routed) {
            double[] means = new double[sizes.length];
            for (int row = 0; row < question.length; row++) {
                means[question[row]] += routed.score(row) / sizes[question[row]];
            }
            return means;
        }
    }
}
