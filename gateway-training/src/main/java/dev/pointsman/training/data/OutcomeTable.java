package dev.pointsman.training.data;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Prompts with what each of some models scored on them: what routers are trained from and measured on. Immutable. */
public final class OutcomeTable {
    /** Rows a table may have; more are refused when it is read. */
    public static final int MOST_ROWS = 1_000_000;
    /** Models a table may have. */
    public static final int MOST_MODELS = 256;

    /**
     * Two parts of a table that share no question.
     *
     * @param kept the larger part as a rule, to fit on
     * @param held the part to choose or measure on
     */
    public record Split(OutcomeTable kept, OutcomeTable held) {}

    private final List<String> models;
    private final List<OutcomeRow> rows;

    /** @param rows each with one score and one cost per model, in the order of {@code models} */
    public OutcomeTable(List<String> models, List<OutcomeRow> rows) {
        this.models = List.copyOf(models);
        this.rows = List.copyOf(rows);
        if (new HashSet<>(models).size() != models.size()) {
            throw new IllegalArgumentException("models: " + models + " (expected: each once)");
        }
        for (OutcomeRow row : rows) {
            if (row.scores().length != models.size()) {
                throw new IllegalArgumentException("row \"" + row.id() + "\": " + row.scores().length
                        + " scores (expected: " + models.size() + ", one per model)");
            }
        }
    }

    /**
     * Reads a file of JSON lines, packed with gzip where its name ends with {@code .gz}. Its models are in the order of their names.
     *
     * @throws BadRows telling every line that cannot be used, up to {@value BadRows#MOST_TOLD}
     * @throws IOException where it cannot be read
     */
    public static OutcomeTable read(Path file) throws IOException {
        return new OutcomeReader(file.toString()).read(file);
    }

    /** Names of the models, in the order of a row's scores. */
    public List<String> models() {
        return models;
    }

    public List<OutcomeRow> rows() {
        return rows;
    }

    public int size() {
        return rows.size();
    }

    /** Position of a model; -1 where the table has no such model. */
    public int model(String name) {
        return models.indexOf(name);
    }

    /** The rows that pass, in order. */
    public OutcomeTable where(Predicate<OutcomeRow> test) {
        return new OutcomeTable(models, rows.stream().filter(test).toList());
    }

    /** These rows, then those of another table, with this one's models. */
    public OutcomeTable and(OutcomeTable other) {
        List<OutcomeRow> all = new ArrayList<>(rows);
        all.addAll(other.withModels(models).rows());
        return new OutcomeTable(models, all);
    }

    /** The rows on which every model was asked. */
    public OutcomeTable complete() {
        return where(OutcomeRow::complete);
    }

    /** Whether some row has scores of several models, so that they can be compared on it. */
    public boolean compares() {
        return rows.stream()
                .anyMatch(row -> Arrays.stream(row.scores())
                                .filter(score -> !Double.isNaN(score))
                                .count()
                        > 1);
    }

    /** The same rows with other columns, in this order; a model the table does not have was asked nowhere. */
    public OutcomeTable withModels(List<String> others) {
        int[] columns = others.stream().mapToInt(models::indexOf).toArray();
        return new OutcomeTable(
                others, rows.stream().map(row -> row.with(columns)).toList());
    }

    /**
     * Splits by question: rows with the same question key are on the same side, the same for the same seed whatever else the table holds.
     *
     * @param share of the questions that are held back, 0 to 1; met on average
     */
    public Split split(double share, long seed) {
        List<OutcomeRow> kept = new ArrayList<>();
        List<OutcomeRow> held = new ArrayList<>();
        for (OutcomeRow row : rows) {
            (QuestionKey.place(row.questionKey(), seed) < share ? held : kept).add(row);
        }
        return new Split(new OutcomeTable(models, kept), new OutcomeTable(models, held));
    }

    /** Which of {@code parts} a row's question falls in, from 0; same for the same seed. */
    public static int part(OutcomeRow row, int parts, long seed) {
        return Math.min(parts - 1, (int) (QuestionKey.place(row.questionKey(), seed) * parts));
    }

    /** Mean score of a model over the rows that have one; NaN where none has. */
    public double meanScore(int model) {
        return mean(row -> row.score(model));
    }

    /** Mean US dollars of a model's calls over the rows that tell; NaN where none does. */
    public double meanCostUsd(int model) {
        return mean(row -> row.costUsd(model));
    }

    private double mean(ToDoubleFunction<OutcomeRow> value) {
        double sum = 0;
        int count = 0;
        for (OutcomeRow row : rows) {
            double each = value.applyAsDouble(row);
            if (!Double.isNaN(each)) {
                sum += each;
                count++;
            }
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /** The model of the highest mean score; of equals the cheaper, then the first. -1 where no row has a score. */
    public int bestSingle() {
        int best = -1;
        for (int model = 0; model < models.size(); model++) {
            double score = meanScore(model);
            if (!Double.isNaN(score) && (best < 0 || better(model, score, best))) {
                best = model;
            }
        }
        return best;
    }

    private boolean better(int model, double score, int best) {
        double of = meanScore(best);
        return score > of || (score == of && meanCostUsd(model) < meanCostUsd(best));
    }

    /** The model of the lowest mean cost, of equals the first; -1 where no row tells costs. */
    public int cheapest() {
        int cheapest = -1;
        for (int model = 0; model < models.size(); model++) {
            double cost = meanCostUsd(model);
            if (!Double.isNaN(cost) && (cheapest < 0 || cost < meanCostUsd(cheapest))) {
                cheapest = model;
            }
        }
        return cheapest;
    }
}
