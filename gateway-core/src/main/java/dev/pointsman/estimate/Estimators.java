package dev.pointsman.estimate;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.MeasuredCurves;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.learned.task.TaskResources;
import dev.pointsman.routing.RouterName;
import dev.pointsman.routing.facts.LiveSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
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
     * Reads what {@code scores} name; notes mistakes at their nodes. A file that several scores name is read once.
     *
     * @param from where files, models and plug-in classifiers are found
     */
    public static Estimators from(ConfigNode scores, TaskResources from) {
        Map<String, Estimator> byScore = new LinkedHashMap<>();
        Map<String, LearnedRouter> routers = new HashMap<>();
        if (scores.isMap()) {
            scores.entries().forEach((name, score) -> {
                ConfigNode named = score.isMap() ? score.at("estimator") : null;
                if (named != null) {
                    Estimator estimator = named.isMap() && named.at(TrainedEstimator.FILE) == null
                            ? JudgingEstimator.from(name, score, named, from)
                            : TrainedEstimator.from(score, named, routers, from);
                    if (estimator != null) {
                        byScore.put(name, estimator);
                    }
                }
            });
        }
        return byScore.isEmpty() ? NONE : new Estimators(byScore);
    }

    /**
     * The threshold that the file of a pair's score tells: for the share of strong calls that the score asks for, else the calibrated one. Notes a
     * problem where it tells none.
     */
    public double threshold(String name, ConfigNode score) {
        Estimator estimator = byScore.get(name);
        double told = estimator == null ? 0 : estimator.threshold(score.at("strong_share"));
        if (Double.isNaN(told)) {
            score.problem("the estimator tells no threshold for this pair: expected \"threshold\", or a file"
                    + " that \"gateway calibrate --out\" wrote");
            return 0;
        }
        return told;
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

    /** Those that are asked off the event loop, by their scores. */
    public Map<String, LaterEstimate> later() {
        Map<String, LaterEstimate> later = new LinkedHashMap<>();
        byScore.forEach((score, estimator) -> {
            LaterEstimate its = estimator.later();
            if (its != null) {
                later.put(score, its);
            }
        });
        return later;
    }

    /**
     * A trained router, as its file tells of it.
     *
     * @param file its name, without the folder and what follows the last point
     * @param models as the router names them
     * @param costsUsd mean cost of each model's answers in US dollars; NaN where it is not known
     * @param scores mean score of each model's answers, 0..1; NaN where it is not known
     * @param tasks that it tells apart, and what each model scores in them; empty where its method tells none
     * @param curves what was measured when it was trained; empty in files that do not tell
     */
    public record Described(
            String file,
            List<String> models,
            List<Double> costsUsd,
            List<Double> scores,
            List<KnownTask> tasks,
            MeasuredCurves curves,
            RouterCard card) {
        public Described {
            models = List.copyOf(models);
            costsUsd = List.copyOf(costsUsd);
            scores = List.copyOf(scores);
            tasks = List.copyOf(tasks);
        }
    }

    /**
     * A task that a router tells apart.
     *
     * @param words typical of it, the most typical first
     * @param prompts how many it was found in
     * @param scores mean of each model, in the order of the router's models
     * @param examples prompts that were kept; empty where none were
     */
    public record KnownTask(List<String> words, int prompts, List<Double> scores, List<String> examples) {
        public KnownTask {
            words = List.copyOf(words);
            scores = List.copyOf(scores);
            examples = List.copyOf(examples);
        }
    }

    /** Those that are files of trained routers, by the scores that name them. */
    public Map<String, Described> described() {
        Map<String, Described> all = new LinkedHashMap<>();
        byScore.forEach((score, estimator) -> {
            if (estimator instanceof TrainedEstimator trained) {
                all.put(score, described(trained.name(), trained.router()));
            }
        });
        return all;
    }

    private static Described described(String name, LearnedRouter router) {
        return new Described(
                name,
                router.models(),
                DoubleStream.of(router.costs().meansUsd()).boxed().toList(),
                DoubleStream.of(router.meanScores()).boxed().toList(),
                router.tasks().map(tasks -> known(tasks, router)).orElse(List.of()),
                MeasuredCurves.of(router.card(), router.models().size()),
                router.card());
    }

    private static List<KnownTask> known(TaskMixture tasks, LearnedRouter router) {
        List<KnownTask> known = new ArrayList<>();
        for (int i = 0; i < tasks.tasks().size(); i++) {
            int task = i;
            known.add(new KnownTask(
                    tasks.tasks().get(task).words(),
                    tasks.tasks().get(task).prompts(),
                    IntStream.range(0, router.models().size())
                            .mapToObj(model -> tasks.mean(task, model))
                            .toList(),
                    router.card().examples(task)));
        }
        return known;
    }

    /**
     * The same figures, with what estimators say of that request; each is asked no more than once, at once, and only where a figure of it is. A model that
     * would have to be called tells nothing.
     */
    public LiveSource over(LiveSource live, ApiRequest request) {
        return byScore.isEmpty() ? live : new PromptEstimates(byScore, live, request, null);
    }

    /** The same, where what takes long is only asked for what it knows: the others are {@linkplain PromptEstimates#awaited awaited}. */
    public PromptEstimates over(LiveSource live, ApiRequest request, PromptEstimates.Known known) {
        return new PromptEstimates(byScore, live, request, known);
    }

    /** Whether the same files, as they were read, or the same models tell of the same scores. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Estimators estimators && byScore.equals(estimators.byScore);
    }

    @Override
    public int hashCode() {
        return byScore.hashCode();
    }
}
