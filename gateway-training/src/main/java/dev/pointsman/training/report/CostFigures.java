package dev.pointsman.training.report;

import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.Bootstrap;
import dev.pointsman.training.evaluate.CostQualityCurve;
import dev.pointsman.training.evaluate.CostQualityCurve.Point;
import dev.pointsman.training.evaluate.GroupMeans;
import dev.pointsman.training.evaluate.Interval;
import dev.pointsman.training.evaluate.Metric;
import dev.pointsman.training.evaluate.Routed;
import dev.pointsman.training.evaluate.WorthSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a router reaches as cost weighs more and more.
 *
 * @param aiq mean quality of its curve up to the best single model's cost
 * @param gain of that over the curve of the single models, mixed by lot
 * @param singles the single models' own
 * @param labelKnown that of the router that knows the data set, and nothing else
 * @param shares least cost that reaches 100, 99 and 95 % of the best single model's quality, as a share of its cost; in hindsight; NaN where none does
 * @param chosen the weight of cost to use, were it chosen on these rows; null where no weight is safe
 * @param referenceUsd mean cost of the best single model, which weights are told in
 * @param curve every weight's cost and quality
 * @param models every single model's
 */
public record CostFigures(
        Interval aiq,
        Interval gain,
        double singles,
        double labelKnown,
        List<Double> shares,
        @Nullable Chosen chosen,
        double referenceUsd,
        List<Point> curve,
        List<Point> models) {
    /** Shares of the best single model's quality whose cost is told. */
    public static final List<Double> LEVELS = List.of(1.0, 0.99, 0.95);

    /** Standard errors by which the quality at the chosen weight is above the best single model's. */
    public static final double MARGIN = 1;

    /**
     * A weight of cost.
     *
     * @param gain in quality over the best single model
     * @param costShare of the best single model's
     */
    public record Chosen(double weight, double gain, double costShare) {}

    public CostFigures {
        shares = List.copyOf(shares);
        curve = List.copyOf(curve);
        models = List.copyOf(models);
    }

    static CostFigures of(Answers answers, Expectations expected, int best, long seed) {
        int[] once = new Bootstrap(answers.keys(), seed).once();
        Routed single = answers.always(best);
        double reference = single.costUsd(once);
        List<Routed> routed = new WorthSweep(expected.quality(), expected.costsUsd(), reference).routed(answers);
        List<Routed> alone = IntStream.range(0, answers.table().models().size())
                .mapToObj(answers::always)
                .toList();
        Metric aiq = WorthSweep.aiq(routed, single);
        Metric singles = WorthSweep.aiq(alone, single);
        List<Interval> told = new Bootstrap(answers.keys(), seed).intervals(List.of(aiq, aiq.minus(singles)));
        double[][] labels = GroupMeans.scores(answers.table(), GroupMeans.datasets(answers.table()), seed);
        List<Routed> known = new WorthSweep(labels, expected.costsUsd(), reference).routed(answers);
        CostQualityCurve curve = WorthSweep.curve(routed, once);
        List<Double> shares = new ArrayList<>();
        LEVELS.forEach(level -> shares.add(curve.costFor(level * single.quality(once)) / reference));
        return new CostFigures(
                told.get(0),
                told.get(1),
                singles.of(once),
                WorthSweep.curve(known, once).meanQualityUpTo(reference),
                shares,
                chosen(routed, single, once),
                reference,
                points(routed, once),
                points(alone, once));
    }

    private static @Nullable Chosen chosen(List<Routed> routed, Routed single, int[] once) {
        int chosen = WorthSweep.chosen(routed, single, MARGIN, once);
        if (chosen < 0) {
            return null;
        }
        Routed at = routed.get(chosen);
        return new Chosen(
                WorthSweep.weight(chosen),
                at.quality(once) - single.quality(once),
                at.costUsd(once) / single.costUsd(once));
    }

    private static List<Point> points(List<Routed> routed, int[] once) {
        return routed.stream()
                .map(each -> new Point(each.costUsd(once), each.quality(once)))
                .toList();
    }
}
