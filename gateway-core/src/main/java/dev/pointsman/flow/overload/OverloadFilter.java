package dev.pointsman.flow.overload;

import dev.pointsman.access.Priority;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.overload.Gates;
import dev.pointsman.overload.Places;
import dev.pointsman.overload.Shed;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.telemetry.OverloadMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets a request go on to providers when there is a place for it: at its model, then in all. Who finds none waits, or is refused. A place is held until
 * the reply has ended. Only in the chain of a policy that has {@code overload}; what is answered from a cache, and lists, do not come here.
 *
 * <p>The model's place comes first, so that requests for a busy model take no places in all while they wait.
 */
public final class OverloadFilter implements Filter {
    private final Door door;

    /** What requests pass through, over reloads and policies. */
    record Door(Gates gates, OverloadMeters meters, long totalNanos) {}

    private OverloadFilter(Door door) {
        this.door = door;
    }

    /** The meters of all places. */
    public static OverloadMeters meters(Gates gates, MeterRegistry registry) {
        Map<String, OverloadMeters.Figures> figures = new LinkedHashMap<>();
        gates.models().forEach((model, places) -> figures.put(model, figures(places)));
        Places inAll = gates.inAll();
        if (inAll != null) {
            figures.put(OverloadMeters.IN_ALL, figures(inAll));
        }
        return new OverloadMeters(registry, figures, List.of(Shed.values()), List.of(Priority.values()));
    }

    private static OverloadMeters.Figures figures(Places places) {
        return new OverloadMeters.Figures(places::limit, places::taken, places::waiting);
    }

    /**
     * That of a policy; nothing where nothing is limited.
     *
     * @param total what a request may take from its start to its end
     */
    public static Filter of(Gates gates, OverloadMeters meters, Duration total) {
        return gates == Gates.NONE ? NONE : new OverloadFilter(new Door(gates, meters, total.toNanos()));
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        RoutingDecision decision = exchange.decision();
        if (decision == null) {
            throw new IllegalStateException("the exchange has no decision to find a place for");
        }
        PlacedExchange placed = new PlacedExchange(exchange, door);
        exchange.limits(placed);
        PlacedSink its = new PlacedSink(placed, sink);
        if (exchange.request().endpoint() == Endpoint.COUNT_TOKENS) {
            next.proceed(
                    exchange,
                    its); // mostly counted here; where a provider is asked that takes a place that is free, or none
        } else {
            new Entry(placed, its, next)
                    .ask(decision.candidates().get(0).model().name());
        }
    }

    /** Passes a reply on, and gives the places back when it has ended. */
    private static final class PlacedSink extends ResponseSink.Forwarding {
        private final PlacedExchange placed;

        PlacedSink(PlacedExchange placed, ResponseSink next) {
            super(next);
            this.placed = placed;
        }

        @Override
        public void complete() {
            placed.over();
            super.complete();
        }

        @Override
        public void fail(GatewayException error) {
            placed.over();
            super.fail(error);
        }
    }
}
