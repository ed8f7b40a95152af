package dev.pointsman.tracing;

import java.util.function.LongSupplier;

/**
 * What traces are made with for the life of the gateway; there is none where no trace is kept anywhere.
 *
 * @param usual what is kept where the policy does not say it
 * @param ids random numbers; called on all loops
 */
public record Tracer(Sampling usual, LongSupplier ids) {}
