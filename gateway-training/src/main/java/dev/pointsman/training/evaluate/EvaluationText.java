package dev.pointsman.training.evaluate;

import dev.pointsman.training.evaluate.TaskEvaluation.Bin;
import dev.pointsman.training.evaluate.TaskEvaluation.PerLabel;
import java.util.List;
import java.util.Locale;

/** An evaluation as tables for a terminal. */
public final class EvaluationText {
    private static final int WIDEST_LABEL = 24;

    private EvaluationText() {}

    public static String of(TaskEvaluation evaluation) {
        return summary(evaluation) + "\n" + labels(evaluation) + "\n" + confusion(evaluation) + "\n"
                + curve(evaluation);
    }

    /** The figures of all texts together. */
    public static String summary(TaskEvaluation e) {
        return line("texts", Integer.toString(e.texts()))
                + line(
                        "answered",
                        e.answered() + " (" + percent(e.coverage()) + "), from confidence " + decimal(e.least()))
                + line("right of those", percent(e.accuracyOfAnswered()))
                + line("right, all told", percent(e.accuracy()))
                + line("Brier score", decimal(e.brier()))
                + line("log loss", decimal(e.logLoss()))
                + line("calibration", "error (ECE) " + decimal(e.calibrationError()));
    }

    private static String labels(TaskEvaluation e) {
        int width = width(e.labels());
        StringBuilder table = new StringBuilder(row(width, "label", "texts", "precision", "recall", "F1"));
        for (PerLabel each : e.perLabel()) {
            table.append(row(
                    width,
                    each.label(),
                    Integer.toString(each.texts()),
                    decimal(each.precision()),
                    decimal(each.recall()),
                    decimal(each.f1())));
        }
        return table.toString();
    }

    private static String confusion(TaskEvaluation e) {
        int width = width(e.labels());
        int count = e.labels().size();
        String[] head = new String[count + 2];
        head[0] = "truth \\ told";
        for (int i = 0; i < count; i++) {
            head[i + 1] = e.labels().get(i);
        }
        head[count + 1] = "(open)";
        StringBuilder table = new StringBuilder(row(width, head));
        for (int truth = 0; truth <= count; truth++) {
            String[] cells = new String[count + 2];
            cells[0] = truth == count ? "(none)" : e.labels().get(truth);
            for (int told = 0; told <= count; told++) {
                cells[told + 1] = Integer.toString(e.confused(truth, told));
            }
            table.append(row(width, cells));
        }
        return table.toString();
    }

    private static String curve(TaskEvaluation e) {
        StringBuilder table = new StringBuilder(row(10, "confidence", "texts", "mean", "right"));
        for (Bin bin : e.curve()) {
            table.append(row(
                    10,
                    decimal(bin.from()).substring(0, 3) + "–"
                            + decimal(bin.from() + 0.1).substring(0, 3),
                    Integer.toString(bin.texts()),
                    decimal(bin.confidence()),
                    decimal(bin.right())));
        }
        return table.toString();
    }

    private static int width(List<String> labels) {
        int width = "truth \\ told".length();
        for (String label : labels) {
            width = Math.max(width, Math.min(WIDEST_LABEL, label.length()));
        }
        return width;
    }

    private static String row(int width, String... cells) {
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String cell = cells[i].length() <= WIDEST_LABEL ? cells[i] : cells[i].substring(0, WIDEST_LABEL - 1) + "…";
            String padded = i == 0 ? "%-" + width + "s" : "  %" + Math.max(9, cell.length()) + "s";
            row.append(String.format(Locale.ROOT, padded, cell));
        }
        return row.append('\n').toString();
    }

    private static String line(String name, String value) {
        return String.format(Locale.ROOT, "%-16s %s%n", name, value).replace("\r", "");
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String decimal(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }
}
