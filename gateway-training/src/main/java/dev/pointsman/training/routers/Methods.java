package dev.pointsman.training.routers;

import dev.pointsman.learned.file.Matrix;
import dev.pointsman.learned.quality.Blend;
import dev.pointsman.learned.quality.NearestPrompts;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.learned.quality.Scorer;
import dev.pointsman.learned.quality.SimilarityRanking;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Fits each method with each of a few settings to examples, and takes the one that is off the least on others. */
final class Methods {
    private static final int[] NEIGHBOURS = {100, 40, 160, 20};
    private static final int[] CLUSTERS = {8, 16, 32, 48, 64};
    private static final int[] NEAREST_CLUSTERS = {1, 3};
    private static final double[] PRIORS = {15, 5, 40};
    private static final double[] COSTS = {1, 0.3, 0.1};
    private static final double[] DENSE_COSTS = {0.03, 0.01, 0.1};
    private static final int[] TRAITS = {2, 4, 8};
    private static final double[] RESOLUTIONS = {1, 0.5, 3};
    private static final double[] AGREEMENTS = {0, 0.5};
    private static final double[] SHARES = {0.2, 0.4, 0.6, 0.8};
    /** Other settings than the usual are taken where they are off less by this part: a few hundred prompts tell no smaller one from chance. */
    private static final double CLEARLY = 0.01;

    private static final List<RouterKind> BLENDED =
            List.of(RouterKind.KNN, RouterKind.CLASSIFIER, RouterKind.CLUSTER, RouterKind.TWO_STAGE);

    private final Material material;
    private final Examples examples;
    private final Examples held;
    private final Runnable afterFit;

    /**
     * Of two sets of examples that share no question.
     *
     * @param held where settings are chosen
     * @param afterFit hears of each fit, up to {@link #fits} times
     */
    Methods(Material material, Examples held, Runnable afterFit) {
        this.material = material;
        this.examples = material.examples();
        this.held = held;
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
            case SW -> ranking();
            case MF -> factors();
            case CLASSIFIER -> classifier();
            case KNN -> nearest();
            case CLUSTER -> clusters();
            case TWO_STAGE -> tasks();
            case BLEND -> blend();
        };
    }

    private Fitted ranking() {
        return fitted(Map.of(), on -> new SimilarityRanking(on.stored()));
    }

    private Fitted nearest() {
        List<Fitted> fits = new ArrayList<>();
        for (int neighbours : NEIGHBOURS) {
            fits.add(fitted(
                    Map.of("neighbours", (double) neighbours), on -> new NearestPrompts(on.stored(), neighbours)));
        }
        return plainest(fits);
    }

    /** Chosen on the examples themselves, each told by the others, since those held back are few. */
    private Fitted clusters() {
        Matrix points = examples.compared();
        List<ClusterFit.Choice> choices = new ArrayList<>();
        for (int clusters : CLUSTERS) {
            if (clusters > CLUSTERS[0] && clusters > examples.size() / 4) {
                break;
            }
            ClusterFit fit = ClusterFit.of(points, clusters, material.seed());
            for (int nearest : NEAREST_CLUSTERS) {
                for (double prior : PRIORS) {
                    choices.add(fit.choice(examples, nearest, prior));
                }
            }
            afterFit.run();
        }
        ClusterFit.Choice best = choices.stream()
                .reduce((one, other) -> other.error() < one.error() ? other : one)
                .orElseThrow();
        return Fitted.of(
                best.means(examples),
                Map.of("clusters", (double) best.clusters(), "nearest", (double) best.nearest(), "prior", best.prior()),
                held,
                on -> best.of(on.examples(), on.seed()));
    }

    private Fitted classifier() {
        List<Fitted> fits = new ArrayList<>();
        for (double cost : COSTS) {
            fits.add(fitted(Map.of("cost", cost), on -> NgramFit.fit(on.examples(), cost)));
            afterFit.run();
        }
        return best(fits);
    }

    private Fitted factors() {
        List<Fitted> fits = new ArrayList<>();
        for (double cost : DENSE_COSTS) {
            RankFit fit = new RankFit(examples, cost);
            for (int traits : TRAITS) {
                fits.add(Fitted.of(
                        fit.logits(traits),
                        Map.of("cost", cost, "traits", (double) traits),
                        held,
                        on -> new RankFit(on.examples(), cost).logits(traits)));
            }
            afterFit.run();
        }
        return best(fits);
    }

    private Fitted tasks() {
        List<Fitted> fits = new ArrayList<>();
        TaskFit.Ground ground = new TaskFit.Ground(material);
        for (double mixed : AGREEMENTS) {
            for (double resolution : RESOLUTIONS) {
                TaskFit fit = ground.fit(mixed, resolution);
                List<Fitted> shares = new ArrayList<>();
                for (double share : SHARES) {
                    Map<String, Double> settings =
                            Map.of("agreement", mixed, "resolution", resolution, "share-of-heads", share);
                    shares.add(Fitted.of(
                            fit.mixture(share),
                            settings,
                            held,
                            on -> new TaskFit.Ground(on).fit(mixed, resolution).mixture(share)));
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
        Map<String, Double> settings = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            String word = BLENDED.get(i).word();
            settings.put("weight-of-" + word, weights[i]);
            fits.get(i).settings().forEach((name, value) -> settings.put(word + "." + name, value));
        }
        List<Scorer> scorers = fits.stream().map(Fitted::scorer).toList();
        return Fitted.of(
                blend(weights, scorers),
                settings,
                held,
                on -> blend(
                        weights, fits.stream().map(fit -> fit.again().apply(on)).toList()));
    }

    private static Blend blend(double[] weights, List<Scorer> scorers) {
        List<Blend.Part> parts = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
            parts.add(new Blend.Part(BLENDED.get(i), weights[i], scorers.get(i)));
        }
        return new Blend(parts);
    }

    private Fitted fitted(Map<String, Double> settings, Function<Material, Scorer> fit) {
        return Fitted.of(fit.apply(material), settings, held, fit);
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
