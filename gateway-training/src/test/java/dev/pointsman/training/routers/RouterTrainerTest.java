package dev.pointsman.training.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTrainerTest {
    private static final OutcomeTable OUTCOMES = Shops.table(300, 1);
    private static final OutcomeTable HELD = Shops.table(90, 2);
    private static final OutcomeTable UNSEEN = Shops.table(90, 3);

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void eachMethodLearnsWhoIsGoodAtWhat(RouterKind kind) {
        LearnedRouter router = new RouterTrainer(kind, 5).train(OUTCOMES, HELD, Progress.SILENT);

        int right = 0;
        double best = 0;
        double worst = 1;
        for (int i = 0; i < UNSEEN.size(); i++) {
            double[] scores = router.estimate(UNSEEN.rows().get(i).prompt());
            right += first(scores) == new int[] {0, 2, 3}[Shops.trade(i)] ? 1 : 0;
            best = Math.max(best, scores[0]);
            worst = Math.min(worst, scores[1]);
            assertThat(scores).hasSize(4);
        }
        assertThat(right).isGreaterThan(80);
        assertThat(best).isBetween(kind == RouterKind.SW ? 0.5 : 0.65, 1.0);
        assertThat(worst).isBetween(0.0, 0.15);
        assertThat(router.models()).isEqualTo(Shops.MODELS);
        assertThat(router.costs("")[0]).isEqualTo(0.001, within(1e-12));
        assertThat(router.costs("")[3]).isNaN();
    }

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void theSameOutcomesAndSeedGiveTheSameBytesAndTheFileTellsWhatTheFitTold(RouterKind kind) throws Exception {
        LearnedRouter router = new RouterTrainer(kind, 5).train(OUTCOMES, HELD, Progress.SILENT);
        byte[] first = RouterFile.write(router);
        byte[] second = RouterFile.write(new RouterTrainer(kind, 5).train(OUTCOMES, HELD, Progress.SILENT));

        assertThat(second).isEqualTo(first);
        LearnedRouter read = RouterFile.read(first);
        for (int i = 0; i < 20; i++) {
            String prompt = UNSEEN.rows().get(i).prompt();
            assertThat(read.estimate(prompt)).containsExactly(router.estimate(prompt));
            assertThat(read.preference(prompt, 2, 0)).isEqualTo(router.preference(prompt, 2, 0));
        }
    }

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void aRouterThatWasMeasuredLearnsFromTheHeldRowsTooWithTheSameSettings(RouterKind kind) throws Exception {
        RouterTrainer.Trial trial = new RouterTrainer(kind, 5).trial(OUTCOMES, HELD, Progress.SILENT);
        List<Integer> heard = new ArrayList<>();
        LearnedRouter all = trial.onAll((done, of) -> heard.add(100 * done / of));

        assertThat(all.card().prompts()).isEqualTo(OUTCOMES.size() + HELD.size());
        assertThat(all.card().digest()).isEqualTo(OutcomeDigest.of(OUTCOMES.and(HELD)));
        assertThat(all.card().figures()).isEqualTo(trial.router().card().figures());
        assertThat(trial.router().card().prompts()).isEqualTo(OUTCOMES.size());
        assertThat(heard).isSorted().startsWith(0).endsWith(100);
        String held = HELD.rows().get(0).prompt();
        assertThat(all.familiarity(held)).isGreaterThan(trial.router().familiarity(held));
        byte[] bytes = RouterFile.write(all);
        assertThat(RouterFile.write(trial.onAll(Progress.SILENT))).isEqualTo(bytes);
        assertThat(RouterFile.read(bytes).estimate(held)).containsExactly(all.estimate(held));
    }

    @Test
    void theStrongModelIsPreferredWhereItIsTheBetterOne() {
        OutcomeTable pair = OUTCOMES.withModels(List.of("grocer", "smith"));
        for (RouterKind kind : List.of(RouterKind.SW, RouterKind.MF, RouterKind.CLASSIFIER, RouterKind.KNN)) {
            LearnedRouter router = new RouterTrainer(kind, 5).train(pair, HELD, Progress.SILENT);
            for (int i = 0; i < 30; i++) {
                double preference = router.preference(UNSEEN.rows().get(i).prompt(), 1, 0);
                if (Shops.trade(i) == 0) {
                    assertThat(preference).isLessThan(0.5);
                } else if (Shops.trade(i) == 1) {
                    assertThat(preference).isGreaterThan(0.5);
                }
            }
        }
    }

    @Test
    void whatWasFoundIsToldByItsWords() {
        LearnedRouter router = new RouterTrainer(RouterKind.TWO_STAGE, 5).train(OUTCOMES, HELD, Progress.SILENT);

        var tasks = router.tasks().orElseThrow().tasks();
        assertThat(tasks).hasSizeBetween(3, 30);
        assertThat(tasks.stream().mapToInt(task -> task.prompts()).sum()).isEqualTo(300);
        assertThat(tasks).allSatisfy(task -> assertThat(task.name()).isNotEmpty());
    }

    @Test
    void whatIsUnlikeAllThatWasLearnedIsLessFamiliarThanWhatIsLike() {
        LearnedRouter router = new RouterTrainer(RouterKind.CLUSTER, 5).train(OUTCOMES, HELD, Progress.SILENT);
        double from = router.card().figures().get(RouterCard.FAMILIAR_FROM);

        assertThat(router.familiarity(UNSEEN.rows().get(0).prompt())).isGreaterThan(from);
        assertThat(router.familiarity("quantum chromodynamics, volume two")).isLessThan(from);
    }

    @Test
    void aTableWithHolesIsLearnedFromToo() {
        OutcomeTable holes = Shops.table(300, 1).withModels(List.of("grocer", "mute", "smith", "tailor", "newcomer"));
        for (RouterKind kind : RouterKind.values()) {
            double[] scores = new RouterTrainer(kind, 5)
                    .train(holes, HELD, Progress.SILENT)
                    .estimate(UNSEEN.rows().get(0).prompt());
            assertThat(scores[4]).isBetween(0.0, 1.0);
            assertThat(first(new double[] {scores[0], scores[1], scores[2], scores[3]}))
                    .isZero();
        }
    }

    @Test
    void theCardTellsTheDataTheSeedAndTheSettings() {
        LearnedRouter router = new RouterTrainer(RouterKind.KNN, 5).train(OUTCOMES, HELD, Progress.SILENT);

        assertThat(router.card().kind()).isEqualTo(RouterKind.KNN);
        assertThat(router.card().seed()).isEqualTo(5);
        assertThat(router.card().prompts()).isEqualTo(300);
        assertThat(router.card().digest()).hasSize(64).isEqualTo(OutcomeDigest.of(OUTCOMES));
        assertThat(OutcomeDigest.of(HELD)).isNotEqualTo(router.card().digest());
        assertThat(router.card().figures()).containsKeys("neighbours", "held-squared-error");
    }

    @Test
    void tooFewOutcomesAreRefusedAndProgressGrowsToItsEnd() {
        RouterTrainer trainer = new RouterTrainer(RouterKind.SW, 5);
        assertThatThrownBy(() -> trainer.train(Shops.table(19, 1), HELD, Progress.SILENT))
                .hasMessageContaining("19")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> trainer.train(OUTCOMES, Shops.table(0, 1), Progress.SILENT))
                .isInstanceOf(IllegalArgumentException.class);
        List<Integer> heard = new ArrayList<>();
        trainer.train(OUTCOMES, HELD, (done, all) -> heard.add(100 * done / all));
        assertThat(heard).isSorted().startsWith(0).endsWith(100);
    }

    private static int first(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }
}
