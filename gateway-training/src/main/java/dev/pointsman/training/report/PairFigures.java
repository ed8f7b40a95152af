package dev.pointsman.training.report;

import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.Bootstrap;
import dev.pointsman.training.evaluate.GroupMeans;
import dev.pointsman.training.evaluate.Interval;
import dev.pointsman.training.evaluate.Metric;
import dev.pointsman.training.evaluate.StrongCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Figures of a router between a strong and a weak model, and of the orders beside which they are to be read.
 *
 * @param weakCost mean cost of the weak model as a share of the strong one's; NaN where costs are not known
 * @param lines the router first
 */
public record PairFigures(
        String strong, String weak, Interval strongQuality, Interval weakQuality, double weakCost, List<Line> lines) {
    /** Share of the strong model's quality at which calls and cost are told. */
    public static final double KEPT = 0.95;

    private static final int CURVE_POINTS = 51;

    /**
     * One way to order prompts.
     *
     * @param apgr 0.5 for chance; see {@link StrongCurve}
     * @param cpt50 least share of strong calls that recovers half of the quality between the models
     * @param cpt80 the same of four fifths
     * @param callsAt95 least share of strong calls that keeps {@link #KEPT} of the strong model's quality; in hindsight
     * @param costReduction what is saved there of the strong model's cost; NaN where costs are not known
     * @param curve mean score at strong shares from 0 to 1 in equal steps
     */
    public record Line(
            String name,
            Interval apgr,
            Interval cpt50,
            Interval cpt80,
            Interval callsAt95,
            Interval costReduction,
            List<Double> curve) {}

    public PairFigures {
        lines = List.copyOf(lines);
    }

    /** The router's line. */
    public Line router() {
        return lines.get(0);
    }

    /**
     * Measures a pair.
     *
     * @param preference of the router, one per row
     */
    static PairFigures of(Answers answers, double[] preference, int strong, int weak, long seed) {
        OutcomeTable table = answers.table();
        double[] of = answers.scores(strong);
        double[] against = answers.scores(weak);
        Bootstrap bootstrap = new Bootstrap(answers.keys(), seed);
        int[] once = bootstrap.once();
        double weakCost =
                answers.always(weak).costUsd(once) / answers.always(strong).costUsd(once);
        List<Line> lines = new ArrayList<>();
        Measured measured = new Measured(of, against, weakCost, bootstrap, seed);
        lines.add(measured.line("router", preference));
        lines.add(measured.line(
                "random", new SplittableRandom(seed + 1).doubles(of.length).toArray()));
        lines.add(measured.line("prompt length", lengths(table)));
        lines.add(
                measured.line("label known", GroupMeans.gains(table, GroupMeans.datasets(table), strong, weak, seed)));
        if (answers.whole()) {
            lines.add(measured.line(
                    "oracle",
                    IntStream.range(0, of.length)
                            .mapToDouble(i -> of[i] - against[i])
                            .toArray()));
        }
        return new PairFigures(
                table.models().get(strong),
                table.models().get(weak),
                bootstrap.interval(answers.always(strong)::quality),
                bootstrap.interval(answers.always(weak)::quality),
                weakCost,
                lines);
    }

    private static double[] lengths(OutcomeTable table) {
        return table.rows().stream().mapToDouble(row -> row.prompt().length()).toArray();
    }

    /** What all lines share. */
    private record Measured(Scores scores, double weakCost, Bootstrap bootstrap, long seed) {
        Measured(double[] strong, double[] weak, double weakCost, Bootstrap bootstrap, long seed) {
            this(new Scores(strong, weak), weakCost, bootstrap, seed);
        }

        Line line(String name, double[] preference) {
            StrongCurve curve = new StrongCurve(preference, scores.strong, scores.weak, seed);
            Metric calls = times -> curve.strongShareForQuality(KEPT, times);
            Metric saved = times -> 1 - (calls.of(times) + (1 - calls.of(times)) * weakCost);
            List<Interval> told = bootstrap.intervals(List.of(
                    curve::apgr,
                    times -> curve.strongShareAt(0.5, times),
                    times -> curve.strongShareAt(0.8, times),
                    calls,
                    saved));
            int[] once = bootstrap.once();
            List<Double> drawn = new ArrayList<>();
            for (int i = 0; i < CURVE_POINTS; i++) {
                drawn.add(curve.qualityAt(i / (CURVE_POINTS - 1.0), once));
            }
            return new Line(name, told.get(0), told.get(1), told.get(2), told.get(3), told.get(4), drawn);
        }
    }

    /** Scores of both models, one per row. */
    private static final class Scores {
        private final double[] strong;
        private final double[] weak;

        Scores(double[] strong, double[] weak) {
            this.strong = strong;
            this.weak = weak;
        }
    }
}
