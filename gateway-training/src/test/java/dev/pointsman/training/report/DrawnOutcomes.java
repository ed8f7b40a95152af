package dev.pointsman.training.report;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** {@link GeneratedOutcomes} as a gateway would have seen them: each prompt was answered by one model, drawn by odds that depend on what is asked. */
final class DrawnOutcomes {
    private static final double[] SUMS = {0.75, 0.15, 0.1};
    private static final double[] VERSES = {0.3, 0.1, 0.6};

    private DrawnOutcomes() {}

    static OutcomeTable table(int rows, long seed) {
        return of(GeneratedOutcomes.table(rows, seed), seed);
    }

    /** One model's score of each row. */
    static OutcomeTable of(OutcomeTable whole, long seed) {
        SplittableRandom random = new SplittableRandom(seed + 77);
        List<OutcomeRow> rows = new ArrayList<>();
        for (OutcomeRow row : whole.rows()) {
            double[] odds = row.dataset().equals("sums") ? SUMS : VERSES;
            rows.add(asked(row, drawn(odds, random), odds));
        }
        return new OutcomeTable(whole.models(), rows);
    }

    static int drawn(double[] odds, SplittableRandom random) {
        double left = random.nextDouble();
        int model = 0;
        while (model < odds.length - 1 && left >= odds[model]) {
            left -= odds[model];
            model++;
        }
        return model;
    }

    static OutcomeRow asked(OutcomeRow row, int model, double[] odds) {
        double[] scores = new double[odds.length];
        double[] costs = new double[odds.length];
        Arrays.fill(scores, Double.NaN);
        Arrays.fill(costs, Double.NaN);
        scores[model] = row.score(model);
        costs[model] = row.costUsd(model);
        return new OutcomeRow(row.id(), row.dataset(), row.prompt(), row.questionKey(), scores, costs, odds);
    }
}
