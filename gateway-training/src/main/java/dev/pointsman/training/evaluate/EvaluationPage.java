package dev.pointsman.training.evaluate;

import dev.pointsman.plot.LineChart;
import dev.pointsman.training.evaluate.TaskEvaluation.Bin;
import dev.pointsman.training.evaluate.TaskEvaluation.PerLabel;
import java.util.List;

/** An evaluation as a page that needs no other file, and its calibration curve as a picture. */
public final class EvaluationPage {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            table { border-collapse: collapse; margin: 1rem 0; display: block; overflow-x: auto; }
            th, td { padding: .25rem .6rem; border-bottom: 1px solid #8884; text-align: right; }
            th:first-child, td:first-child { text-align: left; }
            td.right { font-weight: bold; }
            svg { max-width: 100%; height: auto; }
            :root { color-scheme: light dark; }
            """;

    private EvaluationPage() {}

    /** Confidence against the share of right answers, as SVG. */
    public static String curve(TaskEvaluation evaluation) {
        List<Bin> bins = evaluation.curve();
        double[] confidence = bins.stream().mapToDouble(Bin::confidence).toArray();
        double[] right = bins.stream().mapToDouble(Bin::right).toArray();
        double[] share = bins.stream()
                .mapToDouble(bin -> (double) bin.texts() / evaluation.texts())
                .toArray();
        double[] middle = bins.stream()
                .mapToDouble(bin -> bin.from() + 0.5 / TaskEvaluation.BINS)
                .toArray();
        return new LineChart("Calibration", "confidence", "share")
                .bars("texts of that confidence", middle, share)
                .diagonal()
                .line("right answers", confidence, right)
                .points("right answers, by bin", confidence, right)
                .yRange(0, 1)
                .svg();
    }

    /**
     * The page.
     *
     * @param title such as the names of the files
     */
    public static String of(TaskEvaluation e, String title) {
        StringBuilder page =
                new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>");
        page.append(escaped(title)).append("</title><style>\n").append(STYLE).append("</style></head><body>\n<h1>");
        page.append(escaped(title)).append("</h1>\n<table>\n");
        for (String line : EvaluationText.summary(e).split("\n", 0)) {
            int end = line.indexOf("  ") < 0 ? line.indexOf(' ', 15) : line.indexOf("  ");
            page.append("<tr><td>").append(escaped(line.substring(0, end).strip()));
            page.append("</td><td>")
                    .append(escaped(line.substring(end).strip()))
                    .append("</td></tr>\n");
        }
        page.append("</table>\n<h2>Calibration</h2>\n").append(curve(e)).append("\n<h2>Labels</h2>\n");
        labels(e, page);
        page.append("<h2>Confusion</h2>\n<p>A row for what it is, a column for what it was told to be.</p>\n");
        confusion(e, page);
        return page.append("</body></html>\n").toString();
    }

    private static void labels(TaskEvaluation e, StringBuilder page) {
        page.append("<table>\n<tr><th>label</th><th>texts</th><th>precision</th><th>recall</th><th>F1</th></tr>\n");
        for (PerLabel each : e.perLabel()) {
            page.append("<tr><td>").append(escaped(each.label()));
            page.append("</td><td>").append(each.texts());
            page.append("</td><td>").append(EvaluationText.decimal(each.precision()));
            page.append("</td><td>").append(EvaluationText.decimal(each.recall()));
            page.append("</td><td>").append(EvaluationText.decimal(each.f1())).append("</td></tr>\n");
        }
        page.append("</table>\n");
    }

    private static void confusion(TaskEvaluation e, StringBuilder page) {
        int count = e.labels().size();
        page.append("<table>\n<tr><th></th>");
        e.labels().forEach(label -> page.append("<th>").append(escaped(label)).append("</th>"));
        page.append("<th>(open)</th></tr>\n");
        for (int truth = 0; truth <= count; truth++) {
            page.append("<tr><td>")
                    .append(truth == count ? "(none)" : escaped(e.labels().get(truth)))
                    .append("</td>");
            for (int told = 0; told <= count; told++) {
                page.append(truth == told ? "<td class=\"right\">" : "<td>");
                page.append(e.confused(truth, told)).append("</td>");
            }
            page.append("</tr>\n");
        }
        page.append("</table>\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
