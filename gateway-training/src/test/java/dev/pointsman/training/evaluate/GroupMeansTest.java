package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupMeansTest {
    @Test
    void aRowIsToldByTheOthersOfItsGroupAndNeverByItsOwnQuestion() {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // Of group b only one question has a score of 1: its own rows must not know.
            double score = i % 2 == 0 ? 0.75 : i < 10 ? 1 : 0;
            rows.add(row(i % 2 == 0 ? "a" : "b", i < 10 ? "odd" + i % 2 : "q" + i, i + 1, score));
        }
        OutcomeTable table = new OutcomeTable(List.of("m"), rows);

        double[][] told = GroupMeans.scores(table, GroupMeans.datasets(table), 3);

        assertThat(told[0]).containsExactly(0.75);
        assertThat(told[1]).containsExactly(0);
        assertThat(Arrays.stream(told).filter(scores -> scores[0] > 0.04 && scores[0] < 0.09))
                .hasSizeBetween(60, 95);
    }

    @Test
    void aGroupSeenNowhereElseIsToldByAll() {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            rows.add(row("a", "q" + i, 1, 0.5));
        }
        rows.add(row("alone", "x", 1, 1));
        OutcomeTable table = new OutcomeTable(List.of("m"), rows);

        assertThat(GroupMeans.scores(table, GroupMeans.datasets(table), 3)[50]).containsExactly(0.5);
        assertThat(GroupMeans.scores(table.where(row -> row.id().equals("x")), List.of("alone"), 3)[0])
                .containsExactly(0);
    }

    @Test
    void anOrderByOneGroupAloneIsNoOrder() {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            double[] scores = {i % 3 == 0 ? 1 : 0.5, i % 4 == 0 ? 0.25 : 0};
            rows.add(new OutcomeRow("id", i < 40 ? "a" : "b", "p", "q" + i, scores, new double[2]));
        }
        OutcomeTable table = new OutcomeTable(List.of("s", "w"), rows);
        OutcomeTable one = table.where(row -> row.dataset().equals("a"));

        assertThat(GroupMeans.gains(one, GroupMeans.datasets(one), 0, 1, 3)).containsOnly(0);
        double[] gains = GroupMeans.gains(table, GroupMeans.datasets(table), 0, 1, 3);
        double[][] scores = GroupMeans.scores(table, GroupMeans.datasets(table), 3);
        assertThat(gains[0]).isBetween(-0.1, 0.1);
        assertThat(scores[0][0] - scores[0][1]).isBetween(0.5, 0.7);
    }

    @Test
    void lengthsAreToldByTenths() {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(row("a", "q" + i, i + 1, 0.5));
        }

        List<String> lengths = GroupMeans.lengths(new OutcomeTable(List.of("m"), rows));

        assertThat(lengths).startsWith("0", "0", "1", "1", "2").endsWith("8", "8", "9", "9");
    }

    @Test
    void scoresThatComeOutAsExpectedHaveNoCalibrationError() {
        ScoreCalibration calibration = new ScoreCalibration();
        calibration.add(0.25, 0);
        calibration.add(0.25, 0.5);
        calibration.add(1, 1);

        assertThat(calibration.calibrationError()).isZero();
        assertThat(calibration.squaredError()).isCloseTo(0.125 / 3, within(1e-12));
        assertThat(calibration.bins())
                .containsExactly(new ScoreCalibration.Bin(2, 0.25, 0.25), new ScoreCalibration.Bin(1, 1, 1));

        calibration.add(1.2, 0.2);
        calibration.add(-0.1, 0.3);
        assertThat(calibration.calibrationError()).isCloseTo((1.0 + 0.4) / 5, within(1e-12));
        assertThat(calibration.bins()).hasSize(3);
        assertThat(new ScoreCalibration().squaredError()).isNaN();
    }

    private static OutcomeRow row(String dataset, String key, int length, double score) {
        String id = dataset.equals("alone") ? "x" : "id";
        return new OutcomeRow(id, dataset, "p".repeat(length), key, new double[] {score}, new double[1]);
    }
}
