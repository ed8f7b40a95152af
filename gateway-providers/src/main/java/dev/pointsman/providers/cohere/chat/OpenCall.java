package dev.pointsman.providers.cohere.chat;

import dev.pointsman.provider.chat.ChatChunks;
import java.nio.charset.StandardCharsets;

/**
 * A call of a stream whose arguments are coming. A call without arguments has {@code null} for them, or nothing: what may still turn out to be that
 * is held back.
 */
final class OpenCall {
    private static final String NONE = "null";

    private final long index;
    private final int number;
    private final String atStart;
    private String held = "";
    private boolean argued;

    /**
     * @param index Cohere's, which contents may have too
     * @param number in the choice, from 0
     * @param atStart the arguments that came with its start: they count only where nothing follows
     */
    OpenCall(long index, int number, String atStart) {
        this.index = index;
        this.number = number;
        this.atStart = atStart;
    }

    long index() {
        return index;
    }

    /** A piece of the arguments, as the contents of a JSON string. */
    void arguments(ChatChunks.Choice choice, byte[] array, int from, int to) {
        if (argued) {
            choice.arguments(number, array, from, to);
            return;
        }
        if (to - from <= NONE.length() - held.length()) {
            String both = held + new String(array, from, to - from, StandardCharsets.ISO_8859_1);
            if (NONE.startsWith(both)) {
                held = both;
                return;
            }
        }
        argued = true;
        byte[] before = held.getBytes(StandardCharsets.ISO_8859_1);
        choice.arguments(number, before, 0, before.length);
        choice.arguments(number, array, from, to);
    }

    void end(ChatChunks.Choice choice) {
        choice.callEnds(number, atStart);
    }
}
