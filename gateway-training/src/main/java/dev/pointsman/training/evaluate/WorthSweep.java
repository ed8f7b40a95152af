package dev.pointsman.training.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * A router's choices at each weight of cost: the model of the highest quality − λ·cost/reference, where quality and cost are those it expects (the plug-in
 * rule; CARROT, Somerstep et al., arXiv 2502.03261). Ties go to the first model. Immutable.
 */
public final class WorthSweep {
    /** Weights that are tried: 0, and {@value} less one in equal ratios from 0.001 to 10. */
    public static final int WEIGHTS = 61;

    private final int[][] choices;

    /**
     * Chooses for every row at every weight.
     *
     * @param quality expected of each row's models, 0 to 1
     * @param costsUsd expected of each row's models
     * @param referenceUsd cost that a weight is told in; where it is not above 0, cost plays no part
     */
    public WorthSweep(double[][] quality, double[][] costsUsd, double referenceUsd) {
        this.choices = new int[WEIGHTS][];
        for (int i = 0; i < WEIGHTS; i++) {
            choices[i] = choice(quality, costsUsd, referenceUsd, weight(i));
        }
    }

    /** The models chosen at one weight, one per row; see the constructor. */
    public static int[] choice(double[][] quality, double[][] costsUsd, double referenceUsd, double weight) {
        double perUsd = referenceUsd > 0 ? weight / referenceUsd : 0;
        int[] choice = new int[quality.length];
        for (int row = 0; row < quality.length; row++) {
            choice[row] = best(quality[row], costsUsd[row], perUsd);
        }
        return choice;
    }

    private static int best(double[] quality, double[] costsUsd, double perUsd) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int model = 0; model < quality.length; model++) {
            double worth = perUsd == 0 ? quality[model] : quality[model] - perUsd * costsUsd[model];
            if (worth > highest) {
                highest = worth;
                best = model;
            }
        }
        return best;
    }

    /** The weight of cost, λ, at a position from 0 to {@value #WEIGHTS} less one. */
    public static double weight(int position) {
        return position == 0 ? 0 : 0.001 * Math.pow(10, 4.0 * (position - 1) / (WEIGHTS - 2));
    }

    /** The models chosen at a position's weight, one per row. */
    public int[] choice(int position) {
        return choices[position].clone();
    }

    /** What every weight comes to. */
    public List<Routed> routed(Answers answers) {
        List<Routed> all = new ArrayList<>();
        for (int[] choice : choices) {
            all.add(answers.chosen(choice));
        }
        return all;
    }

    /** Mean height of the curve up to what the single model costs. */
    public static Metric aiq(List<Routed> routed, Routed single) {
        return times -> curve(routed, times).meanQualityUpTo(single.costUsd(times));
    }

    /** Curve of what the weights come to. */
    public static CostQualityCurve curve(List<Routed> routed, int[] times) {
        List<CostQualityCurve.Point> points = new ArrayList<>();
        for (Routed each : routed) {
            points.add(new CostQualityCurve.Point(each.costUsd(times), each.quality(times)));
        }
        return new CostQualityCurve(points);
    }

    /**
     * The weight to use, chosen on rows held back for it: the one of the lowest cost whose quality is above that of a fixed model by so many standard errors
     * of the paired difference. Without such a margin the choice overshoots on new prompts.
     *
     * @param routed what every weight comes to
     * @return its position; -1 where none is good enough
     */
    public static int chosen(List<Routed> routed, Routed fixed, double standardErrors, int[] times) {
        int chosen = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < routed.size(); i++) {
            Routed each = routed.get(i);
            double margin = standardErrors * each.standardErrorOver(fixed);
            double cost = each.costUsd(times);
            if (each.quality(times) - fixed.quality(times) >= margin && cost < least) {
                least = cost;
                chosen = i;
            }
        }
        return chosen;
    }
}
