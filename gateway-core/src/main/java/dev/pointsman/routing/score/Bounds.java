package dev.pointsman.routing.score;

import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Comparison;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.UnaryOperator;

/** Bounds that models and deployments must keep, all of them: {@code { quality: "> 0.55", cost: "< 0.10", can: [vision] }}. */
public record Bounds(List<Bound> bounds, List<Capability> can) {
    /** One criterion with the comparison it must pass. */
    public record Bound(Criterion criterion, Comparison comparison) {}

    public static final Bounds NONE = new Bounds(List.of(), List.of());

    public Bounds {
        bounds = List.copyOf(bounds);
        can = List.copyOf(can);
    }

    /** Reads every key of a map but those named as read elsewhere. */
    public static Bounds from(ConfigNode node, KnownNames names, List<String> readElsewhere) {
        List<Bound> bounds = new ArrayList<>();
        List<Capability> can = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            String key = entry.getKey();
            ConfigNode value = entry.getValue();
            if (key.equals("can")) {
                value.itemsOrSelf().forEach(item -> can.add(item.oneOf(Capability.class, Capability.TOOLS)));
            } else if (!readElsewhere.contains(key)) {
                Criterion criterion = Criterion.of(node, key, names);
                if (criterion != null) {
                    bounds.add(new Bound(criterion, Comparison.from(value, criterion.quantity(), criterion.plain())));
                }
            }
        }
        return new Bounds(bounds, can);
    }

    /** The same comparisons over other criteria. */
    Bounds map(UnaryOperator<Criterion> change) {
        return new Bounds(
                bounds.stream()
                        .map(bound -> new Bound(change.apply(bound.criterion), bound.comparison))
                        .toList(),
                can);
    }

    public boolean isEmpty() {
        return bounds.isEmpty() && can.isEmpty();
    }

    public boolean admits(Model model, Deployment deployment, RoutingContext context) {
        for (int i = 0; i < can.size(); i++) {
            if (!model.can(can.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < bounds.size(); i++) {
            Bound bound = bounds.get(i);
            double value = bound.criterion.value(model, deployment, context);
            boolean kept = Double.isNaN(value) ? bound.criterion.passesUnknown() : bound.comparison.holds(value);
            if (!kept) {
                return false;
            }
        }
        return true;
    }

    /** The same without the one written last; {@code can} goes last of all. */
    Bounds withoutLast() {
        return bounds.isEmpty() ? NONE : new Bounds(bounds.subList(0, bounds.size() - 1), can);
    }

    /** For messages: each bound that shuts out models, and how many: {@code quality > 0.95 (3 of 3 models), cost < 0.10 (1 of 3 models)}. */
    String shutOut(List<Candidate> candidates, RoutingContext context) {
        StringJoiner text = new StringJoiner(", ");
        for (Bound bound : bounds) {
            add(text, new Bounds(List.of(bound), List.of()), candidates, context);
        }
        if (!can.isEmpty()) {
            add(text, new Bounds(List.of(), can), candidates, context);
        }
        return text.toString();
    }

    private static void add(StringJoiner text, Bounds one, List<Candidate> candidates, RoutingContext context) {
        int shutOut = 0;
        for (Candidate candidate : candidates) {
            shutOut += one.admitsAny(candidate, context) ? 0 : 1;
        }
        if (shutOut > 0) {
            text.add(one + " (" + shutOut + " of " + candidates.size() + " models)");
        }
    }

    /** Whether at least one deployment of the candidate keeps them. */
    boolean admitsAny(Candidate candidate, RoutingContext context) {
        for (int i = 0; i < candidate.deployments().size(); i++) {
            if (admits(candidate.model(), candidate.deployments().get(i), context)) {
                return true;
            }
        }
        return false;
    }

    /** For reasons: {@code quality > 0.55, cost < 0.10, can vision}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Bound bound : bounds) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(bound.criterion.name())
                    .append(' ')
                    .append(bound.comparison.text());
        }
        for (Capability capability : can) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append("can ")
                    .append(capability.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        }
        return text.toString();
    }
}
