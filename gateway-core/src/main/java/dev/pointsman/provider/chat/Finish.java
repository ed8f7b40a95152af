package dev.pointsman.provider.chat;

import dev.pointsman.provider.Reply;
import java.util.Locale;

/** Why an answer ended: OpenAI's closed set of {@code finish_reason}. */
public enum Finish {
    STOP,
    /** The provider's word is not known: clients are told that it stopped. */
    UNKNOWN,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** OpenAI\'s word: {@code tool_calls}. */
    public String word() {
        return this == UNKNOWN ? STOP.word : word;
    }

    /** As a client is told it: calls that were made are the reason where nothing else is. */
    public Finish told(boolean called) {
        return called && (this == STOP || this == UNKNOWN) ? TOOL_CALLS : this;
    }

    /** Tells the provider's own word to the gateway. */
    void tell(String raw, Reply reply) {
        if (this == UNKNOWN) {
            reply.unknownFinish(raw);
        } else {
            reply.finish(raw);
        }
    }
}
