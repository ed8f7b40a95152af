package dev.pointsman.overload;

import java.util.Locale;

/** Why a request got no place. */
public enum Shed {
    /** As many wait as may. */
    FULL,
    /** It would have had to wait longer than it may: told at once. */
    SLOW,
    /** It has waited as long as it may. */
    LATE;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** In tags and records. */
    public String word() {
        return word;
    }
}
