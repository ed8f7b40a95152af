package dev.pointsman.training.evaluate;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What each model scores on prompts that were given to one of them, drawn by known odds: a guess, and where the model was asked what the guess missed, over
 * the odds of that. The mean over any choice of models that does not look at the draw is right on average, whatever the guess; a single row says little,
 * and may lie outside of 0 to 1. The guess is the model's mean in the other half of the questions, so that no row explains itself. Costs are told the
 * same way. Rows whose odds are not known are kept as they are where every model was asked; all others are left out. Source: Dudík, Langford and
 * Li, Doubly Robust Policy Evaluation and Learning (ICML 2011), equation 1.
 */
final class DrawnRows {
    /** Parts the questions into halves. */
    private static final long HALVES = 11;

    private static final double NOTHING_KNOWN = 0.5;

    private final OutcomeTable asked;

    /** @param table of which the rows that tell nothing of some model are left out */
    DrawnRows(OutcomeTable table) {
        asked = table.where(row -> row.drawn() ? row.anyModelPossible() : row.complete());
    }

    /** The rows that are kept, as they were. */
    OutcomeTable asked() {
        return asked;
    }

    /** The same rows with a score, and as far as any is known a cost, of every model. */
    OutcomeTable told() {
        int models = asked.models().size();
        double[][][] guesses = new double[2][][];
        for (int half = 0; half < guesses.length; half++) {
            int other = 1 - half;
            OutcomeTable others = asked.where(row -> half(row) == other);
            double[][] guess = new double[2][models];
            for (int model = 0; model < models; model++) {
                int of = model;
                double score = mean(others, of, row -> row.score(of));
                guess[0][model] = Double.isNaN(score) ? NOTHING_KNOWN : score;
                guess[1][model] = mean(others, of, row -> row.costUsd(of));
            }
            guesses[half] = guess;
        }
        List<OutcomeRow> rows = new ArrayList<>(asked.size());
        for (OutcomeRow row : asked.rows()) {
            rows.add(row.drawn() ? told(row, guesses[half(row)], models) : row);
        }
        return new OutcomeTable(asked.models(), rows);
    }

    private static OutcomeRow told(OutcomeRow row, double[][] guess, int models) {
        double[] scores = new double[models];
        double[] costs = new double[models];
        for (int model = 0; model < models; model++) {
            scores[model] = told(guess[0][model], row.score(model), weight(row, model));
            costs[model] = told(guess[1][model], row.costUsd(model), weight(row, model));
        }
        return new OutcomeRow(row.id(), row.dataset(), row.prompt(), row.questionKey(), scores, costs);
    }

    private static double told(double guess, double found, double weight) {
        return Double.isNaN(found) ? guess : guess + weight * (found - guess);
    }

    /** How much an answer counts: 0 where the model was not asked. */
    static double weight(OutcomeRow row, int model) {
        return Double.isNaN(row.score(model)) ? 0 : row.drawn() ? 1 / row.odds(model) : 1;
    }

    private static int half(OutcomeRow row) {
        return OutcomeTable.part(row, 2, HALVES);
    }

    private static double mean(OutcomeTable table, int model, ToDoubleFunction<OutcomeRow> value) {
        double sum = 0;
        double all = 0;
        for (OutcomeRow row : table.rows()) {
            double each = value.applyAsDouble(row);
            if (!Double.isNaN(each)) {
                sum += weight(row, model) * each;
                all += weight(row, model);
            }
        }
        return all == 0 ? Double.NaN : sum / all;
    }
}
