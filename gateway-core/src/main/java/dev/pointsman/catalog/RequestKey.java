package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Part of a request that tells which requests belong together.
 *
 * @param name of the header, in lower case, or of the metadata; "" of the others
 */
public record RequestKey(Source source, String name) {
    /** Where it stands in a request. */
    public enum Source {
        HEADER,
        METADATA,
        /** The body's {@code user}. */
        USER,
        /** How the prompt begins: the system's words and the first message of the user. */
        PREFIX
    }

    public static final RequestKey USER = new RequestKey(Source.USER, "");
    public static final RequestKey PREFIX = new RequestKey(Source.PREFIX, "");

    private static final String HEADER = "header.";
    private static final String METADATA = "metadata.";
    private static final List<String> WORDS = List.of("header.x-session-id", "metadata.session", "user", "prefix");
    private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}");
    private static final Pattern METADATA_NAME = Pattern.compile("[^\\p{Cntrl}]{1,64}");

    public static RequestKey header(String name) {
        return new RequestKey(Source.HEADER, name.toLowerCase(Locale.ROOT));
    }

    /** Reads {@code user}, {@code [header.x-session-id, metadata.chat, prefix]} and the like. */
    static List<RequestKey> all(ConfigNode node) {
        List<RequestKey> keys = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            RequestKey key = one(item);
            if (key != null) {
                keys.add(key);
            }
        }
        if (node.itemsOrSelf().isEmpty()) {
            node.problem("expected at least one of " + String.join(", ", WORDS));
        }
        return keys;
    }

    private static @Nullable RequestKey one(ConfigNode node) {
        String word = node.text();
        if (word.equals("user")) {
            return USER;
        }
        if (word.equals("prefix")) {
            return PREFIX;
        }
        if (word.startsWith(HEADER)
                && HEADER_NAME.matcher(word.substring(HEADER.length())).matches()) {
            return header(word.substring(HEADER.length()));
        }
        if (word.startsWith(METADATA)
                && METADATA_NAME.matcher(word.substring(METADATA.length())).matches()) {
            return new RequestKey(Source.METADATA, word.substring(METADATA.length()));
        }
        if (node.isScalar()) {
            node.problem("expected header.NAME, metadata.NAME, user or prefix but found \"" + word + "\""
                    + NearestWord.hint(word, WORDS));
        }
        return null;
    }
}
