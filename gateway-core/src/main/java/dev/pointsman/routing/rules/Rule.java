package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One rule: {@code only}, {@code require} and {@code prefer} narrow and go on; {@code use}, {@code score}, {@code route} and
 * {@code reject} end (at most one of them).
 *
 * @param outcome name of what the rule chooses, null where it has none
 * @param use models in order; empty where the rule has none
 * @param score name of the score that is to rank
 * @param route a plug-in router
 * @param reject message of the refusal
 */
record Rule(
        String name,
        Condition when,
        @Nullable String outcome,
        @Nullable Selection only,
        @Nullable Selection require,
        @Nullable Selection prefer,
        List<String> use,
        @Nullable String score,
        @Nullable Router route,
        @Nullable String reject) {
    private static final String REFUSAL = "this request is not allowed here";

    Rule {
        use = List.copyOf(use);
    }

    boolean ends() {
        return !use.isEmpty() || score != null || route != null || reject != null;
    }

    /** Whether it also binds a client that named its model. */
    boolean guards() {
        return only != null || reject != null;
    }

    /** Reads what follows from a rule; notes mistakes at their nodes. */
    static Rule from(String name, Condition when, ConfigNode rule, KnownNames names) {
        ConfigNode then = rule.required("then");
        if (then == null || (then.isScalar() && then.text().equals("reject"))) {
            return new Rule(name, when, null, null, null, null, List.of(), null, null, then == null ? null : REFUSAL);
        }
        then.onlyKeys("only", "require", "prefer", "use", "score", "route", "reject", "name");
        checkEndings(then);
        ConfigNode reject = then.at("reject");
        ConfigNode outcome = then.at("name");
        ConfigNode score = then.at("score");
        ConfigNode route = then.at("route");
        return new Rule(
                name,
                when,
                outcome == null ? null : outcome.text(),
                selection(then, "only", names),
                selection(then, "require", names),
                selection(then, "prefer", names),
                use(then.at("use"), names),
                score != null && names.checkScore(score) ? score.text() : null,
                route == null ? null : names.plugIn(route),
                reject == null ? null : message(reject));
    }

    private static void checkEndings(ConfigNode then) {
        List<String> endings = Stream.of("use", "score", "route", "reject")
                .filter(key -> then.at(key) != null)
                .toList();
        if (endings.size() > 1) {
            then.problemAtKey(
                    Objects.requireNonNull(endings.get(1)),
                    "a rule ends in one way only: remove all but one of " + String.join(", ", endings));
        }
        if (then.isMap() && then.entries().keySet().stream().noneMatch(key -> !key.equals("name"))) {
            then.problem("expected at least one of only, require, prefer, use, score, route, reject");
        }
    }

    private static @Nullable Selection selection(ConfigNode then, String key, KnownNames names) {
        ConfigNode node = then.at(key);
        return node == null ? null : Selection.from(node, names);
    }

    private static List<String> use(@Nullable ConfigNode node, KnownNames names) {
        List<String> use = new ArrayList<>();
        if (node != null) {
            for (ConfigNode item : node.itemsOrSelf()) {
                if (names.checkModel(item)) {
                    use.add(item.text());
                }
            }
        }
        return use;
    }

    /** {@code reject: true} has the usual message. */
    private static String message(ConfigNode reject) {
        String text = reject.text();
        return text.isBlank() || text.equals("true") ? REFUSAL : text;
    }
}
