package dev.pointsman.report;

import dev.pointsman.api.Usage;
import dev.pointsman.report.settings.Dimension;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as lines for a terminal; its words serve the page, too. */
public final class ReportText {
    private static final int MOST_ROWS = 40;
    private static final int MOST_KINDS = 8;

    private final Report report;

    public ReportText(Report report) {
        this.report = report;
    }

    /** All of it. */
    public String text() {
        StringBuilder text = new StringBuilder(4_096);
        summary().forEach(row -> text.append(format("%-14s%s%n", row.get(0), row.get(1))));
        List<List<String>> table = table();
        if (table.size() > 1) {
            text.append('\n');
            aligned(table, report.by().size(), text);
        }
        if (report.groups().size() > MOST_ROWS) {
            text.append("and ").append(report.groups().size() - MOST_ROWS).append(" other rows\n");
        }
        return text.toString();
    }

    /** The figures, each with its name. */
    List<List<String>> summary() {
        List<List<String>> rows = new ArrayList<>();
        Figures all = report.all();
        rows.add(List.of("requests", requests()));
        if (all.requests() == 0) {
            return rows;
        }
        Usage tokens = all.tokens();
        rows.add(List.of(
                "tokens",
                format(
                        "%,d in (%,d read from caches of providers, %,d written), %,d out (%,d of reasoning)",
                        tokens.prompt(),
                        tokens.cachedRead(),
                        tokens.cacheWrite(),
                        tokens.completion(),
                        tokens.reasoning())));
        rows.add(List.of(
                "cost",
                dollars(all.costNanos() / 1e9)
                        + (all.costUnknown() > 0 ? format("; not known of %,d", all.costUnknown()) : "")));
        rows.add(List.of("errors", errors()));
        rows.add(List.of(
                "latency",
                "total " + quantiles(all::totalMillis) + "; first output " + quantiles(all::firstOutputMillis)
                        + "; overhead " + quantiles(all::overheadMillis)));
        if (all.cacheable() > 0) {
            rows.add(List.of(
                    "cache",
                    format("%,d of %,d answered (%s)", all.hits(), all.cacheable(), part(all.hits(), all.cacheable()))
                            + "; saved " + dollars(all.savedNanos() / 1e9)));
        }
        rows.add(List.of(
                "retries",
                part(all.retried(), all.requests()) + " of the requests; answered by a fallback "
                        + part(all.fellBack(), all.requests())));
        report.savings().forEach(saved -> rows.add(List.of("savings", saving(saved))));
        report.causal()
                .forEach(causal -> causal.effects().forEach(effect -> {
                    if (effect.difference().known()) {
                        rows.add(List.of(causal.kind().toString(), effect(causal, effect)));
                    }
                }));
        return rows;
    }

    private String requests() {
        Figures all = report.all();
        String passed = report.passedOver() > 0 ? format("; %,d lines are no records", report.passedOver()) : "";
        if (all.requests() == 0) {
            return "none" + passed;
        }
        return format("%,d from %s to %s", all.requests(), moment(report.firstMillis()), moment(report.lastMillis()))
                + passed;
    }

    private static String moment(long millis) {
        return Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private String errors() {
        Figures all = report.all();
        StringBuilder text = new StringBuilder(part(all.failed(), all.requests()));
        List<Map.Entry<String, Long>> kinds = new ArrayList<>(all.errors().entrySet());
        kinds.sort(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()));
        String join = ": ";
        for (Map.Entry<String, Long> kind : kinds.subList(0, Math.min(MOST_KINDS, kinds.size()))) {
            text.append(join).append(kind.getKey()).append(' ').append(format("%,d", kind.getValue()));
            join = ", ";
        }
        return text.append(kinds.size() > MOST_KINDS ? ", …" : "").toString();
    }

    private interface Quantiles {
        double of(double share);
    }

    private static String quantiles(Quantiles times) {
        return Double.isNaN(times.of(0.5))
                ? "not known"
                : "p50 " + millis(times.of(0.5)) + ", p95 " + millis(times.of(0.95)) + ", p99 "
                        + millis(times.of(0.99));
    }

