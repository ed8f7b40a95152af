package dev.pointsman.policy;

import dev.pointsman.access.KeyStore;
import dev.pointsman.api.Body;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.flow.AuthenticationFilter;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.flow.LedgerFilter;
import dev.pointsman.flow.LiveReadings;
import dev.pointsman.flow.ModelList;
import dev.pointsman.flow.RoutingFilter;
import dev.pointsman.flow.SessionFilter;
import dev.pointsman.flow.TelemetryFilter;
import dev.pointsman.flow.UpstreamFilter;
import dev.pointsman.inquiry.TaskInquiry;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.provider.Transport;
import dev.pointsman.recorded.Watched;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.session.Sessions;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.telemetry.TaskMeters;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.DeploymentHealth;
import dev.pointsman.upstream.Destinations;
import dev.pointsman.upstream.RetryBudget;
import dev.pointsman.upstream.UpstreamExecutor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A policy made runnable: the way of a request, as a chain of filters. Immutable; a request runs the chain it began with, whatever is loaded
 * meanwhile. Breakers, live figures of deployments and conversations carry over from the policy before.
 */
public final class ActivePolicy {
    private static final int DIGEST_DIGITS = 12;
    private static final int AFTER_AUTHENTICATION = 3;

    /**
     * What outlives policies.
     *
     * @param network the way to providers
     * @param budget of retries, for the whole gateway
     * @param memory of all bodies
     * @param nanoTime monotonic clock
     * @param clock wall clock
     * @param random numbers in [0, 1); called on all loops
     */
    public record Surroundings(
            Transport network,
            GatewayMetrics metrics,
            RequestLog log,
            Ledger ledger,
            DeploymentStats stats,
            RetryBudget budget,
            Body.Budget memory,
            LongSupplier nanoTime,
            Clock clock,
            DoubleSupplier random) {}

    private final CircuitBreakers breakers;
    private final RouterChain routers;
    private final @Nullable Sessions sessions;
    private final FilterChain filters;

    private ActivePolicy(
            CircuitBreakers breakers, RouterChain routers, @Nullable Sessions sessions, FilterChain filters) {
        this.breakers = breakers;
        this.routers = routers;
        this.sessions = sessions;
        this.filters = filters;
    }

    /** Builds it; {@code previous} is the policy it takes over from. */
    public static ActivePolicy of(Policy policy, @Nullable ActivePolicy previous, Surroundings around) {
        List<String> deployments =
                policy.catalog().deployments().stream().map(Deployment::id).toList();
        CircuitBreakers breakers = previous == null
                ? new CircuitBreakers(
                        policy.reliability().breaker(), deployments, around.nanoTime(), listener(around.metrics()))
                : previous.breakers.carriedOver(policy.reliability().breaker(), deployments);
        watch(breakers, deployments, around.metrics());
        around.stats().retain(deployments);
        RouterChain routers = policy.routerChain();
        Destinations destinations =
                new Destinations(policy.catalog(), policy.providers(), policy.serving(), around.network(), breakers);
        UpstreamExecutor executor = new UpstreamExecutor(
                destinations,
                policy.reliability(),
                around.budget(),
                around.memory(),
                around.random(),
                around.nanoTime());
        ModelList models =
                new ModelList(policy.catalog(), routers, around.clock().millis() / 1000);
        Sessions sessions = policy.session() == null
                ? null
                : Sessions.of(
                        policy.session(),
                        policy.catalog(),
                        previous == null ? null : previous.sessions,
                        around.nanoTime());
        List<Filter> way = new ArrayList<>(List.of(
                new TelemetryFilter(around.metrics(), around.log()),
                new LedgerFilter(
                        around.ledger(),
                        policy.digest().substring(0, DIGEST_DIGITS),
                        Watched.of(policy.rules().sources()),
                        around.clock()),
                new AuthenticationFilter(new KeyStore(policy.keys())),
                new RoutingFilter(
                                routers,
                                models,
                                destinations,
                                breakers,
                                new LiveReadings(around.stats()),
                                around.random(),
                                around.clock())
                        .telling(TaskSignal.of(policy.tasks()), inquiry(policy, destinations, around)),
                new UpstreamFilter(
                        executor, policy.catalog(), policy.reliability().fallbacks(), around.stats())));
        if (sessions != null) {
            way.add(AFTER_AUTHENTICATION, new SessionFilter(sessions));
        }
        return new ActivePolicy(breakers, routers, sessions, FilterChain.of(way));
    }

    /** What asks the model that the policy's tasks name; null where they name none. Calls once: the exchange has its own time to keep. */
    private static @Nullable TaskInquiry inquiry(Policy policy, Destinations destinations, Surroundings around) {
        TaskSettings.Remote remote = policy.tasks().remote();
        Model model = remote == null ? null : policy.catalog().model(remote.model());
        if (remote == null || model == null) {
            return null;
        }
        UpstreamExecutor executor = new UpstreamExecutor(
                destinations,
                policy.reliability().once(),
                around.budget(),
                around.memory(),
                around.random(),
                around.nanoTime());
        return TaskInquiry.of(
                policy.tasks(),
                remote,
                model,
                executor,
                around.stats(),
                new TaskMeters(around.metrics().registry()),
                new TaskInquiry.Means(ForkJoinPool.commonPool(), around.nanoTime()));
    }

    /** The way of a request. */
    public FilterChain filters() {
        return filters;
    }

    /** Names a client may ask for, models first. */
    public List<String> names() {
        return routers.names();
    }

    private static DeploymentHealth.Listener listener(GatewayMetrics metrics) {
        return (deployment, state) -> metrics.breakerChanged(state.name().toLowerCase(Locale.ROOT));
    }

    private static void watch(CircuitBreakers breakers, List<String> deployments, GatewayMetrics metrics) {
        Map<String, Supplier<Number>> states = new LinkedHashMap<>();
        for (String id : deployments) {
            DeploymentHealth health = breakers.of(id);
            if (health != null) {
                states.put(id, () -> number(health.state()));
            }
        }
        metrics.breakers(states);
    }

    private static int number(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
            case HALF_OPEN -> 1;
            case OPEN, FORCED_OPEN -> 2;
        };
    }
}
