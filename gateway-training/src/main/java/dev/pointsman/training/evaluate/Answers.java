package dev.pointsman.training.evaluate;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table on which every model was asked, or that tell of every model, as what each way of choosing would have come to. A cost that a row does not tell is the mean of
 * that model's; where a model has none at all, costs are not known. Immutable.
 */
public final class Answers {
    private final OutcomeTable table;
    /** The same rows as they were asked. */
    private final OutcomeTable asked;

    private final double[][] costs;

    /** @param table of which the incomplete rows are left out */
    public Answers(OutcomeTable table) {
        this(table.complete(), table.complete());
    }

    /**
     * With what is told of rows on which one model was asked, drawn by known odds: right on average, so for means over rows only.
     *
     * @param table of which the rows that tell nothing of some model are left out
     */
    public static Answers withDrawn(OutcomeTable table) {
        DrawnRows drawn = new DrawnRows(table);
        return new Answers(drawn.told(), drawn.asked());
    }

    private Answers(OutcomeTable table, OutcomeTable asked) {
        this.table = table;
        this.asked = asked;
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

    /** The rows, each with a score of every model. */
    public OutcomeTable table() {
        return table;
    }

    /** The same rows with the scores that were really given. */
    public OutcomeTable asked() {
        return asked;
    }

    /** Whether every model was asked on every row, so that the best of each is known. */
    public boolean whole() {
        return asked.rows().stream().noneMatch(OutcomeRow::drawn);
    }

    /** How much the answers tell of a choice; null where every model was asked everywhere, as then they tell all. */
    public @Nullable DrawnChoice drawn(int[] choice) {
        int rows = 0;
        double weights = 0;
        double squares = 0;
        double most = 0;
        for (int row = 0; row < choice.length; row++) {
            double weight = DrawnRows.weight(asked.rows().get(row), choice[row]);
            rows += asked.rows().get(row).drawn() ? 1 : 0;
            weights += weight;
            squares += weight * weight;
            most = Math.max(most, weight);
        }
        return whole() ? null : new DrawnChoice(rows, squares == 0 ? 0 : weights * weights / squares, most);
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
