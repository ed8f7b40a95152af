package dev.pointsman.replay;

import dev.pointsman.plot.LineChart;
import java.util.List;
import java.util.Map;

/** A report as one page that needs nothing else: figures, the chart, the flows, the most changed requests. */
public final class ReplayPage {
    private static final String STYLE = """
            body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
            table { border-collapse: collapse; margin: 0 0 2rem; width: 100% }
            td, th { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; vertical-align: top }
            td.n { text-align: right; font-variant-numeric: tabular-nums }
            td.bar div { background: #4477aa; height: .9rem; min-width: 1px } td.bar.same div { background: #8888 }
            @media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #16181c } }
            """;
    private static final int MOST_ROWS = 40;

    private final ReplayReport report;
    private final StringBuilder page = new StringBuilder(16_384);

    public ReplayPage(ReplayReport report) {
        this.report = report;
    }

    /** Expected cost of each hour, before and after. */
    public String chart() {
        double[][] series = report.costsPerHour();
        return new LineChart("Expected cost per hour", "hours since the first request", "US dollars")
                .line("policy that decided", series[0], series[1])
                .line("next policy", series[0], series[2])
                .svg();
    }

    /** The page. */
    public String html() {
        page.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Replay</title><style>")
                .append(STYLE)
                .append("</style></head><body><h1>Replay under policy ")
                .append(escaped(
                        report.next().substring(0, Math.min(12, report.next().length()))))
                .append("</h1><table>");
        new ReplayText(report).summary().forEach(row -> row(row.get(0), row.get(1)));
        page.append("</table>");
        if (report.costsPerHour()[0].length > 1) {
            page.append(chart());
        }
        flows("Models", report.models());
        flows("Rules", report.rules());
        counts("Not told, for want of", report.untold());
        counts("Refused", report.refusals());
        page.append("<h2>Most changed</h2><table>");
        report.most().forEach(each -> row(each.id(), ReplayText.line(each)));
        page.append("</table>");
        if (!report.warnings().isEmpty()) {
            page.append("<h2>Lines passed over</h2><table>");
            report.warnings().forEach(warning -> row("warning", warning));
            page.append("</table>");
        }
        return page.append("</body></html>\n").toString();
    }

    private void flows(String title, List<Flows.Flow> flows) {
        long largest = flows.isEmpty() ? 1 : Math.max(1, flows.get(0).requests());
        page.append("<h2>")
                .append(title)
                .append("</h2><table><tr><th>before</th><th>after</th><th>requests</th><th></th></tr>");
        for (Flows.Flow flow : flows.subList(0, Math.min(MOST_ROWS, flows.size()))) {
            page.append("<tr><td>")
                    .append(escaped(flow.from()))
                    .append("</td><td>")
                    .append(escaped(flow.to()));
            page.append("</td><td class=\"n\">")
                    .append(ReplayText.number(flow.requests()))
                    .append("</td><td class=\"bar");
            page.append(flow.from().equals(flow.to()) ? " same" : "")
                    .append("\" style=\"width:40%\"><div style=\"width:");
            page.append(Math.round(flow.requests() * 100.0 / largest)).append("%\"></div></td></tr>");
        }
        page.append("</table>");
    }

    private void counts(String title, Map<String, Long> counts) {
        if (!counts.isEmpty()) {
            page.append("<h2>").append(title).append("</h2><table>");
            counts.forEach((what, count) -> row(what, ReplayText.number(count)));
            page.append("</table>");
        }
    }

    private void row(String name, String value) {
        page.append("<tr><td>")
                .append(escaped(name))
                .append("</td><td>")
                .append(escaped(value))
                .append("</td></tr>");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
