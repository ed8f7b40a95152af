package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ResponseSink;

/** One step of a request: it ends the exchange through {@code sink}, or calls {@code next.proceed} exactly once. Stateless, shared by all loops. */
public interface Filter {
    /** Stands for a filter that a policy does not have: a chain is made without it. */
    Filter NONE = (exchange, sink, next) -> next.proceed(exchange, sink);

    void handle(Exchange exchange, ResponseSink sink, FilterChain next);

    /**
     * A look at the head of a request whose body is still to come; {@link #handle} looks again. Throws
     * {@link dev.pointsman.api.GatewayException} where the body need not be sent.
     */
    default void admit(Headers headers) {}

    /**
     * A request was refused before it could be read: it never comes to {@link #handle}, and its answer is settled. Whoever keeps books of requests
     * looks at it here, before the client sees the answer, and has the rest of the chain look, too.
     *
     * @param unread of its request only the head and the endpoint are known
     */
    default void refused(Exchange unread, GatewayException why, FilterChain next) {
        next.refused(unread, why);
    }
}
