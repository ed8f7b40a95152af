package dev.pointsman.upstream;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.ResponseSink;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Carries requests out by attempts at deployments, under one policy's {@link ReliabilitySettings}: other deployments of the model first, then
 * the same ones again after a wait, then other models. Immutable; shared by all loops.
 */
public final class UpstreamExecutor {
    private final Destinations destinations;
    private final ReliabilitySettings settings;
    private final RetryBudget budget;
    private final Body.Budget memory;
    private final DoubleSupplier jitter;
    private final LongSupplier nanoTime;

    /**
     * @param budget of the whole gateway
     * @param memory of all bodies: replies count that are held until they are whole
     * @param jitter numbers in [0, 1), for waits; called on all loops
     * @param nanoTime monotonic clock, the one exchanges are timed with
     */
    public UpstreamExecutor(
            Destinations destinations,
            ReliabilitySettings settings,
            RetryBudget budget,
            Body.Budget memory,
            DoubleSupplier jitter,
            LongSupplier nanoTime) {
        this.destinations = destinations;
        this.settings = settings;
        this.budget = budget;
        this.memory = memory;
        this.jitter = jitter;
        this.nanoTime = nanoTime;
    }

    /**
     * Begins to carry out a request; called on {@code loop}. The sink is completed or failed exactly once, unless this throws, which only a
     * defect makes it do.
     *
     * @param startNanos when the request came, by the executor's clock: the deadline counts from there
     */
    public Execution execute(
            ApiRequest request,
            AttemptPlan plan,
            AttemptObserver observer,
            ResponseSink sink,
            ScheduledExecutorService loop,
            long startNanos) {
        Execution execution = new Execution(this, request, plan, observer, sink, loop, startNanos);
        execution.begin();
        return execution;
    }

    /** Which deployments have which endpoint. */
    public Serving serving() {
        return destinations.serving();
    }

    Destinations destinations() {
        return destinations;
    }

    ReliabilitySettings settings() {
        return settings;
    }

    RetryBudget budget() {
        return budget;
    }

    Body.Budget memory() {
        return memory;
    }

    double jitter() {
        return jitter.getAsDouble();
    }

    long now() {
        return nanoTime.getAsLong();
    }
}
