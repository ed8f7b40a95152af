package dev.pointsman.policy;

import dev.pointsman.catalog.Model;
import dev.pointsman.estimate.LaterEstimate;
import dev.pointsman.flow.FeedbackDesk;
import dev.pointsman.flow.FeedbackListener;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.flow.LiveReadings;
import dev.pointsman.flow.ModelList;
import dev.pointsman.flow.OwnAnswers;
import dev.pointsman.flow.RoutingFilter;
import dev.pointsman.flow.SessionFilter;
import dev.pointsman.flow.UpstreamFilter;
import dev.pointsman.flow.cached.ReplyCache;
import dev.pointsman.flow.guarded.GuardrailFilter;
import dev.pointsman.flow.judged.Judge;
import dev.pointsman.flow.judged.JudgeFilter;
import dev.pointsman.inquiry.EstimateInquiry;
import dev.pointsman.inquiry.ModelCalls;
import dev.pointsman.inquiry.TaskInquiry;
import dev.pointsman.learned.task.EncodedTasks;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.performance.JudgeSettings;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.session.Sessions;
import dev.pointsman.session.SharedSessions;
import dev.pointsman.signal.TaskSignal;
import dev.pointsman.telemetry.AskMeters;
import dev.pointsman.telemetry.GuardrailMeters;
import dev.pointsman.telemetry.JudgeMeters;
import dev.pointsman.telemetry.ProviderKeyMeters;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.Destinations;
import dev.pointsman.upstream.RetryBudget;
import dev.pointsman.upstream.UpstreamExecutor;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** What decides and what calls, of one policy. */
record Lane(
        RouterChain routers,
        @Nullable Sessions sessions,
        Filter guarded,
        RoutingFilter routing,
        Filter cache,
        Filter judged,
        UpstreamFilter upstream) {
    /** The way of a request from where it is known who asks. */
    FilterChain filters(Filter shadow, Filter overload) {
        return FilterChain.of(List.of(
                guarded,
                sessions == null ? Filter.NONE : new SessionFilter(sessions),
                routing,
                shadow,
                cache,
                judged,
                overload,
                upstream));
    }

    /**
     * Builds it.
     *
     * @param before whose memory of conversations is taken over
     * @param heard hears of ratings
     */
    static Lane of(
            Policy policy,
            CircuitBreakers breakers,
            @Nullable ReplyCache cache,
            RetryBudget budget,
            @Nullable Sessions before,
            FeedbackListener heard,
            ActivePolicy.Surroundings around) {
        RouterChain routers = policy.routerChain();
        Destinations destinations = new Destinations(
                policy.catalog(),
                policy.providers(),
                policy.serving(),
                around.network(),
                breakers,
                new ProviderKeyMeters(around.metrics().registry()));
        UpstreamExecutor executor = new UpstreamExecutor(
                destinations, policy.reliability(), budget, around.memory(), around.random(), around.nanoTime());
        ModelList models =
                new ModelList(policy.catalog(), routers, around.clock().millis() / 1000);
        SharedSessions others = around.shared().sessions();
        Sessions sessions = policy.session() == null
                ? null
                : Sessions.of(policy.session(), policy.catalog(), before, around.nanoTime(), others);
        return new Lane(
                routers,
                sessions,
                guarded(policy, around),
                new RoutingFilter(
                                routers,
                                new OwnAnswers(
                                        models, new FeedbackDesk(around.performance(), heard, around.nanoTime())),
                                destinations,
                                breakers,
                                new LiveReadings(around.stats(), around.performance()),
                                around.random(),
                                around.clock())
                        .telling(TaskSignal.atOnce(policy.tasks()), inquiry(policy, destinations, around))
                        .estimating(policy.estimators(), later(policy, destinations, around))
                        .learning(
                                policy.onlineScores().isEmpty()
                                        ? null
                                        : around.performance().heads()),
                cache == null
                        ? Filter.NONE
                        : cache.filter(
                                policy.sent(),
                                around.performance(),
                                around.metrics().registry()),
                judge(policy, destinations, heard, around),
                new UpstreamFilter(
                        executor,
                        policy.catalog(),
                        policy.reliability().fallbacks(),
                        around.stats(),
                        around.performance()));
    }

    private static Filter guarded(Policy policy, ActivePolicy.Surroundings around) {
        return GuardrailFilter.of(
                policy.guardrails(),
                new GuardrailFilter.Means(
                        around.network(),
                        ForkJoinPool.commonPool(),
                        new GuardrailMeters(around.metrics().registry())));
    }

    /** What tells tasks later: the encoder or the model that the policy's tasks name; null where they name none. */
    private static @Nullable TaskInquiry inquiry(
            Policy policy, Destinations destinations, ActivePolicy.Surroundings around) {
        EncodedTasks encoded = policy.tasks().encoded();
        TaskSettings.Remote remote = policy.tasks().remote();
        Model model = remote == null ? null : policy.catalog().model(remote.model());
        AskMeters meters = AskMeters.tasks(around.metrics().registry());
        if (encoded != null) {
            return TaskInquiry.of(policy.tasks(), encoded, meters, means(around));
        }
        return remote == null || model == null
                ? null
                : TaskInquiry.of(
                        policy.tasks(),
                        remote,
                        model,
                        once(policy, destinations, around),
                        around.stats(),
                        meters,
                        means(around));
    }

    /** What asks estimators that take long; null where there are none. */
    private static @Nullable EstimateInquiry later(
            Policy policy, Destinations destinations, ActivePolicy.Surroundings around) {
        Map<String, LaterEstimate> later = policy.estimators().later();
        return later.isEmpty()
                ? null
                : new EstimateInquiry(
                        later,
                        policy.catalog(),
                        once(policy, destinations, around),
                        around.stats(),
                        AskMeters.estimates(around.metrics().registry()),
                        means(around));
    }

    private static TaskInquiry.Means means(ActivePolicy.Surroundings around) {
        return new TaskInquiry.Means(ForkJoinPool.commonPool(), around.nanoTime());
    }

    /** What has replies marked; of the policy whose replies they are. */
    private static Filter judge(
            Policy policy, Destinations destinations, FeedbackListener heard, ActivePolicy.Surroundings around) {
        JudgeSettings settings = policy.feedback().judge();
        Model model = settings == null ? null : policy.catalog().model(settings.model());
        if (settings == null || model == null) {
            return Filter.NONE;
        }
        JudgeMeters meters = new JudgeMeters(around.metrics().registry());
        ModelCalls calls = new ModelCalls(
                model, once(policy, destinations, around), around.stats(), meters::cost, around.nanoTime());
        Judge.Desk desk = new Judge.Desk(
                around.performance(),
                heard,
                around.ledger(),
                policy.digest().substring(0, ActivePolicy.DIGEST_DIGITS),
                around.nanoTime(),
                around.clock());
        return new JudgeFilter(new Judge(settings, calls, meters, desk), ForkJoinPool.commonPool());
    }

    /** Calls once: the exchange has its own time to keep, and a mark can be missed. */
    private static UpstreamExecutor once(Policy policy, Destinations destinations, ActivePolicy.Surroundings around) {
        return new UpstreamExecutor(
                destinations,
                policy.reliability().once(),
                around.budget(),
                around.memory(),
                around.random(),
                around.nanoTime());
    }
}
