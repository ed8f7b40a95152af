package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;

/** What models scored in groups of examples, as sums: an example can be taken out of them and put back. Of one thread. */
final class ClusterSums {
    private final Examples examples;
    private final int[] groupOf;
    private final int models;
    /** Group after group; the last one is that of all examples. */
    private final double[] sums;

    private final double[] counts;
    private final int groups;

    /** @param groupOf of each example, from 0 */
    ClusterSums(Examples examples, int[] groupOf, int groups) {
        this.examples = examples;
        this.groupOf = groupOf;
        this.groups = groups;
        models = examples.models();
        sums = new double[(groups + 1) * models];
        counts = new double[sums.length];
        for (int i = 0; i < examples.size(); i++) {
            count(i, 1);
        }
    }

    /** @param sign 1 puts an example in, -1 takes it out */
    void count(int example, int sign) {
        for (int model = 0; model < models; model++) {
            if (examples.has(example, model)) {
                double weight = sign * examples.weight(example, model);
                add(groupOf[example], model, weight, examples.score(example, model));
                add(groups, model, weight, examples.score(example, model));
            }
        }
    }

    private void add(int group, int model, double weight, double score) {
        sums[group * models + model] += weight * score;
        counts[group * models + model] += weight;
    }

    /** Mean score of a model in a group, its overall mean counted as {@code prior} prompts more. */
    double mean(int group, int model, double prior) {
        int own = group * models + model;
        int all = groups * models + model;
        double overall = counts[all] > 0 ? sums[all] / counts[all] : 0.5;
        return (sums[own] + prior * overall) / (counts[own] + prior);
    }

    /** A row for each group, a {@link #mean} for each model. */
    Matrix means(double prior) {
        float[] means = new float[groups * models];
        for (int i = 0; i < means.length; i++) {
            means[i] = (float) mean(i / models, i % models, prior);
        }
        return Matrix.of(groups, models, means);
    }
}
