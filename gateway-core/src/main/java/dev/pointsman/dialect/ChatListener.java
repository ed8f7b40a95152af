package dev.pointsman.dialect;

import dev.pointsman.api.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Hears what a chat's reply says, streamed or whole: {@code begun (said | thinkingBlock | call | arguments | finished | usage | alive)*}; only
 * {@code alive} may come before {@code begun}. Texts are the contents of JSON strings, escapes and all, found well-formed: they fit into another
 * JSON string as they are. Arrays are not the listener's, and may change after the call.
 */
public interface ChatListener {
    /** What a text is. */
    enum Voice {
        TEXT,
        REASONING,
        REFUSAL
    }

    /** Once; either may be "". */
    void begun(String id, String model);

    /** More of a text; never empty. */
    void said(Voice voice, byte[] array, int from, int to);

    /**
     * An element of {@code thinking_blocks} that is worth sending back one day: signed, or redacted. The text of a signed one was {@link #said}
     * as reasoning just before; in the block it may be left out.
     */
    void thinkingBlock(byte[] json);

    /**
     * A call begins. Numbers go up from 0 without gaps, id and name are not empty; {@code extra} is the value of {@code extra_content}, a JSON
     * object.
     */
    void call(int number, String id, String name, byte @Nullable [] extra);

    /** More of a call's arguments, JSON inside a JSON string; never empty. Those of several calls may take turns. */
    void arguments(int number, byte[] array, int from, int to);

    /** OpenAI's word for why the answer ended. */
    void finished(String reason);

    /** Latest known totals. */
    void usage(Usage latest);

    /** The provider sent a comment only. */
    void alive();
}
