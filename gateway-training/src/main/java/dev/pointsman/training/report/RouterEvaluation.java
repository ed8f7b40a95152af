package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.Bootstrap;
import dev.pointsman.training.evaluate.DrawnChoice;
import dev.pointsman.training.evaluate.GroupMeans;
import dev.pointsman.training.evaluate.Interval;
import dev.pointsman.training.evaluate.Metric;
import dev.pointsman.training.evaluate.Routed;
import dev.pointsman.training.evaluate.ScoreCalibration;
import dev.pointsman.training.evaluate.WorthSweep;
import dev.pointsman.training.fit.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How good a router is on rows it did not learn from, beside what needs no learning.
 *
 * @param rows measured: those on which every one of the models was asked, and those that tell of every one since the odds are known at which it was asked
 * @param leftOut the others
 * @param bestSingle the fixed model with which all is compared: the best on these very rows, which no one could have known before
 * @param gainFloor what the router's gain over it is above with four chances in five
 * @param ways the router first, cost left aside, then with cost weighed where a weight was given, then what it is to be compared with
 * @param calibration whether scores come out as expected
 * @param cost what it reaches as cost weighs more; null where costs are not known
 * @param pair null unless it was measured as a router between two models
 * @param unchanged share of decisions that stay when a prompt changes in what should not matter, by what was changed
 * @param drawn what rows of the latter kind tell of the router's choices; null where there are none
 * @param datasets by the rows' own data set, where there are several
 * @param tasks by the task that the router finds, where it finds tasks
 */
