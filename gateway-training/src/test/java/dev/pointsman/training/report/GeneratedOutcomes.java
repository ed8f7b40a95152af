package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up outcomes: sums are answered by "figures" alone, verses by "verses", and both cost a tenth of "both", which is right on 8 of 10. */
final class GeneratedOutcomes {
    static final List<String> MODELS = List.of("both", "figures", "verses");

    private GeneratedOutcomes() {}

    static OutcomeTable table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<OutcomeRow> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            boolean sum = random.nextBoolean();
            double[] scores = {
                random.nextDouble() < 0.8 ? 1 : 0,
                sum && random.nextDouble() < 0.9 ? 1 : 0,
                !sum && random.nextDouble() < 0.9 ? 1 : 0
            };
            String prompt = (sum ? "add this " : "rhyme on ") + i;
            all.add(new OutcomeRow(
                    "r" + i, sum ? "sums" : "verse", prompt, "q" + i, scores, new double[] {0.01, 0.001, 0.001}));
        }
        return new OutcomeTable(MODELS, all);
    }

    /** Knows what there is to know, or the contrary. */
    static QualityEstimator estimator(boolean right) {
        return new QualityEstimator() {
            @Override
            public List<String> models() {
                return MODELS;
            }

            @Override
            public double[] estimate(String prompt) {
                boolean sum = prompt.startsWith("add") == right;
                return new double[] {0.8, sum ? 0.9 : 0, sum ? 0 : 0.9};
            }

            @Override
            public double[] costs(String prompt) {
                return new double[] {0.01, 0.001, 0.001};
            }

            @Override
            public double familiarity(String prompt) {
                return Double.NaN;
            }
        };
    }
}
