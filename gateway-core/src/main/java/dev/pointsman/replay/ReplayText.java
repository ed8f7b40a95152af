package dev.pointsman.replay;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as lines for a terminal; its words serve the page, too. */
public final class ReplayText {
    private static final int SHOWN = 12;

    private final ReplayReport report;

    public ReplayText(ReplayReport report) {
        this.report = report;
    }

    /** All of it. */
    public String text() {
        StringBuilder text = new StringBuilder(2_048);
        summary()
                .forEach(row -> text.append(String.format(Locale.ROOT, "%-14s", row.get(0)))
                        .append(row.get(1))
                        .append('\n'));
        flows(text, "model", report.models());
        flows(text, "rule", report.rules());
        counts(text, "not told for", report.untold());
        counts(text, "refused", report.refusals());
        for (Changed each : report.most()) {
            text.append(String.format(Locale.ROOT, "%-14s", "most changed"))
                    .append(line(each))
                    .append('\n');
        }
        report.warnings()
                .forEach(
                        warning -> text.append("warning       ").append(warning).append('\n'));
        return text.toString();
    }

    /** The figures, each with its name. */
    List<List<String>> summary() {
        Map<String, Long> counts = report.counts().all();
        List<List<String>> rows = new ArrayList<>();
        long told = counts.getOrDefault("told", 0L);
        long requests = counts.getOrDefault("requests", 0L);
        long untold = counts.getOrDefault("untold", 0L);
        rows.add(List.of(
                "requests",
                number(requests) + " decided again, of " + number(counts.getOrDefault("lines", 0L)) + " lines"
                        + (report.policies().size() > 1
                                ? " under " + report.policies().size() + " policies"
                                : "")));
        if (untold > 0) {
            rows.add(List.of(
                    "not told",
                    number(untold) + " (" + percent((double) untold / requests)
                            + "): the record does not hold what the next policy asks for"));
        }
        if (!report.missingPolicies().isEmpty()) {
            rows.add(List.of(
                    "policies",
                    "not kept: " + String.join(", ", report.missingPolicies())
                            + "; of their texts only what was found is known"));
        }
        rows.add(List.of(
                "other model",
                told == 0
                        ? "nothing to tell"
                        : number(counts.getOrDefault("changed", 0L)) + " ("
                                + percent(report.changed().value())
                                + between(
                                        percent(report.changed().low()),
                                        percent(report.changed().high()))
                                + ")"));
        rows.add(List.of(
                "refused",
                number(counts.getOrDefault("refused_before", 0L)) + " before, "
                        + number(counts.getOrDefault("refused_after", 0L)) + " after"));
        rows.add(List.of("cost", cost(counts.getOrDefault("cost_unknown", 0L))));
        rows.add(List.of("quality", told(report.quality(), "%+.4f a request")));
        rows.add(List.of("first output", told(report.waitMillis(), "%+.0f ms")));
        rows.addAll(new OffPolicyText(report.offPolicy()).rows());
        return rows;
    }

    private String cost(long unknown) {
        if (Double.isNaN(report.costDelta().value())) {
            return "not known: no price, or no count of tokens";
        }
        double before = report.costBefore().value();
        double delta = report.costDelta().value();
        String share = before > 0 ? String.format(Locale.ROOT, " (%+.1f %%)", delta / before * 100) : "";
        return dollars(before) + " before, " + dollars(report.costAfter().value()) + " after: "
                + told(report.costDelta(), "%+.6f dollars") + share
                + (unknown > 0 ? "; not known of " + number(unknown) : "");
    }

    static String told(Interval interval, String format) {
        if (Double.isNaN(interval.value())) {
            return "not known";
        }
        String value = String.format(Locale.ROOT, format, interval.value());
        return interval.told()
                ? value
                        + between(
                                String.format(Locale.ROOT, format, interval.low()),
                                String.format(Locale.ROOT, format, interval.high()))
                : value;
    }

    private static String between(String low, String high) {
        return ", 95 %: " + low + " to " + high;
    }

    private static void flows(StringBuilder text, String what, List<Flows.Flow> flows) {
        int shown = 0;
        for (Flows.Flow flow : flows) {
            if (shown++ == SHOWN) {
                text.append("              and ").append(flows.size() - SHOWN).append(" other ways\n");
                return;
            }
            String way = flow.from().equals(flow.to()) ? flow.from() + " (same)" : flow.from() + " -> " + flow.to();
            text.append(String.format(Locale.ROOT, "%-14s%,12d  %s%n", what, flow.requests(), way));
        }
    }

    private static void counts(StringBuilder text, String what, Map<String, Long> counts) {
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(SHOWN)
                .forEach(each -> text.append(
                        String.format(Locale.ROOT, "%-14s%,12d  %s%n", what, each.getValue(), each.getKey())));
    }

    static String line(Changed each) {
        return each.id() + " of " + Instant.ofEpochMilli(each.atMillis()) + ": " + each.from() + " -> " + each.to()
                + " (rule " + each.fromRule() + " -> " + each.toRule() + ")"
                + String.format(Locale.ROOT, ", %+.6f dollars, quality %+.2f", each.costNanos() / 1e9, each.quality());
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f %%", share * 100);
    }

    private static String dollars(double value) {
        return String.format(Locale.ROOT, "$%.6f", value);
    }
}
