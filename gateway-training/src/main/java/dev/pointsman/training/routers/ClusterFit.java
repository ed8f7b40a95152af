package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.ClusterMeans;
import java.util.Arrays;
import java.util.Random;

/**
 * k-means on what the prompts say and how they look, started by k-means++, the best of three; then each model's mean in each cluster, with its overall mean counted as
 * {@value #PRIOR} prompts more. Source: Arthur and Vassilvitskii, k-means++ (SODA 2007), section 2.2.
 */
final class ClusterFit {
    static final double PRIOR = 15;
    private static final int STARTS = 3;
    private static final int MOST_ROUNDS = 50;

    private final Matrix points;
    private final int clusters;
    private float[] centres;
    private int[] cluster;
    private double spread = Double.POSITIVE_INFINITY;

    private ClusterFit(Matrix points, int clusters) {
        this.points = points;
        this.clusters = clusters;
        this.centres = new float[clusters * points.columns()];
        this.cluster = new int[points.rows()];
    }

    static ClusterFit of(Matrix points, int clusters, long seed) {
        ClusterFit best = null;
        for (int start = 0; start < STARTS; start++) {
            ClusterFit fit = new ClusterFit(points, Math.min(clusters, points.rows()));
            fit.run(new Random(seed + 7919L * start));
            best = best == null || fit.spread < best.spread ? fit : best;
        }
        if (best == null) {
            throw new IllegalStateException("no start");
        }
        return best;
    }

    /** @param nearest how many clusters have a say */
    ClusterMeans means(Examples examples, int nearest) {
        int dimensions = points.columns();
        float[] unit = centres.clone();
        for (int c = 0; c < clusters; c++) {
            double squares = 0;
            for (int d = 0; d < dimensions; d++) {
                squares += (double) unit[c * dimensions + d] * unit[c * dimensions + d];
            }
            for (int d = 0; d < dimensions && squares > 0; d++) {
                unit[c * dimensions + d] /= (float) Math.sqrt(squares);
            }
        }
        return new ClusterMeans(
                Matrix.of(clusters, dimensions, unit), shrunkMeans(examples, cluster, clusters), nearest);
    }

    /** Mean scores of each group, a row each, pulled to the overall means. */
    static Matrix shrunkMeans(Examples examples, int[] groupOf, int groups) {
        int models = examples.models();
        float[] means = new float[groups * models];
        for (int model = 0; model < models; model++) {
            double overall = examples.mean(model);
            double[] sums = new double[groups];
            double[] counts = new double[groups];
            Arrays.fill(sums, PRIOR * overall);
            Arrays.fill(counts, PRIOR);
            for (int i = 0; i < groupOf.length; i++) {
                if (examples.has(i, model)) {
                    sums[groupOf[i]] += examples.weight(i, model) * examples.score(i, model);
                    counts[groupOf[i]] += examples.weight(i, model);
                }
            }
            for (int group = 0; group < groups; group++) {
                means[group * models + model] = (float) (sums[group] / counts[group]);
            }
        }
        return Matrix.of(groups, models, means);
    }

    private void run(Random random) {
        start(random);
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (!assign()) {
                break;
            }
            centre();
        }
    }

    private void start(Random random) {
        double[] distance = new double[points.rows()];
        Arrays.fill(distance, 1);
        for (int c = 0; c < clusters; c++) {
            int chosen = draw(distance, random);
            for (int d = 0; d < points.columns(); d++) {
                centres[c * points.columns() + d] = points.at(chosen, d);
            }
            for (int i = 0; i < distance.length; i++) {
                double now = distance(i, c);
                distance[i] = c == 0 ? now : Math.min(distance[i], now);
            }
        }
        Arrays.fill(cluster, -1);
    }

    private static int draw(double[] weights, Random random) {
        double all = 0;
        for (double weight : weights) {
            all += weight;
        }
        double left = random.nextDouble() * all;
        for (int i = 0; i < weights.length; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return random.nextInt(weights.length);
    }

    /** Whether any point changed its cluster. */
    private boolean assign() {
        int[] before = cluster.clone();
        double[] nearest = new double[cluster.length];
        Workers.each(Workers.COUNT, half -> {
            for (int i = half; i < cluster.length; i += Workers.COUNT) {
                nearest[i] = Double.POSITIVE_INFINITY;
                for (int c = 0; c < clusters; c++) {
                    double now = distance(i, c);
                    if (now < nearest[i]) {
                        nearest[i] = now;
                        cluster[i] = c;
                    }
                }
            }
        });
        spread = Arrays.stream(nearest).sum();
        return !Arrays.equals(before, cluster);
    }

    private void centre() {
        int dimensions = points.columns();
        float[] sums = new float[centres.length];
        int[] counts = new int[clusters];
        for (int i = 0; i < cluster.length; i++) {
            counts[cluster[i]]++;
            for (int d = 0; d < dimensions; d++) {
                sums[cluster[i] * dimensions + d] += points.at(i, d);
            }
        }
        for (int c = 0; c < clusters; c++) {
            for (int d = 0; d < dimensions && counts[c] > 0; d++) {
                centres[c * dimensions + d] = sums[c * dimensions + d] / counts[c];
            }
        }
    }

    private double distance(int point, int centre) {
        int from = centre * points.columns();
        float a = 0;
        float b = 0;
        int d = 0;
        for (; d + 1 < points.columns(); d += 2) {
            float x = points.at(point, d) - centres[from + d];
            float y = points.at(point, d + 1) - centres[from + d + 1];
            a += x * x;
            b += y * y;
        }
        if (d < points.columns()) {
            float x = points.at(point, d) - centres[from + d];
            a += x * x;
        }
        return a + b;
    }
}
