package dev.pointsman.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.search.KnnCollector;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.FixedBitSet;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.hnsw.HnswGraphBuilder;
import org.apache.lucene.util.hnsw.HnswGraphSearcher;
import org.apache.lucene.util.hnsw.RandomVectorScorer;
import org.apache.lucene.util.hnsw.RandomVectorScorerSupplier;

/**
 * Some vectors of length 1 with a key each, in a graph of neighbours (HNSW, Malkov and Yashunin, arXiv 1603.09320; Lucene's). Grows up to a bound and
 * is then given up as a whole; what is forgotten before is only no longer found. Searches may run at the same time, but not beside a change.
 */
final class NeighborSegment {
    private static final int CONNECTIONS = 16;
    private static final int BEAM_WIDTH = 100;
    /** How many are looked at more closely in a search: more find more, and take longer. */
    private static final int SEARCH_WIDTH = 32;

    private static final long SEED = 42;

    private final int most;
    private final HnswGraphBuilder builder;
    private float[][] vectors = new float[16][];
    private CacheKey[] keys = new CacheKey[16];
    private FixedBitSet live = new FixedBitSet(16);
    private int count;
    private int alive;

    /**
     * A key that was found.
     *
     * @param cosine of its vector and the one asked for
     */
    record Near(NeighborSegment segment, int node, CacheKey key, float cosine) {}

    /** @param most vectors it takes */
    NeighborSegment(int most) {
        this.most = most;
        try {
            builder = HnswGraphBuilder.create(new Scorers(), CONNECTIONS, BEAM_WIDTH, SEED);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    boolean full() {
        return count == most;
    }

    int size() {
        return count;
    }

    /** Whether all that it has was forgotten. */
    boolean spent() {
        return alive == 0;
    }

    void add(float[] vector, CacheKey key) {
        if (count == keys.length) {
            int room = Math.min(most, count * 2);
            vectors = Arrays.copyOf(vectors, room);
            keys = Arrays.copyOf(keys, room);
            live = FixedBitSet.ensureCapacity(live, room);
        }
        vectors[count] = vector;
        keys[count] = key;
        live.set(count);
        try {
            builder.addGraphNode(count);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        count++;
        alive++;
    }

    void forget(int node) {
        if (live.getAndClear(node)) {
            alive--;
        }
    }

    /** Adds the nearest ones to a list, those that are at least that near. */
    void search(float[] vector, double leastCosine, List<Near> found) {
        if (alive == 0) {
            return;
        }
        try {
            KnnCollector nearest = HnswGraphSearcher.search(
                    new Scorer(vector),
                    SEARCH_WIDTH,
                    builder.getGraph(),
                    alive == count ? null : live,
                    Integer.MAX_VALUE);
            for (ScoreDoc each : nearest.topDocs().scoreDocs) {
                float cosine = each.score * 2 - 1;
                if (cosine >= leastCosine) {
                    found.add(new Near(this, each.doc, keys[each.doc], cosine));
                }
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
    }

    /** Of one vector against all; scores are 0 to 1, as Lucene has them. */
    private final class Scorer implements RandomVectorScorer {
        private final float[] vector;

        Scorer(float[] vector) {
            this.vector = vector;
        }

        @Override
        public float score(int node) {
            return Math.max(0, (1 + VectorUtil.dotProduct(vector, vectors[node])) / 2);
        }

        @Override
        public int maxOrd() {
            return count;
        }
    }

    private final class Scorers implements RandomVectorScorerSupplier {
        @Override
        public RandomVectorScorer scorer(int node) {
            return new Scorer(vectors[node]);
        }

        @Override
        public RandomVectorScorerSupplier copy() {
            return this;
        }
    }
}
