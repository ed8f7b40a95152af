package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.cache.NeighborSegment.Near;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NeighborTableTest {
    private static final CacheKey GROUP = new CacheKey(0, 0, 0, 1);
    private static final CacheKey OTHER = new CacheKey(0, 0, 0, 2);
    private static final int DIMENSIONS = 32;

    private final Random random = new Random(5);

    @Test
    void theNearestComesFirstAndNothingThatIsTooFar() {
        NeighborTable table = new NeighborTable(100);
        float[] vector = vector();
        table.add(GROUP, like(vector, 0.1), key(1));
        table.add(GROUP, vector, key(2));
        table.add(GROUP, opposite(vector), key(3));

        List<Near> found = table.nearest(GROUP, vector, 0.9, 10);

        assertThat(found).extracting(Near::key).containsExactly(key(2), key(1));
        assertThat(found.get(0).cosine()).isBetween(0.9999f, 1.0001f);
        assertThat(table.nearest(GROUP, vector, 0.9, 1)).hasSize(1);
        assertThat(table.nearest(GROUP, vector, -1.1, 10)).hasSize(3);
    }

    @Test
    void anotherGroupIsNeverNear() {
        NeighborTable table = new NeighborTable(100);
        float[] vector = vector();
        table.add(GROUP, vector, key(1));

        assertThat(table.nearest(OTHER, vector, 0, 10)).isEmpty();
    }

    @Test
    void theSameVectorWithTheSameKeyIsHeldOnce() {
        NeighborTable table = new NeighborTable(100);
        float[] vector = vector();

        table.add(GROUP, vector, key(1));
        table.add(GROUP, vector.clone(), key(1));
        table.add(GROUP, vector, key(2));

        assertThat(table.size()).isEqualTo(2);
    }

    @Test
    void whatIsForgottenIsNotFoundAndGoesWithTheLastOfItsPart() {
        NeighborTable table = new NeighborTable(100);
        float[] vector = vector();
        table.add(GROUP, vector, key(1));
        table.add(GROUP, like(vector, 0.1), key(2));

        table.forget(GROUP, table.nearest(GROUP, vector, 0.5, 1).get(0));
        assertThat(table.nearest(GROUP, vector, 0.5, 10)).extracting(Near::key).containsExactly(key(2));
        assertThat(table.size()).isEqualTo(2);
        Near last = table.nearest(GROUP, vector, 0.5, 1).get(0);
        table.forget(GROUP, last);
        table.forget(GROUP, last);

        assertThat(table.size()).isZero();
        assertThat(table.nearest(GROUP, vector, 0.5, 10)).isEmpty();
        table.add(GROUP, vector, key(3));
        assertThat(table.nearest(GROUP, vector, 0.5, 10)).hasSize(1);
    }

    @Test
    void aFullTableLosesTheOldestPartOfTheGroupThatWasAddedToLeastRecently() {
        NeighborTable table = new NeighborTable(100);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            vectors.add(vector());
            table.add(GROUP, vectors.get(i), key(i));
        }

        assertThat(table.size()).isEqualTo(51);
        assertThat(table.nearest(GROUP, vectors.get(49), 0.999, 1)).isEmpty();
        assertThat(table.nearest(GROUP, vectors.get(50), 0.999, 1)).hasSize(1);
        assertThat(table.nearest(GROUP, vectors.get(100), 0.999, 1)).hasSize(1);
    }

    @Test
    void groupsThatAreNoLongerAddedToGoFirst() {
        NeighborTable table = new NeighborTable(20);
        float[] early = vector();
        table.add(OTHER, early, key(1));
        for (int i = 0; i < 19; i++) {
            table.add(GROUP, vector(), key(i));
        }
        assertThat(table.nearest(OTHER, early, 0.9, 1)).hasSize(1);

        table.add(GROUP, vector(), key(99));

        assertThat(table.nearest(OTHER, early, 0.9, 1)).isEmpty();
        assertThat(table.size()).isEqualTo(20);
    }

    @Test
    void nearlyAllOfManyAreFoundAgain() {
        NeighborTable table = new NeighborTable(4_000);
        List<float[]> vectors = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            vectors.add(vector());
            table.add(GROUP, vectors.get(i), key(i));
        }

        int found = 0;
        for (int i = 0; i < 3_000; i++) {
            List<Near> near = table.nearest(GROUP, like(vectors.get(i), 0.02), 0.9, 1);
            found += !near.isEmpty() && near.get(0).key().equals(key(i)) ? 1 : 0;
        }

        assertThat(found).isGreaterThan(2_970);
    }

    private static CacheKey key(int number) {
        return new CacheKey(number, 0, 0, 0);
    }

    private float[] vector() {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) {
            vector[i] = (float) random.nextGaussian();
        }
        return scaled(vector);
    }

    private float[] like(float[] vector, double noise) {
        float[] near = vector.clone();
        for (int i = 0; i < DIMENSIONS; i++) {
            near[i] += (float) (noise * random.nextGaussian() / Math.sqrt(DIMENSIONS));
        }
        return scaled(near);
    }

    private static float[] opposite(float[] vector) {
        float[] opposite = vector.clone();
        for (int i = 0; i < DIMENSIONS; i++) {
            opposite[i] = -opposite[i];
        }
        return opposite;
    }

    private static float[] scaled(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }
}
