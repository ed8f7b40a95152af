package dev.pointsman.e2e.guides;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The dashboards and alerts below {@code docker}. */
final class ReadyMade {
    private static final Path DOCKER = Path.of("../docker");
    private static final Pattern VALUES = Pattern.compile("label_values\\(([^,]+(?:\\{[^}]*})?), \\w+\\)");

    private ReadyMade() {}

    /** Every expression that Prometheus is asked. */
    static List<String> expressions() {
        List<String> expressions = new ArrayList<>();
        dashboards().forEach(dashboard -> collect(dashboard, expressions));
        rules().forEach(rule -> expressions.add(rule.path("expr").asString()));
        return expressions;
    }

    /** Names of the alerts. */
    static Set<String> alerts() {
        Set<String> names = new TreeSet<>();
        rules().forEach(rule -> names.add(rule.path("alert").asString()));
        return names;
    }

    static List<JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(DOCKER.resolve("grafana/dashboards"))) {
            return files.map(ReadyMade::tree).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> rules() {
        List<JsonNode> rules = new ArrayList<>();
        tree(DOCKER.resolve("prometheus/alerts.yml"))
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    private static void collect(JsonNode part, List<String> expressions) {
        if (part.has("expr")) {
            expressions.add(part.path("expr").asString());
        }
        Matcher values = VALUES.matcher(part.path("definition").asString(""));
        if (values.matches()) {
            expressions.add(values.group(1));
        }
        part.forEach(inner -> collect(inner, expressions));
    }

    /** A file of YAML, or of JSON, which is YAML. */
    static JsonNode tree(Path file) {
        return new YAMLMapper().readTree(file.toFile());
    }
}
