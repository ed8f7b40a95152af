package dev.pointsman.flow;

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
}
