package dev.pointsman.training.routers;

import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.learned.quality.PromptCosts;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.Bootstrap;
import dev.pointsman.training.evaluate.Metric;
import dev.pointsman.training.evaluate.Routed;
import dev.pointsman.training.evaluate.WorthSweep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How many times its mean each model's answer to a prompt will cost: a ridge regression of the logarithm, the same for all models; and whether quality over cost gains
 * by it on prompts held back. Where expected scores of easy and hard prompts are too near one another it does not: true costs then turn the choice to the wrong prompts.
 */
final class CostFit {
    private static final double PENALTY = 100;
    /** A cost of nothing has no logarithm. */
    private static final double LEAST_TIMES = 0.05;
    /** Chances that the gain is none of luck. */
    private static final double CHANCES = 0.8;
    /** Fewer rows tell too little of a curve to be believed. */
    private static final int LEAST_ROWS = 100;

    private final Examples examples;
    private final double[] meansUsd;

    CostFit(Examples examples) {
        this.examples = examples;
        OutcomeTable table = examples.table();
        meansUsd = new double[table.models().size()];
        for (int model = 0; model < meansUsd.length; model++) {
            meansUsd[model] = table.meanCostUsd(model);
        }
    }

    /** Every answer at its model's mean. */
    PromptCosts means() {
        return new PromptCosts(meansUsd, null);
    }

    /** By the prompt; so that examples cost their means on average. */
    PromptCosts byPrompt() {
        LinearHeads raw = ridge(0);
        double sum = 0;
        for (int i = 0; i < examples.size(); i++) {
            sum += PromptCosts.times(raw, examples.point(i));
        }
        return new PromptCosts(meansUsd, ridge(StrictMath.log(sum / examples.size())));
    }

    private LinearHeads ridge(double less) {
        return new DenseFit(examples)
                .ridge(1, PENALTY, (i, head) -> StrictMath.log(Math.max(LEAST_TIMES, times(i))) - less);
    }

    /** Mean over the models of what an answer cost in parts of the model's mean; NaN where no cost is known. */
    private double times(int example) {
        OutcomeRow row = examples.table().rows().get(example);
        double sum = 0;
        int count = 0;
        for (int model = 0; model < meansUsd.length; model++) {
            double cost = row.costUsd(model);
            if (!Double.isNaN(cost) && meansUsd[model] > 0) {
                sum += cost / meansUsd[model];
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /**
     * By the prompt where the curve of quality over cost is higher by it with four chances in five, on {@value #LEAST_ROWS} rows at least; else at the means.
     *
     * @param told what the router tells of each of the held
     * @param held prompts that it has not learned from
     */
    PromptCosts chosen(double[][] told, Examples held, long seed) {
        List<Integer> whole = new ArrayList<>();
        for (int i = 0; i < held.size(); i++) {
            if (held.table().rows().get(i).complete()) {
                whole.add(i);
            }
        }
        // of rows that one model answered the costs are of the prompts that it was given
        boolean drawn = examples.table().rows().stream().anyMatch(OutcomeRow::drawn);
        Answers answers = new Answers(held.at(whole).table());
        if (drawn || whole.size() < LEAST_ROWS || !answers.priced() || !known()) {
            return means();
        }
        PromptCosts byPrompt = byPrompt();
        Bootstrap bootstrap = new Bootstrap(answers.keys(), seed);
        Routed single = answers.always(answers.table().bestSingle());
        double reference = single.costUsd(bootstrap.once());
        double[][] quality = whole.stream().map(i -> told[i]).toArray(double[][]::new);
        Function<PromptCosts, Metric> aiq = costs -> {
            double[][] usd = whole.stream().map(i -> costs.usd(held.point(i))).toArray(double[][]::new);
            return WorthSweep.aiq(new WorthSweep(quality, usd, reference).routed(answers), single);
        };
        Metric gain = aiq.apply(byPrompt).minus(aiq.apply(means()));
        return bootstrap.floor(gain, CHANCES) > 0 ? byPrompt : means();
    }

    private boolean known() {
        for (double mean : meansUsd) {
            if (Double.isNaN(mean)) {
                return false;
            }
        }
        return true;
    }
}