public record RouterEvaluation(
        List<String> models,
        int rows,
        int leftOut,
        String bestSingle,
        double gainFloor,
        List<Way> ways,
        ScoreCalibration calibration,
        @Nullable CostFigures cost,
        @Nullable PairFigures pair,
        Map<String, Double> unchanged,
        @Nullable DrawnChoice drawn,
        List<Part> datasets,
        List<Part> tasks) {
    /** Parts that are told at most, the largest first. */
    private static final int MOST_PARTS = 60;
    /** That a gain is none of luck. */
    private static final double CHANCES = 0.8;

    /**
     * A way to answer every row.
     *
     * @param gain over the best single model, paired
     * @param costUsd mean of a row; NaN where costs are not known
     * @param costShare of the best single model's
     */
    public record Way(String name, Interval quality, Interval gain, double costUsd, double costShare) {}

    /**
     * The router on some of the rows.
     *
     * @param quality mean score of its choices
     * @param single of the best single model of all rows
     * @param gain of the one over the other
     */
    public record Part(String name, int rows, double quality, double single, Interval gain) {}

    public RouterEvaluation {
        models = List.copyOf(models);
        ways = List.copyOf(ways);
        unchanged = Collections.unmodifiableMap(new LinkedHashMap<>(unchanged));
        datasets = List.copyOf(datasets);
        tasks = List.copyOf(tasks);
    }

    /** The router's own way. */
    public Way router() {
        return ways.get(0);
    }

    /**
     * Whether it is better than one fixed model for everything: its choices score more than the best single model's with four chances in five; or between
     * two models it orders prompts better than by lot, beyond noise; or its curve over cost is above that of the single models, beyond noise.
     *
     * <p>Four in five, for the best single model is the best of these very rows and so ahead by luck: of routers that are no better than one model, with 60 to
     * 400 held-back rows, up to 4 in 100 pass (simulated; up to 20 where any gain was enough), and of those that gain 8 points 37, 67 and 99 in 100 with 60, 120
     * and 400 rows.
     */
    public boolean gains() {
        return tells()
                && (gainFloor > 0
                        || (pair != null && pair.router().apgr().above(0.5))
                        || (cost != null && cost.gain().above(0)));
    }

    /** Whether so much is known of the router's choices that any figure is to be believed. */
    public boolean tells() {
        return drawn == null || drawn.tells();
    }

    /**
     * How a router is measured.
     *
     * @param pair positions of the strong and the weak model among the estimator's; empty for none
     * @param taskOf name of the task that the router finds in a prompt; null for a router without tasks
     * @param weight of cost, chosen before; 0 for none
     * @param referenceUsd cost that the weight is told in
     */
    public record Options(
            List<Integer> pair,
            @Nullable Function<String, String> taskOf,
            double weight,
            double referenceUsd,
            long seed) {
        public Options {
            pair = List.copyOf(pair);
        }
    }

    /**
     * Measures a router.
     *
     * @param table with the estimator's models at least
     */
    public static RouterEvaluation of(
            QualityEstimator estimator, OutcomeTable table, Options options, Progress progress) {
        OutcomeTable own = table.withModels(estimator.models());
        Answers answers = Answers.withDrawn(own);
        if (answers.size() == 0) {
            throw new IllegalArgumentException(
                    "table: no row (expected: at least one with a score of every model, or one model's and odds)");
        }
        Expectations expected = Expectations.of(estimator, answers.table(), progress);
        int best = answers.table().bestSingle();
        Routed single = answers.always(best);
        int[] choice = WorthSweep.choice(expected.quality(), expected.costsUsd(), 0, 0);
        Routed routed = answers.chosen(choice);
        DrawnChoice drawn = answers.drawn(choice);
        Comparison comparison = new Comparison(answers, single, options.seed());
        List<Way> ways = ways(comparison, routed, best);
        if (options.weight() > 0) {
            ways.add(1, comparison.weighed(expected, options));
        }
        List<String> prompts =
                answers.table().rows().stream().map(OutcomeRow::prompt).toList();
        List<String> datasets = GroupMeans.datasets(answers.table());
        Function<String, String> taskOf = options.taskOf();
        List<String> tasks =
                taskOf == null ? List.of() : prompts.stream().map(taskOf).toList();
        return new RouterEvaluation(
                estimator.models(),
                answers.size(),
                own.size() - answers.size(),
                estimator.models().get(best),
                comparison.floor(routed),
                ways,
                calibration(answers, expected),
                answers.priced() ? CostFigures.of(answers, expected, best, options.seed()) : null,
                options.pair().isEmpty() ? null : pair(estimator, answers, options),
                Robustness.shares(estimator, prompts, options.pair(), options.seed()),
                drawn,
                comparison.parts(routed, datasets),
                comparison.parts(routed, tasks));
    }

    private static PairFigures pair(QualityEstimator estimator, Answers answers, Options options) {
        int strong = options.pair().get(0);
        int weak = options.pair().get(1);
        double[] preference = Expectations.preferences(estimator, answers.table(), strong, weak);
        return PairFigures.of(answers, preference, strong, weak, options.seed());
    }

    private static List<Way> ways(Comparison comparison, Routed routed, int best) {
        Answers answers = comparison.answers();
        OutcomeTable table = answers.table();
        List<Way> ways = new ArrayList<>();
        ways.add(comparison.way("router", routed));
        ways.add(comparison.way("best single", answers.always(best)));
        if (answers.priced()) {
            ways.add(comparison.way("cheapest", answers.always(table.cheapest())));
        }
        ways.add(comparison.way("random", answers.byLot()));
        ways.add(comparison.way("prompt length", comparison.byGroup(GroupMeans.lengths(table))));
        ways.add(comparison.way("label known", comparison.byGroup(GroupMeans.datasets(table))));
        if (answers.whole()) {
            ways.add(comparison.way("oracle", answers.oracle()));
        }
        return ways;
    }

    private static ScoreCalibration calibration(Answers answers, Expectations expected) {
        ScoreCalibration calibration = new ScoreCalibration();
        for (int row = 0; row < answers.size(); row++) {
            double[] scores = answers.asked().rows().get(row).scores();
            for (int model = 0; model < scores.length; model++) {
                if (!Double.isNaN(scores[model])) {
                    calibration.add(expected.quality()[row][model], scores[model]);
                }
            }
        }
        return calibration;
    }

    /** Ways beside the best single model, on the same rows and resamplings. */
    private record Comparison(Answers answers, Routed single, Bootstrap bootstrap, long seed) {
        Comparison(Answers answers, Routed single, long seed) {
            this(answers, single, new Bootstrap(answers.keys(), seed), seed);
        }

        Way way(String name, Routed routed) {
            Metric quality = routed::quality;
            List<Interval> told = bootstrap.intervals(List.of(quality, quality.minus(single::quality)));
            double cost = routed.costUsd(bootstrap.once());
            return new Way(name, told.get(0), told.get(1), cost, cost / single.costUsd(bootstrap.once()));
        }

        double floor(Routed routed) {
            Metric quality = routed::quality;
            return bootstrap.floor(quality.minus(single::quality), CHANCES);
        }

        Way weighed(Expectations expected, Options options) {
            int[] choice = WorthSweep.choice(
                    expected.quality(), expected.costsUsd(), options.referenceUsd(), options.weight());
            return way("router, cost weighed " + RouterText.decimal(options.weight()), answers.chosen(choice));
        }

        Routed byGroup(List<String> groups) {
            double[][] scores = GroupMeans.scores(answers.table(), groups, seed);
            return answers.chosen(WorthSweep.choice(scores, scores, 0, 0));
        }

        /** The largest parts, by size and name; none where there is but one. */
        List<Part> parts(Routed routed, List<String> groups) {
            Map<String, Integer> sizes = new TreeMap<>();
            groups.forEach(group -> sizes.merge(group, 1, Integer::sum));
            if (sizes.size() < 2) {
                return List.of();
            }
            List<String> names = sizes.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                    .limit(MOST_PARTS)
                    .map(Map.Entry::getKey)
                    .toList();
            List<int[]> rows = names.stream().map(name -> rowsOf(name, groups)).toList();
            List<Interval> gains = bootstrap.intervals(
                    rows.stream().map(some -> gain(routed, some)).toList());
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                int[] some = rows.get(i);
                double of =
                        IntStream.of(some).mapToDouble(routed::score).average().orElse(Double.NaN);
                double alone =
                        IntStream.of(some).mapToDouble(single::score).average().orElse(Double.NaN);
                parts.add(new Part(names.get(i), some.length, of, alone, gains.get(i)));
            }
            return parts;
        }

        private static int[] rowsOf(String name, List<String> groups) {
            return IntStream.range(0, groups.size())
                    .filter(row -> groups.get(row).equals(name))
                    .toArray();
        }

        private Metric gain(Routed routed, int[] rows) {
            return times -> {
                double sum = 0;
                long count = 0;
                for (int row : rows) {
                    sum += times[row] * (routed.score(row) - single.score(row));
                    count += times[row];
                }
                return count == 0 ? Double.NaN : sum / count;
            };
        }
    }
}
