package dev.pointsman.providers.bedrock.aws;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The text of a shared credentials or config file, read: sections of {@code name = value}. Lines that are indented belong to the value before
 * them and are passed over; so are comments ({@code #}, {@code ;}) and what is not understood. Reading never throws.
 *
 * <p>Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files" (2026-08).
 */
public final class ProfileFile {
    private final Map<String, Map<String, String>> profiles;

    private ProfileFile(Map<String, Map<String, String>> profiles) {
        this.profiles = profiles;
    }

    public static ProfileFile of(String text) {
        Map<String, Map<String, String>> profiles = new HashMap<>();
        Map<String, String> section = new HashMap<>();
        for (String line : text.split("\r\n|\n|\r", -1)) {
            boolean indented = !line.isEmpty() && line.charAt(0) <= ' ';
            String plain = line.strip();
            int equals = plain.indexOf('=');
            if (plain.isEmpty() || plain.startsWith("#") || plain.startsWith(";")) {
                continue;
            }
            if (plain.startsWith("[")) {
                section = profiles.computeIfAbsent(name(plain), any -> new HashMap<>());
            } else if (equals > 0 && !indented) {
                section.put(
                        plain.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                        value(plain.substring(equals + 1)));
            }
        }
        return new ProfileFile(profiles);
    }

    /** The config file writes {@code [profile dev]} for what the credentials file writes {@code [dev]}. */
    private static String name(String line) {
        int end = line.indexOf(']');
        String name = line.substring(1, end < 0 ? line.length() : end).strip();
        boolean prefixed = name.startsWith("profile ") || name.startsWith("profile\t");
        return prefixed ? name.substring("profile ".length()).strip() : name;
    }

    /** A comment may follow a value after white space. */
    private static String value(String text) {
        String value = text.strip();
        for (int i = 1; i < value.length(); i++) {
            boolean comment = value.charAt(i) == '#' || value.charAt(i) == ';';
            if (comment && value.charAt(i - 1) <= ' ') {
                return value.substring(0, i).strip();
            }
        }
        return value;
    }

    /** A value of a profile; null where either is not there. */
    public @Nullable String value(String profile, String name) {
        Map<String, String> values = profiles.get(profile);
        return values == null ? null : values.get(name);
    }

    /** Null where the profile is not there, or has no keys of its own. */
    @Nullable
    AwsCredentials credentials(String profile) {
        return AwsCredentials.of(
                value(profile, "aws_access_key_id"),
                value(profile, "aws_secret_access_key"),
                value(profile, "aws_session_token"));
    }
}
