package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import nl.cwts.networkanalysis.LeidenAlgorithm;
import nl.cwts.networkanalysis.Network;
import nl.cwts.util.LargeDoubleArray;
import nl.cwts.util.LargeIntArray;

/**
 * Prompts in groups that have more to do with one another than with others: the Leiden algorithm on their graph, for modularity; groups too small to
 * learn from join the nearest other. Source: Traag, Waltman and van Eck, From Louvain to Leiden, Scientific Reports 9 (2019), by its authors' library.
 */
final class Communities {
    private static final int ITERATIONS = 4;
    private static final double RANDOMNESS = 0.01;

    private Communities() {}

    /**
     * The group of each prompt, from 0; numbered by size, the largest first.
     *
     * @param weights of each edge, at least 0
     * @param resolution the higher, the more groups; 1 for plain modularity
     */
    static int[] of(NeighborGraph graph, IntToDoubleFunction weights, double resolution, long seed) {
        LargeIntArray[] ends = {new LargeIntArray(graph.edges()), new LargeIntArray(graph.edges())};
        LargeDoubleArray strengths = new LargeDoubleArray(graph.edges());
        for (int edge = 0; edge < graph.edges(); edge++) {
            ends[0].set(edge, graph.from(edge));
            ends[1].set(edge, graph.to(edge));
            strengths.set(edge, weights.applyAsDouble(edge));
        }
        Network network = new Network(graph.nodes(), true, ends, strengths, false, false);
        double scaled = resolution / Math.max(1e-9, 2 * network.getTotalEdgeWeight());
        var clustering = new LeidenAlgorithm(scaled, ITERATIONS, RANDOMNESS, new Random(seed)).findClustering(network);
        clustering.orderClustersByNNodes();
        return clustering.getClusters();
    }

    /** The same groups, but for those below {@code least}, whose prompts join the group with the nearest centre. */
    static int[] merged(int[] groupOf, Matrix points, int least) {
        int groups = Arrays.stream(groupOf).max().orElse(0) + 1;
        int[] sizes = new int[groups];
        for (int group : groupOf) {
            sizes[group]++;
        }
        int[] numbers = new int[groups];
        int kept = 0;
        for (int group = 0; group < groups; group++) {
            numbers[group] = sizes[group] >= least ? kept++ : -1;
        }
        if (kept == 0) {
            return new int[groupOf.length];
        }
        float[][] centres = new float[kept][points.columns()];
        for (int i = 0; i < groupOf.length; i++) {
            if (numbers[groupOf[i]] >= 0) {
                points.addTo(centres[numbers[groupOf[i]]], i, 1);
            }
        }
        for (float[] centre : centres) {
            scale(centre);
        }
        int[] merged = new int[groupOf.length];
        for (int i = 0; i < merged.length; i++) {
            merged[i] = numbers[groupOf[i]] >= 0 ? numbers[groupOf[i]] : nearest(centres, points, i);
        }
        return merged;
    }

    private static int nearest(float[][] centres, Matrix points, int at) {
        int nearest = 0;
        float best = Float.NEGATIVE_INFINITY;
        for (int c = 0; c < centres.length; c++) {
            float cosine = points.product(at, centres[c]);
            if (cosine > best) {
                best = cosine;
                nearest = c;
            }
        }
        return nearest;
    }

    private static void scale(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        for (int i = 0; i < vector.length && squares > 0; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
    }
}
