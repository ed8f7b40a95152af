package dev.pointsman.training.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How tasks are found in prompts. */
class DiscoveryTest {
    @Test
    void eachPromptIsTiedToItsNearestAndEachTieStandsOnce() {
        NeighborGraph graph = NeighborGraph.of(circle(8), 2); // each point's neighbours on a circle

        assertThat(graph.nodes()).isEqualTo(8);
        assertThat(graph.edges()).isEqualTo(8);
        for (int edge = 0; edge < graph.edges(); edge++) {
            assertThat(graph.from(edge)).isLessThan(graph.to(edge));
            assertThat((graph.to(edge) - graph.from(edge)) % 6).isEqualTo(1); // 1, or 7 between the last and the first
            assertThat(graph.cosine(edge)).isCloseTo((float) Math.cos(Math.PI / 4), within(0.01f));
        }
    }

    @Test
    void promptsWithoutAnyLikenessAreNotTied() {
        Matrix opposite = Matrix.of(2, 2, new float[] {1, 0, -1, 0});
        assertThat(NeighborGraph.of(opposite, 1).edges()).isZero();
    }

    @Test
    void groupsAreFoundAndAHigherResolutionFindsMore() {
        Matrix meanings = bunches(3, 30);
        NeighborGraph graph = NeighborGraph.of(meanings, 10);
        int[] few = Communities.of(graph, graph::cosine, 1, 5);
        int[] many = Communities.of(graph, graph::cosine, 8, 5);

        for (int i = 0; i < few.length; i++) {
            assertThat(few[i] == few[i % 3]).isTrue();
        }
        assertThat(groups(few)).isEqualTo(3);
        assertThat(groups(many)).isGreaterThan(3);
        assertThat(Communities.of(graph, graph::cosine, 8, 5)).containsExactly(many);
    }

    @Test
    void groupsTooSmallJoinTheNearest() {
        Matrix meanings = Matrix.of(5, 2, new float[] {1, 0, 0.9f, 0.1f, 0, 1, 0.1f, 0.9f, 0.8f, 0.3f});
        assertThat(Communities.merged(new int[] {0, 0, 1, 1, 2}, meanings, 2)).containsExactly(0, 0, 1, 1, 0);
        assertThat(Communities.merged(new int[] {2, 2, 0, 0, 1}, meanings, 2)).containsExactly(1, 1, 0, 0, 1);
        assertThat(Communities.merged(new int[] {0, 1, 2, 3, 4}, meanings, 2)).containsOnly(0);
    }

    @Test
    void promptsAgreeAsFarAsTheirRankingsDo() {
        // means: a 0.75, b 0.5, c 0.25
        RankAgreement agreement = agreement(
                new double[] {1, 1, 0}, new double[] {1, 0, 0}, new double[] {1, 1, 0}, new double[] {0, 0, 1});

        assertThat(agreement.of(0, 1)).isEqualTo(1, within(1e-12)); // both a, b, c: ties by the means
        assertThat(agreement.of(0, 2)).isEqualTo(1, within(1e-12));
        double all = 1 + 0.9 + 0.81;
        assertThat(agreement.of(0, 3)).isEqualTo((0 + 0.9 / 2 + 0.81) / all, within(1e-12)); // a, b, c and c, a, b
        assertThat(agreement.of(3, 0)).isEqualTo(agreement.of(0, 3));
    }

    @Test
    void whatWasNotScoredStandsWhereItsMeanIs() {
        RankAgreement agreement =
                agreement(new double[] {Double.NaN, 0, 1}, new double[] {0, 0.5, 1}, new double[] {1, 0, 0});
        RankAgreement told = agreement(
                new double[] {0.5, 0, 1}, new double[] {0, 0.5, 1}, new double[] {1, 0, 0}); // a's mean is 0.5

        assertThat(agreement.of(0, 1)).isEqualTo(told.of(0, 1), within(1e-12)).isLessThan(1); // c, a, b and c, b, a
        assertThat(agreement.of(0, 2)).isEqualTo(told.of(0, 2), within(1e-12)).isLessThan(agreement.of(0, 1));
    }

    @Test
    void typicalWordsAreThoseThatTheOthersLack() {
        TaskWords words = new TaskWords(List.of(
                "Please add the sums", "please ADD the totals", "please sew the seam", "please sew a seam", "oddity"));

        assertThat(words.typical(List.of(0, 1))).startsWith("add").doesNotContain("sums", "seam", "a");
        assertThat(words.typical(List.of(2, 3))).startsWith("seam", "sew");
        assertThat(words.typical(List.of(4))).isEmpty();
    }

    private static int groups(int[] groupOf) {
        return Arrays.stream(groupOf).max().orElseThrow() + 1;
    }

    private static RankAgreement agreement(double[]... scores) {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            rows.add(new OutcomeRow("r" + i, "", "prompt number " + i, "q" + i, scores[i], new double[3]));
        }
        return new RankAgreement(FitsTest.examples(new OutcomeTable(List.of("a", "b", "c"), rows)));
    }

    private static Matrix circle(int points) {
        float[] values = new float[2 * points];
        for (int i = 0; i < points; i++) {
            values[2 * i] = (float) Math.cos(2 * Math.PI * i / points);
            values[2 * i + 1] = (float) Math.sin(2 * Math.PI * i / points);
        }
        return Matrix.of(points, 2, values);
    }

    /** Point i is near axis i % count. */
    private static Matrix bunches(int count, int each) {
        Random random = new Random(3);
        float[] values = new float[count * each * count];
        for (int i = 0; i < count * each; i++) {
            for (int d = 0; d < count; d++) {
                values[i * count + d] = (float) ((i % count == d ? 1 : 0) + 0.1 * random.nextGaussian());
            }
        }
        return Matrix.of(count * each, count, values);
    }
}
