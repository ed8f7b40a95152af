package dev.pointsman.training.evaluate;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.Arrays;
import java.util.List;

/**
 * The rows of a table on which every model was asked, as what each way of choosing would have come to. A cost that a row does not tell is the mean of
 * that model's; where a model has none at all, costs are not known. Immutable.
 */
public final class Answers {
    private final OutcomeTable table;
    private final double[][] costs;

    /** @param table of which the incomplete rows are left out */
    public Answers(OutcomeTable table) {
        this.table = table.complete();
        int models = table.models().size();
        double[] means = new double[models];
        for (int model = 0; model < models; model++) {
            means[model] = this.table.meanCostUsd(model);
        }
        this.costs = new double[this.table.size()][models];
        for (int row = 0; row < costs.length; row++) {
            for (int model = 0; model < models; model++) {
                double told = this.table.rows().get(row).costUsd(model);
                costs[row][model] = Double.isNaN(told) ? means[model] : told;
            }
        }
    }

    /** The complete rows. */
    public OutcomeTable table() {
        return table;
    }

    public int size() {
        return costs.length;
    }

    /** What belongs together in resampling, one per row. */
    public List<String> keys() {
        return table.rows().stream().map(OutcomeRow::questionKey).toList();
    }

    /** Whether every model's cost is known. */
    public boolean priced() {
        for (int model = 0; model < table.models().size(); model++) {
            if (Double.isNaN(table.meanCostUsd(model))) {
                return false;
            }
        }
        return true;
    }

    /** Scores of a model, one per row. */
    public double[] scores(int model) {
        return table.rows().stream().mapToDouble(row -> row.score(model)).toArray();
    }

    /** One model for every row. */
    public Routed always(int model) {
        int[] choice = new int[size()];
        Arrays.fill(choice, model);
        return chosen(choice);
    }

    /** The model of each row's choice. */
    public Routed chosen(int[] choice) {
        double[] scores = new double[size()];
        double[] paid = new double[size()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = table.rows().get(row).score(choice[row]);
            paid[row] = costs[row][choice[row]];
        }
        return new Routed(scores, paid);
    }

    /** What a model drawn by lot comes to, on average. */
    public Routed byLot() {
        double[] scores = new double[size()];
        double[] paid = new double[size()];
        int models = table.models().size();
        for (int row = 0; row < scores.length; row++) {
            for (int model = 0; model < models; model++) {
                scores[row] += table.rows().get(row).score(model) / models;
                paid[row] += costs[row][model] / models;
            }
        }
        return new Routed(scores, paid);
    }

    /** The best score of each row, of equals the cheapest: what no router can beat. */
    public Routed oracle() {
        int[] choice = new int[size()];
        for (int row = 0; row < choice.length; row++) {
            OutcomeRow of = table.rows().get(row);
            for (int model = 1; model < table.models().size(); model++) {
                double ahead = of.score(model) - of.score(choice[row]);
                if (ahead > 0 || (ahead == 0 && costs[row][model] < costs[row][choice[row]])) {
                    choice[row] = model;
                }
            }
        }
        return chosen(choice);
    }
}
