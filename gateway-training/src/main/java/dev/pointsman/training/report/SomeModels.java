package dev.pointsman.training.report;

import dev.pointsman.learned.quality.QualityEstimator;
import java.util.List;

/** An estimator as seen by some of its models only. */
public final class SomeModels implements QualityEstimator {
    private final QualityEstimator whole;
    private final List<String> models;
    private final int[] positions;

    /** @param models that are kept, in this order; the estimator knows each */
    public SomeModels(QualityEstimator whole, List<String> models) {
        this.whole = whole;
        this.models = List.copyOf(models);
        this.positions = models.stream().mapToInt(whole.models()::indexOf).toArray();
        for (int i = 0; i < positions.length; i++) {
            if (positions[i] < 0) {
                throw new IllegalArgumentException(
                        "models: " + models.get(i) + " (expected: one of " + whole.models() + ")");
            }
        }
    }

    @Override
    public List<String> models() {
        return models;
    }

    @Override
    public double[] estimate(String prompt) {
        return kept(whole.estimate(prompt));
    }

    @Override
    public double preference(String prompt, int strong, int weak) {
        return whole.preference(prompt, positions[strong], positions[weak]);
    }

    @Override
    public double[] costs(String prompt) {
        return kept(whole.costs(prompt));
    }

    @Override
    public double familiarity(String prompt) {
        return whole.familiarity(prompt);
    }

    private double[] kept(double[] all) {
        double[] some = new double[positions.length];
        for (int i = 0; i < some.length; i++) {
            some[i] = all[positions[i]];
        }
        return some;
    }
}
