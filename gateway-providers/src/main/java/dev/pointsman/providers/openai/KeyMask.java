package dev.pointsman.providers.openai;

import dev.pointsman.config.Secret;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes out of what a provider says on refusing whatever is our secret, or, in a message, looks like a key: providers quote what they refuse. */
final class KeyMask {
    private static final Pattern LOOKS_LIKE_KEY = Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]+"
            + "|\\b(?:sk|pk|gsk|xai|nvapi|pplx|fw|csk|tgp|dsk|hf|key|rk)[-_][A-Za-z0-9_*.\\-]{6,}"
            + "|\\bAIza[A-Za-z0-9_\\-]{10,}"
            + "|\\b(?:api[-_ ]?key|access[-_ ]?token)\\s*[=:]\\s*[^\\s\"',;]+"
            + "|\\b[A-Za-z0-9]{2,12}\\*{4,}[A-Za-z0-9]{0,12}"
            + "|\\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,}\\b");

    private KeyMask() {}

    /** The same report with its message masked, and its other words without our own secrets: names of errors and fields may look like keys. */
    static ErrorReport mask(ErrorReport report, OpenAiSettings settings) {
        return new ErrorReport(
                LOOKS_LIKE_KEY
                        .matcher(withoutSecrets(report.message(), settings))
                        .replaceAll("***"),
                cleaned(report.type(), settings),
                cleaned(report.param(), settings),
                cleaned(report.code(), settings),
                report.hints());
    }

    private static @Nullable String cleaned(@Nullable String word, OpenAiSettings settings) {
        return word == null ? null : withoutSecrets(word, settings);
    }

    private static String withoutSecrets(String text, OpenAiSettings settings) {
        String without = without(text, settings.key());
        for (Secret header : settings.secretHeaders().values()) {
            without = without(without, header);
        }
        return without;
    }

    private static String without(String text, @Nullable Secret secret) {
        String known = secret == null ? "" : secret.reveal();
        return known.length() < 4 ? text : text.replace(known, "***");
    }
}
