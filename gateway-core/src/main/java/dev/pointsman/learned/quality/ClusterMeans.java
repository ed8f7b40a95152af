package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;

/**
 * What models scored in the cluster whose centre is nearest to the prompt, or in the nearest few, each counted by exp(9 · cosine). Source: Zhang and
 * others, Avengers-Pro (arXiv 2508.12631) and its code.
 */
public final class ClusterMeans implements Scorer {
    /** Most clusters there may be. */
    public static final int MOST = 1_024;

    private static final double SHARPNESS = 9;

    private final Matrix centres;
    private final Matrix means;
    private final int nearest;

    /**
     * Clusters and what they tell.
     *
     * @param centres a row for each cluster, of length 1: what prompts in it are {@linkplain PromptPoint#compared compared} by
     * @param means a row for each cluster, a score for each model
     * @param nearest how many clusters have a say, from 1
     */
    public ClusterMeans(Matrix centres, Matrix means, int nearest) {
        this.centres = centres;
        this.means = means;
        this.nearest = nearest;
    }

    @Override
    public double[] scores(PromptPoint point) {
        float[] cosines = new float[centres.rows()];
        for (int cluster = 0; cluster < cosines.length; cluster++) {
            cosines[cluster] = centres.product(cluster, point.compared());
        }
        double[] scores = new double[means.columns()];
        double all = 0;
        for (int cluster : Nearest.of(cosines, nearest)) {
            double weight = StrictMath.exp(SHARPNESS * (cosines[cluster] - 1));
            all += weight;
            for (int model = 0; model < scores.length; model++) {
                scores[model] += weight * means.at(cluster, model);
            }
        }
        for (int model = 0; model < scores.length; model++) {
            scores[model] /= all;
        }
        return scores;
    }

    @Override
    public void write(FileOutput out) {
        out.number(nearest);
        centres.write(out);
        means.write(out);
    }

    static ClusterMeans read(FileInput in, int columns, int models) throws RefusedFile {
        int nearest = in.count(1, MOST, "nearest clusters");
        Matrix centres = Matrix.read(in, MOST, columns, "centres");
        Matrix means = Matrix.read(in, MOST, models, "clusters' means");
        if (centres.rows() == 0 || centres.rows() != means.rows()) {
            throw new RefusedFile("its clusters have no means or no centres; train it again");
        }
        return new ClusterMeans(centres, means, nearest);
    }
}
