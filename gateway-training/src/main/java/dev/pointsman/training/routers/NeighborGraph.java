package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.Nearest;
import dev.pointsman.training.numeric.Workers;
import java.util.HashMap;
import java.util.Map;

/** Each prompt with the prompts nearest to it: edges between two, with the cosine of their points. Edges without any likeness are left out. */
final class NeighborGraph {
    private final int nodes;
    private final int[] from;
    private final int[] to;
    private final float[] cosines;

    private NeighborGraph(int nodes, int[] from, int[] to, float[] cosines) {
        this.nodes = nodes;
        this.from = from;
        this.to = to;
        this.cosines = cosines;
    }

    /** @param neighbours of each prompt; an edge stands where one of two is the other's */
    static NeighborGraph of(Matrix points, int neighbours) {
        int nodes = points.rows();
        int[][] nearest = new int[nodes][];
        float[][] likeness = new float[nodes][];
        float[] turned = turned(points);
        Workers.each(Workers.COUNT, half -> {
            for (int i = half; i < nodes; i += Workers.COUNT) {
                float[] cosines = new float[nodes];
                for (int d = 0; d < points.columns(); d++) {
                    add(cosines, turned, d * nodes, points.at(i, d));
                }
                cosines[i] = Float.NEGATIVE_INFINITY;
                nearest[i] = Nearest.of(cosines, Math.min(neighbours, nodes - 1));
                likeness[i] = new float[nearest[i].length];
                for (int n = 0; n < nearest[i].length; n++) {
                    likeness[i][n] = cosines[nearest[i][n]];
                }
            }
        });
        return of(nodes, nearest, likeness);
    }

    private static NeighborGraph of(int nodes, int[][] nearest, float[][] likeness) {
        Map<Long, Float> edges = new HashMap<>();
        for (int i = 0; i < nodes; i++) {
            for (int n = 0; n < nearest[i].length; n++) {
                int j = nearest[i][n];
                if (likeness[i][n] > 0) {
                    edges.put((long) Math.min(i, j) << 32 | Math.max(i, j), likeness[i][n]);
                }
            }
        }
        long[] keys =
                edges.keySet().stream().mapToLong(Long::longValue).sorted().toArray();
        int[] from = new int[keys.length];
        int[] to = new int[keys.length];
        float[] cosines = new float[keys.length];
        for (int e = 0; e < keys.length; e++) {
            from[e] = (int) (keys[e] >>> 32);
            to[e] = (int) keys[e];
            cosines[e] = edges.getOrDefault(keys[e], 0f);
        }
        return new NeighborGraph(nodes, from, to, cosines);
    }

    int nodes() {
        return nodes;
    }

    int edges() {
        return from.length;
    }

    /** The end of an edge that has the lower number. */
    int from(int edge) {
        return from[edge];
    }

    int to(int edge) {
        return to[edge];
    }

    /** Above 0, up to 1. */
    float cosine(int edge) {
        return cosines[edge];
    }

    private static float[] turned(Matrix points) {
        float[] turned = new float[points.rows() * points.columns()];
        for (int i = 0; i < points.rows(); i++) {
            for (int d = 0; d < points.columns(); d++) {
                turned[d * points.rows() + i] = points.at(i, d);
            }
        }
        return turned;
    }

    private static void add(float[] sums, float[] values, int from, float scale) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += scale * values[from + i];
        }
    }
}
