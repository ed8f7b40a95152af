package dev.pointsman.guardrail;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Scope;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.transcript.KnownForms;
import dev.pointsman.transcript.Removal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the policy's {@code guardrails}. */
public final class GuardrailSettings {
    private static final int MOST = 32;
    private static final int MOST_WORDS = 1_000;
    private static final int LONGEST_WORD = 200;
    private static final int WINDOW = 256;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

    private final Map<String, TextFinderFactory> factories = new LinkedHashMap<>();

    private GuardrailSettings(Iterable<? extends TextFinderFactory> factories) {
        factories.forEach(factory -> this.factories.put(factory.type(), factory));
    }

    /**
     * Reads the list, notes mistakes at their nodes.
     *
     * @param factories plug-in finders
     */
    public static List<Guardrail> listFrom(@Nullable ConfigNode node, Iterable<? extends TextFinderFactory> factories) {
        if (node == null) {
            return List.of();
        }
        GuardrailSettings settings = new GuardrailSettings(factories);
        List<Guardrail> guardrails = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<ConfigNode> items = node.items();
        if (items.size() > MOST) {
            node.problem("expected at most " + MOST + " guardrails");
        }
        for (ConfigNode item : items) {
            Guardrail guardrail = settings.guardrail(item);
            if (!names.add(guardrail.name())) {
                item.problem("expected names that differ, but found \"" + guardrail.name() + "\" twice");
            }
            guardrails.add(guardrail);
        }
        return guardrails;
    }

    private Guardrail guardrail(ConfigNode node) {
        node.onlyKeys("name", "on", "find", "words", "window", "webhook", "do", "keys", "teams", "models");
        ConfigNode webhook = node.at("webhook");
        List<TextFinder> finders = finders(node);
        if ((webhook == null) == (node.at("find") == null && node.at("words") == null)) {
            node.problem("expected one of webhook, or find and words");
        }
        if (webhook != null && node.at("do") != null) {
            node.problemAtKey("do", "expected none beside a webhook: its answer says what is done");
        }
        return new Guardrail(
                name(node.required("name")),
                stages(node.at("on")),
                finders,
                action(node, webhook != null),
                webhook == null ? null : Webhook.from(webhook),
                new Scope(texts(node.at("keys")), texts(node.at("teams")), texts(node.at("models"))));
    }

    private static Action action(ConfigNode node, boolean asked) {
        ConfigNode action = asked ? null : node.required("do");
        return action == null ? Action.BLOCK : action.oneOf(Action.class, Action.BLOCK);
    }

    private static String name(@Nullable ConfigNode node) {
        if (node == null) {
            return "";
        }
        if (!NAME.matcher(node.text()).matches()) {
            node.problem("expected 1 to 40 of a-z, 0-9, _ and -, but found \"" + node.text() + "\"");
        }
        return node.text();
    }

    private static Set<Stage> stages(@Nullable ConfigNode node) {
        if (node == null) {
            return EnumSet.allOf(Stage.class);
        }
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        node.itemsOrSelf().forEach(item -> stages.add(item.oneOf(Stage.class, Stage.REQUEST)));
        if (stages.isEmpty()) {
            node.problem("expected request, reply, or both");
        }
        return stages;
    }

    private static Set<String> texts(@Nullable ConfigNode node) {
        return node == null ? Set.of() : new LinkedHashSet<>(node.texts());
    }

    private List<TextFinder> finders(ConfigNode node) {
        List<TextFinder> finders = new ArrayList<>();
        ConfigNode find = node.at("find");
        int window = node.read("window", WINDOW, (size, usual) -> size.integer(1, TextFinder.MOST, usual));
        if (find != null) {
            List<ConfigNode> written = new ArrayList<>();
            for (ConfigNode item : find.itemsOrSelf()) {
                if (item.isMap()) {
                    plugIn(item, finders);
                } else {
                    written.add(item);
                }
            }
            Removal removal = Removal.of(find, written);
            KnownForms forms = removal.forms();
            if (forms.any()) {
                finders.add(new FormsFinder(forms));
            }
            if (!removal.patterns().isEmpty()) {
                finders.add(new PatternFinder(removal.patterns(), window));
            }
        }
        ConfigNode words = node.at("words");
        if (words != null) {
            words(words, finders);
        }
        return finders;
    }

    private void plugIn(ConfigNode item, List<TextFinder> finders) {
        ConfigNode type = item.required("type");
        TextFinderFactory factory = type == null ? null : factories.get(type.text());
        if (factory != null) {
            finders.add(factory.create(item));
        } else if (type != null) {
            type.problem("unknown finder \"" + type.text() + "\": expected one of a plug-in"
                    + NearestWord.hint(type.text(), factories.keySet()));
        }
    }

    private static void words(ConfigNode node, List<TextFinder> finders) {
        Set<String> words = new LinkedHashSet<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            String word = item.text().strip();
            if (word.isEmpty() || word.length() > LONGEST_WORD) {
                item.problem("expected a word of 1 to " + LONGEST_WORD + " characters");
            } else {
                words.add(word);
            }
        }
        if (words.size() > MOST_WORDS) {
            node.problem("expected at most " + MOST_WORDS + " words");
        }
        if (!words.isEmpty()) {
            finders.add(new WordFinder(words));
        }
    }
}
