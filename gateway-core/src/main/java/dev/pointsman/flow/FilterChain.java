package dev.pointsman.flow;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ResponseSink;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The filters of a policy from one position on; immutable. */
public final class FilterChain {
    private static final Logger LOG = LoggerFactory.getLogger(FilterChain.class);

    private final Filter filter;
    private final FilterChain next;

    private FilterChain(Filter filter, @Nullable FilterChain next) {
        this.filter = filter;
        this.next = next == null ? this : next;
    }

    /** The whole chain, outermost filter first; the last one never proceeds. */
    public static FilterChain of(List<Filter> filters) {
        return of(
                filters,
                new FilterChain(
                        (exchange, sink, none) ->
                                sink.fail(new GatewayException(ErrorKind.INTERNAL, "no filter answered")),
                        null));
    }

    /** Some filters before the rest of a chain; {@link Filter#NONE} is left out. */
    public static FilterChain of(List<Filter> filters, FilterChain rest) {
        FilterChain chain = rest;
        for (int i = filters.size() - 1; i >= 0; i--) {
            chain = filters.get(i) == Filter.NONE ? chain : new FilterChain(filters.get(i), chain);
        }
        return chain;
    }

    /** This chain behind one more filter. */
    FilterChain behind(Filter first) {
        return new FilterChain(first, this);
    }

    /**
     * Asks every filter whether the body of a request is worth waiting for.
     *
     * @throws GatewayException of the first that says no
     */
    public void admit(Headers headers) {
        FilterChain at = this;
        while (at.next != at) {
            at.filter.admit(headers);
            at = at.next;
        }
    }

    /** Tells the rest of the chain of a request that was refused before it could be read. */
    public void refused(Exchange unread, GatewayException why) {
        if (next != this) {
            filter.refused(unread, why, next);
        }
    }

    /** Runs the rest of the chain. A bug in a filter ends the exchange as an internal error, logged with its id. */
    public void proceed(Exchange exchange, ResponseSink sink) {
        try {
            filter.handle(exchange, sink, next);
        } catch (GatewayException refused) {
            sink.fail(refused);
        } catch (RuntimeException bug) {
            LOG.error(
                    "request {} failed by a defect in {}",
                    exchange.id(),
                    filter.getClass().getSimpleName(),
                    bug);
            sink.fail(new GatewayException(ErrorKind.INTERNAL, "internal error; request id " + exchange.id()));
        }
    }
}
