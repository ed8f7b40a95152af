package dev.pointsman.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.routers.RouterTrainer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One model is the best at everything, now and then wrong: there is nothing to be learned but that. */
class RouterGuardTest {
    private static final List<String> WORDS =
            List.of("rose", "piston", "verse", "sum", "river", "statute", "fever", "kernel", "opera", "loan");

    @ParameterizedTest
    @EnumSource(RouterKind.class)
    void whereOneModelIsBestAtEverythingARouterLeavesItToThatModel(RouterKind kind) {
        OutcomeTable held = table(300, 2);
        LearnedRouter router = new RouterTrainer(kind, 3).train(table(600, 1), held, Progress.SILENT);
        RouterEvaluation told = evaluation(router, held);
        RouterEvaluation unseen = evaluation(router, table(600, 3));

        assertThat(told.bestSingle()).isEqualTo("queen");
        assertThat(unseen.bestSingle()).isEqualTo("queen");
        assertThat(unseen.router().gain().value()).isGreaterThan(-0.01);
    }

    private static RouterEvaluation evaluation(LearnedRouter router, OutcomeTable table) {
        return RouterEvaluation.of(
                router, table, new RouterEvaluation.Options(List.of(), null, 0, 0, 1), Progress.SILENT);
    }

    private static OutcomeTable table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<OutcomeRow> all = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            StringBuilder prompt = new StringBuilder("tell me of");
            for (int word = 0; word < 4; word++) {
                prompt.append(' ').append(WORDS.get((i + random.nextInt(3)) % WORDS.size()));
            }
            double[] scores = {chance(random, 0.9), chance(random, 0.7), chance(random, 0.6)};
            all.add(new OutcomeRow(
                    "r" + i, "", prompt.toString(), seed + "-" + i, scores, new double[] {0.003, 0.002, 0.001}));
        }
        return new OutcomeTable(List.of("queen", "knight", "pawn"), all);
    }

    private static double chance(SplittableRandom random, double of) {
        return random.nextDouble() < of ? 1 : 0;
    }
}
