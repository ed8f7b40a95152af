package dev.pointsman.routing;

/** Narrows or reorders the models that may answer one request. Pure: no I/O, no clock, no shared state. */
public interface Router {
    /** Short name for reasons and records: {@code rules}, {@code capability}. */
    String name();

    /** A decision that follows from the given one through its {@code keep}, {@code rank} and {@code settle}. */
    RoutingDecision apply(RoutingDecision decision, RoutingContext context);
}
