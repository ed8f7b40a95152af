package dev.pointsman.provider.refusal;

import dev.pointsman.config.Secret;
import java.util.Collection;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of what a provider says on refusing whatever is our secret, and out of its message also what looks like a key: providers quote
 * what they refuse.
 */
public final class KeyMask {
    private static final Pattern LOOKS_LIKE_KEY = Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]+"
            + "|\\b(?:sk|pk|gsk|xai|nvapi|pplx|fw|csk|tgp|dsk|hf|key|rk)[-_][A-Za-z0-9_*.\\-]{6,}"
            + "|\\bAIza[A-Za-z0-9_\\-]{10,}"
            + "|\\b(?:api[-_ ]?key|access[-_ ]?token)\\s*[=:]\\s*[^\\s\"',;]+"
            + "|\\b[A-Za-z0-9]{2,12}\\*{4,}[A-Za-z0-9]{0,12}"
            + "|\\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,}\\b");

    private KeyMask() {}

    /** The same report without them. Only its message may look like a key: names of errors and fields do, too ({@code key_not_found}). */
    public static ErrorReport mask(ErrorReport report, Collection<Secret> secrets) {
        return new ErrorReport(
                LOOKS_LIKE_KEY.matcher(without(report.message(), secrets)).replaceAll("***"),
                cleaned(report.type(), secrets),
                cleaned(report.param(), secrets),
                cleaned(report.code(), secrets),
                report.hints());
    }

    private static @Nullable String cleaned(@Nullable String word, Collection<Secret> secrets) {
        return word == null ? null : without(word, secrets);
    }

    private static String without(String text, Collection<Secret> secrets) {
        String without = text;
        for (Secret secret : secrets) {
            String known = secret.reveal();
            without = known.length() < 4 ? without : without.replace(known, "***");
        }
        return without;
    }
}
