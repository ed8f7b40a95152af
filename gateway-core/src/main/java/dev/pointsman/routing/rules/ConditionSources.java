package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the rules of a policy look at: each condition source ({@code header.x-tier}, {@code input_tokens}, {@code text}) with the values it is
 * held against, as the policy writes them. For what is kept of a request, and for what might have made a difference; never asked while a
 * request is decided.
 *
 * @param values by source, in the order of the policy
 */
public record ConditionSources(Map<String, Set<String>> values) {
    public static final ConditionSources NONE = new ConditionSources(Map.of());
    private static final Set<String> FRAMES = Set.of("any", "all", "not");
    private static final String OF_REQUEST = "request.";

    public ConditionSources {
        values = Collections.unmodifiableMap(values);
    }

    static ConditionSources of(List<ConfigNode> rules) {
        Map<String, Set<String>> values = new LinkedHashMap<>();
        for (ConfigNode rule : rules) {
            ConfigNode when = rule.isMap() ? rule.at("when") : null;
            ConfigNode then = rule.isMap() ? rule.at("then") : null;
            if (when != null) {
                conditions(when, values);
            }
            if (then != null) {
                taken(then, values);
            }
        }
        return new ConditionSources(values);
    }

    /** Whether any rule looks at that source. */
    public boolean looksAt(String source) {
        return values.containsKey(source);
    }

    /** What that source is held against; nothing where no rule looks at it. */
    public Set<String> of(String source) {
        return values.getOrDefault(source, Set.of());
    }

    /** Names of the headers ({@code header.}) or metadata ({@code metadata.}) that rules look at. */
    public Set<String> named(String prefix) {
        Set<String> names = new LinkedHashSet<>();
        for (String source : values.keySet()) {
            if (source.startsWith(prefix) && source.length() > prefix.length()) {
                String name = source.substring(prefix.length());
                names.add(prefix.equals("header.") ? name.toLowerCase(Locale.ROOT) : name);
            }
        }
        return names;
    }

    private static void conditions(ConfigNode when, Map<String, Set<String>> values) {
        if (!when.isMap()) {
            return;
        }
        when.entries().forEach((source, value) -> {
            if (FRAMES.contains(source)) {
                value.itemsOrSelf().forEach(item -> conditions(item, values));
            } else if (source.equals("by")) {
                scalars(value).forEach(by -> values.computeIfAbsent(by, any -> new LinkedHashSet<>()));
            } else if (source.equals(ConditionParser.TAGS)) {
                for (String place : List.of("header." + ConditionParser.TAGS_HEADER, "metadata." + source)) {
                    values.computeIfAbsent(place, any -> new LinkedHashSet<>()).addAll(scalars(value));
                }
            } else {
                values.computeIfAbsent(source, any -> new LinkedHashSet<>()).addAll(scalars(value));
            }
        });
    }

    /** Values that a selection takes from the request: {@code request.header.x-country}. */
    private static void taken(ConfigNode node, Map<String, Set<String>> values) {
        if (node.isMap()) {
            node.entries().values().forEach(child -> taken(child, values));
            return;
        }
        for (String text : scalars(node)) {
            if (text.startsWith(OF_REQUEST)) {
                values.computeIfAbsent(text.substring(OF_REQUEST.length()), any -> new LinkedHashSet<>());
            }
        }
    }

    private static Set<String> scalars(ConfigNode value) {
        Set<String> texts = new LinkedHashSet<>();
        if (value.isMap()) {
            value.entries().values().forEach(child -> texts.addAll(scalars(child)));
        } else {
            for (ConfigNode item : value.isScalar() ? List.of(value) : value.items()) {
                if (item.isScalar()) {
                    texts.add(item.text());
                }
            }
        }
        return texts;
    }
}
