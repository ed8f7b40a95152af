package dev.pointsman.training.data;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What each model scored on one prompt, and what it cost. Immutable; positions are those of the table's models. */
public final class OutcomeRow {
    private final String id;
    private final String dataset;
    private final String prompt;
    private final String questionKey;
    private final double[] scores;
    private final double[] costsUsd;
    /** Empty where they are not told. */
    private final double[] odds;

    /**
     * Keeps copies of the arrays.
     *
     * @param dataset where the prompt comes from, such as a benchmark or a subject; empty where that is not known
     * @param questionKey same for prompts that ask the same: they are never on both sides of a split
     * @param scores 0 to 1, one per model of the table; NaN where the model was not asked
     * @param costsUsd US dollars of the call, one per model; NaN where it is not known
     */
    public OutcomeRow(
            String id, String dataset, String prompt, String questionKey, double[] scores, double[] costsUsd) {
        this(id, dataset, prompt, questionKey, scores, costsUsd, new double[0]);
    }

    /**
     * Of a prompt whose models were drawn by lot.
     *
     * @param odds at which each model was to be asked, 0 to 1, one per model; empty where that is not known
     */
    public OutcomeRow(
            String id,
            String dataset,
            String prompt,
            String questionKey,
            double[] scores,
            double[] costsUsd,
            double[] odds) {
        if (scores.length != costsUsd.length) {
            throw new IllegalArgumentException(
                    "costsUsd: " + costsUsd.length + " values (expected: " + scores.length + ", one per model)");
        }
        if (odds.length != 0 && odds.length != scores.length) {
            throw new IllegalArgumentException(
                    "odds: " + odds.length + " values (expected: none, or " + scores.length + ", one per model)");
        }
        this.id = id;
        this.dataset = dataset;
        this.prompt = prompt;
        this.questionKey = questionKey;
        this.scores = scores.clone();
        this.costsUsd = costsUsd.clone();
        this.odds = odds.clone();
    }

    /** A prompt of which nothing is known but that: as if all models had half answered it. */
    public static OutcomeRow alike(String id, String prompt, int models) {
        double[] scores = new double[models];
        double[] costs = new double[models];
        Arrays.fill(scores, 0.5);
        Arrays.fill(costs, Double.NaN);
        return new OutcomeRow(id, "", prompt, QuestionKey.of(prompt), scores, costs);
    }

    public String id() {
        return id;
    }

    public String dataset() {
        return dataset;
    }

    public String prompt() {
        return prompt;
    }

    public String questionKey() {
        return questionKey;
    }

    /** Score of a model, 0 to 1; NaN where it was not asked. */
    public double score(int model) {
        return scores[model];
    }

    /** US dollars a model's call cost; NaN where that is not known. */
    public double costUsd(int model) {
        return costsUsd[model];
    }

    /** A copy, in the order of the table's models; NaN where a model was not asked. */
    public double[] scores() {
        return scores.clone();
    }

    /** A copy, in the order of the table's models; NaN where a cost is not known. */
    public double[] costsUsd() {
        return costsUsd.clone();
    }

    /** Whether the odds are known at which models were asked. */
    public boolean drawn() {
        return odds.length > 0;
    }

    /** Odds at which a model was to be asked, 0 to 1; NaN where they are not known. */
    public double odds(int model) {
        return odds.length == 0 ? Double.NaN : odds[model];
    }

    /** Whether every model was drawn from, so that what it would have scored can be told from other rows. */
    public boolean anyModelPossible() {
        for (double each : odds) {
            if (!(each > 0)) {
                return false;
            }
        }
        return drawn();
    }

    /** Whether every model was asked. */
    public boolean complete() {
        for (double score : scores) {
            if (Double.isNaN(score)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OutcomeRow row
                && id.equals(row.id)
                && dataset.equals(row.dataset)
                && prompt.equals(row.prompt)
                && questionKey.equals(row.questionKey)
                && Arrays.equals(scores, row.scores)
                && Arrays.equals(costsUsd, row.costsUsd)
                && Arrays.equals(odds, row.odds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, prompt);
    }

    /** The same prompt with the columns at these positions; -1 stands for a model that was not asked. */
    OutcomeRow with(int[] columns) {
        double[] some = new double[columns.length];
        double[] costs = new double[columns.length];
        double[] chances = new double[drawn() ? columns.length : 0];
        for (int i = 0; i < columns.length; i++) {
            some[i] = columns[i] < 0 ? Double.NaN : scores[columns[i]];
            costs[i] = columns[i] < 0 ? Double.NaN : costsUsd[columns[i]];
            if (drawn()) {
                chances[i] = columns[i] < 0 ? 0 : odds[columns[i]];
            }
        }
        return new OutcomeRow(id, dataset, prompt, questionKey, some, costs, chances);
    }
}
