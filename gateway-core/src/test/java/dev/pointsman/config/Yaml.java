package dev.pointsman.config;

import java.util.List;
import java.util.Map;

/** A YAML text read for a test, under the file name {@code test.yaml}, with the problems found in it so far. */
public final class Yaml {
    private final ConfigProblems problems = new ConfigProblems();
    private final ConfigNode node;

    private Yaml(String text, Map<String, String> environment) {
        this.node = YamlConfig.parse("test.yaml", text, environment::get, problems);
    }

    public static Yaml of(String text) {
        return new Yaml(text, Map.of());
    }

    public static Yaml of(String text, Map<String, String> environment) {
        return new Yaml(text, environment);
    }

    public ConfigNode node() {
        return node;
    }

    /** As they print, in the order of their places. */
    public List<String> problems() {
        return problems.all().stream().map(Object::toString).toList();
    }
}
