package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;

/** What an estimator expects of each row of a table. The rows' own scores have no part in it. Not to be changed. */
public final class Expectations {
    private final double[][] quality;
    private final double[][] costsUsd;

    private Expectations(double[][] quality, double[][] costsUsd) {
        this.quality = quality;
        this.costsUsd = costsUsd;
    }

    /**
     * Asks the estimator for every row.
     *
     * @param table with the estimator's models, in its order
     */
    public static Expectations of(QualityEstimator estimator, OutcomeTable table, Progress progress) {
        double[][] quality = new double[table.size()][];
        double[][] costs = new double[table.size()][];
        for (int row = 0; row < quality.length; row++) {
            String prompt = table.rows().get(row).prompt();
            quality[row] = estimator.estimate(prompt);
            costs[row] = estimator.costs(prompt);
            progress.at(row + 1, quality.length);
        }
        return new Expectations(quality, costs);
    }

    /** How much speaks for the strong one of two models, one number per row. */
    public static double[] preferences(QualityEstimator estimator, OutcomeTable table, int strong, int weak) {
        return table.rows().stream()
                .map(OutcomeRow::prompt)
                .mapToDouble(prompt -> estimator.preference(prompt, strong, weak))
                .toArray();
    }

    /** Expected score of each row's models. */
    double[][] quality() {
        return quality;
    }

    /** Expected cost of each row's models in US dollars. */
    double[][] costsUsd() {
        return costsUsd;
    }
}
