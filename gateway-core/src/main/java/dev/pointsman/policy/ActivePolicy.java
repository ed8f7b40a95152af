package dev.pointsman.policy;

import dev.pointsman.access.KeySource;
import dev.pointsman.access.KeyStore;
import dev.pointsman.api.Body;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.flow.AuthenticationFilter;
import dev.pointsman.flow.DecidingPolicy;
import dev.pointsman.flow.FeedbackListener;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.flow.LedgerFilter;
import dev.pointsman.flow.RolloutFilter;
import dev.pointsman.flow.ShadowFilter;
import dev.pointsman.flow.TelemetryFilter;
import dev.pointsman.flow.cached.ReplyCache;
import dev.pointsman.flow.limits.LimitFilter;
import dev.pointsman.flow.overload.OverloadFilter;
import dev.pointsman.flow.traced.TraceFilter;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.overload.Gates;
import dev.pointsman.performance.Performance;
import dev.pointsman.performance.SpendBook;
import dev.pointsman.provider.Transport;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.recorded.Watched;
import dev.pointsman.rollout.Arm;
import dev.pointsman.rollout.Divergences;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.rollout.RolloutSettings;
import dev.pointsman.routing.score.OnlineSettings;
import dev.pointsman.routing.score.SpendSettings;
import dev.pointsman.sharing.Shared;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.OnlineMeters;
import dev.pointsman.telemetry.OverloadMeters;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.telemetry.RolloutMeters;
import dev.pointsman.tracing.Tracer;
import dev.pointsman.tracing.settings.TelemetrySettings;
import dev.pointsman.transcript.Transcripts;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.DeploymentHealth;
import dev.pointsman.upstream.DeploymentHealth.Hints;
import dev.pointsman.upstream.RetryBudget;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A policy made runnable: the way of a request, as a chain of filters. Immutable; a request runs the chain it began with, whatever is loaded
 * meanwhile. Breakers, live figures of deployments and conversations carry over from the policy before. Where a next policy serves a share of the requests, theirs is
 * the way of that policy from the decision on.
 */
public final class ActivePolicy {
    private static final Logger LOG = LoggerFactory.getLogger(ActivePolicy.class);
    static final int DIGEST_DIGITS = 12;

    /**
     * What outlives policies.
     *
     * @param network the way to providers
     * @param performance how models did of late, and what scores have spent
     * @param quota what limits have counted
     * @param keys virtual keys beside those of policies
     * @param budget of retries, for the whole gateway
     * @param memory of all bodies
     * @param nanoTime monotonic clock
     * @param clock wall clock
     * @param random numbers in [0, 1); called on all loops
     * @param tracer null where no trace is kept anywhere
     */
    public record Surroundings(
            Transport network,
            GatewayMetrics metrics,
            RequestLog log,
            Ledger ledger,
            DeploymentStats stats,
            Performance performance,
            QuotaBook quota,
            Shared shared,
            KeySource keys,
            RetryBudget budget,
            Body.Budget memory,
            LongSupplier nanoTime,
            Clock clock,
            DoubleSupplier random,
            @Nullable Tracer tracer) {}

    private final CircuitBreakers breakers;
    private final Lane lane;
    private final FilterChain filters;
    private final @Nullable Trial trial;
    private final @Nullable ReplyCache cache;
    private final Gates gates;

    /** A next policy beside this one: the trial, the breakers of its own calls, its lane. */
    private record Trial(Rollout rollout, CircuitBreakers breakers, Lane lane, RolloutMeters meters) {}

    private ActivePolicy(
            CircuitBreakers breakers,
            Lane lane,
            FilterChain filters,
            @Nullable Trial trial,
            @Nullable ReplyCache cache,
            Gates gates) {
        this.breakers = breakers;
        this.lane = lane;
        this.filters = filters;
        this.trial = trial;
        this.cache = cache;
        this.gates = gates;
    }

    /**
     * Builds it.
     *
     * @param next what the policy's {@code rollout} tries beside it; null where there is none
     * @param previous the policy it takes over from
     */
    public static ActivePolicy of(
            Policy policy, @Nullable Policy next, @Nullable ActivePolicy previous, Surroundings around) {
        CircuitBreakers before = previous == null ? null : previous.breakers;
        CircuitBreakers breakers =
                breakers(policy, before, around, around.shared().hints());
        RolloutSettings settings = policy.rollout();
        Rollout rollout = next == null || settings == null ? null : rollout(settings, policy, next, previous, around);
        ReplyCache cache = cache(policy, previous, around);
        Lane lane = Lane.of(
                policy,
                breakers,
                cache,
                around.budget(),
                previous == null ? null : previous.lane.sessions(),
                rollout == null ? FeedbackListener.NONE : heard(rollout),
                around);
        Trial trial = next == null || rollout == null
                ? null
                : trial(rollout, next, breakers, lane, cache, previous == null ? null : previous.trial, around);
        watch(policy, breakers, next, trial, around);
        Gates gates = gates(policy, next, previous, around);
        OverloadMeters overload = OverloadFilter.meters(gates, around.metrics().registry());
        FilterChain filters = FilterChain.of(
                List.of(
                        TraceFilter.of(around.tracer(), policy.telemetry().traces(), around.clock()),
                        new TelemetryFilter(around.metrics(), around.log()),
                        new LedgerFilter(
                                around.ledger(),
                                decider(policy),
                                around.clock(),
                                Transcripts.of(policy.storage().text(), ForkJoinPool.commonPool()),
                                content(policy, around)),
                        new AuthenticationFilter(new KeyStore(policy.keys(), around.keys(), around.clock())),
                        limits(policy, next, around),
                        trial == null || next == null
                                ? Filter.NONE
                                : split(trial, next, lane, overload(gates, overload, next), around)),
                lane.filters(trial == null ? Filter.NONE : shadow(trial), overload(gates, overload, policy)));
        return new ActivePolicy(breakers, lane, filters, trial, cache, gates);
    }

