package dev.pointsman.report;

import dev.pointsman.api.Usage;
import dev.pointsman.report.settings.Dimension;
import java.time.Instant;
import java.time.LocalDate;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A report for programs. Money in US dollars and nano-dollars as the name says, times in milliseconds, shares 0..1; what is not known is null. */
public final class ReportJson {
    private ReportJson() {}

    /** One object, with line feeds. */
    public static String of(Report report) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (report.all().requests() > 0) {
            root.put("first", Instant.ofEpochMilli(report.firstMillis()).toString());
            root.put("last", Instant.ofEpochMilli(report.lastMillis()).toString());
        }
        root.put("passed_over", report.passedOver());
        figures(root.putObject("all"), report.all());
        ArrayNode by = root.putArray("by");
        report.by().stream().map(Dimension::word).forEach(by::add);
        ArrayNode groups = root.putArray("groups");
        for (Report.Group group : report.groups()) {
            ObjectNode node = groups.addObject();
            for (int i = 0; i < group.names().size(); i++) {
                node.put(report.by().get(i).word(), group.names().get(i));
            }
            figures(node, group.figures());
        }
        root.put("ungrouped", report.ungrouped());
        savings(root.putArray("savings"), report);
        causal(root.putArray("causal"), report);
        ArrayNode days = root.putArray("days");
        for (long day : report.days().days()) {
            ObjectNode node = days.addObject();
            node.put("day", LocalDate.ofEpochDay(day).toString());
            figures(node, report.days().figures(day));
        }
        return root.toPrettyString();
    }

    private static void figures(ObjectNode node, Figures figures) {
        node.put("requests", figures.requests());
        node.put("failed", figures.failed());
        ObjectNode errors = node.putObject("errors");
        figures.errors().forEach(errors::put);
        node.put("retried", figures.retried());
        node.put("fell_back", figures.fellBack());
        node.put("cacheable", figures.cacheable());
        node.put("cache_hits", figures.hits());
        node.put("saved_nano_usd", figures.savedNanos());
        node.put("cost_nano_usd", figures.costNanos());
        node.put("cost_unknown", figures.costUnknown());
        Usage tokens = figures.tokens();
        node.putObject("tokens")
                .put("input", tokens.input())
                .put("cached", tokens.cachedRead())
                .put("cache_write", tokens.cacheWrite())
                .put("output", tokens.output())
                .put("reasoning", tokens.reasoning());
        ObjectNode latency = node.putObject("latency_ms");
        for (int percent : new int[] {50, 95, 99}) {
            number(latency, "total_p" + percent, figures.totalMillis(percent / 100.0));
            number(latency, "first_output_p" + percent, figures.firstOutputMillis(percent / 100.0));
            number(latency, "overhead_p" + percent, figures.overheadMillis(percent / 100.0));
        }
    }

    private static void savings(ArrayNode list, Report report) {
        for (Savings.Saved saved : report.savings()) {
            ObjectNode node = list.addObject();
            node.put("name", saved.name());
            node.put("model", saved.model());
            node.put("reply", saved.reply());
            node.put("requests", saved.requests());
            estimate(node, "cost_usd", saved.costUsd());
            estimate(node, "baseline_usd", saved.baselineUsd());
            estimate(node, "saved_usd", saved.savedUsd());
            estimate(node, "saved_share", saved.savedShare());
        }
    }

    private static void causal(ArrayNode list, Report report) {
        for (Causal causal : report.causal()) {
            ObjectNode node = list.addObject();
            node.put("name", causal.name());
            node.put("kind", causal.kind().toString());
            node.put("routed_requests", causal.routed());
            node.put("other_requests", causal.other());
            for (Causal.Effect effect : causal.effects()) {
                ObjectNode each = node.putObject(effect.what());
                estimate(each, "routed", effect.routed());
                estimate(each, "other", effect.other());
                estimate(each, "difference", effect.difference());
            }
        }
    }

    private static void estimate(ObjectNode parent, String name, Estimate estimate) {
        ObjectNode node = parent.putObject(name);
        number(node, "value", estimate.value());
        number(node, "low", estimate.low());
        number(node, "high", estimate.high());
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }
}
