package dev.pointsman.recorded;

import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.TextHits;
import dev.pointsman.routing.rules.Vocabulary;
import dev.pointsman.routing.text.WordAutomaton;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a record tells of the texts: the words and patterns that were found. To the policy that decided, everything else was not there; to
 * another policy only what the deciding one searched as well, the rest cannot be told and is remembered as missing. Confined to one thread.
 */
public final class RecordedText implements KnownText {
    private final @Nullable TextHits hits;
    private final boolean whole;
    private final Set<String> text;
    private final Set<String> system;
    private final Set<String> searchedInText;
    private final Set<String> searchedInSystem;
    private final Set<String> missing = new LinkedHashSet<>(0);

    private RecordedText(@Nullable TextHits hits, boolean whole, Vocabulary searched) {
        this.hits = hits;
        this.whole = whole;
        this.text = hits == null ? Set.of() : normal(hits.text());
        this.system = hits == null ? Set.of() : normal(hits.system());
        this.searchedInText = hits == null || whole ? Set.of() : normal(searched.of("text"));
        this.searchedInSystem = hits == null || whole ? Set.of() : normal(searched.of("system"));
    }

    /** For the policy that decided. */
    public static RecordedText whole(@Nullable TextHits hits) {
        return new RecordedText(hits, true, Vocabulary.NONE);
    }

    /**
     * For another policy.
     *
     * @param searched what the rules of the deciding policy look at; nothing where that policy is gone
     */
    public static RecordedText under(@Nullable TextHits hits, Vocabulary searched) {
        return new RecordedText(hits, false, searched);
    }

    /** Words and patterns that were asked for and of which the record does not tell. */
    public Set<String> missing() {
        return missing;
    }

    @Override
    public @Nullable Boolean has(boolean ofSystem, String wordOrPattern) {
        String wanted = normal(wordOrPattern);
        if ((ofSystem ? system : text).contains(wanted)) {
            return true;
        }
        if (whole || (hits != null && searched(hits.read(), ofSystem, wanted))) {
            return false;
        }
        missing.add(wordOrPattern);
        return null;
    }

    private boolean searched(TextHits.Read read, boolean ofSystem, String wanted) {
        boolean all = ofSystem
                ? (pattern(wanted) ? read.systemPatterns() : read.systemWords())
                : (pattern(wanted) ? read.patterns() : read.words());
        return all && (ofSystem ? searchedInSystem : searchedInText).contains(wanted);
    }

    private static Set<String> normal(Iterable<String> written) {
        Set<String> normal = new HashSet<>();
        written.forEach(each -> normal.add(normal(each)));
        return normal;
    }

    private static String normal(String written) {
        return pattern(written) ? written : WordAutomaton.normal(written);
    }

    private static boolean pattern(String written) {
        return written.length() > 2 && written.startsWith("/") && (written.endsWith("/") || written.endsWith("/i"));
    }
}
