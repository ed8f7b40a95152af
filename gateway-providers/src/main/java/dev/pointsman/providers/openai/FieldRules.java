package dev.pointsman.providers.openai;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What becomes of the top-level fields of chat and completion requests, as data.
 *
 * @param drop fields the provider refuses
 * @param allow the only fields it takes, beside the new names of {@code rename}; empty where it takes any
 * @param rename fields it calls by another name; where a request has both, the new name's value stays
 * @param values string values it calls by another word, by (old) field name
 * @param most the largest number it takes, by field name
 * @param models what holds for some of its models only
 */
record FieldRules(
        Set<String> drop,
        Set<String> allow,
        Map<String, String> rename,
        Map<String, Map<String, String>> values,
        Map<String, Double> most,
        List<ModelRule> models) {
    static final FieldRules NONE = new FieldRules(Set.of(), Set.of(), Map.of(), Map.of(), Map.of(), List.of());

    /**
     * For models whose name matches as a whole, in lower case and without what stands before its last slash: the fields they refuse, and the
     * words they know by field name, where {@code "*"} stands for all others.
     */
    record ModelRule(Pattern names, Set<String> drop, Map<String, Map<String, String>> values) {
        ModelRule {
            drop = Set.copyOf(drop);
            values = Map.copyOf(values);
        }

        boolean holdsFor(String model) {
            return names.matcher(model).matches();
        }
    }

    FieldRules {
        drop = Set.copyOf(drop);
        allow = Set.copyOf(allow);
        rename = Map.copyOf(rename);
        values = Map.copyOf(values);
        most = Map.copyOf(most);
        models = List.copyOf(models);
    }

    boolean empty() {
        return equals(NONE);
    }

    /** Whether the provider takes a field of that name. */
    boolean takes(String name) {
        return !drop.contains(name) && (allow.isEmpty() || allow.contains(name) || rename.containsKey(name));
    }

    FieldRules dropping(String... fields) {
        return new FieldRules(and(drop, fields), allow, rename, values, most, models);
    }

    FieldRules allowing(String... fields) {
        return new FieldRules(drop, and(allow, fields), rename, values, most, models);
    }

    FieldRules renaming(String from, String to) {
        var more = new HashMap<>(rename);
        more.put(from, to);
        Set<String> known = allow.isEmpty() ? allow : and(allow, to);
        return new FieldRules(drop, known, more, values, most, models);
    }

    FieldRules saying(String field, Map<String, String> words) {
        var more = new HashMap<>(values);
        more.put(field, Map.copyOf(words));
        return new FieldRules(drop, allow, rename, more, most, models);
    }

    FieldRules atMost(String field, double number) {
        var more = new HashMap<>(most);
        more.put(field, number);
        return new FieldRules(drop, allow, rename, values, more, models);
    }

    FieldRules forModels(String names, Map<String, Map<String, String>> words, String... fields) {
        var more = new ArrayList<>(models);
        more.add(new ModelRule(Pattern.compile(names), Set.of(fields), words));
        return new FieldRules(drop, allow, rename, values, most, more);
    }

    /** These fields are sent after all. */
    FieldRules keeping(String... fields) {
        var fewer = new HashSet<>(drop);
        fewer.removeAll(Arrays.asList(fields));
        var kept = new ArrayList<ModelRule>();
        for (ModelRule rule : models) {
            var drops = new HashSet<>(rule.drop);
            drops.removeAll(Arrays.asList(fields));
            kept.add(new ModelRule(rule.names, drops, rule.values));
        }
        return new FieldRules(fewer, allow.isEmpty() ? allow : and(allow, fields), rename, values, most, kept);
    }

    private static Set<String> and(Set<String> some, String... more) {
        var all = new HashSet<>(some);
        all.addAll(Arrays.asList(more));
        return all;
    }
}
