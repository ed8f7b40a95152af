package dev.pointsman.cache;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole reply with all that its record told. Immutable.
 *
 * @param head as the client got it, without further headers
 * @param body in pieces; of an event stream each of whole events. The arrays are shared, never changed
 */
public record CachedReply(ReplyHead head, List<byte[]> body, Origin origin) {
    /** What a reply weighs beside its bytes: objects, key, the cache's own entry; by estimate. */
    static final int OVERHEAD_BYTES = 640;

    private static final int PIECE_OVERHEAD_BYTES = 24;

    /**
     * Who answered, and what it took.
     *
     * @param key name of the virtual key that paid for it
     * @param costNanos nano-dollars; -1 where unknown
     * @param atNanos when it was whole, on the monotonic clock
     */
    public record Origin(
            String key,
            String model,
            String deployment,
            Usage usage,
            long costNanos,
            @Nullable String finishReason,
            boolean finishKnown,
            List<String> dropped,
            long atNanos) {
        public Origin {
            dropped = List.copyOf(dropped);
        }
    }

    public CachedReply {
        head = new ReplyHead(head.status(), head.contentType(), head.bodyBytes(), List.of());
        body = List.copyOf(body);
    }

    /** What it takes of the cache's size. */
    public int weightBytes() {
        long bytes = OVERHEAD_BYTES;
        for (byte[] piece : body) {
            bytes += piece.length + PIECE_OVERHEAD_BYTES;
        }
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }
}
