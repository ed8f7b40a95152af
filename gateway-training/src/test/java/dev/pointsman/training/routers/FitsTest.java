package dev.pointsman.training.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.prompt.SparseText;
import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.numeric.RandomizedSvd;
import dev.pointsman.training.numeric.SymmetricEigen;
import dev.pointsman.training.numeric.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fits against their own definitions: at the optimum the slopes vanish. */
class FitsTest {
    private static final OutcomeTable TABLE = Shops.table(150, 1);
    private static final Examples EXAMPLES = examples(TABLE);

    @Test
    void eigenvectorsAreThoseOfTheMatrix() {
        Random random = new Random(1);
        double[][] matrix = new double[12][12];
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j <= i; j++) {
                matrix[i][j] = random.nextGaussian();
                matrix[j][i] = matrix[i][j];
            }
        }
        SymmetricEigen eigen = new SymmetricEigen(copy(matrix));
        for (int rank = 0; rank < 12; rank++) {
            if (rank > 0) {
                assertThat(eigen.value(rank)).isLessThanOrEqualTo(eigen.value(rank - 1));
            }
            for (int i = 0; i < 12; i++) {
                double product = 0;
                for (int j = 0; j < 12; j++) {
                    product += matrix[i][j] * eigen.vector(rank, j);
                }
                assertThat(product).isEqualTo(eigen.value(rank) * eigen.vector(rank, i), within(1e-8));
            }
        }
    }

    @Test
    void directionsCatchAsMuchAsTheLargestEigenvaluesOfTheTextsProducts() {
        List<SparseText> texts = new ArrayList<>();
        for (int i = 0; i < EXAMPLES.size(); i++) {
            texts.add(EXAMPLES.point(i).ngrams());
        }
        int inputs = EXAMPLES.space().ngrams().size();
        float[] directions = RandomizedSvd.directions(texts, inputs, 6, 3);
        double[][] products = new double[texts.size()][texts.size()];
        double caught = 0;
        for (int i = 0; i < texts.size(); i++) {
            float[] row = dense(texts.get(i), inputs);
            for (int j = 0; j < texts.size(); j++) {
                products[i][j] = product(row, dense(texts.get(j), inputs));
            }
            for (int d = 0; d < 6; d++) {
                double sum = 0;
                for (int k = 0; k < inputs; k++) {
                    sum += row[k] * directions[k * 6 + d];
                }
                caught += sum * sum;
            }
        }
        SymmetricEigen eigen = new SymmetricEigen(products);
        double most = 0;
        for (int rank = 0; rank < 6; rank++) {
            most += eigen.value(rank);
        }
        assertThat(caught).isBetween(0.97 * most, 1.0001 * most);
        for (int a = 0; a < 6; a++) {
            for (int b = 0; b <= a; b++) {
                double sum = 0;
                for (int k = 0; k < inputs; k++) {
                    sum += (double) directions[k * 6 + a] * directions[k * 6 + b];
                }
                assertThat(sum).isEqualTo(a == b ? 1 : 0, within(1e-3));
            }
        }
    }

    @Test
    void ridgeHeadsAreWhereTheSlopesVanish() {
        LinearHeads heads = new DenseFit(EXAMPLES).ridge(2, 7, EXAMPLES::score);
        assertOptimal(heads, 2, 7, (i, told) -> told - EXAMPLES.score(i, 0));
    }

    @Test
    void logisticHeadsAreWhereTheSlopesVanish() {
        LinearHeads heads = new DenseFit(EXAMPLES).logistic(2, 0.1, EXAMPLES::score);
        assertOptimal(heads, 2, 10, (i, told) -> 1 / (1 + Math.exp(-told)) - EXAMPLES.score(i, 0));
    }

    @Test
    void classesAreToldByTheSoftmax() {
        List<Integer> classes = new ArrayList<>();
        for (int i = 0; i < EXAMPLES.size(); i++) {
            classes.add(Shops.trade(i));
        }
        LinearHeads heads = new DenseFit(EXAMPLES).softmax(classes, 3, 6);
        int right = 0;
        for (int i = 0; i < EXAMPLES.size(); i++) {
            double[] logits = heads.of(EXAMPLES.point(i).dense());
            right += Arrays.stream(logits).max().orElseThrow() == logits[Shops.trade(i)] ? 1 : 0;
        }
        assertThat(right).isEqualTo(150);
    }

    @Test
    void allTraitsTellWhatTheHeadsTellAndFewTellNearlyIt() {
        LinearHeads heads = new DenseFit(EXAMPLES).logistic(4, 0.1, EXAMPLES::score);
        RankFit fit = new RankFit(EXAMPLES, 0.1);
        for (int i = 0; i < 20; i++) {
            double[] logits = heads.of(EXAMPLES.point(i).dense());
            double[] all = fit.logits(9).scores(EXAMPLES.point(i));
            double[] two = fit.logits(2).scores(EXAMPLES.point(i));
            for (int model = 0; model < 4; model++) {
                double wanted = 1 / (1 + Math.exp(-logits[model]));
                assertThat(all[model]).isEqualTo(wanted, within(1e-4));
                assertThat(two[model]).isEqualTo(wanted, within(0.15));
            }
        }
    }

    @Test
    void blendsLeanTowardsWhatIsOffLessAndKeepEach() {
        double[][] truth = new double[150][4];
        double[][] noise = new double[150][4];
        Random random = new Random(2);
        for (int i = 0; i < 150; i++) {
            for (int model = 0; model < 4; model++) {
                truth[i][model] = 0.9 * EXAMPLES.score(i, model) + 0.05;
                noise[i][model] = random.nextDouble();
            }
        }
        double[] weights = BlendFit.weights(List.of(noise, truth), EXAMPLES);
        assertThat(weights[0] + weights[1]).isEqualTo(1, within(1e-9));
        assertThat(weights[1]).isGreaterThan(0.7);
        assertThat(weights[0]).isGreaterThanOrEqualTo(0.25 - 1e-9);
    }

    @Test
    void theErrorDoesNotCountWhatAllModelsShare() {
        double[][] told = new double[150][4];
        for (int i = 0; i < 150; i++) {
            for (int model = 0; model < 4; model++) {
                told[i][model] = EXAMPLES.score(i, model) + 0.25;
            }
        }
        assertThat(Fitted.error(told, EXAMPLES)).isEqualTo(0, within(1e-12));
        told[0][0] += 1;
        assertThat(Fitted.error(told, EXAMPLES)).isEqualTo(0.75 / 600, within(1e-9)); // 0.75² + 3 · 0.25²
    }

    @Test
    void clustersAreTheTradesWhereThereAreThree() {
        ClusterFit fit = ClusterFit.of(EXAMPLES.compared(), 3, 4);
        var means = fit.means(EXAMPLES, 1, 15);
        for (int i = 0; i < 30; i++) {
            double[] scores = means.scores(EXAMPLES.point(i));
            int own = new int[] {0, 2, 3}[Shops.trade(i)];
            assertThat(scores[own]).isEqualTo(Arrays.stream(scores).max().orElseThrow());
            assertThat(scores[own]).isBetween(0.65, 0.9); // 50 prompts, and the overall mean fifteen times
        }
    }

    @Test
    void bothThreadsCarryOutTheirPartsAndWhatOneThrowsIsThrown() {
        int[] done = new int[7];
        Workers.each(7, part -> done[part]++);
        assertThat(done).containsOnly(1);
        assertThatThrownBy(() -> Workers.each(2, part -> {
                    if (part == 1) {
                        throw new IllegalArgumentException("part one");
                    }
                }))
                .hasRootCauseMessage("part one");
    }

    private interface Slope {
        double of(int example, double told);
    }

    /** Of the first head: Σ slope · x + penalty · w = 0. */
    private static void assertOptimal(LinearHeads heads, int count, double penalty, Slope slope) {
        assertThat(heads.outputs()).isEqualTo(count);
        int inputs = EXAMPLES.space().denseSize();
        double[] sums = new double[inputs + 1];
        for (int i = 0; i < EXAMPLES.size(); i++) {
            float[] dense = EXAMPLES.point(i).dense();
            double miss = slope.of(i, heads.of(dense)[0]);
            for (int k = 0; k < inputs; k++) {
                sums[k] += miss * dense[k];
            }
            sums[inputs] += miss;
        }
        double bias = heads.of(new float[inputs])[0];
        for (int k = 0; k < inputs; k++) {
            float[] unit = new float[inputs];
            unit[k] = 1;
            assertThat(sums[k] + penalty * (heads.of(unit)[0] - bias)).isEqualTo(0, within(0.01));
        }
        assertThat(sums[inputs]).isEqualTo(0, within(0.01));
    }

    static Examples examples(OutcomeTable table) {
        PromptSpace space =
                TextFit.fit(table.rows().stream().map(OutcomeRow::prompt).toList(), 5);
        return new Examples(table, space);
    }

    private static float[] dense(SparseText text, int inputs) {
        float[] row = new float[inputs];
        for (int n = 0; n < text.size(); n++) {
            row[text.row(n)] = text.value(n) / text.length();
        }
        return row;
    }

    private static double product(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static double[][] copy(double[][] matrix) {
        return Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    }
}
