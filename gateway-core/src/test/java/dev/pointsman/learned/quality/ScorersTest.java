package dev.pointsman.learned.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.file.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScorersTest {
    @Test
    void nearestPromptsTellTheirScoresAndTheMeanCountsTwice() {
        StoredPrompts stored = Spaces.stored(2, new float[] {1, 1, 0, 0, Float.NaN, 1}, "red", "red blue", "white");
        NearestPrompts nearest = new NearestPrompts(stored, 2);

        double[] scores = nearest.scores(Spaces.point("red"));
        assertThat(scores[0]).isEqualTo((1 + 0.5 + 2 * 2 / 3.0) / (1.5 + 2), within(5e-3));
        assertThat(scores[1]).isEqualTo((0 + 2 * 0.5) / (1 + 2), within(5e-3));
    }

    @Test
    void fartherPromptsThanTheNearestAndOppositeOnesAreNotAsked() {
        StoredPrompts stored = Spaces.stored(1, new float[] {1, 0, 0}, "red", "white", "blue");
        double mean = 1 / 3.0;
        assertThat(new NearestPrompts(stored, 1).scores(Spaces.point("red"))[0])
                .isEqualTo((1 + 2 * mean) / 3, within(1e-3));
        assertThat(new NearestPrompts(stored, 3).scores(Spaces.point("red"))[0])
                .isEqualTo((1 + 2 * mean) / 3, within(1e-3));
    }

    @Test
    void theNearestClusterTellsItsMeansAndSeveralAreMixed() {
        Matrix centres = Spaces.centres(new float[] {1, 0}, new float[] {0, 1}, new float[] {-1, 0});
        Matrix means = Matrix.of(3, 2, new float[] {1, 0, 0.5f, 0.25f, 0, 1});

        assertThat(new ClusterMeans(centres, means, 1).scores(Spaces.point("red")))
                .containsExactly(1, 0);
        assertThat(new ClusterMeans(centres, means, 1).scores(Spaces.point("white")))
                .containsExactly(0, 1);
        double[] even = new ClusterMeans(centres, means, 2).scores(Spaces.point("red blue"));
        assertThat(even).containsExactly(new double[] {0.75, 0.125}, within(1e-6));
        double[] mixed = new ClusterMeans(centres, means, 2).scores(Spaces.point("red"));
        double far = Math.exp(-9);
        assertThat(mixed[0]).isEqualTo((1 + 0.5 * far) / (1 + far), within(1e-6));
    }

    @Test
    void ngramsAddUpToLogits() {
        NgramLogits logits = new NgramLogits(Matrix.of(3, 2, new float[] {2, 0, 0, -1, 0, 0}), new float[] {0, 1});

        double[] scores = logits.scores(Spaces.point("red"));
        double length = Spaces.point("red").ngrams().length();
        assertThat(scores[0]).isEqualTo(1 / (1 + Math.exp(-2 / length)), within(1e-6));
        assertThat(scores[1]).isEqualTo(1 / (1 + Math.exp(-1)), within(1e-6));
        assertThat(logits.scores(Spaces.point("blue"))[1])
                .isEqualTo(
                        1 / (1 + Math.exp(-1 + 1 / Spaces.point("blue").ngrams().length())), within(1e-6));
        assertThat(logits.preference(Spaces.point("red"), 0, 1)).isEqualTo(0.5 + (scores[0] - scores[1]) / 2);
    }

    @Test
    void traitsTimesAbilitiesAreLogits() {
        LowRankLogits logits = new LowRankLogits(
                Spaces.heads(Spaces.head(1, -1, 0.5f)),
                new LinearHeads(1, 2, new float[] {2, 0, -1, 0.25f})); // ability and offset of each model

        double[] red = logits.scores(Spaces.point("red"));
        assertThat(red[0]).isEqualTo(1 / (1 + Math.exp(-3)), within(1e-6));
        assertThat(red[1]).isEqualTo(1 / (1 + Math.exp(1.5 - 0.25)), within(1e-6));
        assertThat(logits.scores(Spaces.point("blue"))[0]).isEqualTo(1 / (1 + Math.exp(1)), within(1e-6));
    }

    @Test
    void tasksAreMixedByTheirProbabilities() {
        TaskMixture mixture = mixture(0);

        double[] odds = mixture.probabilities(Spaces.point("red"));
        double first = 1 / (1 + Math.exp(-2));
        assertThat(odds).containsExactly(new double[] {first, 1 - first}, within(1e-6));
        double[] scores = mixture.scores(Spaces.point("red"));
        assertThat(scores[0]).isEqualTo(first * 0.75 + (1 - first) * 0.25, within(1e-6));
        assertThat(scores[1]).isEqualTo(0.5, within(1e-6));
    }

    @Test
    void headsOfTasksCorrectTheGeneralOneAndShareWithTheMeans() {
        double first = 1 / (1 + Math.exp(-2));
        double[] heads = mixture(1).scores(Spaces.point("red"));
        assertThat(heads[0]).isEqualTo(0.5 + first * 0.125, within(1e-6));
        assertThat(heads[1]).isEqualTo(0.25 - first * 0.125, within(1e-6));

        double[] half = mixture(0.5).scores(Spaces.point("red"));
        double[] means = mixture(0).scores(Spaces.point("red"));
        assertThat(half[0]).isEqualTo((heads[0] + means[0]) / 2, within(1e-6));
    }

    @Test
    void aTaskThatIsHardlyLikelyIsNotAsked() {
        TaskMixture sure = new TaskMixture(
                List.of(new DiscoveredTask(List.of("a"), 1), new DiscoveredTask(List.of("b"), 1)),
                Spaces.heads(Spaces.head(0, 0, 9), Spaces.head(0, 0, 0)),
                Matrix.of(2, 1, new float[] {1, 0}),
                Spaces.heads(Spaces.head(0, 0, 5)),
                listOf(null, null),
                0);
        assertThat(sure.scores(Spaces.point("red"))).containsExactly(1);
    }

    @Test
    void scoresStayFromZeroToOne() {
        TaskMixture wild = new TaskMixture(
                List.of(new DiscoveredTask(List.of("a"), 1)),
                Spaces.heads(Spaces.head(0, 0, 0)),
                Matrix.of(1, 2, new float[] {1, 0}),
                Spaces.heads(Spaces.head(0, 0, 5), Spaces.head(0, 0, -5)),
                listOf((LinearHeads) null),
                1);
        assertThat(wild.scores(Spaces.point("red"))).containsExactly(1, 0);
    }

    @Test
    void aBlendCountsEachByItsWeight() {
        Matrix centre = Spaces.centres(new float[] {1, 0});
        Blend blend = new Blend(List.of(
                new Blend.Part(
                        RouterKind.CLUSTER, 0.25, new ClusterMeans(centre, Matrix.of(1, 2, new float[] {1, 0}), 1)),
                new Blend.Part(
                        RouterKind.CLUSTER, 0.75, new ClusterMeans(centre, Matrix.of(1, 2, new float[] {0, 1}), 1))));
        assertThat(blend.scores(Spaces.point("red"))).containsExactly(0.25, 0.75);
    }

    @Test
    void aTaskIsNamedByItsFirstWords() {
        assertThat(new DiscoveredTask(List.of("sum", "add", "digits", "carry"), 3).name())
                .isEqualTo("sum-add-digits");
        assertThat(new DiscoveredTask(List.of(), 3).name()).isEmpty();
    }

    /** Two tasks, told by red with odds of e²; general scores of one half and a quarter; the first task's head moves them by an eighth. */
    static TaskMixture mixture(double share) {
        return new TaskMixture(
                List.of(new DiscoveredTask(List.of("a", "b"), 40), new DiscoveredTask(List.of("c"), 20)),
                Spaces.heads(Spaces.head(2, 0, 0), Spaces.head(0, 0, 0)),
                Matrix.of(2, 2, new float[] {0.75f, 0.5f, 0.25f, 0.5f}),
                Spaces.heads(Spaces.head(0, 0, 0.5f), Spaces.head(0, 0, 0.25f)),
                listOf(Spaces.heads(Spaces.head(0.125f, 0, 0), Spaces.head(0, 0, -0.125f)), null),
                share);
    }

    private static List<LinearHeads> listOf(LinearHeads... heads) {
        List<LinearHeads> list = new ArrayList<>();
        for (LinearHeads head : heads) {
            list.add(head);
        }
        return list;
    }
}
