package dev.pointsman.session;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Part of a request that tells which conversation it belongs to.
 *
 * @param name of the header, in lower case, or of the metadata; "" of the others
 */
public record SessionSource(Kind kind, String name) {
    /** Where it stands. */
    public enum Kind {
        HEADER,
        METADATA,
        /** The body's {@code user}. */
        USER,
        /** OpenAI's {@code prompt_cache_key}: what clients set so that requests meet a warm cache. */
        PROMPT_CACHE_KEY,
        /** How the messages begin. */
        CONVERSATION
    }

    private static final String HEADER = "header.";
    private static final String METADATA = "metadata.";
    private static final List<String> WORDS =
            List.of("header.NAME", "metadata.NAME", "user", "prompt_cache_key", "conversation");

    static SessionSource header(String name) {
        return new SessionSource(Kind.HEADER, name.toLowerCase(Locale.ROOT));
    }

    static SessionSource of(Kind kind) {
        return new SessionSource(kind, "");
    }

    /** Reads one word or a list of them; notes mistakes at their nodes. */
    static List<SessionSource> all(ConfigNode node) {
        List<SessionSource> sources = new ArrayList<>();
        List<ConfigNode> items = node.itemsOrSelf();
        for (ConfigNode item : items) {
            SessionSource source = one(item);
            if (source != null && sources.contains(source)) {
                item.problem("\"" + item.text() + "\" is already listed");
            } else if (source != null) {
                sources.add(source);
            }
        }
        if (items.isEmpty()) {
            node.problem("expected at least one of " + String.join(", ", WORDS));
        }
        return sources;
    }

    private static @Nullable SessionSource one(ConfigNode node) {
        String word = node.text();
        if (word.startsWith(HEADER) && word.length() > HEADER.length()) {
            return header(word.substring(HEADER.length()));
        }
        if (word.startsWith(METADATA) && word.length() > METADATA.length()) {
            return new SessionSource(Kind.METADATA, word.substring(METADATA.length()));
        }
        for (Kind kind : List.of(Kind.USER, Kind.PROMPT_CACHE_KEY, Kind.CONVERSATION)) {
            if (word.equals(kind.name().toLowerCase(Locale.ROOT))) {
                return of(kind);
            }
        }
        if (node.isScalar()) {
            node.problem("expected one of " + String.join(", ", WORDS) + " but found \"" + word + "\""
                    + NearestWord.hint(word, WORDS));
        }
        return null;
    }
}
