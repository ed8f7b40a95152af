package dev.pointsman.providers;

import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.StringJoiner;

/** The table provider × feature of {@code docs/providers.md}, as the factories declare it; stands there between two comments. */
final class FeatureTable {
    private static final String FROM = "<!-- features: written by FeatureTableTest -->\n";
    private static final String TO = "<!-- end of features -->";

    /** A row: one type with what it has. */
    private record Row(String type, Features features) {}

    private FeatureTable() {}

    /** As it should stand in the page, a row for each type, by family. */
    static String generated() {
        var text = new StringBuilder("| `type` |");
        var rule = new StringBuilder("|---|");
        for (Feature feature : Feature.values()) {
            text.append(' ').append(feature.words()).append(" |");
            rule.append(":-:|");
        }
        text.append('\n').append(rule).append('\n');
        for (Row row : rows()) {
            var cells = new StringJoiner(" | ", "| ", " |\n").add("`" + row.type + "`");
            for (Feature feature : Feature.values()) {
                cells.add(sign(row.features.of(feature)));
            }
            text.append(cells);
        }
        return text.toString();
    }

    /** What stands in the page. */
    static String committed(String page) {
        return page.substring(from(page), to(page));
    }

    /** The page with the table as it should be. */
    static String mended(String page) {
        return page.substring(0, from(page)) + generated() + page.substring(to(page));
    }

    private static int from(String page) {
        return page.indexOf(FROM) + FROM.length();
    }

    private static int to(String page) {
        return page.indexOf(TO);
    }

    private static List<Row> rows() {
        List<ProviderFactory> factories = new ArrayList<>();
        ServiceLoader.load(ProviderFactory.class).forEach(factories::add);
        factories.sort(
                Comparator.<ProviderFactory>comparingInt(each -> -each.types().size())
                        .thenComparing(ProviderFactory::type));
        List<Row> rows = new ArrayList<>();
        for (ProviderFactory factory : factories) {
            factory.types().forEach(type -> rows.add(new Row(type, factory.features(type))));
        }
        return rows;
    }

    private static String sign(Support support) {
        return switch (support) {
            case NATIVE -> "●";
            case EMULATED -> "○";
            case NONE -> "–";
        };
    }
}
