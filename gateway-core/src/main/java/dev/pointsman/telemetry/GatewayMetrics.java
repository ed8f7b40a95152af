package dev.pointsman.telemetry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Usage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every meter of the gateway, by name and tag, in one place. Thread-safe.
 *
 * <p>Names of the OpenTelemetry GenAI conventions first ({@code gen_ai.*}, status Development, 2026-08), then ours ({@code pointsman.*}). Tag
 * values come from closed sets: names of the policy and words of enums; what a client makes up is counted as {@code other}. Meters are held
 * by what they measure, so that recording is no registry look-up.
 */
public final class GatewayMetrics {
    private static final int MOST_SERIES = 4_096;
    private static final String SPEND_TARGET = "pointsman.spend.target.usd";
    private static final String SPEND = "pointsman.spend.usd";
    private static final String COST_WEIGHT = "pointsman.cost.weight";
    private static final String UNREACHABLE = "pointsman.spend.unreachable";

    private final MeterRegistry registry;
    private final Map<RequestSeries, RequestMeters> requests = new ConcurrentHashMap<>();
    private final Map<AttemptSeries, Timer> attempts = new ConcurrentHashMap<>();
    private final Map<String, Counter> rules = new ConcurrentHashMap<>();
    private final Map<String, Counter> refusals = new ConcurrentHashMap<>();
    private final Map<String, Counter> breakerChanges = new ConcurrentHashMap<>();
    private final Map<String, Counter> unknownFinishes = new ConcurrentHashMap<>();
    private final AtomicLong clientConnections = new AtomicLong();
    private final AtomicLong upstreamConnections = new AtomicLong();
    private final AtomicLong upstreamWaiting = new AtomicLong();
    private final AtomicLong active = new AtomicLong();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final Timer decision;
    private final Timer overhead;
    private final Counter retries;

    /** What the meters of a finished request are kept by. */
    record RequestSeries(String endpoint, String model, String deployment, String end) {}

    /** What the timer of a finished attempt is kept by. */
    record AttemptSeries(String deployment, String outcome) {}

    public GatewayMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.decision = Timer.builder("pointsman.decision.duration")
                .description("Time in the router chain")
                .serviceLevelObjectives(RequestMeters.MICROS)
                .register(registry);
        this.overhead = Timer.builder("pointsman.overhead")
                .description("Time of a request that was not spent waiting for providers")
                .serviceLevelObjectives(RequestMeters.MICROS)
                .register(registry);
        this.retries = Counter.builder("pointsman.retries")
                .description("Attempts beyond the first of their request")
                .register(registry);
        gauge("pointsman.requests.active", "Requests under way", active);
        gauge("pointsman.connections.client", "Open client connections", clientConnections);
        gauge("pointsman.connections.upstream", "Open connections to providers", upstreamConnections);
        gauge("pointsman.connections.upstream.waiting", "Calls waiting for a connection", upstreamWaiting);
        count("pointsman.bytes.received", "Bytes read from clients", bytesIn::sum);
        count("pointsman.bytes.sent", "Bytes written to clients", bytesOut::sum);
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** A client connection opened (+1) or closed (-1). */
    public void clientConnections(int change) {
        clientConnections.addAndGet(change);
    }

    /** Bytes read from clients (on the wire, as far as the pipeline sees them). */
    public void bytesFromClients(long bytes) {
        bytesIn.add(bytes);
    }

    public void bytesToClients(long bytes) {
        bytesOut.add(bytes);
    }

    /** A connection to a provider opened (+1) or closed (-1). */
    public void upstreamConnections(int change) {
        upstreamConnections.addAndGet(change);
    }

    /** A call waits for a pooled connection (+1) or no longer does (-1). */
    public void upstreamWaiting(int change) {
        upstreamWaiting.addAndGet(change);
    }

    public void requestStarted() {
        active.incrementAndGet();
    }

    /** Records a request that ended. */
    public void requestEnded(RequestSample sample) {
        active.decrementAndGet();
        RequestSeries series = new RequestSeries(sample.endpoint(), sample.model(), sample.deployment(), sample.end());
        RequestMeters meters = requests.get(series);
        if (meters == null) {
            meters = requests.size() >= MOST_SERIES
                    ? requests.computeIfAbsent(new RequestSeries("other", "other", "other", "other"), this::meters)
                    : requests.computeIfAbsent(series, this::meters);
        }
        meters.record(sample.totalNanos(), sample.firstOutputNanos(), sample.usage(), sample.costNanos());
        if (sample.decisionNanos() > 0) {
            decision.record(sample.decisionNanos(), TimeUnit.NANOSECONDS);
        }
        overhead.record(sample.overheadNanos(), TimeUnit.NANOSECONDS);
        if (sample.rule() != null) {
            bounded(rules, sample.rule(), "pointsman.rule", "Requests a rule decided", "rule")
                    .increment();
        }
        if (sample.attempts() > 1) {
            retries.increment(sample.attempts() - 1);
        }
    }

