package dev.pointsman.provider.chat;

import java.util.Locale;

/** Why an answer ended: OpenAI's closed set of {@code finish_reason}. */
public enum Finish {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** OpenAI's word: {@code tool_calls}. */
    public String word() {
        return word;
    }
}
