package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a model is made for, by groups of free choice: {@code { language: [de, en], place: eu, subject: [law, tax], level: expert }}.
 *
 * @param groups group to values, in lower case; {@value #ANY} among them stands for all; the group {@code level} has one
 */
public record Skills(Map<String, List<String>> groups) {
    /** A model's value that stands for all values of the group. */
    public static final String ANY = "any";

    public static final Skills NONE = new Skills(Map.of());

    public Skills {
        groups = Map.copyOf(groups);
    }

    /** Notes mistakes at their nodes. */
    static Skills from(ConfigNode node, Levels levels) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        node.entries().forEach((group, value) -> {
            List<String> values = new ArrayList<>();
            for (ConfigNode item : value.itemsOrSelf()) {
                String word = item.text().strip().toLowerCase(Locale.ROOT);
                if (item.isScalar() && word.isEmpty()) {
                    item.problem("expected a value of the skill group \"" + group + "\" but found an empty text");
                }
                values.add(word);
            }
            if (values.isEmpty()) {
                value.problem("expected at least one value of the skill group \"" + group + "\"");
            }
            if (group.equals(Levels.GROUP)) {
                checkLevel(value, values, levels);
            }
            groups.put(group, List.copyOf(values));
        });
        return new Skills(groups);
    }

    private static void checkLevel(ConfigNode node, List<String> values, Levels levels) {
        if (values.size() > 1) {
            node.problem("expected one level, which stands for those below it");
        } else if (values.size() == 1 && levels.rank(values.get(0)) < 0) {
            String level = values.get(0);
            node.problem("unknown level \"" + level + "\"" + NearestWord.hint(level, levels.words())
                    + ": expected one of " + String.join(", ", levels.words()));
        }
    }

    /** Values of a group; empty where the model says nothing of it. */
    public List<String> of(String group) {
        return groups.getOrDefault(group, List.of());
    }
}
