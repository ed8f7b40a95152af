package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.prompt.PromptPoint;

/** How one method tells what each model's answer is worth. Immutable and thread-safe. */
public interface Scorer {
    /** Expected score of each model, 0 to 1, in an array of the caller's own. */
    double[] scores(PromptPoint point);

    /** See {@link QualityEstimator#preference}. */
    default double preference(PromptPoint point, int strong, int weak) {
        double[] scores = scores(point);
        return 0.5 + (scores[strong] - scores[weak]) / 2;
    }

    /** Writes all that it was learned from but the {@link StoredPrompts}. */
    void write(FileOutput out);
}
