package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorthSweepTest {
    private static final double NAN = Double.NaN;

    @Test
    void theMoreCostWeighsTheCheaperTheChoice() {
        double[][] quality = {{0.5, 0.9}, {0.5, 0.51}, {0.6, 0.5}};
        double[][] costs = {{1, 10}, {1, 10}, {1, 10}};
        WorthSweep sweep = new WorthSweep(quality, costs, 10);

        assertThat(sweep.choice(0)).containsExactly(1, 1, 0);
        // 0.4 against λ·0.9 turns at 4/9, 0.01 at 1/90.
        int before = position(1 / 90.0);
        assertThat(sweep.choice(before)).containsExactly(1, 1, 0);
        assertThat(sweep.choice(before + 1)).containsExactly(1, 0, 0);
        assertThat(sweep.choice(position(4 / 9.0))).containsExactly(1, 0, 0);
        assertThat(sweep.choice(position(4 / 9.0) + 1)).containsExactly(0, 0, 0);
    }

    @Test
    void theWeightsGoFromNothingToTenTimesTheReference() {
        assertThat(WorthSweep.weight(0)).isZero();
        assertThat(WorthSweep.weight(1)).isEqualTo(0.001);
        assertThat(WorthSweep.weight(WorthSweep.WEIGHTS - 1)).isCloseTo(10, within(1e-9));
    }

    @Test
    void withoutCostsQualityAloneDecides() {
        WorthSweep sweep = new WorthSweep(new double[][] {{0.5, 0.5, 0.7}}, new double[][] {{NAN, NAN, NAN}}, NAN);

        assertThat(sweep.choice(60)).containsExactly(2);
    }

    @Test
    void choicesOnATableComeToItsScoresAndCosts() {
        Answers answers =
                answers(new double[][] {{1, 0}, {0, 1}, {0.5, 0.5}}, new double[][] {{1, 9}, {1, NAN}, {3, 5}});

        int[] once = {1, 1, 1};
        Routed routed = answers.chosen(new int[] {0, 1, 1});
        assertThat(routed.quality(once)).isCloseTo(2.5 / 3, within(1e-12));
        assertThat(routed.costUsd(once)).isCloseTo((1 + 7 + 5) / 3.0, within(1e-12));
        assertThat(routed.quality(new int[] {0, 0, 2})).isEqualTo(0.5);
        assertThat(routed.quality(new int[] {0, 0, 0})).isNaN();
        assertThat(answers.byLot().quality(once)).isCloseTo(0.5, within(1e-12));
        assertThat(answers.byLot().costUsd(once)).isCloseTo((5 + 4 + 4) / 3.0, within(1e-12));
        assertThat(answers.oracle().quality(once)).isCloseTo(2.5 / 3, within(1e-12));
        assertThat(answers.oracle().costUsd(once)).isCloseTo((1 + 7 + 3) / 3.0, within(1e-12));
        assertThat(answers.always(1).quality(once)).isEqualTo(0.5);
        assertThat(answers.priced()).isTrue();
        assertThat(answers.scores(1)).containsExactly(0, 1, 0.5);
    }

    @Test
    void rowsThatAModelWasNotAskedOnAreLeftOut() {
        Answers answers = answers(new double[][] {{1, NAN}, {0, 1}}, new double[][] {{1, NAN}, {NAN, NAN}});

        assertThat(answers.size()).isOne();
        assertThat(answers.keys()).containsExactly("q1");
        assertThat(answers.priced()).isFalse();
        assertThat(answers.always(0).costUsd(new int[] {1})).isNaN();
    }

    @Test
    void theChosenWeightIsTheCheapestThatIsBetterByItsMargin() {
        int n = 100;
        double[][] scores = new double[n][2];
        double[][] costs = new double[n][2];
        double[][] expected = new double[n][2];
        for (int i = 0; i < n; i++) {
            scores[i] = i < 50 ? new double[] {1, 0} : new double[] {i < 60 ? 1 : 0, 1};
            costs[i] = new double[] {1, 10};
            expected[i] = i < 50 ? new double[] {0.9, 0.1} : new double[] {i < 60 ? 0.59 : 0.3, 0.6};
        }
        Answers answers = answers(scores, costs);
        int[] once = new int[n];
        Arrays.fill(once, 1);
        List<Routed> routed = new WorthSweep(expected, costs, 10).routed(answers);
        Routed fixed = answers.always(1);

        int chosen = WorthSweep.chosen(routed, fixed, 2, once);

        // All cheap is better by 0.1, where the standard error is 0.094.
        assertThat(fixed.quality(once)).isEqualTo(0.5);
        assertThat(routed.get(chosen).quality(once)).isEqualTo(1);
        assertThat(routed.get(chosen).costUsd(once)).isCloseTo((60 + 400) / 100.0, within(1e-9));
        assertThat(WorthSweep.chosen(routed, fixed, 1, once)).isEqualTo(position(0.3 / 0.9) + 1);
        assertThat(WorthSweep.chosen(routed, answers.oracle(), 1, once)).isEqualTo(chosen);
        assertThat(WorthSweep.chosen(List.of(fixed), answers.oracle(), 0, once)).isEqualTo(-1);
        assertThat(routed.get(chosen).standardErrorOver(fixed)).isCloseTo(Math.sqrt(0.25 / 99), within(1e-9));
    }

    @Test
    void theCurveOfTheWeightsIsThatOfTheirMeans() {
        Answers answers = answers(new double[][] {{0.5, 1}}, new double[][] {{1, 2}});
        List<Routed> routed = List.of(answers.always(0), answers.always(1));

        assertThat(WorthSweep.curve(routed, new int[] {1}).costFor(0.75)).isEqualTo(2);
        assertThat(WorthSweep.curve(routed, new int[] {1}).qualityAt(1.5)).isEqualTo(0.75);
    }

    /** The last position whose weight is below. */
    private static int position(double weight) {
        int position = 0;
        while (WorthSweep.weight(position + 1) < weight) {
            position++;
        }
        return position;
    }

    static Answers answers(double[][] scores, double[][] costs) {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < scores.length; i++) {
            rows.add(new OutcomeRow("r" + i, "d", "prompt " + i, "q" + i, scores[i], costs[i]));
        }
        return new Answers(new OutcomeTable(List.of("small", "large"), rows));
    }
}
