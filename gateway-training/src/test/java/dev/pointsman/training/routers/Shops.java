package dev.pointsman.training.routers;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Outcomes made up for tests: questions of three trades. The model {@code smith} is good with tools, {@code grocer} with fruit, {@code tailor} with
 * cloth; each answers well 90 % of what it is good at and 30 % of the rest. {@code mute} is wrong always.
 */
final class Shops {
    static final List<String> MODELS = List.of("grocer", "mute", "smith", "tailor");
    private static final int[] GOOD_AT = {0, -1, 1, 2};
    private static final String[][] WORDS = {
        {"apple", "pear", "plum", "cherry", "sweet", "ripe", "basket", "orchard"},
        {"hammer", "saw", "drill", "wrench", "steel", "screw", "bench", "workshop"},
        {"linen", "thread", "needle", "button", "sleeve", "collar", "woollen", "seam"}
    };

    private Shops() {}

    static OutcomeTable table(int rows, long seed) {
        return new OutcomeTable(MODELS, rows(rows, seed));
    }

    /** Whose questions these are: 0 the grocer's, 1 the smith's, 2 the tailor's. */
    static int trade(int row) {
        return row % 3;
    }

    private static List<OutcomeRow> rows(int count, long seed) {
        Random random = new Random(seed);
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("tell me of the");
            for (int w = 0; w < 5; w++) {
                text.append(' ').append(WORDS[trade(i)][random.nextInt(8)]);
            }
            text.append(" number ").append(random.nextInt(1000));
            double[] scores = new double[MODELS.size()];
            for (int model = 0; model < scores.length; model++) {
                double chance = GOOD_AT[model] < 0 ? 0 : GOOD_AT[model] == trade(i) ? 0.9 : 0.3;
                scores[model] = random.nextDouble() < chance ? 1 : 0;
            }
            double[] costs = {0.001, 0.0001, 0.002, Double.NaN};
            rows.add(new OutcomeRow("r" + i, "", text.toString(), "q" + seed + "-" + i, scores, costs));
        }
        return rows;
    }
}
