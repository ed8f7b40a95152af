package dev.pointsman.provider.chat;

import java.util.List;

/**
 * Which tools may or must be called.
 *
 * @param names the one that must be called, or those that are allowed; empty where all are
 */
public record ToolChoice(Mode mode, List<String> names) {
    /** {@code NAMED}: exactly the one named. {@code AUTO} and {@code REQUIRED} may be limited to some names. */
    public enum Mode {
        NONE,
        AUTO,
        REQUIRED,
        NAMED
    }

    public ToolChoice {
        names = List.copyOf(names);
    }
}
