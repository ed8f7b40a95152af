package dev.pointsman.transcript;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.rules.WrittenPattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a policy wants to be found in texts, while it is read: known forms by their words, patterns of its own. */
public final class Removal {
    private static final int MOST_PATTERNS = 16;
    private static final String ALL = "all";
    private static final String NONE = "none";

    private final Set<Sensitive> kinds = EnumSet.noneOf(Sensitive.class);
    private final List<WrittenPattern> own = new ArrayList<>();
    private final List<String> words = new ArrayList<>();

    /** Everything that has a known form, where the policy does not say it. */
    static Removal from(@Nullable ConfigNode node) {
        Removal removal = new Removal();
        if (node == null) {
            removal.all();
        } else if (!node.isScalar() || !node.text().equals(NONE)) {
            removal.read(node, node.itemsOrSelf(), ", a /pattern/, or none alone");
        }
        return removal;
    }

    /** Some items of a list, each a word or a pattern. */
    public static Removal of(ConfigNode list, List<ConfigNode> items) {
        Removal removal = new Removal();
        removal.read(list, items, " or a /pattern/");
        return removal;
    }

    /** Its known forms. */
    public KnownForms forms() {
        return new KnownForms(kinds);
    }

    /** Its own patterns, different from one another. */
    public List<WrittenPattern> patterns() {
        return List.copyOf(own);
    }

    /** As the policy names it all. */
    List<String> words() {
        return words;
    }

    Redaction redaction() {
        return Redaction.of(kinds, own);
    }

    private void all() {
        kinds.addAll(EnumSet.allOf(Sensitive.class));
        words.add(ALL);
    }

    private void read(ConfigNode list, List<ConfigNode> items, String besides) {
        items.forEach(item -> read(item, besides));
        if (own.size() > MOST_PATTERNS) {
            list.problem("expected at most " + MOST_PATTERNS + " patterns");
        }
    }

    private void read(ConfigNode item, String besides) {
        if (WrittenPattern.is(item)) {
            WrittenPattern pattern = WrittenPattern.from(item);
            if (pattern != null && !words.contains(item.text())) {
                own.add(pattern);
                words.add(item.text());
            }
            return;
        }
        String word = item.text();
        if (word.equals(ALL)) {
            all();
            return;
        }
        for (Sensitive kind : Sensitive.values()) {
            if (kind.word().equals(word)) {
                kinds.add(kind);
                words.add(word);
                return;
            }
        }
        if (item.isScalar()) {
            List<String> known = Stream.concat(Stream.of(Sensitive.values()).map(Sensitive::word), Stream.of(ALL))
                    .toList();
            item.problem("expected one of " + String.join(", ", known) + besides + ", but found \"" + word + "\""
                    + NearestWord.hint(word, known));
        }
    }
}
