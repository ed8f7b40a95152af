package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.Blend;
import dev.pointsman.learned.quality.LinearHeads;
import dev.pointsman.learned.quality.NearestPrompts;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.learned.quality.SimilarityRanking;
import dev.pointsman.learned.quality.StoredPrompts;
import dev.pointsman.training.data.OutcomeRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;

/** Fits each method with each of a few settings to examples, and takes the one that is off the least on others. */
final class Methods {
    private static final int[] NEIGHBOURS = {100, 40, 160, 20};
    private static final int[] CLUSTERS = {8, 16, 32, 48, 64};
    private static final int[] NEAREST_CLUSTERS = {1, 3};
    private static final double[] COSTS = {1, 3};
    private static final double[] DENSE_COSTS = {0.03, 0.1};
    private static final int[] TRAITS = {2, 4, 8};
    private static final int GRAPH_NEIGHBOURS = 15;
    private static final double[] RESOLUTIONS = {0.5, 1, 3};
    private static final double[] AGREEMENTS = {0, 0.5};
    private static final double[] SHARES = {0.2, 0.4, 0.6, 0.8};
    private static final int LEAST_PROMPTS_OF_TASK = 12;
    /** Other settings than the usual are taken where they are off less by this part: a few hundred prompts tell no smaller one from chance. */
    private static final double CLEARLY = 0.01;

    private static final List<RouterKind> BLENDED =
            List.of(RouterKind.KNN, RouterKind.CLASSIFIER, RouterKind.CLUSTER, RouterKind.TWO_STAGE);

    private final Examples examples;
    private final Examples held;
    private final StoredPrompts stored;
    private final long seed;
    private final Runnable afterFit;

    /**
     * Of two sets of examples that share no question.
     *
     * @param held where settings are chosen
     * @param stored the examples, or some of them
     * @param afterFit hears of each fit, up to {@link #fits} times
     */
    Methods(Examples examples, Examples held, StoredPrompts stored, long seed, Runnable afterFit) {
        this.examples = examples;
        this.held = held;
        this.stored = stored;
        this.seed = seed;
        this.afterFit = afterFit;
    }

    /** How many fits a method takes at most. */
    static int fits(RouterKind kind) {
        return switch (kind) {
            case SW -> 1;
            case MF -> DENSE_COSTS.length;
            case CLASSIFIER -> COSTS.length;
            case KNN -> NEIGHBOURS.length;
            case CLUSTER -> CLUSTERS.length;
            case TWO_STAGE -> AGREEMENTS.length * RESOLUTIONS.length;
            case BLEND -> BLENDED.stream().mapToInt(Methods::fits).sum();
        };
    }

    Fitted fit(RouterKind kind) {
        return switch (kind) {
            case SW -> Fitted.of(new SimilarityRanking(stored), Map.of(), held);
            case MF -> factors();
            case CLASSIFIER -> classifier();
            case KNN -> nearest();
            case CLUSTER -> clusters();
            case TWO_STAGE -> tasks();
            case BLEND -> blend();
        };
    }

    private Fitted nearest() {
        List<Fitted> fits = new ArrayList<>();
        for (int neighbours : NEIGHBOURS) {
            fits.add(
                    Fitted.of(new NearestPrompts(stored, neighbours), Map.of("neighbours", (double) neighbours), held));
        }
        return plainest(fits);
    }

    private Fitted clusters() {
        List<Fitted> fits = new ArrayList<>();
        Matrix meanings = examples.meanings();
        for (int clusters : CLUSTERS) {
            if (clusters > CLUSTERS[0] && clusters > examples.size() / 4) {
                break;
            }
            ClusterFit fit = ClusterFit.of(meanings, clusters, seed);
            for (int nearest : NEAREST_CLUSTERS) {
                fits.add(Fitted.of(
                        fit.means(examples, nearest),
                        Map.of("clusters", (double) clusters, "nearest", (double) nearest),
                        held));
            }
            afterFit.run();
        }
        return best(fits);
    }

    private Fitted classifier() {
        List<Fitted> fits = new ArrayList<>();
        for (double cost : COSTS) {
            fits.add(Fitted.of(NgramFit.fit(examples, cost), Map.of("cost", cost), held));
            afterFit.run();
        }
        return best(fits);
    }

    private Fitted factors() {
        List<Fitted> fits = new ArrayList<>();
        for (double cost : DENSE_COSTS) {
            RankFit fit = new RankFit(examples, cost);
            for (int traits : TRAITS) {
                fits.add(Fitted.of(fit.logits(traits), Map.of("cost", cost, "traits", (double) traits), held));
            }
            afterFit.run();
        }
        return best(fits);
    }

    private Fitted tasks() {
        List<Fitted> fits = new ArrayList<>();
        Matrix meanings = examples.meanings();
        NeighborGraph graph = NeighborGraph.of(meanings, GRAPH_NEIGHBOURS);
        RankAgreement agreement = new RankAgreement(examples);
        LinearHeads general = TaskFit.general(examples);
        TaskWords words = new TaskWords(
                examples.table().rows().stream().map(OutcomeRow::prompt).toList());
        for (double mixed : AGREEMENTS) {
            IntToDoubleFunction weights =
                    edge -> graph.cosine(edge) * (1 - mixed + mixed * agreement.of(graph.from(edge), graph.to(edge)));
            for (double resolution : RESOLUTIONS) {
                int[] groups = Communities.of(graph, weights, resolution, seed);
                int[] tasks = Communities.merged(groups, meanings, LEAST_PROMPTS_OF_TASK);
                TaskFit fit = new TaskFit(examples, tasks, general, words);
                List<Fitted> shares = new ArrayList<>();
                for (double share : SHARES) {
                    Map<String, Double> settings =
                            Map.of("agreement", mixed, "resolution", resolution, "share-of-heads", share);
                    shares.add(Fitted.of(fit.mixture(share), settings, held));
                }
                fits.add(best(shares));
                afterFit.run();
            }
        }
        return plainest(fits);
    }

    private Fitted blend() {
        List<Fitted> fits = new ArrayList<>();
        List<double[][]> told = new ArrayList<>();
        for (RouterKind kind : BLENDED) {
            Fitted fit = fit(kind);
            fits.add(fit);
            told.add(Fitted.told(fit.scorer(), held));
        }
        double[] weights = BlendFit.weights(told, held);
        List<Blend.Part> parts = new ArrayList<>();
        Map<String, Double> settings = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            String word = BLENDED.get(i).word();
            parts.add(new Blend.Part(BLENDED.get(i), weights[i], fits.get(i).scorer()));
            settings.put("weight-of-" + word, weights[i]);
            fits.get(i).settings().forEach((name, value) -> settings.put(word + "." + name, value));
        }
        return Fitted.of(new Blend(parts), settings, held);
    }

    /** The first, or what is clearly better than those before it. */
    private static Fitted plainest(List<Fitted> fits) {
        return fits.stream()
                .reduce((plain, other) -> other.error() < (1 - CLEARLY) * plain.error() ? other : plain)
                .orElseThrow();
    }

    private static Fitted best(List<Fitted> fits) {
        return fits.stream().reduce(Fitted::better).orElseThrow();
    }
}
