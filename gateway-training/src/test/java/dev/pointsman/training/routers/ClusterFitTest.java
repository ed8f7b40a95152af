package dev.pointsman.training.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.quality.ClusterMeans;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterFitTest {
    @Test
    void examplesAreToldByTheOthersWhoseMeansAreThoseWithoutThem() {
        Examples examples = FitsTest.examples(Shops.table(60, 4));
        ClusterFit fit = ClusterFit.of(examples.compared(), 4, 1);
        double[][] told = new double[examples.size()][];
        ClusterMeans means = fit.means(examples, 2, 15);
        int[] own = fit.clusterOfEach();
        for (int out = 0; out < told.length; out++) {
            List<Integer> others = new ArrayList<>();
            for (int i = 0; i < told.length; i++) {
                if (i != out) {
                    others.add(i);
                }
            }
            int[] groups = others.stream().mapToInt(i -> own[i]).toArray();
            ClusterSums without = new ClusterSums(examples.at(others), groups, 4);
            told[out] = ClusterMeans.scores(
                    means.weights(examples.point(out)), (group, model) -> without.mean(group, model, 15), 4);
        }

        assertThat(fit.errorOnOthers(examples, 2, 15)).isEqualTo(Fitted.error(told, examples), within(1e-12));
    }

    @Test
    void whatAsksTheSameSaysNothingOfItself() {
        OutcomeTable once = Shops.table(90, 4);
        List<OutcomeRow> twice = new ArrayList<>(once.rows());
        twice.addAll(once.rows());
        Examples alone = FitsTest.examples(once);
        Examples doubled = FitsTest.examples(new OutcomeTable(once.models(), twice));

        assertThat(doubled.byQuestion())
                .hasSize(90)
                .allSatisfy(rows -> assertThat(rows).hasSize(2));
        // many clusters of few prompts: a prompt that was told by its double would be told by itself
        double error = ClusterFit.of(alone.compared(), 20, 1).errorOnOthers(alone, 1, 5);
        double doubledError = ClusterFit.of(doubled.compared(), 20, 1).errorOnOthers(doubled, 1, 5);
        assertThat(doubledError).isGreaterThan(0.85 * error);
    }

    @Test
    void sumsAreTheSameOnceWhatWasTakenOutIsPutBack() {
        Examples examples = FitsTest.examples(Shops.table(30, 4));
        int[] groups = new int[30];
        for (int i = 0; i < 30; i++) {
            groups[i] = Shops.trade(i);
        }
        ClusterSums sums = new ClusterSums(examples, groups, 3);
        double before = sums.mean(0, 0, 15);
        sums.count(0, -1);
        double without = sums.mean(0, 0, 15);
        sums.count(0, 1);

        assertThat(without).isNotEqualTo(before);
        assertThat(sums.mean(0, 0, 15)).isEqualTo(before, within(1e-12));
        assertThat(sums.means(15).at(0, 0)).isEqualTo((float) before, within(4e-3f));
    }
}
