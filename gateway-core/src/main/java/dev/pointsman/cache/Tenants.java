package dev.pointsman.cache;

import org.jspecify.annotations.Nullable;

/** Who shares replies: the policy's {@code per}. */
public enum Tenants {
    KEY,
    /** The keys of one team; a key without a team is alone. */
    TEAM,
    ALL;

    /** The tenant of a key; no two are the same text, whatever the names are. */
    public String of(String key, @Nullable String team) {
        return switch (this) {
            case KEY -> "key " + key;
            case TEAM -> team == null ? "key " + key : "team " + team;
            case ALL -> "all";
        };
    }
}
