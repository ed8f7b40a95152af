package dev.pointsman.policy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.api.FallbackCause;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigProblems.Problem;
import dev.pointsman.config.NamedFiles;
import dev.pointsman.config.SecretFiles;
import dev.pointsman.estimate.Estimators;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.overload.OverloadSettings;
import dev.pointsman.performance.FeedbackSettings;
import dev.pointsman.policy.files.PolicyVersion;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.report.settings.ReportSettings;
import dev.pointsman.rollout.RolloutSettings;
import dev.pointsman.routing.ChainSettings;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.rules.KeyRouter;
import dev.pointsman.routing.rules.RuleRouter;
import dev.pointsman.routing.rules.RuleSettings;
import dev.pointsman.routing.score.OnlineSettings;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.routing.score.SpendSettings;
import dev.pointsman.routing.session.SessionRouter;
import dev.pointsman.session.SessionSettings;
import dev.pointsman.tracing.settings.TelemetrySettings;
import dev.pointsman.upstream.Fallbacks;
import dev.pointsman.upstream.ReliabilitySettings;
import dev.pointsman.upstream.Serving;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A policy file as values: checked, its tests passed, not yet running. The language is shown in config/gateway.yaml, and all of it in its schema.
 *
 * @param providers adapters by provider name, in file order
 * @param tasks what requests may be told to be
 * @param scores by name, in file order
 * @param session null where conversations are not remembered
 * @param feedback how feedback of clients moves quality
 * @param strict a deployment that would lose part of a request does not answer it
 * @param keys virtual keys of the policy
 * @param keyRouter what single keys override
 * @param cache null where no replies are kept
 * @param limits what keys, teams, models and others may use
 * @param guardrails what texts of requests and replies are held to
 * @param overload how much is taken on at a time
 * @param rollout a next policy to be tried beside this one; null where there is none
 * @param report what reports compare with, and when they are made by themselves
 * @param telemetry what a collector is sent
 * @param secretFiles where secrets were read from, to be read again
 * @param files those that it names, as they were read
 * @param sent digest of the sections that tell what providers are sent
 * @param digest SHA-256 of the text, in hex
 * @param text the file as it was read
 * @param tests how many of its own tests it passed
 * @param warnings what is allowed and yet worth a look
 */
