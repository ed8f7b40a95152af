package dev.pointsman.access;

import dev.pointsman.config.ConfigNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** When a key ends: a day, which still counts to its end in UTC, or a moment with its zone. */
public final class KeyTime {
    /** What to write, for messages. */
    public static final String EXPECTED = "a day such as 2027-01-31, or a moment such as 2027-01-31T18:00:00Z";

    private KeyTime() {}

    /** Null where the text is neither. */
    public static @Nullable Instant parse(String text) {
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException neither) {
            return null;
        }
    }

    static @Nullable Instant from(ConfigNode node) {
        Instant at = parse(node.text().strip());
        if (at == null && node.isScalar()) {
            node.problem("expected " + EXPECTED + " but found \"" + node.text() + "\"");
        }
        return at;
    }
}
