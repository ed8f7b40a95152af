package dev.pointsman.providers.openai.errors;

import dev.pointsman.config.Secret;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Takes out of a provider's message what is, or looks like, a key: providers quote the key they refuse. */
public final class KeyMask {
    private static final Pattern LOOKS_LIKE_KEY = Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',;]+"
            + "|\\b(?:sk|pk|gsk|xai|nvapi|pplx|fw|csk|tgp|dsk|hf|key|rk)[-_][A-Za-z0-9_*.\\-]{6,}"
            + "|\\bAIza[A-Za-z0-9_\\-]{10,}"
            + "|\\b(?:api[-_ ]?key|access[-_ ]?token)\\s*[=:]\\s*[^\\s\"',;]+"
            + "|\\b[A-Za-z0-9]{2,12}\\*{4,}[A-Za-z0-9]{0,12}"
            + "|\\b(?=[A-Za-z]*[0-9])(?=[0-9]*[A-Za-z])[A-Za-z0-9]{32,}\\b");

    private KeyMask() {}

    public static String mask(String message, @Nullable Secret key) {
        String known = key == null ? "" : key.reveal();
        String without = known.length() < 4 ? message : message.replace(known, "***");
        return LOOKS_LIKE_KEY.matcher(without).replaceAll("***");
    }
}
