package dev.pointsman.routing;

import java.util.List;

/**
 * How a score ranked: a row for each candidate in the order before the ranking, a column for each criterion in the policy's order. Written
 * once, by the score.
 */
public final class ScoreSheet {
    private final String score;
    private final List<String> models;
    private final List<String> criteria;
    private final double[] weights;
    private final double[] raw;
    private final double[] scaled;
    private final double[] worth;

    /**
     * Empty: no weight, nothing known.
     *
     * @param score its name
     */
    public ScoreSheet(String score, List<String> models, List<String> criteria) {
        this.score = score;
        this.models = List.copyOf(models);
        this.criteria = List.copyOf(criteria);
        this.weights = new double[criteria.size()];
        this.raw = new double[models.size() * criteria.size()];
        this.scaled = new double[raw.length];
        this.worth = new double[models.size()];
    }

    /** Name of the score. */
    public String score() {
        return score;
    }

    public List<String> models() {
        return models;
    }

    public List<String> criteria() {
        return criteria;
    }

    /** The weight as it counted: 0 where the criterion is known of no candidate. */
    public double weight(int column) {
        return weights[column];
    }

    /** In the criterion's unit; NaN where it is not known. */
    public double raw(int row, int column) {
        return raw[row * criteria.size() + column];
    }

    /** From 0 (worst) to 1 (best). */
    public double scaled(int row, int column) {
        return scaled[row * criteria.size() + column];
    }

    /** Weighted mean of the scaled values, 0..1. */
    public double worth(int row) {
        return worth[row];
    }

    /** Sets one cell. */
    public void set(int row, int column, double rawValue, double scaledValue) {
        raw[row * criteria.size() + column] = rawValue;
        scaled[row * criteria.size() + column] = scaledValue;
    }

    public void weigh(int column, double weight) {
        weights[column] = weight;
    }

    /** Works out every worth. */
    public void total() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int row = 0; row < worth.length && sum > 0; row++) {
            double each = 0;
            for (int column = 0; column < weights.length; column++) {
                each += weights[column] * scaled(row, column);
            }
            worth[row] = each / sum;
        }
    }
}
