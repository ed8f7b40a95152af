package dev.pointsman.training.routers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.PromptCosts;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CostFitTest {
    private static final int GROCER = 0;
    private static final int SMITH = 2;
    private static final List<String> PAIR = List.of("grocer", "smith");
    /** What an answer to each trade's questions costs in parts of the mean. */
    private static final double[] TIMES = {0.2, 2.0, 0.8};

    @Test
    void whatAnAnswerCostsIsToldByThePrompt() {
        Examples examples = FitsTest.examples(priced(300, 1, TIMES).withModels(PAIR));
        Examples others = new Examples(priced(90, 2, TIMES).withModels(PAIR), examples.space());
        PromptCosts costs = new CostFit(examples).byPrompt();

        assertThat(costs.byPrompt()).isTrue();
        assertThat(costs.meansUsd()[0]).isEqualTo(0.001, within(1e-5));
        double all = 0;
        for (int i = 0; i < others.size(); i++) {
            double[] usd = costs.usd(others.point(i));
            assertThat(usd[1] / usd[0]).isEqualTo(20, within(0.01));
            all += usd[0];
            if (Shops.trade(i) == 0) {
                assertThat(usd[0]).isLessThan(0.0006);
            } else if (Shops.trade(i) == 1) {
                assertThat(usd[0]).isGreaterThan(0.0013);
            }
        }
        assertThat(all / others.size()).isBetween(0.0008, 0.0012);
    }

    @Test
    void costsByThePromptAreTakenWhereTheyPayAndNotWhereTheyDoNot() {
        OutcomeTable outcomes = priced(300, 1, TIMES).withModels(PAIR);
        OutcomeTable held = priced(300, 2, TIMES).withModels(PAIR);
        Examples examples = FitsTest.examples(outcomes);
        Examples others = new Examples(held, examples.space());

        // the dear model is a little better everywhere, so it is worth its cost where answers are cheap
        double[][] alike = new double[others.size()][];
        for (int i = 0; i < alike.length; i++) {
            alike[i] = new double[] {0.5, 0.6};
        }
        assertThat(new CostFit(examples).chosen(alike, better(others), 1).byPrompt())
                .isTrue();
        Examples few = better(others.at(IntStream.range(0, 99).boxed().toList()));
        assertThat(new CostFit(examples).chosen(alike, few, 1).byPrompt())
                .as("too few rows to tell")
                .isFalse();
        // nothing is known of costs by a prompt that all cost the same
        Examples flat = FitsTest.examples(priced(300, 1, new double[] {1, 1, 1}).withModels(PAIR));
        Examples flatHeld = new Examples(priced(300, 2, new double[] {1, 1, 1}).withModels(PAIR), flat.space());
        assertThat(new CostFit(flat).chosen(alike, flatHeld, 1).byPrompt()).isFalse();
    }

    @Test
    void withoutCostsOfAllModelsEveryPromptCostsTheMean() {
        Examples examples = FitsTest.examples(Shops.table(60, 1));
        double[][] told = new double[60][4];
        assertThat(new CostFit(examples).chosen(told, examples, 1).byPrompt()).isFalse();
        assertThat(new CostFit(examples).means().meansUsd()[3]).isNaN();
    }

    @Test
    void whatWasChosenStaysWhenAllRowsAreLearnedFromAndWhenTheFileIsRead() throws Exception {
        OutcomeTable outcomes = better(FitsTest.examples(priced(300, 1, TIMES).withModels(PAIR)))
                .table();
        OutcomeTable held = better(FitsTest.examples(priced(150, 2, TIMES).withModels(PAIR)))
                .table();
        RouterTrainer.Trial trial = new RouterTrainer(RouterKind.KNN, 1).trial(outcomes, held, Progress.SILENT);
        LearnedRouter all = trial.onAll(Progress.SILENT);

        assertThat(trial.router().costs().byPrompt()).isTrue();
        assertThat(all.costs().byPrompt()).isTrue();
        assertThat(all.card().figures()).containsEntry(RouterCard.COSTS_BY_PROMPT, 1.0);
        LearnedRouter read = RouterFile.read(RouterFile.write(all));
        for (OutcomeRow row : held.rows().subList(0, 20)) {
            assertThat(read.costs(row.prompt())).containsExactly(all.costs(row.prompt()));
            assertThat(all.costs(row.prompt())).isNotEqualTo(all.costs().meansUsd());
        }
    }

    /** The same prompts; the second model scores a little more than the first on each. */
    private static Examples better(Examples examples) {
        List<OutcomeRow> rows = new ArrayList<>();
        for (OutcomeRow row : examples.table().rows()) {
            double[] costs = {row.costUsd(0), row.costUsd(1)};
            rows.add(new OutcomeRow(row.id(), "", row.prompt(), row.questionKey(), new double[] {0.5, 0.6}, costs));
        }
        return new Examples(new OutcomeTable(PAIR, rows), examples.space());
    }

    /** The smith costs twenty times as much as the grocer. */
    private static OutcomeTable priced(int count, long seed, double[] times) {
        OutcomeTable shops = Shops.table(count, seed);
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            OutcomeRow row = shops.rows().get(i);
            double[] costs = new double[Shops.MODELS.size()];
            costs[GROCER] = 0.001 * times[Shops.trade(i)];
            costs[SMITH] = 0.02 * times[Shops.trade(i)];
            rows.add(new OutcomeRow(row.id(), "", row.prompt(), row.questionKey(), row.scores(), costs));
        }
        return new OutcomeTable(shops.models(), rows);
    }
}
