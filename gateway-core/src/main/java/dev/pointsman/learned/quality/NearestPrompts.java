package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.Nearest;
import dev.pointsman.learned.prompt.PromptPoint;

/**
 * What models scored on the nearest stored prompts, each counted by its squared cosine, and the model's overall mean as if it were {@value #PRIOR}
 * prompts more.
 */
public final class NearestPrompts implements Scorer {
    /** Most neighbours that are asked. */
    public static final int MOST = 1_000;

    private static final double PRIOR = 2;

    private final StoredPrompts stored;
    private final int neighbours;

    /** @param neighbours how many have a say, 1 to {@link #MOST} */
    public NearestPrompts(StoredPrompts stored, int neighbours) {
        this.stored = stored;
        this.neighbours = neighbours;
    }

    @Override
    public double[] scores(PromptPoint point) {
        float[] similarities = stored.similarities(point);
        int[] nearest = Nearest.of(similarities, neighbours);
        double[] scores = stored.means();
        for (int model = 0; model < scores.length; model++) {
            double sum = PRIOR * scores[model];
            double all = PRIOR;
            for (int i : nearest) {
                if (similarities[i] > 0 && stored.has(model, i)) {
                    double weight = (double) similarities[i] * similarities[i];
                    sum += weight * stored.score(model, i);
                    all += weight;
                }
            }
            scores[model] = sum / all;
        }
        return scores;
    }

    @Override
    public void write(FileOutput out) {
        out.number(neighbours);
    }

    static NearestPrompts read(FileInput in, StoredPrompts stored) throws RefusedFile {
        return new NearestPrompts(stored, in.count(1, MOST, "neighbours"));
    }
}
