package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.DiscoveredTask;
import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.learned.quality.TaskMixture;
import dev.pointsman.training.data.OutcomeRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fits the two stages to prompts in tasks: who tells the task, what each model scores in it, a head for every prompt, and heads of tasks for what that
 * one misses. A task's heads are fitted where it has {@value #LEAST_FOR_HEAD} prompts, and only for its candidates: the models of the highest means
 * that together are among the best on {@value #COVERED} of its prompts.
 */
final class TaskFit {
    private static final int LEAST_FOR_HEAD = 40;
    private static final double COVERED = 0.9;
    private static final double CLASSIFIER_COST = 6;
    private static final double PENALTY = 100;
    /** Prompts that a model's overall mean counts as beside those of a task. */
    private static final double PRIOR = 15;

    private final Examples examples;
    private final List<List<Integer>> places = new ArrayList<>();
    private final List<DiscoveredTask> tasks = new ArrayList<>();
    private final LinearHeads classifier;
    private final Matrix means;
    private final LinearHeads general;
    private final List<@Nullable LinearHeads> heads = new ArrayList<>();

    /** @param general tells every model's score of every prompt, without tasks */
    TaskFit(Examples examples, int[] taskOf, LinearHeads general, TaskWords words) {
        this.examples = examples;
        this.general = general;
        int count = Arrays.stream(taskOf).max().orElse(0) + 1;
        for (int task = 0; task < count; task++) {
            places.add(new ArrayList<>());
        }
        for (int i = 0; i < taskOf.length; i++) {
            places.get(taskOf[i]).add(i);
        }
        List<Integer> classes = Arrays.stream(taskOf).boxed().toList();
        classifier = new DenseFit(examples).softmax(classes, count, CLASSIFIER_COST);
        means = new ClusterSums(examples, taskOf, count).means(PRIOR);
        for (int task = 0; task < count; task++) {
            tasks.add(new DiscoveredTask(
                    words.typical(places.get(task)), places.get(task).size()));
            heads.add(head(task));
        }
    }

    static LinearHeads general(Examples examples) {
        return new DenseFit(examples).ridge(examples.models(), PENALTY, examples::score);
    }

    /** @param share of the heads against the means, 0 to 1 */
    TaskMixture mixture(double share) {
        return new TaskMixture(tasks, classifier, means, general, heads, share);
    }

    /** The same without the heads of tasks. */
    TaskMixture withoutHeads(double share) {
        List<@Nullable LinearHeads> none = new ArrayList<>(heads);
        none.replaceAll(head -> null);
        return new TaskMixture(tasks, classifier, means, general, none, share);
    }

    private @Nullable LinearHeads head(int task) {
        List<Integer> own = places.get(task);
        if (own.size() < LEAST_FOR_HEAD) {
            return null;
        }
        Examples inside = examples.at(own);
        boolean[] candidate = candidates(task, inside);
        double[][] told = new double[inside.size()][];
        for (int i = 0; i < told.length; i++) {
            told[i] = general.of(inside.point(i).dense());
        }
        LinearHeads fitted = new DenseFit(inside)
                .ridge(
                        inside.models(),
                        PENALTY,
                        (i, model) -> candidate[model] ? inside.score(i, model) - told[i][model] : 0);
        return fitted;
    }

    private boolean[] candidates(int task, Examples inside) {
        Integer[] order = new Integer[inside.models()];
        Arrays.setAll(order, model -> model);
        Arrays.sort(
                order,
                Comparator.comparingDouble((Integer model) -> means.at(task, model))
                        .reversed());
        boolean[] candidate = new boolean[order.length];
        for (Integer model : order) {
            candidate[model] = true;
            if (covered(inside, candidate) >= COVERED) {
                break;
            }
        }
        return candidate;
    }

    /** Share of the prompts on which one of them is as good as any. */
    private static double covered(Examples inside, boolean[] candidate) {
        int count = 0;
        for (int i = 0; i < inside.size(); i++) {
            double best = Double.NEGATIVE_INFINITY;
            double own = Double.NEGATIVE_INFINITY;
            for (int model = 0; model < candidate.length; model++) {
                if (inside.has(i, model)) {
                    best = Math.max(best, inside.score(i, model));
                    own = candidate[model] ? Math.max(own, inside.score(i, model)) : own;
                }
            }
            count += own >= best ? 1 : 0;
        }
        return count / (double) Math.max(1, inside.size());
    }

    /** What all searches for tasks in the same prompts share: the graph, which models agree on whom, the general heads, the words. */
    static final class Ground {
        private static final int GRAPH_NEIGHBOURS = 15;
        private static final int LEAST_PROMPTS_OF_TASK = 12;

        private final Material material;
        private final Matrix points;
        private final NeighborGraph graph;
        private final RankAgreement agreement;
        private final LinearHeads general;
        private final TaskWords words;

        Ground(Material material) {
            this.material = material;
            Examples examples = material.examples();
            points = examples.compared();
            graph = NeighborGraph.of(points, GRAPH_NEIGHBOURS);
            agreement = new RankAgreement(examples);
            general = TaskFit.general(examples);
            words = new TaskWords(
                    examples.table().rows().stream().map(OutcomeRow::prompt).toList());
        }

        /**
         * Tasks and what is told by them.
         *
         * @param mixed how much the agreement of two prompts' rankings of the models counts against their likeness alone, 0 to 1
         * @param resolution the higher, the more tasks
         */
        TaskFit fit(double mixed, double resolution) {
            int[] groups = Communities.of(
                    graph,
                    edge -> graph.cosine(edge) * (1 - mixed + mixed * agreement.of(graph.from(edge), graph.to(edge))),
                    resolution,
                    material.seed());
            int[] tasks = Communities.merged(groups, points, LEAST_PROMPTS_OF_TASK);
            return new TaskFit(material.examples(), tasks, general, words);
        }
    }
}