    /** Counts a request that was refused before it was routed: it cannot be read, asks for what is not served, or is too large. */
    public void requestRefused(ErrorKind kind) {
        bounded(refusals, kind.word(), "pointsman.requests.refused", "Requests refused before routing", "error.type")
                .increment();
    }

    /**
     * What of a request is measured.
     *
     * @param model a name of the policy, or "none"
     * @param end {@code complete} or an error kind in lower case
     * @param firstOutputNanos -1 where no output came
     * @param costNanos nano-dollars; -1 where unknown
     */
    public record RequestSample(
            String endpoint,
            String model,
            String deployment,
            @Nullable String rule,
            String end,
            int attempts,
            long totalNanos,
            long firstOutputNanos,
            long overheadNanos,
            long decisionNanos,
            Usage usage,
            long costNanos) {}

    /** Records an attempt that ended; {@code error} is null where it succeeded. */
    public void attemptEnded(String deployment, @Nullable ErrorKind error, long nanos) {
        AttemptSeries series = new AttemptSeries(deployment, error == null ? "success" : error.word());
        Timer timer = attempts.get(series);
        if (timer == null) {
            timer = attempts.computeIfAbsent(
                    attempts.size() >= MOST_SERIES ? new AttemptSeries("other", "other") : series,
                    key -> Timer.builder("pointsman.attempt.duration")
                            .description("Time of one call to one deployment")
                            .tag("deployment", key.deployment())
                            .tag("outcome", key.outcome())
                            .register(registry));
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }

    /** Watches the breaker of each deployment: 0 closed, 1 half open, 2 open. A later call replaces all of the earlier one. */
    public void breakers(Map<String, Supplier<Number>> states) {
        registry.find("pointsman.breaker.state").meters().forEach(registry::remove);
        states.forEach(this::breaker);
    }

    /**
     * The gauges of a score with a spend target.
     *
     * @param target US dollars for each day
     * @param spent US dollars today
     * @param costWeight what the weight of cost is multiplied with
     * @param unreachable 1 where even the cheapest choice is too dear
     */
    public record Spend(
            String score,
            Supplier<Number> target,
            Supplier<Number> spent,
            Supplier<Number> costWeight,
            Supplier<Number> unreachable) {}

    /** Watches what scores spend. A later call replaces all of the earlier one. */
    public void spend(Collection<Spend> scores) {
        for (String name : List.of(SPEND_TARGET, SPEND, COST_WEIGHT, UNREACHABLE)) {
            registry.find(name).meters().forEach(registry::remove);
        }
        for (Spend each : scores) {
            ofScore(SPEND_TARGET, "US dollars that a day's requests of a score shall cost", each, each.target);
            ofScore(SPEND, "US dollars that today's requests of a score have cost", each, each.spent);
            ofScore(COST_WEIGHT, "What the weight of cost is multiplied with", each, each.costWeight);
            ofScore(UNREACHABLE, "1 where even the cheapest models cost more than the target", each, each.unreachable);
        }
    }

    private void ofScore(String name, String description, Spend spend, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .tag("score", spend.score)
                .strongReference(true)
                .register(registry);
    }

    private void breaker(String deployment, Supplier<Number> state) {
        Gauge.builder("pointsman.breaker.state", state)
                .description("0 closed, 1 half open, 2 open")
                .tag("deployment", deployment)
                .strongReference(true)
                .register(registry);
    }

    /** A breaker went to {@code open}, {@code half_open} or {@code closed}. */
    public void breakerChanged(String to) {
        bounded(breakerChanges, to, "pointsman.breaker.changes", "State changes of breakers", "to")
                .increment();
    }

    /** An answer ended for a reason that its provider's table does not know. */
    public void unknownFinish(String deployment) {
        bounded(
                        unknownFinishes,
                        deployment,
                        "pointsman.finish.unknown",
                        "Answers that ended for a reason not known here, told as stop",
                        "deployment")
                .increment();
    }

    /** Watches a number of another part that only grows, such as lost ledger records. */
    public void count(String name, String description, Supplier<? extends Number> value) {
        // Micrometer holds the watched object weakly, its function strongly: a supplier in its place would be collected
        FunctionCounter.builder(name, this, always -> value.get().doubleValue())
                .description(description)
                .register(registry);
    }

    /** Counts one result of several, each a word of a closed set. */
    public void count(String name, String description, String result, Supplier<? extends Number> value) {
        FunctionCounter.builder(name, this, always -> value.get().doubleValue())
                .description(description)
                .tag("result", result)
                .register(registry);
    }

    /** Watches a number of another part that comes and goes, such as memory in use. */
    public void watch(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private void gauge(String name, String description, Number value) {
        Gauge.builder(name, value, Number::doubleValue).description(description).register(registry);
    }

    private RequestMeters meters(RequestSeries series) {
        return new RequestMeters(registry, series);
    }

    private Counter bounded(Map<String, Counter> counters, String value, String name, String text, String tag) {
        Counter counter = counters.get(value);
        return counter != null
                ? counter
                : counters.computeIfAbsent(
                        counters.size() >= MOST_SERIES ? "other" : value,
                        key -> Counter.builder(name)
                                .description(text)
                                .tag(tag, key)
                                .register(registry));
    }
}
