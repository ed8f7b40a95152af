package dev.pointsman.training.evaluate;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What knowing a row's group alone tells of its scores: the means of the group's other rows, never of its own question. With data sets as groups it is
 * the router that knows the label, beside which every other is to be read; with lengths, the one that only counts letters.
 */
public final class GroupMeans {
    /** Rows are told by the means of the others of so many parts. */
    private static final int PARTS = 5;

    private GroupMeans() {}

    /**
     * Expected scores of each row's models.
     *
     * @param groups one per row
     * @param seed parts the questions
     */
    public static double[][] scores(OutcomeTable table, List<String> groups, long seed) {
        return told(table, groups, seed, false);
    }

    /**
     * How much more than on all rows one model scores above another, for each row: an order of the prompts. Since all is told by other parts, what
     * all groups of a part have in common says something of that part's own rows, to the contrary; so it is taken away.
     */
    public static double[] gains(OutcomeTable table, List<String> groups, int strong, int weak, long seed) {
        return Arrays.stream(told(table, groups, seed, true))
                .mapToDouble(scores -> scores[strong] - scores[weak])
                .toArray();
    }

    private static double[][] told(OutcomeTable table, List<String> groups, long seed, boolean overAll) {
        int models = table.models().size();
        double[][] scores = new double[table.size()][];
        for (int part = 0; part < PARTS; part++) {
            Map<String, double[]> sums = new HashMap<>();
            double[] all = new double[models + 1];
            for (int row = 0; row < scores.length; row++) {
                OutcomeRow of = table.rows().get(row);
                if (OutcomeTable.part(of, PARTS, seed) != part) {
                    add(all, of);
                    add(sums.computeIfAbsent(groups.get(row), group -> new double[models + 1]), of);
                }
            }
            for (int row = 0; row < scores.length; row++) {
                if (OutcomeTable.part(table.rows().get(row), PARTS, seed) == part) {
                    scores[row] = means(sums.getOrDefault(groups.get(row), all), models);
                    double[] common = overAll ? means(all, models) : new double[models];
                    for (int model = 0; model < models; model++) {
                        scores[row][model] -= common[model];
                    }
                }
            }
        }
        return scores;
    }

    private static void add(double[] sums, OutcomeRow row) {
        for (int model = 0; model < sums.length - 1; model++) {
            sums[model] += row.score(model);
        }
        sums[sums.length - 1]++;
    }

    private static double[] means(double[] sums, int models) {
        double[] means = new double[models];
        for (int model = 0; model < models; model++) {
            means[model] = sums[models] == 0 ? 0 : sums[model] / sums[models];
        }
        return means;
    }

    /** Data sets of the rows. */
    public static List<String> datasets(OutcomeTable table) {
        return table.rows().stream().map(OutcomeRow::dataset).toList();
    }

    /** Tenths of the rows by length, from "0", the shortest. */
    public static List<String> lengths(OutcomeTable table) {
        int[] sorted = table.rows().stream()
                .mapToInt(row -> row.prompt().length())
                .sorted()
                .toArray();
        return table.rows().stream()
                .map(row -> {
                    int below = 0;
                    int length = row.prompt().length();
                    for (int tenth = 1; tenth < 10; tenth++) {
                        below += length >= sorted[sorted.length * tenth / 10] ? 1 : 0;
                    }
                    return Integer.toString(below);
                })
                .toList();
    }
}
