package dev.pointsman.access;

import java.util.Locale;

/** How a key's requests stand to others where there is no place for all; the first is served first and refused last. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** Its name in policies, requests and files: {@code high}. */
    public String word() {
        return word;
    }

    /** Of that word; fails with what is expected where there is none. */
    public static Priority of(String word) {
        for (Priority each : values()) {
            if (each.word.equals(word)) {
                return each;
            }
        }
        throw new IllegalArgumentException("priority: expected high, normal or low");
    }
}