    /** Texts that go with traces. */
    private static @Nullable Transcripts content(Policy policy, Surroundings around) {
        TelemetrySettings.Traces traces = policy.telemetry().traces();
        return around.tracer() == null || traces == null
                ? null
                : Transcripts.of(traces.content(), ForkJoinPool.commonPool());
    }

    /** What is kept goes on over a reload, as long as both policies keep replies. */
    private static @Nullable ReplyCache cache(Policy policy, @Nullable ActivePolicy previous, Surroundings around) {
        return policy.cache() == null
                ? null
                : ReplyCache.of(
                        policy.cache(),
                        previous == null ? null : previous.cache,
                        ForkJoinPool.commonPool(),
                        around.nanoTime(),
                        around.shared().replies());
    }

    /** Of the running policy only: what a next one of a rollout limits counts for nothing, and what it calls is held to these. */
    private static Filter limits(Policy policy, @Nullable Policy next, Surroundings around) {
        List<Catalog> catalogs = next == null ? List.of(policy.catalog()) : List.of(policy.catalog(), next.catalog());
        return LimitFilter.of(
                policy.limits(), around.quota(), catalogs, around.metrics().registry());
    }

    /** Of the running policy, for what a next one calls, too: providers do not ask whose call it is. */
    private static Gates gates(
            Policy policy, @Nullable Policy next, @Nullable ActivePolicy previous, Surroundings around) {
        Set<String> models = new LinkedHashSet<>();
        for (Policy each : next == null ? List.of(policy) : List.of(policy, next)) {
            each.catalog().models().forEach(model -> models.add(model.name()));
        }
        return Gates.of(policy.overload(), models, previous == null ? Gates.NONE : previous.gates, around.nanoTime());
    }

    private static Filter overload(Gates gates, OverloadMeters meters, Policy policy) {
        return OverloadFilter.of(gates, meters, policy.reliability().timeouts().total());
    }

    /** @param hints of other gateways, where these breakers are of the policy that runs there, too */
    private static CircuitBreakers breakers(
            Policy policy, @Nullable CircuitBreakers before, Surroundings around, Hints hints) {
        return before == null
                ? new CircuitBreakers(
                        policy.reliability().breaker(),
                        ids(policy),
                        around.nanoTime(),
                        listener(around.metrics()),
                        hints,
                        around.stats().holds()::on)
                : before.carriedOver(policy.reliability().breaker(), ids(policy));
    }

    /** The trial goes on over a reload as far as it is still the same one. */
    private static Rollout rollout(
            RolloutSettings settings,
            Policy policy,
            Policy next,
            @Nullable ActivePolicy previous,
            Surroundings around) {
        Rollout before = previous == null ? null : previous.rollout();
        return before != null
                ? before.continued(settings, policy.digest(), next.digest())
                : new Rollout(settings, policy.digest(), next.digest(), around.clock(), stop -> {
                    LOG.warn(
                            "the rollout of {} has ended, the current policy decides for all: {}",
                            settings.next(),
                            stop.why());
                    meters(around).stopped(stop.by());
                });
    }

    /**
     * A next policy that serves has breakers and retries of its own, so that its failures are not the current one's, and what was known of it
     * goes when its file changes; one that only looks on sees the current one's.
     */
    private static Trial trial(
            Rollout rollout,
            Policy next,
            CircuitBreakers current,
            Lane lane,
            @Nullable ReplyCache cache,
            @Nullable Trial before,
            Surroundings around) {
        CircuitBreakers own = before != null
                        && before.rollout().settings().serves()
                        && before.rollout().next().equals(next.digest())
                ? before.breakers()
                : null;
        CircuitBreakers breakers = breakers(next, rollout.settings().serves() ? own : current, around, Hints.NONE);
        return new Trial(
                rollout,
                breakers,
                Lane.of(next, breakers, cache, new RetryBudget(), lane.sessions(), heard(rollout), around),
                meters(around));
    }

