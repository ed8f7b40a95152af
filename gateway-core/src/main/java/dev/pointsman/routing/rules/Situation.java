package dev.pointsman.routing.rules;

import dev.pointsman.api.Prompt;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.TextHits;
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
    private @Nullable ShareLots lots;
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

    /** From now on shares come out as these lots have it; null for as they are drawn. */
    Situation with(@Nullable ShareLots others) {
        lots = others;
        return this;
    }

    /**
     * Whether a share takes the request.
     *
     * @param id whose number it goes by; null for the request's own
     */
    boolean takes(@Nullable String id, double share, boolean drawn) {
        metShare = true;
        ShareLots others = lots;
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
}
