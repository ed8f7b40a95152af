package dev.pointsman.recorded;

import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.TextHits;
import dev.pointsman.routing.rules.RuleSettings;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record tells of the texts: the words and patterns that were found. To the policy that decided, everything else was not there; to
 * another policy only what the deciding one searched for as well, the rest cannot be told and is remembered as missing. Confined to one thread.
 *
 * <p>Words and patterns are compared in the form of {@link RuleSettings#searchedFor}.
 */
public final class RecordedText implements KnownText {
    /** All that the rules of a policy search for in the texts; made once for a policy. */
    public record Searched(Set<String> text, Set<String> system) {
        public static final Searched NOTHING = new Searched(Set.of(), Set.of());

        public Searched {
            text = Set.copyOf(text);
            system = Set.copyOf(system);
        }

        public static Searched of(RuleSettings rules) {
            return new Searched(new HashSet<>(rules.searchedFor(false)), new HashSet<>(rules.searchedFor(true)));
        }
    }

    private final List<String> text;
    private final List<String> system;
    private final @Nullable Searched searched;
    private final Set<String> missing = new LinkedHashSet<>(0);
    private boolean mattered;

    private RecordedText(@Nullable TextHits hits, @Nullable Searched searched) {
        this.text = hits == null ? List.of() : hits.text();
        this.system = hits == null ? List.of() : hits.system();
        this.searched = searched;
    }

    /** For the policy that decided. */
    public static RecordedText whole(@Nullable TextHits hits) {
        return new RecordedText(hits, null);
    }

    /**
     * For another policy.
     *
     * @param searched what the deciding policy searched for; nothing where that policy is gone
     */
    public static RecordedText under(@Nullable TextHits hits, Searched searched) {
        return new RecordedText(hits, hits == null ? Searched.NOTHING : searched);
    }

    /** Whether a condition could not be told for want of what is {@link #missing()}. */
    public boolean mattered() {
        return mattered;
    }

    @Override
    public void abstained() {
        mattered = true;
    }

    /** Words and patterns that were asked for and of which the record does not tell. */
    public Set<String> missing() {
        return missing;
    }

    @Override
    public @Nullable Boolean has(boolean ofSystem, String wordOrPattern) {
        if ((ofSystem ? system : text).contains(wordOrPattern)) {
            return true;
        }
        if (searched == null || (ofSystem ? searched.system : searched.text).contains(wordOrPattern)) {
            return false;
        }
        missing.add(wordOrPattern);
        return null;
    }
}