    /** A rating of an answer goes to the side of the rollout that gave it, too. */
    private static FeedbackListener heard(Rollout rollout) {
        return (decisionId, model, score) -> rollout.feedback(decisionId, score);
    }

    private static Filter split(Trial trial, Policy next, Lane lane, Filter overload, Surroundings around) {
        return !trial.rollout().settings().serves()
                ? Filter.NONE
                : new RolloutFilter(
                        trial.rollout(),
                        new RolloutFilter.Way(trial.lane().filters(Filter.NONE, overload), decider(next)),
                        lane.routing(),
                        trial.meters(),
                        around.random());
    }

    private static Filter shadow(Trial trial) {
        return trial.rollout().settings().serves()
                ? Filter.NONE
                : new ShadowFilter(trial.rollout(), trial.lane().routing(), trial.meters());
    }

    private static RolloutMeters meters(Surroundings around) {
        return new RolloutMeters(
                around.metrics().registry(),
                Stream.of(Arm.values()).map(Arm::word).toList(),
                Stream.of(Rollout.Result.values()).map(Rollout.Result::word).toList(),
                Stream.of(Divergences.Result.values())
                        .map(Divergences.Result::word)
                        .toList());
    }

    private static DecidingPolicy decider(Policy policy) {
        return new DecidingPolicy(
                policy.digest().substring(0, DIGEST_DIGITS),
                Watched.of(policy.rules().sources()));
    }

    private static List<String> ids(Policy policy) {
        return policy.catalog().deployments().stream().map(Deployment::id).toList();
    }

    /** The trial of a next policy; null where there is none. */
    public @Nullable Rollout rollout() {
        return trial == null ? null : trial.rollout();
    }

    /** The breaker of a deployment; null where the policy does not have it. */
    public @Nullable DeploymentHealth health(String deployment) {
        return breakers.of(deployment);
    }

    /** What is kept of replies; null where nothing is. */
    public @Nullable ReplyCache cache() {
        return cache;
    }

    /** The way of a request. */
    public FilterChain filters() {
        return filters;
    }

    /** Names a client may ask for, models first. */
    public List<String> names() {
        return lane.routers().names();
    }

    /** What is known of models, tasks and scores of either policy goes on; a score of both keeps to the current one's target. */
    private static void keep(
            Policy policy, @Nullable Policy next, Collection<String> deployments, Surroundings around) {
        Set<String> models = new HashSet<>();
        Set<String> labels = new HashSet<>();
        Map<String, SpendSettings> targets = new LinkedHashMap<>();
        Map<String, OnlineSettings> online = new LinkedHashMap<>();
        for (Policy each : next == null ? List.of(policy) : List.of(policy, next)) {
            each.catalog().models().forEach(model -> models.add(model.name()));
            labels.addAll(each.taskLabels());
            each.spendTargets().forEach(targets::putIfAbsent);
            each.onlineScores().forEach(online::putIfAbsent);
        }
        Performance performance = around.performance();
        performance.models().retain(models, labels, policy.feedback());
        performance.firstTokens().retain(deployments);
        performance.spend().retain(targets);
        performance.heads().retain(online, models, labels);
        new OnlineMeters(around.metrics().registry()).watch(performance.heads(), models);
        around.metrics()
                .spend(performance.spend().scores().stream()
                        .map(score -> spend(performance.spend(), score))
                        .toList());
    }

    private static GatewayMetrics.Spend spend(SpendBook book, String score) {
        return new GatewayMetrics.Spend(
                score,
                () -> book.targetDollars(score),
                () -> book.spentDollars(score),
                () -> book.costWeight(score),
                () -> book.unreachable(score) ? 1 : 0);
    }

    private static DeploymentHealth.Listener listener(GatewayMetrics metrics) {
        return (deployment, state) -> metrics.breakerChanged(state.name().toLowerCase(Locale.ROOT));
    }

    /** Live figures and breakers of both policies; where both have a deployment the current one's breaker is shown. */
    private static void watch(
            Policy policy,
            CircuitBreakers breakers,
            @Nullable Policy next,
            @Nullable Trial trial,
            Surroundings around) {
        Map<String, Supplier<Number>> states = new LinkedHashMap<>();
        watch(ids(policy), breakers, states);
        if (next != null && trial != null) {
            watch(ids(next), trial.breakers(), states);
        }
        around.metrics().breakers(states);
        around.stats().retain(states.keySet());
        keep(policy, trial == null ? null : next, states.keySet(), around);
    }

    private static void watch(List<String> ids, CircuitBreakers breakers, Map<String, Supplier<Number>> states) {
        for (String id : ids) {
            DeploymentHealth health = breakers.of(id);
            if (health != null) {
                states.putIfAbsent(id, () -> number(health.state()));
            }
        }
    }

    private static int number(CircuitBreaker.State state) {
        return switch (state) {
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
            case HALF_OPEN -> 1;
            case OPEN, FORCED_OPEN -> 2;
        };
    }
}
