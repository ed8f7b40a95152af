package dev.pointsman.estimate;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.quality.DiscoveredTask;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.routing.RouterName;
import dev.pointsman.routing.facts.LiveSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** The trained routers of a policy, by the scores that name them. Immutable. */
public final class Estimators {
    /** No score names one. */
    public static final Estimators NONE = new Estimators(Map.of());

    private final Map<String, Estimator> byScore;

    private Estimators(Map<String, Estimator> byScore) {
        this.byScore = byScore;
    }

    /**
     * Reads the files that {@code scores} name; notes mistakes at their nodes. A file that several scores name is read once.
     *
     * @param files the bytes of the file that a node names; null, with a problem noted there, where it cannot be read
     * @param models names of the policy's models
     */
    public static Estimators from(
            ConfigNode scores, Function<ConfigNode, byte @Nullable []> files, Collection<String> models) {
        Map<String, Estimator> byScore = new LinkedHashMap<>();
        Map<String, LearnedRouter> routers = new HashMap<>();
        if (scores.isMap()) {
            scores.entries().forEach((name, score) -> {
                if (score.isMap() && score.at("estimator") != null) {
                    Estimator estimator = Estimator.from(score, files, routers, models);
                    if (estimator != null) {
                        byScore.put(name, estimator);
                    }
                }
            });
        }
        return byScore.isEmpty() ? NONE : new Estimators(byScore);
    }

    /**
     * What comes before a threshold in the names that clients may ask for, with the score it is of: {@code router-} and the score's name, or that of
     * its file where no other score has the same.
     *
     * @param pairs the scores that choose between two models
     */
    public Map<String, String> routerNames(Collection<String> pairs) {
        Map<String, String> names = new LinkedHashMap<>();
        Set<String> shared = new HashSet<>();
        for (String score : pairs) {
            Estimator estimator = byScore.get(score);
            if (estimator != null && names.put(RouterName.PREFIX + estimator.name(), score) != null) {
                shared.add(RouterName.PREFIX + estimator.name());
            }
        }
        names.keySet().removeAll(shared);
        for (String score : pairs) {
            names.put(RouterName.PREFIX + score, score);
        }
        return names;
    }

    /**
     * A trained router, as its file tells of it.
     *
     * @param file its name, without the folder and what follows the last point
     * @param models as the router names them
     * @param costsUsd mean cost of each model's answers in US dollars; NaN where it is not known
     * @param scores mean score of each model's answers, 0..1; NaN where it is not known
     * @param tasks that it tells apart; empty where its method tells none
     */
    public record Described(
            String file,
            List<String> models,
            List<Double> costsUsd,
            List<Double> scores,
            List<DiscoveredTask> tasks,
            RouterCard card) {
        public Described {
            models = List.copyOf(models);
            costsUsd = List.copyOf(costsUsd);
            scores = List.copyOf(scores);
            tasks = List.copyOf(tasks);
        }
    }

    /** All of them, by the scores that name them. */
    public Map<String, Described> described() {
        Map<String, Described> all = new LinkedHashMap<>();
        byScore.forEach((score, estimator) -> {
            LearnedRouter router = estimator.router();
            all.put(
                    score,
                    new Described(
                            estimator.name(),
                            router.models(),
                            DoubleStream.of(router.costs("")).boxed().toList(),
                            DoubleStream.of(router.meanScores()).boxed().toList(),
                            router.tasks().map(TaskMixture::tasks).orElse(List.of()),
                            router.card()));
        });
        return all;
    }

    /** The same figures, with what estimators say of that request; each is asked no more than once, and only where a figure of it is. */
    public LiveSource over(LiveSource live, ApiRequest request) {
        return this == NONE ? live : new PromptEstimates(byScore, live, request);
    }
}