public record Policy(
        ServerSettings server,
        StorageSettings storage,
        Map<String, ProviderAdapter> providers,
        Catalog catalog,
        TaskSettings tasks,
        RuleSettings rules,
        Map<String, ScoreSettings> scores,
        Estimators estimators,
        ChainSettings chain,
        @Nullable SessionSettings session,
        ReliabilitySettings reliability,
        FeedbackSettings feedback,
        boolean strict,
        List<KeySettings> keys,
        KeyRouter keyRouter,
        @Nullable CacheSettings cache,
        List<LimitSettings> limits,
        List<Guardrail> guardrails,
        OverloadSettings overload,
        @Nullable RolloutSettings rollout,
        ReportSettings report,
        TelemetrySettings telemetry,
        SecretFiles secretFiles,
        NamedFiles files,
        String sent,
        String digest,
        String text,
        int tests,
        List<Problem> warnings) {
    public Policy {
        providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        keys = List.copyOf(keys);
        limits = List.copyOf(limits);
        guardrails = List.copyOf(guardrails);
        warnings = List.copyOf(warnings);
    }

    /** The routers of this policy, as a request meets them. */
    public RouterChain routerChain() {
        Fallbacks fallbacks = reliability.fallbacks();
        return new RouterChain(
                catalog,
                routers(),
                scores.keySet(),
                estimators.routerNames(pairs()),
                fallbacks.causes().contains(FallbackCause.TOO_LONG) ? fallbacks.models() : Map.of());
    }

    /** The scores that choose between two models. */
    private List<String> pairs() {
        return scores.values().stream()
                .filter(score -> score.learned() != null && score.learned().pair() != null)
                .map(ScoreSettings::name)
                .toList();
    }

    /** A decision may wait for a model or an encoder to be asked, which is not done for what only might have been decided. */
    private boolean asksBeforeDeciding() {
        return tasks.encoded() != null
                || tasks.remote() != null
                || !estimators.later().isEmpty();
    }

    /** What keys override comes before all that the policy chains. */
    private List<Router> routers() {
        List<Router> routers = new ArrayList<>();
        if (!keyRouter.equals(KeyRouter.NONE)) {
            routers.add(keyRouter);
        }
        routers.addAll(chain.routers(
                new RuleRouter(rules, !storage.ledger().none() && !asksBeforeDeciding()),
                new ScoreRouter(scores),
                session == null ? null : new SessionRouter(session.staying())));
        return routers;
    }

    /** The same policy, held to what another one's keys override: of the keys, only those of the running policy count. */
    Policy heldTo(Policy running) {
        return with(catalog, scores, running.keyRouter.within(scores.keySet()));
    }

    /** The same policy with other models of the same names, and other scores of the same names: for what it would decide then. */
    public Policy with(Catalog others, Map<String, ScoreSettings> otherScores) {
        return with(others, otherScores, keyRouter);
    }

    private Policy with(Catalog others, Map<String, ScoreSettings> otherScores, KeyRouter overrides) {
        return new Policy(
                server,
                storage,
                providers,
                others,
                tasks,
                rules,
                otherScores,
                estimators,
                chain,
                session,
                reliability,
                feedback,
                strict,
                keys,
                overrides,
                cache,
                limits,
                guardrails,
                overload,
                rollout,
                report,
                telemetry,
                secretFiles,
                files,
                sent,
                digest,
                text,
                tests,
                warnings);
    }

    /** Which deployments can take which request. */
    public Serving serving() {
        return new Serving(catalog, providers, ClientDialects.ALL, strict);
    }

    /** The labels that a task may have: those that are told, and those that some model's quality names. */
    Set<String> taskLabels() {
        Set<String> labels = new TreeSet<>(tasks.labels());
        for (Model model : catalog.models()) {
            labels.addAll(model.quality().keySet());
        }
        labels.remove(Model.DEFAULT_TASK);
        return labels;
    }

    /** The scores that keep to a spend target, with it. */
    Map<String, SpendSettings> spendTargets() {
        Map<String, SpendSettings> targets = new LinkedHashMap<>();
        scores.forEach((name, score) -> {
            SpendSettings spend = score.spend();
            if (spend != null) {
                targets.put(name, spend);
            }
        });
        return targets;
    }

    /** Scores that learn from ratings, by name. */
    Map<String, OnlineSettings> onlineScores() {
        Map<String, OnlineSettings> learning = new LinkedHashMap<>();
        scores.forEach((name, score) -> {
            OnlineSettings online = score.online();
            if (online != null) {
                learning.put(name, online);
            }
        });
        return learning;
    }

    /** SHA-256 of a text's UTF-8 bytes, in hex. */
    static String digestOf(String text) {
        return PolicyVersion.digestOf(text);
    }

    /**
     * What of this policy counts for nothing while it is the next one of a rollout beside {@code running}: only how requests are routed and
     * carried out differs then. Empty where it is the same.
     */
    List<String> ignoredBeside(Policy running) {
        List<String> ignored = new ArrayList<>();
        if (!server.equals(running.server)) {
            ignored.add("server");
        }
        if (!storage.sameValues(running.storage)) {
            ignored.add("storage");
        }
        if (!keys.equals(running.keys)) {
            ignored.add("keys");
        }
        if ((cache != null) != (running.cache != null) || (cache != null && !cache.sameValues(running.cache))) {
            ignored.add("cache");
        }
        if (!limits.equals(running.limits)) {
            ignored.add("limits");
        }
        if (!overload.equals(running.overload)) {
            ignored.add("overload");
        }
        if (!report.equals(running.report)) {
            ignored.add("report");
        }
        if (!telemetry.sameValues(running.telemetry)) {
            ignored.add("telemetry");
        }
        if (rollout != null) {
            ignored.add("rollout");
        }
        return ignored;
    }
}
