package dev.pointsman.provider.chat;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of an image or a file are: here in base64, or at an address. Exactly one of {@code base64} and {@code url} is given.
 *
 * @param type media type in lower case ({@code image/jpeg}, never {@code image/jpg}); told by the bytes where these are known by their first
 *     ones, else as the client said; null where neither tells
 */
public record Media(
        @Nullable String type,
        @Nullable String base64,
        @Nullable String url) {
    /** First characters of the base64 of well-known kinds of bytes, each with its type. */
    private static final String[][] SIGNATURES = {
        {"/9j/", "image/jpeg"},
        {"iVBORw0KGgo", "image/png"},
        {"R0lGOD", "image/gif"},
        {"JVBERi", "application/pdf"},
        {"Qk0", "image/bmp"},
        {"SUkqA", "image/tiff"},
        {"TU0AK", "image/tiff"}
    };

    private static final String RIFF = "UklGR";
    /** {@code WEBP} at byte 8 is base64 from character 11 on; the one before it shares bits with the length. */
    private static final String WEBP = "XRUJQ";

    private static final int WEBP_AT = 11;

    /** Of a {@code data:} URI, or any other address. */
    public static Media ofUrl(String url) {
        if (!url.regionMatches(true, 0, "data:", 0, 5)) {
            return new Media(null, null, url);
        }
        int comma = url.indexOf(',');
        String head = url.substring(5, Math.max(5, comma)).toLowerCase(Locale.ROOT);
        int semicolon = head.indexOf(';');
        String said = semicolon < 0 ? head : head.substring(0, semicolon);
        return ofBase64(url.substring(comma + 1), said);
    }

    /** Of bytes in base64, with the type that the client said, if any. */
    public static Media ofBase64(String data, @Nullable String said) {
        String type = sniffed(data);
        return new Media(type == null ? normal(said) : type, data, null);
    }

    private static @Nullable String sniffed(String data) {
        for (String[] each : SIGNATURES) {
            if (data.startsWith(each[0])) {
                return each[1];
            }
        }
        return data.startsWith(RIFF) && data.startsWith(WEBP, WEBP_AT) ? "image/webp" : null;
    }

    private static @Nullable String normal(@Nullable String said) {
        if (said == null || said.isBlank()) {
            return null;
        }
        String type = said.strip().toLowerCase(Locale.ROOT);
        return type.equals("image/jpg") ? "image/jpeg" : type;
    }
}
