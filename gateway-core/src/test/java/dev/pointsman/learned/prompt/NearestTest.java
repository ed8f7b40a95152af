package dev.pointsman.learned.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NearestTest {
    @Test
    void theHighestAreFoundWhateverTheOrder() {
        Random random = new Random(6);
        for (int round = 0; round < 200; round++) {
            float[] values = new float[1 + random.nextInt(60)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(20);
            }
            int count = 1 + random.nextInt(70);
            int[] wanted = IntStream.range(0, values.length)
                    .boxed()
                    .sorted((a, b) -> values[a] != values[b] ? Float.compare(values[b], values[a]) : a - b)
                    .limit(count)
                    .sorted()
                    .mapToInt(Integer::intValue)
                    .toArray();

            int[] found = Nearest.of(values, count);
            Arrays.sort(found);
            assertThat(found).containsExactly(wanted);
        }
    }

    @Test
    void ofNothingNothingIsFound() {
        assertThat(Nearest.of(new float[0], 3)).isEmpty();
        assertThat(Nearest.of(new float[] {1}, 0)).isEmpty();
    }
}
