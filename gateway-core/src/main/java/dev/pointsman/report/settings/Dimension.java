package dev.pointsman.report.settings;

import java.util.Locale;

/** What the requests of a report may be told apart by. */
public enum Dimension {
    MODEL,
    TASK,
    RULE,
    KEY,
    TEAM,
    /** Days of UTC. */
    DAY,
    DEPLOYMENT,
    ENDPOINT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** As policies and commands write it. */
    public String word() {
        return word;
    }

    @Override
    public String toString() {
        return word;
    }
}
