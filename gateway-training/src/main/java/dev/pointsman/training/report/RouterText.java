package dev.pointsman.training.report;

import dev.pointsman.training.evaluate.DrawnChoice;
import dev.pointsman.training.evaluate.Interval;
import dev.pointsman.training.report.RouterEvaluation.Part;
import dev.pointsman.training.report.RouterEvaluation.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A router's evaluation as tables of words: for a terminal, and as what the page shows. */
public final class RouterText {
    /**
     * A table.
     *
     * @param title what it tells
     * @param note how it is to be read; empty where that needs no words
     * @param head names of the columns
     * @param rows as many cells each
     */
    record Table(String title, String note, List<String> head, List<List<String>> rows) {}

    private static final int WIDEST = 40;

    private RouterText() {}

    /** Everything. */
    public static String of(RouterEvaluation e) {
        StringBuilder text = new StringBuilder(summary(e));
        tables(e).forEach(table -> text.append('\n').append(text(table)));
        return text.toString();
    }

    /** What was measured, and the verdict. */
    static String summary(RouterEvaluation e) {
        String left = e.leftOut() == 0
                ? ""
                : ", " + count(e.leftOut()) + " left out: not every model was asked"
                        + (e.drawn() == null ? "" : ", or could have been");
        return "rows         " + count(e.rows()) + left + "\n" + drawn(e.drawn()) + "models       "
                + e.models().size()
                + "; the best single one on these rows is " + e.bestSingle() + "\n" + "verdict      "
                + (e.gains()
                        ? "better than one model for everything"
                        : e.tells() ? "no better than one model for everything" : "too few answers to tell")
                + "\n";
    }

