package dev.pointsman.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.RouterEvaluation.Options;
import dev.pointsman.training.report.RouterEvaluation.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RouterEvaluationTest {
    private static final OutcomeTable TABLE = GeneratedOutcomes.table(600, 5);
    /** Measured once: resamplings take their time. */
    private static final RouterEvaluation RIGHT = measured(true, List.of(0, 1));

    @Test
    void aRouterThatKnowsIsBetterAndCheaperThanTheBestSingleModel() {
        RouterEvaluation e = RIGHT;

        assertThat(e.bestSingle()).isEqualTo("both");
        assertThat(e.rows()).isEqualTo(600);
        assertThat(e.router().quality().value()).isCloseTo(0.9, within(0.03));
        assertThat(e.router().gain().low()).isPositive();
        assertThat(e.router().costShare()).isCloseTo(0.1, within(1e-9));
        assertThat(e.gains()).isTrue();
        CostFigures cost = Objects.requireNonNull(e.cost());
        assertThat(cost.aiq().value()).isCloseTo(e.router().quality().value() * 0.95, within(1e-6));
        assertThat(cost.gain().above(0.2)).isTrue();
        assertThat(cost.labelKnown()).isCloseTo(cost.aiq().value(), within(1e-9));
        assertThat(cost.shares().get(0)).isCloseTo(0.1, within(1e-9));
    }

    @Test
    void whatItIsComparedWithStandsBesideIt() {
        RouterEvaluation e = measured(true, List.of());

        assertThat(e.ways())
                .extracting(Way::name)
                .containsExactly(
                        "router", "best single", "cheapest", "random", "prompt length", "label known", "oracle");
        assertThat(way(e, "best single").gain().value()).isZero();
        assertThat(way(e, "label known").quality()).isEqualTo(e.router().quality());
        assertThat(way(e, "cheapest").quality().value()).isCloseTo(0.45, within(0.05));
        assertThat(way(e, "random").costShare()).isCloseTo(0.4, within(1e-9));
        assertThat(way(e, "oracle").quality().value()).isCloseTo(0.98, within(0.02));
        assertThat(way(e, "prompt length").gain().value()).isLessThan(0.03);
        assertThat(e.pair()).isNull();
    }

    @Test
    void aRouterThatIsWrongGainsNothing() {
        RouterEvaluation e = measured(false, List.of(0, 1));

        assertThat(e.router().quality().value()).isZero();
        assertThat(Objects.requireNonNull(e.pair()).router().apgr().value()).isLessThan(0.4);
        assertThat(e.gains()).isFalse();
        assertThat(RouterText.of(e)).contains("verdict      no better than one model for everything");
    }

    @Test
    void betweenTwoModelsTheOrderOfPromptsIsMeasured() {
        PairFigures pair = Objects.requireNonNull(RIGHT.pair());

        assertThat(pair.strong()).isEqualTo("both");
        assertThat(pair.weak()).isEqualTo("figures");
        assertThat(pair.lines())
                .extracting(PairFigures.Line::name)
                .containsExactly("router", "random", "prompt length", "label known", "oracle");
        assertThat(pair.router().apgr().low()).isGreaterThan(0.7);
        assertThat(pair.lines().get(1).apgr().value()).isCloseTo(0.5, within(0.12));
        assertThat(pair.router().callsAt95().value()).isBetween(0.2, 0.5);
        assertThat(pair.router().costReduction().value())
                .isCloseTo(0.9 * (1 - pair.router().callsAt95().value()), within(1e-9));
        assertThat(pair.router().curve().get(0)).isCloseTo(pair.weakQuality().value(), within(1e-9));
        assertThat(pair.router().curve().get(50)).isCloseTo(pair.strongQuality().value(), within(1e-9));
    }

    @Test
    void aWeightThatWasChosenBeforeIsMeasuredBesideTheRouter() {
        RouterEvaluation e = RouterEvaluation.of(
                GeneratedOutcomes.estimator(false),
                TABLE,
                new Options(List.of(), null, 0.5, 0.001, 1),
                Progress.SILENT);

        assertThat(e.ways().get(1).name()).isEqualTo("router, cost weighed 0.500");
        assertThat(e.ways().get(1).costShare()).isCloseTo(0.1, within(1e-9));
        assertThat(Objects.requireNonNull(e.cost()).chosen()).isNull();
        CostFigures.Chosen chosen =
                Objects.requireNonNull(Objects.requireNonNull(RIGHT.cost()).chosen());
        assertThat(chosen.gain()).isPositive();
        assertThat(chosen.costShare()).isCloseTo(0.1, within(1e-9));
        assertThat(RouterText.of(RIGHT)).contains("cost at the weight one would choose");
    }

    @Test
    void rowsAreToldByDataSetAndByTask() {
        RouterEvaluation e = RouterEvaluation.of(
                GeneratedOutcomes.estimator(true),
                TABLE,
                new Options(List.of(), prompt -> prompt.endsWith("7") ? "seven" : "other", 0, 0, 1),
                Progress.SILENT);

        assertThat(e.datasets()).extracting(RouterEvaluation.Part::name).containsExactlyInAnyOrder("sums", "verse");
        assertThat(e.datasets().stream().mapToInt(RouterEvaluation.Part::rows).sum())
                .isEqualTo(600);
        assertThat(e.tasks()).extracting(RouterEvaluation.Part::rows).containsExactly(540, 60);
        RouterEvaluation.Part other = e.tasks().get(0);
        assertThat(other.name()).isEqualTo("other");
        assertThat(other.gain().value()).isCloseTo(other.quality() - other.single(), within(1e-9));
        assertThat(RouterText.of(e)).contains("By data set", "By task", "seven");
    }

    @Test
    void rowsThatNotEveryModelWasAskedOnAreLeftOutAndCounted() {
        List<OutcomeRow> rows = new ArrayList<>(TABLE.rows());
        rows.add(new OutcomeRow("x", "", "p", "k", new double[] {1, Double.NaN, 1}, new double[3]));
        RouterEvaluation e = RouterEvaluation.of(
                GeneratedOutcomes.estimator(true),
                new OutcomeTable(GeneratedOutcomes.MODELS, rows),
                options(List.of()),
                Progress.SILENT);

        assertThat(e.leftOut()).isOne();
        assertThat(RouterText.of(e)).startsWith("rows         600, 1 left out: not every model was asked\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RouterEvaluation.of(
                        GeneratedOutcomes.estimator(true),
                        TABLE.where(row -> false),
                        options(List.of()),
                        Progress.SILENT));
    }

    @Test
    void withoutCostsOnlyQualityIsTold() {
        OutcomeTable free = new OutcomeTable(
                GeneratedOutcomes.MODELS,
                TABLE.rows().stream()
                        .map(row -> new OutcomeRow(
                                row.id(), "", row.prompt(), row.questionKey(), row.scores(), new double[] {
                                    Double.NaN, Double.NaN, Double.NaN
                                }))
                        .toList());
        RouterEvaluation e =
                RouterEvaluation.of(GeneratedOutcomes.estimator(true), free, options(List.of(0, 1)), Progress.SILENT);

        assertThat(e.cost()).isNull();
        assertThat(e.ways()).extracting(Way::name).doesNotContain("cheapest");
        assertThat(e.datasets()).isEmpty();
        assertThat(RouterText.of(e)).doesNotContain("NaN").contains("–");
        assertThat(RouterJson.of(e).at("/pair/weak_cost").isNull()).isTrue();
        assertThat(Objects.requireNonNull(RouterPage.curve(e)).svg()).contains("share of calls to both");
    }

    @Test
    void theSameSeedGivesTheSameWordsPictureAndJson() {
        RouterEvaluation first = RIGHT;
        RouterEvaluation second = measured(true, List.of(0, 1));

        assertThat(RouterText.of(second)).isEqualTo(RouterText.of(first));
        assertThat(RouterPage.of(second, "t")).isEqualTo(RouterPage.of(first, "t"));
        JsonNode json = RouterJson.of(first);
        assertThat(json).isEqualTo(RouterJson.of(second));
        assertThat(json.at("/ways/0/gain/value").doubleValue())
                .isEqualTo(first.router().gain().value());
        assertThat(json.at("/cost/shares/2/of_quality").doubleValue()).isEqualTo(0.95);
        assertThat(json.at("/pair/lines/0/apgr/low").doubleValue()).isPositive();
        assertThat(json.at("/gains").booleanValue()).isTrue();
    }

    @Test
    void aChangeThatShouldNotMatterIsTriedOnTheDecision() {
        // The estimator reads the beginning of a prompt: what comes before it turns every "add" into the contrary.
        RouterEvaluation many = measured(true, List.of());

        assertThat(many.unchanged())
                .containsEntry("all in lower case", 1.0)
                .containsEntry("spaces at the end", 1.0)
                .hasEntrySatisfying("one typo", share -> assertThat(share).isBetween(0.7, 0.99))
                .hasEntrySatisfying(
                        "a polite beginning", share -> assertThat(share).isBetween(0.4, 0.6));
        assertThat(RIGHT.unchanged()).containsEntry("all in lower case", 1.0).hasSize(4);
        assertThat(Robustness.typo("ab", new SplittableRandom(1))).isEqualTo("ba");
        assertThat(Robustness.typo("a", new SplittableRandom(1))).isEqualTo("a");
        assertThat(RouterText.of(RIGHT)).contains("one typo");
        assertThat(RouterJson.of(RIGHT).at("/unchanged/all_in_lower_case").doubleValue())
                .isEqualTo(1);
    }

    @Test
    void thePageHoldsItsPicturesAndEscapesItsWords() {
        String page = RouterPage.of(measured(true, List.of()), "<x> & y");

        assertThat(page).contains("<h1>&lt;x&gt; &amp; y</h1>").contains("Quality against cost");
        assertThat(page.split("<svg", -1)).hasSize(3);
        assertThat(page).doesNotContain("http-equiv", "<script", "src=");
    }

    private static RouterEvaluation measured(boolean right, List<Integer> pair) {
        return RouterEvaluation.of(GeneratedOutcomes.estimator(right), TABLE, options(pair), Progress.SILENT);
    }

    private static Options options(List<Integer> pair) {
        return new Options(pair, null, 0, 0, 1);
    }

    private static Way way(RouterEvaluation e, String name) {
        return e.ways().stream()
                .filter(way -> way.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
