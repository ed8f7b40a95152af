package dev.pointsman.report;

import dev.pointsman.plot.LineChart;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** A report as one page that needs nothing else: figures, charts, tables. It is light or dark as its reader's screen is. */
public final class ReportPage {
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
            table { border-collapse: collapse; margin: 0 0 2rem; width: 100% }
            td, th { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; vertical-align: top }
            td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
            svg { max-width: 100%; height: auto; margin: 0 0 1rem } .wide { overflow-x: auto }
            @media (prefers-color-scheme: dark) { body { color: #e8eaed; background: #0d1117 } }
            """;
    private static final int MOST_MODELS = 7;

    private final Report report;
    private final StringBuilder page = new StringBuilder(65_536);
    private int charts;

    public ReportPage(Report report) {
        this.report = report;
    }

    /** The page; once. */
    public String html() {
        page.append(
                        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Report</title><meta name=\"viewport\" ")
                .append("content=\"width=device-width\"><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Report</h1><table>");
        ReportText text = new ReportText(report);
        for (List<String> row : text.summary()) {
            page.append("<tr><td>").append(escaped(row.get(0))).append("</td><td>");
            page.append(escaped(row.get(1))).append("</td></tr>");
        }
        page.append("</table>");
        if (report.all().requests() > 0) {
            chart(cost());
            if (report.savings().stream().anyMatch(saved -> saved.savedShare().sure())) {
                chart(savings());
            }
            chart(latency());
            chart(errors());
            table(text.table());
        }
        return page.append("</body></html>\n").toString();
    }

    private String since() {
        return "days since " + LocalDate.ofEpochDay(report.days().days().get(0)) + " (UTC)";
    }

    private double[] x() {
        List<Long> days = report.days().days();
        return days.stream().mapToDouble(day -> day - days.get(0)).toArray();
    }

    /** Cost by day, the models piled up. */
    public LineChart cost() {
        LineChart chart = new LineChart("Cost by day and model", since(), "US dollars");
        double[] x = x();
        double[] floor = new double[x.length];
        for (Map.Entry<String, double[]> model :
                report.days().costUsd(MOST_MODELS).entrySet()) {
            double[] top = floor.clone();
            for (int i = 0; i < top.length; i++) {
                top[i] += model.getValue()[i];
            }
            chart.bars(model.getKey(), x, floor, top);
            floor = top;
        }
        return chart;
    }

    /** What was saved against each baseline, with its interval. */
    public LineChart savings() {
        LineChart chart = new LineChart(
                "Saved against each baseline, and the 95 % interval", "baseline, in the order of the names", "percent");
        List<Savings.Saved> sure = report.savings().stream()
                .filter(saved -> saved.savedShare().sure())
                .toList();
        double[] x = new double[sure.size()];
        double[] y = new double[sure.size()];
        for (int i = 0; i < sure.size(); i++) {
            Estimate share = sure.get(i).savedShare();
            x[i] = i + 1.0;
            y[i] = share.value() * 100;
            chart.line(
                    sure.get(i).name(), new double[] {x[i], x[i]}, new double[] {share.low() * 100, share.high() * 100
                    });
        }
        return chart.points("estimate", x, y);
    }

    private interface Figure {
        double of(Figures figures);
    }

    private double[] daily(Figure figure) {
        return report.days().days().stream()
                .mapToDouble(day -> figure.of(report.days().figures(day)))
                .toArray();
    }

    private LineChart latency() {
        double[] x = x();
        return new LineChart("Latency by day", since(), "milliseconds")
                .line("total p50", x, daily(day -> day.totalMillis(0.5)))
                .line("total p95", x, daily(day -> day.totalMillis(0.95)))
                .line("first output p50", x, daily(day -> day.firstOutputMillis(0.5)))
                .line("first output p95", x, daily(day -> day.firstOutputMillis(0.95)))
                .points("total p99", x, daily(day -> day.totalMillis(0.99)));
    }

    private LineChart errors() {
        return new LineChart("Requests that did not end well, by day", since(), "percent")
                .bars("errors", x(), daily(day -> day.failed() * 100.0 / day.requests()));
    }

    /** Each picture's clip has a name of its own: a page of many is one document. */
    private void chart(LineChart chart) {
        String name = "plot" + ++charts;
        page.append(
                chart.svg().replace("id=\"plot\"", "id=\"" + name + "\"").replace("url(#plot)", "url(#" + name + ")"));
    }

    private void table(List<List<String>> rows) {
        page.append("<div class=\"wide\"><table>");
        for (int i = 0; i < rows.size(); i++) {
            page.append("<tr>");
            for (int column = 0; column < rows.get(i).size(); column++) {
                String tag = i == 0 ? "th" : "td";
                page.append('<').append(tag).append(column < report.by().size() ? ">" : " class=\"n\">");
                page.append(escaped(rows.get(i).get(column)))
                        .append("</")
                        .append(tag)
                        .append('>');
            }
            page.append("</tr>");
        }
        page.append("</table></div>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
