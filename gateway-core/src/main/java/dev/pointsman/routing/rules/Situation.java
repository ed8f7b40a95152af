package dev.pointsman.routing.rules;

import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.TextHits;
import dev.pointsman.routing.text.WordAutomaton;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request as the conditions of one rule set see it; what is costly is worked out at most once. Confined to one evaluation. */
final class Situation {
    /** Characters of a text that conditions look at. */
    static final int MOST_CHARACTERS = 32_768;

    private final RoutingContext context;
    private final WordAutomaton textWords;
    private final WordAutomaton systemWords;
    private @Nullable String text;
    private @Nullable String system;
    private long @Nullable [] foundInText;
    private long @Nullable [] foundInSystem;
    private @Nullable List<String> matchedInText;
    private @Nullable List<String> matchedInSystem;
    private @Nullable String abstained;

    Situation(RoutingContext context, WordAutomaton textWords, WordAutomaton systemWords) {
        this.context = context;
        this.textWords = textWords;
        this.systemWords = systemWords;
    }

    RoutingContext context() {
        return context;
    }

    /** The last user message. */
    String text() {
        String known = text;
        if (known == null) {
            known = capped(context.request().prompt().lastUser());
            text = known;
        }
        return known;
    }

    /** The system and developer messages. */
    String system() {
        String known = system;
        if (known == null) {
            known = capped(context.request().prompt().system());
            system = known;
        }
        return known;
    }

    /** Bit set of the words of the rule set that stand in {@link #text()}. */
    long[] wordsInText() {
        long[] known = foundInText;
        if (known == null) {
            known = textWords.find(text());
            foundInText = known;
        }
        return known;
    }

    long[] wordsInSystem() {
        long[] known = foundInSystem;
        if (known == null) {
            known = systemWords.find(system());
            foundInSystem = known;
        }
        return known;
    }

    /** Remembers a word or pattern that was found by itself. */
    void found(boolean ofSystem, String written) {
        List<String> matched = ofSystem ? matchedInSystem : matchedInText;
        if (matched == null) {
            matched = new ArrayList<>(2);
            if (ofSystem) {
                matchedInSystem = matched;
            } else {
                matchedInText = matched;
            }
        }
        if (!matched.contains(written)) {
            matched.add(written);
        }
    }

    /** What was found so far; null where nobody looked at a text. */
    @Nullable
    TextHits hits(RuleSettings settings) {
        if (text == null && system == null && matchedInText == null && matchedInSystem == null) {
            return null;
        }
        return new TextHits(
                hits(foundInText, settings.written(false), matchedInText),
                hits(foundInSystem, settings.written(true), matchedInSystem),
                new TextHits.Read(foundInText != null, false, foundInSystem != null, false));
    }

    private static List<String> hits(
            long @Nullable [] words, List<String> written, @Nullable List<String> matched) {
        if (words == null) {
            return matched == null ? List.of() : matched;
        }
        List<String> hits = matched == null ? new ArrayList<>(0) : matched;
        for (int i = 0; i < words.length; i++) {
            for (long left = words[i]; left != 0; left &= left - 1) {
                hits.add(written.get(i * Long.SIZE + Long.numberOfTrailingZeros(left)));
            }
        }
        return hits;
    }

    /** Remembers the first signal of a rule that could not be told. */
    Verdict abstain(String signal) {
        if (abstained == null) {
            abstained = signal;
        }
        return Verdict.ABSTAINED;
    }

    /** The signal that abstained since this was last asked. */
    @Nullable
    String takeAbstained() {
        String signal = abstained;
        abstained = null;
        return signal;
    }

    private static String capped(String whole) {
        return whole.length() <= MOST_CHARACTERS ? whole : whole.substring(0, MOST_CHARACTERS);
    }
}