    private static String drawn(@Nullable DrawnChoice drawn) {
        return drawn == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        "drawn        %,d of them tell of models that were not asked, by the odds of those that were (doubly robust); worth %.0f"
                                + " observations of the router's choices, largest weight %.1f%n",
                        drawn.rows(),
                        drawn.effective(),
                        drawn.mostWeight());
    }

    static List<Table> tables(RouterEvaluation e) {
        List<Table> tables = new ArrayList<>();
        tables.add(ways(e.ways()));
        if (e.cost() != null) {
            tables.add(cost(e.cost()));
        }
        if (e.pair() != null) {
            tables.add(pair(e.pair()));
        }
        tables.add(calibration(e));
        tables.add(unchanged(e));
        if (!e.datasets().isEmpty()) {
            tables.add(parts("By data set", e.datasets()));
        }
        if (!e.tasks().isEmpty()) {
            tables.add(parts("By task", e.tasks()));
        }
        return tables;
    }

    private static Table ways(List<Way> ways) {
        List<List<String>> rows = new ArrayList<>();
        for (Way way : ways) {
            rows.add(List.of(
                    way.name(),
                    decimals(way.quality()),
                    points(way.gain()),
                    dollars(way.costUsd()),
                    decimal(way.costShare())));
        }
        return new Table(
                "Quality, cost left aside",
                "\"label known\" is told each row's data set and nothing else: what is no better only recognises data sets.",
                List.of("", "quality [95 %]", "points over best single", "USD per 1,000", "of its cost"),
                rows);
    }

    private static Table cost(CostFigures cost) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("mean quality up to the best single's cost (AIQ)", decimals(cost.aiq())));
        rows.add(List.of("the same of single models, mixed by lot", decimal(cost.singles())));
        rows.add(List.of("the router above those", points(cost.gain()) + " points"));
        rows.add(List.of("the same of \"label known\"", decimal(cost.labelKnown())));
        for (int i = 0; i < cost.shares().size(); i++) {
            rows.add(List.of(
                    "cost for " + percent(CostFigures.LEVELS.get(i)) + " of its quality, in hindsight",
                    decimal(cost.shares().get(i))));
        }
        if (cost.chosen() != null) {
            rows.add(List.of(
                    "cost at the weight one would choose on these rows",
                    decimal(cost.chosen().costShare()) + " at "
                            + decimal(cost.chosen().weight()) + " ("
                            + signed(cost.chosen().gain()) + " points)"));
        }
        return new Table("Quality against cost", "", List.of("", "value"), rows);
    }

    private static Table pair(PairFigures pair) {
        List<List<String>> rows = new ArrayList<>();
        for (PairFigures.Line line : pair.lines()) {
            rows.add(List.of(
                    line.name(),
                    decimals(line.apgr()),
                    percent(line.cpt50().value()),
                    percent(line.cpt80().value()),
                    percent(line.callsAt95().value()),
                    percents(line.costReduction())));
        }
        return new Table(
                pair.strong() + " (" + decimal(pair.strongQuality().value()) + ") or " + pair.weak() + " ("
                        + decimal(pair.weakQuality().value()) + ")",
                "APGR, CPT(50 %) and CPT(80 %) as RouteLLM's code has them; the last two keep 95 % of the strong model's quality, in hindsight.",
                List.of("", "APGR [95 %]", "CPT 50", "CPT 80", "strong calls", "cost saved [95 %]"),
                rows);
    }

    private static Table calibration(RouterEvaluation e) {
        List<List<String>> rows = new ArrayList<>();
        e.calibration()
                .bins()
                .forEach(
                        bin -> rows.add(List.of(decimal(bin.expected()), decimal(bin.actual()), count(bin.answers()))));
        return new Table(
                "Expected and actual score",
                "mean distance (ECE) " + decimal(e.calibration().calibrationError()) + ", squared error (Brier) "
                        + decimal(e.calibration().squaredError()),
                List.of("expected", "actual", "answers"),
                rows);
    }

    private static Table unchanged(RouterEvaluation e) {
        List<List<String>> rows = new ArrayList<>();
        e.unchanged().forEach((name, share) -> rows.add(List.of(name, percent(share))));
        return new Table("The same decision after a change that should not matter", "", List.of("", "share"), rows);
    }

    private static Table parts(String title, List<Part> parts) {
        List<List<String>> rows = new ArrayList<>();
        for (Part part : parts) {
            rows.add(List.of(
                    part.name().isEmpty() ? "(none)" : part.name(),
                    count(part.rows()),
                    decimal(part.quality()),
                    decimal(part.single()),
                    points(part.gain())));
        }
        return new Table(title, "", List.of("", "rows", "router", "best single", "points [95 %]"), rows);
    }

    private static String text(Table table) {
        int columns = table.head().size();
        int[] widths = new int[columns];
        List<List<String>> lines = new ArrayList<>(table.rows());
        lines.add(0, table.head());
        for (List<String> line : lines) {
            for (int i = 0; i < columns; i++) {
                widths[i] =
                        Math.max(widths[i], Math.min(WIDEST + 10, line.get(i).length()));
            }
        }
        StringBuilder text = new StringBuilder(table.title()).append('\n');
        for (List<String> line : lines) {
            StringBuilder row = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String cell = line.get(i);
                String room = " ".repeat(Math.max(0, widths[i] - cell.length()));
                row.append(i == 0 ? cell + room : "  " + room + cell);
            }
            text.append("  ").append(row.toString().stripTrailing()).append('\n');
        }
        return (table.note().isEmpty()
                        ? text
                        : text.append("  ").append(table.note()).append('\n'))
                .toString();
    }

    static String decimals(Interval interval) {
        return decimal(interval.value())
                + (Double.isNaN(interval.low())
                        ? ""
                        : " [" + decimal(interval.low()) + ", " + decimal(interval.high()) + "]");
    }

    private static String points(Interval interval) {
        return signed(interval.value())
                + (Double.isNaN(interval.low())
                        ? ""
                        : " [" + signed(interval.low()) + ", " + signed(interval.high()) + "]");
    }

    private static String percents(Interval interval) {
        return percent(interval.value())
                + (Double.isNaN(interval.low())
                        ? ""
                        : " [" + percent(interval.low()) + ", " + percent(interval.high()) + "]");
    }

    private static String signed(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%+.2f", share * 100 + 0.0);
    }

    private static String dollars(double usd) {
        return Double.isNaN(usd) ? "–" : String.format(Locale.ROOT, "%.4f", usd * 1000);
    }

    static String decimal(double value) {
        return Double.isNaN(value) ? "–" : String.format(Locale.ROOT, "%.3f", value);
    }

    static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    static String count(int value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
