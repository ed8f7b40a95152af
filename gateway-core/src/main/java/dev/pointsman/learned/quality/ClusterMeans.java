package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.Nearest;
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
        return scores(weights(point), means::at, means.columns());
    }

    /** What a model scored in a cluster. */
    @FunctionalInterface
    public interface Means {
        double at(int cluster, int model);
    }

    /** What these clusters tell together. */
    public static double[] scores(double[] weights, Means means, int models) {
        double[] scores = new double[models];
        for (int cluster = 0; cluster < weights.length; cluster++) {
            for (int model = 0; model < models && weights[cluster] > 0; model++) {
                scores[model] += weights[cluster] * means.at(cluster, model);
            }
        }
        return scores;
    }

    /** How much each cluster has to say of a prompt, in their order; they sum to 1. */
    public double[] weights(PromptPoint point) {
        float[] cosines = new float[centres.rows()];
        for (int cluster = 0; cluster < cosines.length; cluster++) {
            cosines[cluster] = centres.product(cluster, point.compared());
        }
        double[] weights = new double[cosines.length];
        double all = 0;
        for (int cluster : Nearest.of(cosines, nearest)) {
            weights[cluster] = StrictMath.exp(SHARPNESS * (cosines[cluster] - 1));
            all += weights[cluster];
        }
        for (int cluster = 0; cluster < weights.length; cluster++) {
            weights[cluster] /= all;
        }
        return weights;
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
