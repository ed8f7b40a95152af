package dev.pointsman.training.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.QualityEstimator;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.routers.RouterTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each prompt was answered by one model only, drawn by known odds; what the others would have scored is known to the tests alone. */
class SingleRatingsTest {
    private static final RouterEvaluation.Options PLAIN = new RouterEvaluation.Options(List.of(), null, 0, 0, 1);

    @ParameterizedTest
    @EnumSource(value = RouterKind.class, mode = EnumSource.Mode.EXCLUDE, names = "SW")
    void aRouterThatLearnsFromSingleRatingsBeatsTheBestModelAndIsSeenTo(RouterKind kind) {
        OutcomeTable held = DrawnOutcomes.table(600, 2);
        LearnedRouter router = new RouterTrainer(kind, 3).train(DrawnOutcomes.table(1_500, 1), held, Progress.SILENT);
        RouterEvaluation told = evaluation(router, held);
        RouterEvaluation truth = evaluation(router, GeneratedOutcomes.table(2_000, 4));

        assertThat(truth.bestSingle()).isEqualTo("both");
        assertThat(truth.router().gain().value()).as("0.10 is all there is").isGreaterThan(0.03);
        assertThat(told.gains()).isTrue();
        assertThat(told.rows()).isEqualTo(600);
        assertThat(told.ways()).extracting(RouterEvaluation.Way::name).doesNotContain("oracle");
    }

    @Test
    void whatIsToldOfARouterIsRightOnAverageAndWithinItsInterval() {
        QualityEstimator router = GeneratedOutcomes.estimator(true);
        int within = 0;
        double gain = 0;
        double cost = 0;
        double truth = evaluation(router, GeneratedOutcomes.table(40_000, 9))
                .router()
                .gain()
                .value();
        for (int ledger = 0; ledger < 60; ledger++) {
            RouterEvaluation told = evaluation(router, DrawnOutcomes.table(800, 100 + ledger));
            gain += told.router().gain().value() / 60;
            cost += told.router().costUsd() / 60;
            within += told.router().gain().low() <= truth
                            && truth <= told.router().gain().high()
                    ? 1
                    : 0;
        }

        assertThat(gain).isCloseTo(truth, within(0.015));
        assertThat(cost).isCloseTo(0.001, within(0.0003));
        assertThat(within).isGreaterThanOrEqualTo(54);
    }

    @Test
    void aModelThatWasGivenTheHardPromptsIsNotTakenForTheWorseOne() {
        OutcomeTable ledger = hardOnesToTheStrong(2_000);

        assertThat(ledger.meanScore(0)).as("as it looks").isLessThan(ledger.meanScore(1));
        OutcomeTable told = Answers.withDrawn(ledger).table();
        assertThat(told.meanScore(0)).isCloseTo(0.7, within(0.05));
        assertThat(told.meanScore(1)).isCloseTo(0.5, within(0.05));
        assertThat(told.bestSingle()).isZero();
        // knn weighs nothing: neighbours had the same odds
        for (RouterKind kind : List.of(RouterKind.CLASSIFIER, RouterKind.KNN)) {
            LearnedRouter router = new RouterTrainer(kind, 1)
                    .train(ledger.split(0.2, 1).kept(), ledger.split(0.2, 1).held(), Progress.SILENT);
            double[] hard = router.estimate("a hard one 7");
            double[] easy = router.estimate("an easy thing 7");
            assertThat(hard[0]).as("%s: 0.5 and 0.2", kind).isGreaterThan(hard[1] + 0.1);
            assertThat(easy[0]).as("%s: 0.9 and 0.8", kind).isGreaterThan(0.6);
        }
    }

    @Test
    void rowsThatTellNothingOfSomeModelAreLeftOutAndCompleteOnesKept() {
        List<OutcomeRow> rows = new ArrayList<>(DrawnOutcomes.table(300, 5).rows());
        OutcomeRow whole = GeneratedOutcomes.table(1, 6).rows().get(0);
        rows.add(whole);
        rows.add(DrawnOutcomes.asked(whole, 0, new double[] {1, 0, 0}));
        rows.add(new OutcomeRow(
                "x", "", "no odds", "x", new double[] {1, Double.NaN, Double.NaN}, new double[] {0, 0, 0}));
        RouterEvaluation told =
                evaluation(GeneratedOutcomes.estimator(true), new OutcomeTable(GeneratedOutcomes.MODELS, rows));

        assertThat(told.rows()).isEqualTo(301);
        assertThat(told.leftOut()).isEqualTo(2);
        assertThat(told.drawn()).isNotNull();
        assertThat(told.drawn().rows()).isEqualTo(300);
        assertThat(told.drawn().mostWeight()).isEqualTo(1 / 0.15);
        assertThat(told.drawn().effective()).isBetween(60.0, 301.0);
        assertThat(RouterText.of(told)).contains("300 of them tell of models that were not asked");
        assertThat(RouterJson.of(told).at("/drawn/rows").asInt()).isEqualTo(300);
    }

    @Test
    void aHandfulOfDrawnAnswersProvesNothing() {
        RouterEvaluation told = evaluation(GeneratedOutcomes.estimator(true), DrawnOutcomes.table(90, 5));

        assertThat(told.tells()).isFalse();
        assertThat(told.gains()).isFalse();
        assertThat(RouterText.of(told)).contains("too few answers to tell");
    }

    private static RouterEvaluation evaluation(QualityEstimator router, OutcomeTable table) {
        return RouterEvaluation.of(router, table, PLAIN, Progress.SILENT);
    }

    /** The strong model is right on 9 of 10 easy and 5 of 10 hard prompts, the weak one on 8 and 2; the hard ones mostly went to the strong. */
    private static OutcomeTable hardOnesToTheStrong(int count) {
        SplittableRandom random = new SplittableRandom(8);
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean hard = random.nextBoolean();
            double[] scores = {
                random.nextDouble() < (hard ? 0.5 : 0.9) ? 1 : 0, random.nextDouble() < (hard ? 0.2 : 0.8) ? 1 : 0
            };
            double[] odds = hard ? new double[] {0.9, 0.1} : new double[] {0.1, 0.9};
            String prompt = (hard ? "a hard one " : "an easy thing ") + i;
            OutcomeRow row = new OutcomeRow("r" + i, "", prompt, "q" + i, scores, new double[] {0.01, 0.001});
            rows.add(DrawnOutcomes.asked(row, DrawnOutcomes.drawn(odds, random), odds));
        }
        return new OutcomeTable(List.of("strong", "weak"), rows);
    }
}
