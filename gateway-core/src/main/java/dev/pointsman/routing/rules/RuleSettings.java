package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.text.WordAutomaton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The policy's {@code rules}, compiled: in order, with one automaton for all their words. */
public final class RuleSettings {
    public static final RuleSettings NONE = new RuleSettings(List.of(), new ConditionParser(), Vocabulary.NONE);

    private final List<Rule> rules;
    private final WordAutomaton textWords;
    private final WordAutomaton systemWords;

    private final List<String> written;
    private final List<String> writtenOfSystem;
    private final Vocabulary vocabulary;

    private RuleSettings(List<Rule> rules, ConditionParser parser, Vocabulary vocabulary) {
        this.rules = List.copyOf(rules);
        this.textWords = parser.textWords();
        this.systemWords = parser.systemWords();
        this.written = parser.written(false);
        this.writtenOfSystem = parser.written(true);
        this.vocabulary = vocabulary;
    }

    /** Reads {@code rules}; null stands for none. Notes mistakes at their nodes, rules that nothing can reach among them. */
    public static RuleSettings from(@Nullable ConfigNode node, KnownNames names) {
        if (node == null) {
            return NONE;
        }
        ConditionParser parser = new ConditionParser();
        List<Rule> rules = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        String last = null;
        List<ConfigNode> items = node.items();
        for (int i = 0; i < items.size(); i++) {
            ConfigNode item = items.get(i);
            item.onlyKeys("name", "when", "then");
            String name = name(item, i, seen);
            ConfigNode when = item.at("when");
            Rule rule = Rule.from(name, parser.parse(when, name), item, names);
            if (last != null) {
                item.problem(
                        "rule \"" + name + "\" is unreachable: rule \"" + last + "\" above ends for every request");
            } else if (rule.ends()
                    && (when == null || (when.isMap() && when.entries().isEmpty()))) {
                last = name;
            }
            rules.add(rule);
        }
        return new RuleSettings(rules, parser, Vocabulary.of(items));
    }

    /** Names of the rules in order. */
    public List<String> names() {
        return rules.stream().map(Rule::name).toList();
    }

    /** What the rules look at, as the policy writes it. */
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    /** The words of all rules by their numbers. */
    List<String> written(boolean ofSystem) {
        return ofSystem ? writtenOfSystem : written;
    }

    List<Rule> rules() {
        return rules;
    }

    WordAutomaton textWords() {
        return textWords;
    }

    WordAutomaton systemWords() {
        return systemWords;
    }

    private static String name(ConfigNode item, int at, Set<String> seen) {
        ConfigNode node = item.at("name");
        String name = node == null ? "rule-" + (at + 1) : node.text();
        if (!seen.add(name) && node != null) {
            node.problem("there are two rules \"" + name + "\"");
        }
        return name;
    }
}
