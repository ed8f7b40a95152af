package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.quality.StoredPrompts;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prompts as points with what each model scored on them. Immutable. */
final class Examples {
    private final PromptSpace space;
    private final List<PromptPoint> points = new ArrayList<>();
    private final OutcomeTable table;
    private final Weights weights;

    Examples(OutcomeTable table, PromptSpace space) {
        this.space = space;
        this.table = table;
        this.weights = new Weights(table);
        for (OutcomeRow row : table.rows()) {
            points.add(space.point(row.prompt()));
        }
    }

    private Examples(OutcomeTable table, PromptSpace space, List<PromptPoint> points) {
        this.space = space;
        this.table = table;
        this.weights = new Weights(table);
        this.points.addAll(points);
    }

    /** The examples at these places. */
    Examples at(List<Integer> places) {
        List<OutcomeRow> rows = new ArrayList<>();
        List<PromptPoint> some = new ArrayList<>();
        for (int place : places) {
            rows.add(table.rows().get(place));
            some.add(points.get(place));
        }
        return new Examples(new OutcomeTable(table.models(), rows), space, some);
    }

    PromptSpace space() {
        return space;
    }

    int size() {
        return points.size();
    }

    int models() {
        return table.models().size();
    }

    OutcomeTable table() {
        return table;
    }

    PromptPoint point(int at) {
        return points.get(at);
    }

    /** Score of a model, 0 to 1; NaN where there is none. */
    double score(int at, int model) {
        return table.rows().get(at).score(model);
    }

    boolean has(int at, int model) {
        return !Double.isNaN(score(at, model));
    }

    /** How much an answer counts, 1 on average of the model's: more where it was unlikely that the model would be asked. */
    double weight(int at, int model) {
        return weights.of(at, model);
    }

    /** The largest of {@link #weight}. */
    double largestWeight() {
        double most = 1;
        for (int model = 0; model < models(); model++) {
            for (int i = 0; i < size(); i++) {
                most = has(i, model) ? Math.max(most, weight(i, model)) : most;
            }
        }
        return most;
    }

    /** Mean score of a model; one half where it has none. */
    double mean(int model) {
        double sum = 0;
        double all = 0;
        for (int i = 0; i < size(); i++) {
            if (has(i, model)) {
                sum += weight(i, model) * score(i, model);
                all += weight(i, model);
            }
        }
        return all == 0 ? 0.5 : sum / all;
    }

    /** How far above its scores an example was told on average; 0 where it has but one, which tells no difference between models. */
    double shift(int at, double[] told) {
        double shift = 0;
        int count = 0;
        for (int model = 0; model < models(); model++) {
            if (has(at, model)) {
                shift += told[model] - score(at, model);
                count++;
            }
        }
        return count < 2 ? 0 : shift / count;
    }

    /** The examples of each question, in the order in which questions come. */
    List<List<Integer>> byQuestion() {
        Map<String, List<Integer>> questions = new LinkedHashMap<>();
        for (int i = 0; i < size(); i++) {
            questions
                    .computeIfAbsent(table.rows().get(i).questionKey(), key -> new ArrayList<>())
                    .add(i);
        }
        return List.copyOf(questions.values());
    }

    /** What prompts are {@linkplain PromptPoint#compared compared} by, a row each. */
    Matrix compared() {
        int columns = space.denseSize();
        float[] values = new float[size() * columns];
        for (int i = 0; i < size(); i++) {
            System.arraycopy(point(i).compared(), 0, values, i * columns, columns);
        }
        return Matrix.of(size(), columns, values);
    }

    StoredPrompts stored() {
        float[] scores = new float[size() * models()];
        for (int model = 0; model < models(); model++) {
            for (int i = 0; i < size(); i++) {
                scores[model * size() + i] = (float) score(i, model);
            }
        }
        return StoredPrompts.of(compared(), space.dimensions(), models(), scores);
    }

    /**
     * How much each answer counts in a fit where models were drawn by known odds: one over those odds, so that a model's answers stand for all prompts and not
     * for those it was mostly given. Up to {@value #MOST}, since a few answers must not outweigh all others; then scaled to a mean of 1 for each
     * model, which leaves the settings of fits what they are. Immutable.
     */
    private static final class Weights {
        private static final double MOST = 10;

        private final OutcomeTable table;
        /** Mean of each model's weights before they are scaled; empty where no odds are known. */
        private final double[] means;

        Weights(OutcomeTable table) {
            this.table = table;
            means = new double
                    [table.rows().stream().anyMatch(OutcomeRow::drawn)
                            ? table.models().size()
                            : 0];
            for (int model = 0; model < means.length; model++) {
                double sum = 0;
                int count = 0;
                for (OutcomeRow row : table.rows()) {
                    if (!Double.isNaN(row.score(model))) {
                        sum += capped(row, model);
                        count++;
                    }
                }
                means[model] = count == 0 ? 1 : sum / count;
            }
        }

        /** Of an answer that there is. */
        double of(int row, int model) {
            return means.length == 0 ? 1 : capped(table.rows().get(row), model) / means[model];
        }

        private static double capped(OutcomeRow row, int model) {
            return row.drawn() ? Math.min(MOST, 1 / row.odds(model)) : 1;
        }
    }
}
