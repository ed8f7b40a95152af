package dev.pointsman.training.report;

import dev.pointsman.plot.LineChart;
import dev.pointsman.training.evaluate.CostQualityCurve.Point;
import dev.pointsman.training.evaluate.ScoreCalibration.Bin;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** A router's evaluation as a page that needs no other file, and its pictures. */
public final class RouterPage {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
            th, td { padding: .25rem .6rem; border-bottom: 1px solid #8884; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            svg { max-width: 100%; height: auto; }
            :root { color-scheme: light dark; }
            """;

    private RouterPage() {}

    /** Quality against cost: of the router between two models by share of strong calls, else by US dollars; null where there is neither. */
    public static @Nullable LineChart curve(RouterEvaluation e) {
        return e.pair() != null ? strongCalls(e.pair()) : e.cost() != null ? costs(e.cost()) : null;
    }

    private static LineChart strongCalls(PairFigures pair) {
        LineChart chart =
                new LineChart("Quality by share of strong calls", "share of calls to " + pair.strong(), "mean score");
        for (PairFigures.Line line : pair.lines()) {
            double[] quality =
                    line.curve().stream().mapToDouble(Double::doubleValue).toArray();
            double[] share = new double[quality.length];
            for (int i = 0; i < share.length; i++) {
                share[i] = i / (share.length - 1.0);
            }
            chart.line(line.name(), share, quality);
        }
        return chart;
    }

    private static LineChart costs(CostFigures cost) {
        return new LineChart("Quality against cost", "US dollars per 1,000 prompts", "mean score")
                .line("router", each(cost.curve(), point -> point.costUsd() * 1000), each(cost.curve(), Point::quality))
                .points(
                        "single models",
                        each(cost.models(), point -> point.costUsd() * 1000),
                        each(cost.models(), Point::quality));
    }

    /** Expected score against actual. */
    public static LineChart calibration(RouterEvaluation e) {
        List<Bin> bins = e.calibration().bins();
        return new LineChart("Expected and actual score", "expected score", "actual score")
                .diagonal()
                .line("mean of a bin", each(bins, Bin::expected), each(bins, Bin::actual))
                .points("bins", each(bins, Bin::expected), each(bins, Bin::actual))
                .yRange(0, 1);
    }

    /**
     * The page.
     *
     * @param title such as the names of the files
     */
    public static String of(RouterEvaluation e, String title) {
        LineChart curve = curve(e);
        StringBuilder page =
                new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        page.append(escaped(title)).append("</title><style>\n").append(STYLE).append("</style></head><body>\n<h1>");
        page.append(escaped(title)).append("</h1>\n<pre>");
        page.append(escaped(RouterText.summary(e)))
                .append("</pre>\n")
                .append(curve == null ? "" : curve.svg())
                .append('\n');
        RouterText.tables(e).forEach(table -> table(page, table));
        return page.append(calibration(e).svg()).append("</body></html>\n").toString();
    }

    private static void table(StringBuilder page, RouterText.Table table) {
        page.append("<h2>").append(escaped(table.title())).append("</h2>\n<table>\n<tr>");
        table.head().forEach(name -> page.append("<th>").append(escaped(name)).append("</th>"));
        page.append("</tr>\n");
        for (List<String> row : table.rows()) {
            page.append("<tr>");
            row.forEach(cell -> page.append("<td>").append(escaped(cell)).append("</td>"));
            page.append("</tr>\n");
        }
        page.append("</table>\n");
        if (!table.note().isEmpty()) {
            page.append("<p>").append(escaped(table.note())).append("</p>\n");
        }
    }

    private static <T> double[] each(List<T> all, ToDoubleFunction<T> value) {
        return all.stream().mapToDouble(value).toArray();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
