package dev.pointsman.policy;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of {@code reliability.fallback}: every name is a model, no model stands in for itself or twice for the same one, and no
 * circle of three or more. Two models may stand in for each other: a stand-in's own stand-ins are not asked, so that pair ends.
 */
final class FallbackChecks {
    private final Set<String> models = new TreeSet<>();
    private final Map<String, List<String>> standIns = new LinkedHashMap<>();

    FallbackChecks(Catalog catalog) {
        catalog.models().forEach(model -> models.add(model.name()));
    }

    void check(@Nullable ConfigNode fallback) {
        if (fallback == null || !fallback.isMap()) {
            return;
        }
        fallback.entries().forEach((model, list) -> {
            if (!models.contains(model)) {
                fallback.problemAtKey(model, unknown(model));
            }
            checkList(model, list);
            standIns.put(
                    model,
                    list.itemsOrSelf().stream()
                            .filter(ConfigNode::isScalar)
                            .map(ConfigNode::text)
                            .toList());
        });
        standIns.keySet().retainAll(models); // a circle through a model that there is not is no second mistake
        for (String model : standIns.keySet()) {
            List<String> circle = circle(model);
            if (!circle.isEmpty()) {
                fallback.problemAtKey(model, "fallbacks go in a circle: " + String.join(" → ", circle));
                return;
            }
        }
    }

    private void checkList(String model, ConfigNode list) {
        Set<String> seen = new HashSet<>();
        for (ConfigNode item : list.itemsOrSelf()) {
            if (!item.isScalar()) {
                continue; // reading the setting has noted it
            }
            String name = item.text();
            if (!models.contains(name)) {
                item.problem(unknown(name));
            } else if (name.equals(model)) {
                item.problem("model \"" + name + "\" cannot stand in for itself");
            } else if (!seen.add(name)) {
                item.problem("model \"" + name + "\" is already listed");
            }
        }
    }

    private String unknown(String model) {
        return "unknown model \"" + model + "\"" + NearestWord.hint(model, models);
    }

    /** The shortest way of three or more steps from a model back to itself; empty where there is none. */
    private List<String> circle(String start) {
        Deque<List<String>> ways = new ArrayDeque<>(List.of(List.of(start)));
        Set<String> seen = new HashSet<>();
        while (!ways.isEmpty()) {
            List<String> way = ways.remove();
            for (String next : standIns.getOrDefault(way.get(way.size() - 1), List.of())) {
                if (next.equals(start) && way.size() > 2) {
                    return plus(way, next);
                }
                if (!next.equals(start) && seen.add(next)) {
                    ways.add(plus(way, next));
                }
            }
        }
        return List.of();
    }

    private static List<String> plus(List<String> way, String next) {
        List<String> longer = new ArrayList<>(way);
        longer.add(next);
        return List.copyOf(longer);
    }
}
