package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policy's {@code rules}, compiled: in order, with one search for all their words and patterns. */
public final class RuleSettings {
    public static final RuleSettings NONE = new RuleSettings(List.of(), new ConditionParser(), ConditionSources.NONE);

    private final List<Rule> rules;
    private final Vocabulary ofText;
    private final Vocabulary ofSystem;

    private final ConditionSources sources;

    private RuleSettings(List<Rule> rules, ConditionParser parser, ConditionSources sources) {
        this.rules = List.copyOf(rules);
        this.ofText = parser.ofText();
        this.ofSystem = parser.ofSystem();
        this.sources = sources;
    }

    /** Reads {@code rules}; null stands for none. Notes mistakes at their nodes. */
    public static RuleSettings from(@Nullable ConfigNode node, KnownNames names) {
        if (node == null) {
            return NONE;
        }
        ConditionParser parser = new ConditionParser();
        List<Rule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        List<ConfigNode> items = node.items();
        for (int i = 0; i < items.size(); i++) {
            ConfigNode item = items.get(i);
            item.onlyKeys("name", "when", "then");
            String name = name(item, i, seen);
            ConfigNode when = item.at("when");
            rules.add(Rule.from(name, parser.parse(when, name), item, names));
        }
        return new RuleSettings(rules, parser, ConditionSources.of(items));
    }

    /** Names of the rules in order. */
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /** What the rules look at, as the policy writes it. */
    public ConditionSources sources() {
        return sources;
    }

    List<Rule> rules() {
        return rules;
    }

    /**
     * All words and patterns the rules look for, in the form in which {@link dev.pointsman.routing.facts.TextHits} names them: words in lower case with
     * one space between two, patterns as written.
     *
     * @param system in the system messages, else in the last user message
     */
    public List<String> searchedFor(boolean system) {
        return vocabulary(system).all();
    }

    Vocabulary vocabulary(boolean system) {
        return system ? ofSystem : ofText;
    }

    private static String name(ConfigNode item, int at, Set<String> seen) {
        ConfigNode node = item.at("name");
        String name = node == null ? "rule-" + (at + 1) : node.text();
        if (!seen.add(name)) {
            (node == null ? item : node)
                    .problem("there are two rules \"" + name + "\""
                            + (node == null ? ": expected a name, since the usual one is taken" : ""));
        }
        return name;
    }
}
