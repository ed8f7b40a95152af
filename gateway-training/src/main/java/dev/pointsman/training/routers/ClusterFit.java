package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.ClusterMeans;
import dev.pointsman.training.numeric.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * k-means on what the prompts say and how they look, started by k-means++, the best of three; then each model's mean in each cluster, pulled to its overall mean.
 * Source: Arthur and Vassilvitskii, k-means++ (SODA 2007), section 2.2.
 */
final class ClusterFit {
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

    /**
     * Settings, and how far off what these clusters tell by them is; see {@link #errorOnOthers}.
     *
     * @param nearest how many clusters have a say
     * @param prior how many prompts a model's overall mean counts as in each
     */
    record Choice(ClusterFit fit, int nearest, double prior, double error) {
        int clusters() {
            return fit.clusters;
        }

        ClusterMeans means(Examples examples) {
            return fit.means(examples, nearest, prior);
        }

        /** The same of other examples. */
        ClusterMeans of(Examples examples, long seed) {
            return ClusterFit.of(examples.compared(), fit.clusters, seed).means(examples, nearest, prior);
        }
    }

    Choice choice(Examples examples, int nearest, double prior) {
        return new Choice(this, nearest, prior, errorOnOthers(examples, nearest, prior));
    }

    /**
     * What is to be told by these clusters.
     *
     * @param nearest how many of them have a say
     * @param prior how many prompts a model's overall mean counts as in each
     */
    ClusterMeans means(Examples examples, int nearest, double prior) {
        return new ClusterMeans(unitCentres(), new ClusterSums(examples, cluster, clusters).means(prior), nearest);
    }

    /**
     * How far off those means are on the examples themselves, each told by the others: the scores of its question are taken out of the means meanwhile. Centres,
     * which no score has a part in, stay. See {@link Fitted#error}.
     */
    double errorOnOthers(Examples examples, int nearest, double prior) {
        ClusterSums sums = new ClusterSums(examples, cluster, clusters);
        ClusterMeans means = new ClusterMeans(unitCentres(), sums.means(prior), nearest);
        double[][] told = new double[examples.size()][];
        for (List<Integer> question : examples.byQuestion()) {
            question.forEach(i -> sums.count(i, -1));
            for (int i : question) {
                told[i] = ClusterMeans.scores(
                        means.weights(examples.point(i)),
                        (group, model) -> sums.mean(group, model, prior),
                        examples.models());
            }
            question.forEach(i -> sums.count(i, 1));
        }
        return Fitted.error(told, examples);
    }

    int[] clusterOfEach() {
        return cluster.clone();
    }

    private Matrix unitCentres() {
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
        return Matrix.of(clusters, dimensions, unit);
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
