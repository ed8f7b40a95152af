package dev.pointsman.report.settings;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code report}.
 *
 * @param holdout name of the rule that sends a random share of the requests elsewhere; null where there is none
 * @param by what a scheduled report tells requests apart by, at most two
 * @param schedule null where reports are made only when they are asked for
 */
public record ReportSettings(
        List<Baseline> baselines,
        @Nullable String holdout,
        List<Dimension> by,
        @Nullable ReportSchedule schedule) {
    /** Of a policy that says nothing. */
    public static final ReportSettings NONE = new ReportSettings(List.of(), null, List.of(Dimension.MODEL), null);

    /** Most baselines of a report: each costs memory and time. */
    public static final int MOST_BASELINES = 8;

    private static final int MOST_DIMENSIONS = 2;
    private static final Path FOLDER = Path.of("data/reports");

    public ReportSettings {
        baselines = List.copyOf(baselines);
        by = List.copyOf(by);
    }

    /**
     * Reads the section; notes mistakes at their nodes.
     *
     * @param node null where the policy has none
     * @param rules the policy's rules, as they are written
     */
    public static ReportSettings from(@Nullable ConfigNode node, Catalog catalog, ConfigNode rules) {
        if (node == null) {
            return NONE;
        }
        node.onlyKeys("baselines", "holdout", "by", "every", "at", "to", "formats");
        ConfigNode holdout = node.at("holdout");
        ConfigNode by = node.at("by");
        ConfigNode every = node.at("every");
        if (every == null) {
            for (String key : List.of("at", "to", "formats")) {
                if (node.at(key) != null) {
                    node.problemAtKey(key, "\"" + key + "\" is of scheduled reports: expected \"every\" beside it");
                }
            }
        }
        return new ReportSettings(
                baselines(node.orNothing("baselines"), catalog),
                holdout == null ? null : holdout(holdout, rules),
                by == null ? NONE.by : dimensions(by),
                every == null ? null : schedule(node, every));
    }

    private static List<Baseline> baselines(ConfigNode node, Catalog catalog) {
        List<Baseline> baselines = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ConfigNode item : node.items()) {
            item.onlyKeys("name", "model", "reply");
            ConfigNode named = item.required("model");
            Model model = named == null ? null : model(named, catalog);
            Baseline.Reply reply =
                    item.read("reply", Baseline.Reply.SAME, (each, usual) -> each.oneOf(Baseline.Reply.class, usual));
            ConfigNode name = item.at("name");
            if (model != null) {
                Baseline baseline = Baseline.of(name == null ? model.name() : name.text(), model, reply);
                if (!seen.add(baseline.name())) {
                    item.problem("there are two baselines \"" + baseline.name() + "\"");
                }
                if (baseline.price() == null) {
                    Objects.requireNonNull(named)
                            .problem("expected a model whose price is known but found \"" + model.name() + "\"");
                }
                baselines.add(baseline);
            }
        }
        if (baselines.size() > MOST_BASELINES) {
            node.problem("expected at most " + MOST_BASELINES + " baselines");
        }
        return baselines;
    }

    private static @Nullable Model model(ConfigNode node, Catalog catalog) {
        Model model = catalog.model(node.text());
        if (model == null && node.isScalar()) {
            List<String> names = catalog.models().stream().map(Model::name).toList();
            node.problem("unknown model \"" + node.text() + "\"" + NearestWord.hint(node.text(), names));
        }
        return model;
    }

    /** The rule must be the first, and ask for nothing but its share: else who meets it is no matter of chance alone. */
    private static @Nullable String holdout(ConfigNode node, ConfigNode rules) {
        String name = node.text();
        List<ConfigNode> items = rules.isList() ? rules.items() : List.of();
        List<String> names = new ArrayList<>();
        for (ConfigNode item : items) {
            ConfigNode named = item.isMap() ? item.at("name") : null;
            names.add(named == null || !named.isScalar() ? "" : named.text());
        }
        int at = names.indexOf(name);
        if (at < 0 || name.isEmpty()) {
            if (node.isScalar()) {
                node.problem("unknown rule \"" + name + "\"" + NearestWord.hint(name, names));
            }
            return null;
        }
        ConfigNode when = items.get(at).at("when");
        boolean chance = when != null
                && when.isMap()
                && when.at("share") != null
                && Set.of("share", "by").containsAll(when.entries().keySet());
        if (at > 0 || !chance) {
            node.problem("expected the first of the rules, with nothing but a share in its when: "
                    + "else it is not chance that tells who meets it");
        }
        return name;
    }

    private static List<Dimension> dimensions(ConfigNode node) {
        List<Dimension> dimensions = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            dimensions.add(item.oneOf(Dimension.class, Dimension.MODEL));
        }
        if (dimensions.isEmpty() || dimensions.size() > MOST_DIMENSIONS) {
            node.problem("expected one or two of model, task, rule, key, team, day, deployment, endpoint");
        }
        return dimensions.isEmpty() ? NONE.by : dimensions;
    }

    private static ReportSchedule schedule(ConfigNode node, ConfigNode every) {
        ConfigNode at = node.at("at");
        LocalTime time = LocalTime.of(6, 0);
        ZoneId zone = ZoneOffset.UTC;
        if (at != null) {
            String text = at.text().strip();
            int space = text.indexOf(' ');
            try {
                time = LocalTime.parse(space < 0 ? text : text.substring(0, space));
                zone = space < 0 ? zone : ZoneId.of(text.substring(space + 1).strip());
            } catch (DateTimeException neither) {
                if (at.isScalar()) {
                    at.problem("expected a time of the day such as 06:00 or 06:00 Europe/Berlin but found \"" + text
                            + "\"");
                }
            }
        }
        ConfigNode to = node.at("to");
        String place = to == null ? "" : to.text();
        boolean posted = place.startsWith("https://") || place.startsWith("http://");
        return new ReportSchedule(
                every.oneOf(ReportSchedule.Every.class, ReportSchedule.Every.DAY),
                time,
                zone,
                to == null ? FOLDER : posted ? null : folder(to, place),
                to == null || !posted ? null : webhook(to, place),
                formats(node.at("formats")));
    }

    private static @Nullable URI webhook(ConfigNode node, String text) {
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException told) {
            node.problem("expected an address such as https://example.com/hook: " + told.getReason());
            return null;
        }
        node.problem("expected an address with a host, such as https://example.com/hook");
        return null;
    }

    private static @Nullable Path folder(ConfigNode node, String text) {
        if (node.isScalar() && text.isBlank()) {
            node.problem("expected a folder such as data/reports, or an address such as https://example.com/hook");
        }
        return node.file(text);
    }

    private static List<ReportSchedule.Format> formats(@Nullable ConfigNode node) {
        if (node == null) {
            return List.of(ReportSchedule.Format.HTML, ReportSchedule.Format.JSON);
        }
        List<ReportSchedule.Format> formats = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            ReportSchedule.Format format = item.oneOf(ReportSchedule.Format.class, ReportSchedule.Format.JSON);
            if (!formats.contains(format)) {
                formats.add(format);
            }
        }
        if (formats.isEmpty()) {
            node.problem("expected at least one of html, json, text");
        }
        return formats;
    }
}
