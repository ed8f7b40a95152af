package dev.pointsman.training.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class TaskEvaluationTest {
    /** Two right, one wrong, one open that has a label, one open that has none, one told that has none. */
    private static TaskEvaluation some() {
        TaskEvaluation evaluation = new TaskEvaluation(List.of("a", "<b>"), 0.5);
        evaluation.add(0, new double[] {0.9, 0.1});
        evaluation.add(1, new double[] {0.2, 0.7});
        evaluation.add(1, new double[] {0.8, 0.2});
        evaluation.add(0, new double[] {0.4, 0.3});
        evaluation.add(2, new double[] {0.1, 0.2});
        evaluation.add(2, new double[] {0.1, 0.5});
        return evaluation;
    }

    @Test
    void answersAndAbstentionsAreCountedApart() {
        TaskEvaluation e = some();

        assertThat(e.texts()).isEqualTo(6);
        assertThat(e.answered()).isEqualTo(4);
        assertThat(e.coverage()).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(e.accuracyOfAnswered()).isEqualTo(0.5);
        assertThat(e.accuracy()).isEqualTo(0.5);
        assertThat(e.confused(0, 0)).isEqualTo(1);
        assertThat(e.confused(0, 2)).isEqualTo(1);
        assertThat(e.confused(1, 0)).isEqualTo(1);
        assertThat(e.confused(1, 1)).isEqualTo(1);
        assertThat(e.confused(2, 1)).isEqualTo(1);
        assertThat(e.confused(2, 2)).isEqualTo(1);
        assertThat(e.confused(0, 1)).isZero();
    }

    @Test
    void precisionCountsWhatWasToldAndRecallWhatIs() {
        TaskEvaluation.PerLabel a = some().perLabel().get(0);
        TaskEvaluation.PerLabel b = some().perLabel().get(1);

        assertThat(a).isEqualTo(new TaskEvaluation.PerLabel("a", 2, 0.5, 0.5, 0.5));
        assertThat(b.precision()).isEqualTo(0.5);
        assertThat(b.recall()).isEqualTo(0.5);
        assertThat(new TaskEvaluation(List.of("x"), 0.5).perLabel().get(0).precision())
                .isNaN();
    }

    @Test
    void scoresOfProbabilitiesFollowTheirFormulas() {
        TaskEvaluation one = new TaskEvaluation(List.of("a", "b"), 0.5);
        one.add(0, new double[] {0.6, 0.3});

        assertThat(one.brier()).isCloseTo(0.16 + 0.09 + 0.01, within(1e-12));
        assertThat(one.logLoss()).isCloseTo(-Math.log(0.6), within(1e-12));
        assertThat(one.calibrationError()).isCloseTo(0.4, within(1e-12));

        TaskEvaluation none = new TaskEvaluation(List.of("a"), 0.5);
        none.add(1, new double[] {0.25});
        assertThat(none.brier()).isCloseTo(2 * 0.0625, within(1e-12));
        assertThat(none.logLoss()).isCloseTo(-Math.log(0.75), within(1e-12));
    }

    @Test
    void theCurveHasABinForEachTenthThatHoldsTexts() {
        TaskEvaluation e = new TaskEvaluation(List.of("a", "b"), 0.5);
        e.add(0, new double[] {0.92, 0.08});
        e.add(0, new double[] {0.98, 0.02});
        e.add(0, new double[] {1, 0});
        e.add(1, new double[] {0.55, 0.45});

        List<TaskEvaluation.Bin> curve = e.curve();
        assertThat(curve).hasSize(2);
        assertThat(curve.get(0)).isEqualTo(new TaskEvaluation.Bin(0.5, 1, 0.55, 0));
        assertThat(curve.get(1).texts()).isEqualTo(3);
        assertThat(curve.get(1).confidence()).isCloseTo(2.9 / 3, within(1e-12));
        assertThat(curve.get(1).right()).isEqualTo(1);
        assertThat(e.calibrationError()).isCloseTo((0.55 + 0.1) / 4, within(1e-12));
    }

    @Test
    void tablesForTheTerminalHoldEveryFigure() {
        assertThat(EvaluationText.of(some()))
                .contains("answered         4 (66.7 %), from confidence 0.500")
                .contains("right of those   50.0 %")
                .containsPattern("<b> +2 +0.500 +0.500 +0.500")
                .containsPattern("\\(none\\) +0 +1 +1")
                .containsPattern("0.9–1.0 +1 +0.900 +1.000");
        assertThat(EvaluationText.of(new TaskEvaluation(List.of("a"), 0.5))).contains("right of those   –");
    }

    @Test
    void jsonHoldsTheSame() {
        JsonNode json = new JsonMapper().readTree(EvaluationJson.of(some()));

        assertThat(json.path("texts").intValue()).isEqualTo(6);
        assertThat(json.path("accuracy_of_answered").doubleValue()).isEqualTo(0.5);
        assertThat(json.at("/labels/1/label").stringValue()).isEqualTo("<b>");
        assertThat(json.at("/confusion/2/1").intValue()).isEqualTo(1);
        assertThat(json.at("/calibration/0/texts").intValue()).isPositive();
        assertThat(new JsonMapper()
                        .readTree(EvaluationJson.of(new TaskEvaluation(List.of("a"), 0.5)))
                        .path("brier")
                        .isNull())
                .isTrue();
    }

    @Test
    void thePageNeedsNoOtherFileAndKeepsLabelsFromBeingMarkup() throws Exception {
        String page = EvaluationPage.of(some(), "a & b");

        assertThat(page)
                .contains("<title>a &amp; b</title>", "&lt;b&gt;", "<svg", "<td>right of those</td><td>50.0 %</td>")
                .doesNotContain("<b>", "src=", "href=");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(
                                EvaluationPage.curve(some()).getBytes(StandardCharsets.UTF_8)))
                        .getDocumentElement()
                        .getTagName())
                .isEqualTo("svg");
    }
}
