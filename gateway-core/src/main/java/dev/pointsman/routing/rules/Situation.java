package dev.pointsman.routing.rules;

import dev.pointsman.api.Prompt;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.TextHits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request as the conditions of one rule set see it; what is costly is worked out at most once. Confined to one evaluation. */
final class Situation {
    /** Characters of a text that conditions look at. */
    static final int MOST_CHARACTERS = 32_768;

    private final RoutingContext context;
    private final Vocabulary ofText;
    private final Vocabulary ofSystem;
    private @Nullable SearchedText text;
    private @Nullable SearchedText system;
    private @Nullable String abstained;
    private @Nullable Lots lots;
    private boolean metShare;

    /** @param ofText what is looked for in the last user message; and likewise in the system messages */
    Situation(RoutingContext context, Vocabulary ofText, Vocabulary ofSystem) {
        this.context = context;
        this.ofText = ofText;
        this.ofSystem = ofSystem;
    }

    RoutingContext context() {
        return context;
    }

    /** Chance that a condition holds, whatever its shares were drawn as, 0 to 1. */
    double chanceOf(Condition condition) {
        String before = takeAbstained();
        Lots all = new Lots();
        lots = all;
        double chance = 0;
        do {
            all.begin();
            boolean holds = condition.test(this) == Verdict.YES;
            chance += holds ? all.probability : 0;
        } while (all.next());
        lots = null;
        metShare = false;
        abstained = before;
        return chance;
    }

    /**
     * Whether a share takes the request.
     *
     * @param id whose number it goes by; null for the request's own
     */
    boolean takes(@Nullable String id, double share, boolean drawn) {
        metShare = true;
        Lots others = lots;
        return others == null ? drawn : others.takes(id, share);
    }

    /** Whether a share was asked for since this was last asked. */
    boolean takeMetShare() {
        boolean met = metShare;
        metShare = false;
        return met;
    }

    /** The last user message. */
    SearchedText text() {
        SearchedText known = text;
        if (known == null) {
            known = searched(false);
            text = known;
        }
        return known;
    }

    /** The system and developer messages. */
    SearchedText system() {
        SearchedText known = system;
        if (known == null) {
            known = searched(true);
            system = known;
        }
        return known;
    }

    /**
     * What stands in the texts, of all that the rules look for; null where no rule has looked yet. Searches for the rest, if only a part was asked
     * for, so that a record of it tells all.
     */
    @Nullable
    TextHits hits() {
        return text == null && system == null ? null : new TextHits(text().found(), system().found());
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

    private SearchedText searched(boolean inSystem) {
        Vocabulary vocabulary = inSystem ? ofSystem : ofText;
        KnownText known = context.known();
        if (known != null) {
            return SearchedText.remembered(vocabulary, known, inSystem);
        }
        if (vocabulary.isEmpty()) {
            return SearchedText.of(vocabulary, "");
        }
        Prompt prompt = context.request().prompt();
        return SearchedText.of(vocabulary, capped(inSystem ? prompt.system() : prompt.lastUser()));
    }

    private static String capped(String whole) {
        return whole.length() <= MOST_CHARACTERS ? whole : whole.substring(0, MOST_CHARACTERS);
    }

    /**
     * The ways in which the shares of one rule can come out for one request, and so how likely it is that the rule matches. Shares of a rule that go by the
     * same id go by the same number: 10 % of it are among 20 %. Confined to one thread.
     */
    private static final class Lots {
        /** What is known of a number. */
        static final class Bounds {
            private double low;
            private double high = 1;
        }

        /** Whether each share that could come out both ways is below its number, and whether that has been turned. */
        private final List<boolean[]> forks = new ArrayList<>(2);

        /** By id; of none, the request's own. */
        private final Map<String, Bounds> numbers = new HashMap<>();

        private int met;
        private double probability = 1;

        /** @param id whose number it is; null for the request's own */
        boolean takes(@Nullable String id, double share) {
            Bounds bounds = numbers.computeIfAbsent(id == null ? "" : id, first -> new Bounds());
            if (share <= bounds.low || share >= bounds.high) {
                return share >= bounds.high;
            }
            if (met == forks.size()) {
                forks.add(new boolean[] {true, false});
            }
            boolean in = forks.get(met)[0];
            met++;
            double part = (share - bounds.low) / (bounds.high - bounds.low);
            probability *= in ? part : 1 - part;
            if (in) {
                bounds.high = share;
            } else {
                bounds.low = share;
            }
            return in;
        }

        private void begin() {
            numbers.clear();
            met = 0;
            probability = 1;
        }

        private boolean next() {
            while (!forks.isEmpty() && forks.get(forks.size() - 1)[1]) {
                forks.remove(forks.size() - 1);
            }
            if (forks.isEmpty()) {
                return false;
            }
            boolean[] last = forks.get(forks.size() - 1);
            last[0] = !last[0];
            last[1] = true;
            return true;
        }
    }
}
