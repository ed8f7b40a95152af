package dev.pointsman.quota;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.List;
import java.util.Locale;

/**
 * What a limit counts apart: each key, each model, each value of a header.
 *
 * @param header its name in lower case; "" where the kind is another
 */
public record Per(Kind kind, String header) {
    private static final String HEADER = "header.";
    private static final List<String> WORDS =
            List.of("key", "team", "user", "model", "provider", "deployment", HEADER + "NAME");

    /** Of what kind its subjects are. */
    public enum Kind {
        KEY,
        TEAM,
        /** The request's {@code user}, apart for each key. */
        USER,
        HEADER,
        MODEL,
        PROVIDER,
        DEPLOYMENT;

        /** Whether the subject is known only when a call is about to be made, and not yet when the request comes. */
        public boolean ofCall() {
            return this == MODEL || this == PROVIDER || this == DEPLOYMENT;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Per from(ConfigNode node) {
        String text = node.text();
        if (text.startsWith(HEADER) && text.length() > HEADER.length()) {
            return new Per(Kind.HEADER, text.substring(HEADER.length()).toLowerCase(Locale.ROOT));
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.HEADER && kind.word().equals(text)) {
                return new Per(kind, "");
            }
        }
        if (node.isScalar()) {
            node.problem("expected one of " + String.join(", ", WORDS) + " but found \"" + text + "\""
                    + NearestWord.hint(text, WORDS));
        }
        return new Per(Kind.KEY, "");
    }

    /** As a policy writes it: {@code key}, {@code header.x-region}. */
    public String word() {
        return kind == Kind.HEADER ? HEADER + header : kind.word();
    }
}
