package dev.pointsman.provider;

import dev.pointsman.api.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Turns one provider's reply into ours; one instance an attempt, called on one loop. Takes bytes split anywhere; bounded memory.
 * Only 2xx replies come here, others go to {@link ProviderAdapter#failure}.
 */
public interface ReplyDecoder {
    void head(int status, Headers headers, Reply reply);

    void data(byte[] bytes, Reply reply);

    /**
     * The body ended by its framing: calls {@code reply.end()} where the answer is whole, else {@code reply.fail}, unless {@link #next} has
     * more to ask. Ignored after either.
     */
    void end(Reply reply);

    /**
     * A further call that the answer needs, asked for after each {@link #end}: its reply comes here too, from its head on. Null where none is
     * needed. For providers that take less at once than clients send.
     */
    default @Nullable UpstreamRequest next() {
        return null;
    }
}
