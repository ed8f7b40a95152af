package dev.pointsman.policy;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Simulated failures of a policy test, beside what is down: {@code slow: [x]}, {@code slow: { x: 8s }}, {@code over_budget: true}.
 *
 * @param slow milliseconds to the first token, by provider, model or deployment
 * @param overBudget all that has a spend target or a budget has spent it
 * @param spent scores and keys that have; all of them where it is empty and {@code overBudget}
 */
record GivenWorld(Map<String, Double> slow, boolean overBudget, Set<String> spent) {
    /** Nothing fails. */
    static final GivenWorld USUAL = new GivenWorld(Map.of(), false, Set.of());

    /** First-token time of what is slow without a time of its own. */
    private static final Duration SLOW = Duration.ofSeconds(30);
    /** That of all others, where something is slow: beside what is not known nothing would look slow. */
    private static final double USUAL_MILLIS = 500;
    /** What multiplies the weight of cost when a spend target is missed by far. */
    private static final double MOST_COST_WEIGHT = 1e5;

    GivenWorld {
        slow = Map.copyOf(slow);
        spent = Set.copyOf(spent);
    }

    static GivenWorld from(ConfigNode given, KnownInTests known) {
        ConfigNode slow = given.at("slow");
        ConfigNode budget = given.at("over_budget");
        if (slow == null && budget == null) {
            return USUAL;
        }
        boolean all = budget != null && budget.isScalar() && (isBoolean(budget) ? budget.bool(false) : true);
        Set<String> spent = new HashSet<>();
        if (budget != null && !(budget.isScalar() && isBoolean(budget))) {
            budget.itemsOrSelf().forEach(item -> {
                known.checkSpender(item);
                spent.add(item.text());
            });
        }
        return new GivenWorld(slow == null ? Map.of() : slow(slow, known), all || !spent.isEmpty(), spent);
    }

    private static boolean isBoolean(ConfigNode node) {
        return node.text().equals("true") || node.text().equals("false");
    }

    private static Map<String, Double> slow(ConfigNode node, KnownInTests known) {
        Map<String, Double> slow = new LinkedHashMap<>();
        if (node.isMap()) {
            node.entries().forEach((name, time) -> {
                known.checkDown(node, name);
                slow.put(name, time.duration(SLOW).toNanos() / 1e6);
            });
        } else {
            node.itemsOrSelf().forEach(item -> {
                known.checkDown(item);
                slow.put(item.text(), (double) SLOW.toMillis());
            });
        }
        return slow;
    }

    /** The live figures of that world: what is slow answers without errors, and all others in half a second. */
    LiveSource live(Catalog catalog) {
        if (slow.isEmpty() && !overBudget) {
            return LiveSource.NONE;
        }
        Map<String, Double> millis = new HashMap<>();
        for (Model model : catalog.models()) {
            for (Deployment deployment : model.deployments()) {
                Double its = of(model, deployment);
                if (its != null) {
                    millis.put(deployment.id(), its);
                }
            }
        }
        return (figure, subject, task) -> value(figure, subject, millis);
    }

    private @Nullable Double of(Model model, Deployment deployment) {
        Double its = slow.get(deployment.id());
        its = its == null ? slow.get(model.name()) : its;
        return its == null ? slow.get(deployment.provider()) : its;
    }

    private double value(Figure figure, String subject, Map<String, Double> millis) {
        if (figure == Figure.FIRST_TOKEN) {
            return slow.isEmpty() ? Double.NaN : millis.getOrDefault(subject, USUAL_MILLIS);
        }
        if (figure == Figure.ERROR_RATE && millis.containsKey(subject)) {
            return 0;
        }
        boolean over = overBudget && (spent.isEmpty() || spent.contains(subject));
        if (figure == Figure.COST_WEIGHT) {
            return over ? MOST_COST_WEIGHT : Double.NaN;
        }
        return figure == Figure.SPEND_USED && (over || (overBudget && subject.isEmpty())) ? 1 : Double.NaN;
    }
}