    static String saving(Savings.Saved saved) {
        if (saved.requests() == 0) {
            return saved.name() + ": no request to compare";
        }
        return format(
                "%s: %s%s; %s%s of %s, over %,d requests (all at %s, replies %s)",
                saved.name(),
                percent(saved.savedShare().value()),
                interval(saved.savedShare(), ReportText::percent),
                dollars(saved.savedUsd().value()),
                interval(saved.savedUsd(), ReportText::dollars),
                dollars(saved.baselineUsd().value()),
                saved.requests(),
                saved.model(),
                saved.reply().equals("same") ? "as long" : "of its mean length");
    }

    private static String effect(Causal causal, Causal.Effect effect) {
        Words words = words(effect.what());
        String other =
                causal.kind() == Causal.Kind.HOLDOUT ? "held out by " + causal.name() : "all at " + causal.name();
        return words.name + ": " + words.of(effect.difference().value())
                + interval(effect.difference(), words::of) + "; "
                + words.of(effect.routed().value()) + " as routed, "
                + words.of(effect.other().value()) + " " + other
                + format(" (%,d and %,d requests)", causal.routed(), causal.other());
    }

    private interface Form {
        String of(double value);
    }

    private record Words(String name, Form form) {
        String of(double value) {
            return form.of(value);
        }
    }

    private static Words words(String what) {
        return switch (what) {
            case "cost_usd" -> new Words("cost a request", ReportText::dollars);
            case "total_ms" -> new Words("time a request", ReportText::millis);
            case "first_output_ms" -> new Words("first output", ReportText::millis);
            default -> new Words("errors", ReportText::percent);
        };
    }

    private static String interval(Estimate estimate, Form form) {
        return estimate.sure() ? " (95 %: " + form.of(estimate.low()) + " to " + form.of(estimate.high()) + ")" : "";
    }

    /** Heads first; a row for each group. */
    List<List<String>> table() {
        List<List<String>> rows = new ArrayList<>();
        List<String> heads = new ArrayList<>();
        report.by().stream().map(Dimension::word).forEach(heads::add);
        heads.addAll(List.of(
                "requests",
                "tokens in",
                "tokens out",
                "cost $",
                "errors",
                "hits",
                "p50",
                "p95",
                "p99",
                "first p50",
                "first p95"));
        rows.add(heads);
        for (Report.Group group :
                report.groups().subList(0, Math.min(MOST_ROWS, report.groups().size()))) {
            Figures figures = group.figures();
            List<String> row = new ArrayList<>(group.names());
            row.add(format("%,d", figures.requests()));
            row.add(format("%,d", figures.tokens().prompt()));
            row.add(format("%,d", figures.tokens().completion()));
            row.add(format("%,.4f", figures.costNanos() / 1e9));
            row.add(part(figures.failed(), figures.requests()));
            row.add(figures.cacheable() == 0 ? "-" : part(figures.hits(), figures.cacheable()));
            for (double share : new double[] {0.5, 0.95, 0.99}) {
                row.add(millis(figures.totalMillis(share)));
            }
            row.add(millis(figures.firstOutputMillis(0.5)));
            row.add(millis(figures.firstOutputMillis(0.95)));
            rows.add(row);
        }
        return rows;
    }

    /** Names to the left, figures to the right. */
    private static void aligned(List<List<String>> rows, int names, StringBuilder text) {
        int[] widths = new int[rows.get(0).size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(format((i < names ? "%-" : "%") + widths[i] + "s  ", row.get(i)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
    }

    private static String part(long part, long whole) {
        return whole == 0 ? "-" : percent((double) part / whole);
    }

    static String percent(double share) {
        return format("%.1f %%", share * 100);
    }

    static String millis(double millis) {
        return Double.isNaN(millis)
                ? "-"
                : Math.abs(millis) < 10 ? format("%.2f ms", millis) : format("%,.0f ms", millis);
    }

    static String dollars(double dollars) {
        return Math.abs(dollars) < 1 ? format("%.6f $", dollars) : format("%,.2f $", dollars);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
    }
}
