package dev.pointsman.routing.reach;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that can do nothing: whose {@code when} contradicts itself, whose requests all end at a rule above, whose {@code use} names only models
 * that rules have excluded by then. Told from the conditions alone, and only where it is certain; what is merely likely is a warning. Rules in which
 * mistakes were noted are left out.
 */
public final class RuleReach {
    private static final List<String> ENDINGS = List.of("score", "route", "reject");

    /**
     * A rule whose condition could be told.
     *
     * @param ends whether every request for which it holds ends here
     */
    private record Step(String name, boolean always, Cases when, ConfigNode node, boolean sound, boolean ends) {}

    private final Catalog catalog;
    private final ConfigProblems problems;
    private final ConfigProblems warnings;
    private final List<Step> above = new ArrayList<>();

    /**
     * @param problems what was noted so far, by the reading of the rules among others
     * @param warnings for what is allowed and yet worth a look
     */
    public RuleReach(Catalog catalog, ConfigProblems problems, ConfigProblems warnings) {
        this.catalog = catalog;
        this.problems = problems;
        this.warnings = warnings;
    }

    /** Notes what is certain at the nodes of the rules. */
    public void check(ConfigNode rules) {
        if (!rules.isList()) {
            return;
        }
        for (int i = 0; i < rules.items().size(); i++) {
            ConfigNode item = rules.items().get(i);
            if (item.isMap() && sound(item, "when")) {
                check(item, i);
            }
        }
    }

    private void check(ConfigNode rule, int at) {
        ConfigNode named = rule.at("name");
        String name = named != null && named.isScalar() ? named.text() : "rule-" + (at + 1);
        ConfigNode when = rule.at("when");
        Cases cases = new CaseReader(name).read(when);
        if (cases == null) {
            return;
        }
        if (when != null && cases.never()) {
            when.problem("rule \"" + name + "\" can never match: " + contradiction(cases.contradiction()));
            return;
        }
        boolean always = when == null || when.entries().isEmpty();
        boolean sound = sound(rule, "then");
        Step step = new Step(name, always, cases, rule, sound, sound && ends(rule.at("then")));
        Step before = above.stream()
                .filter(other -> other.ends && cases.implies(other.when))
                .findFirst()
                .orElse(null);
        above.add(step);
        if (before != null) {
            rule.problem("rule \"" + name + "\" is unreachable: rule \"" + before.name + "\" above ends for "
                    + (before.always ? "every request" : "all of its requests"));
        } else if (sound) {
            checkUse(step);
        }
    }

    private static String contradiction(@Nullable List<Literal> literals) {
        if (literals == null) {
            return "it has no case in which it could";
        }
        Set<String> written =
                literals.stream().map(Literal::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        return written.size() == 1
                ? String.join("", written) + " holds for nothing"
                : String.join(" and ", written) + " exclude each other";
    }

    private boolean sound(ConfigNode rule, String key) {
        return !problems.under(rule.path() + "." + key);
    }

    /** A {@code use} of some models is passed over where none of them is in the running, so only that of all of them is sure to end. */
    private boolean ends(@Nullable ConfigNode then) {
        if (then == null || then.isScalar()) {
            return then != null;
        }
        ConfigNode use = then.at("use");
        return ENDINGS.stream().anyMatch(key -> then.at(key) != null)
                || (use != null
                        && catalog.models().stream()
                                .allMatch(model -> use.texts().contains(model.name())));
    }

    private void checkUse(Step step) {
        ConfigNode then = step.node.at("then");
        ConfigNode use = then != null && then.isMap() ? then.at("use") : null;
        if (use == null) {
            return;
        }
        List<String> out = new ArrayList<>();
        String by = "";
        for (String name : use.texts()) {
            Model model = catalog.model(name);
            Step excluding = model == null ? null : excluding(model, step);
            if (excluding != null) {
                out.add(name);
                by = excluding.name;
            }
        }
        String excluded = "\"" + String.join("\", \"", out) + "\": rule \"" + by + "\" excludes "
                + (out.size() == 1 ? "it" : "them") + " for all of these requests";
        if (!out.isEmpty() && out.size() == use.texts().size()) {
            use.problem("rule \"" + step.name + "\" cannot use " + excluded);
        } else if (!out.isEmpty()) {
            warnings.add(use.place(), use.path(), "rule \"" + step.name + "\" never uses " + excluded);
        }
    }

    /** The rule, this one or one above, that leaves nothing of the model whenever this one holds; null where none does. */
    private @Nullable Step excluding(Model model, Step step) {
        for (Step other : above) {
            ConfigNode then = other.sound ? other.node.at("then") : null;
            if (then != null && then.isMap() && step.when.implies(other.when)) {
                for (String key : List.of("only", "require")) {
                    ConfigNode selection = then.at(key);
                    if (selection != null && Exclusion.of(selection, model)) {
                        return other;
                    }
                }
            }
        }
        return null;
    }
}
