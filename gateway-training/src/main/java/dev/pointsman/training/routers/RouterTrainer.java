package dev.pointsman.training.routers;

import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.PromptCosts;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.learned.quality.Scorer;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Trains a router: the space of the prompts, then the method with the settings that are off the least on outcomes held back. The same outcomes and seed
 * give the same router, bit for bit. Two threads at most.
 */
public final class RouterTrainer {
    /** Fewer prompts teach nothing. */
    public static final int LEAST_PROMPTS = 20;

    /** Of prompts like those learned from, the share that counts as unlike them. */
    private static final double UNFAMILIAR_SHARE = 0.01;

    /** Beside the fits of the method: the space, the prompts in it, what is told of the router. */
    private static final int OTHER_STEPS = 3;

    private final RouterKind kind;
    private final long seed;
    private final @Nullable TextEncoder encoder;

    public RouterTrainer(RouterKind kind, long seed) {
        this(kind, seed, null);
    }

    /** @param encoder whose vectors stand in the place of projected n-grams; null where n-grams tell */
    public RouterTrainer(RouterKind kind, long seed, @Nullable TextEncoder encoder) {
        this.kind = kind;
        this.seed = seed;
        this.encoder = encoder;
    }

    /**
     * A router that has not seen the rows held back, so that it can be measured on them, and the way to the one that learns from those rows too, with the
     * settings that were chosen on them.
     */
    public static final class Trial {
        private final LearnedRouter router;
        private final Function<Progress, LearnedRouter> again;

        Trial(LearnedRouter router, Function<Progress, LearnedRouter> again) {
            this.router = router;
            this.again = again;
        }

        /** Learned from the outcomes without those held back. */
        public LearnedRouter router() {
            return router;
        }

        /** Learned from all of them; takes another fit. No row is left that could measure it. The same each time, bit for bit. */
        public LearnedRouter onAll(Progress progress) {
            return again.apply(progress);
        }
    }

    /** The router of {@link #trial}. */
    public LearnedRouter train(OutcomeTable outcomes, OutcomeTable held, Progress progress) {
        return trial(outcomes, held, progress).router();
    }

    /**
     * Trains, so that the router can be measured on what was held back, and then be fitted to that too.
     *
     * @param outcomes to learn from, at least {@value #LEAST_PROMPTS} rows
     * @param held to choose settings on; no question of theirs is among the outcomes; at least one row
     */
    public Trial trial(OutcomeTable outcomes, OutcomeTable held, Progress progress) {
        if (outcomes.size() < LEAST_PROMPTS || held.size() < 1) {
            throw new IllegalArgumentException("outcomes: " + outcomes.size() + " and " + held.size()
                    + " rows (expected: at least " + LEAST_PROMPTS + " to learn from, 1 to choose on)");
        }
        Steps steps = new Steps(progress, OTHER_STEPS + Methods.fits(kind));
        Material material = material(outcomes, steps);
        Examples others = new Examples(
                held.withModels(outcomes.models()), material.examples().space());
        Fitted fitted = new Methods(material, others, steps::next).fit(kind);
        CostFit costFit = new CostFit(material.examples());
        PromptCosts costs = costFit.chosen(Fitted.told(fitted.scorer(), others), others, seed);
        LearnedRouter router = router(material, fitted.scorer(), costs, Map.of());
        Map<String, Double> figures = new TreeMap<>(fitted.settings());
        figures.put("held-prompts", (double) held.size());
        figures.put("held-squared-error", fitted.error());
        figures.put(RouterCard.FAMILIAR_FROM, familiarFrom(router, others));
        figures.put(RouterCard.COSTS_BY_PROMPT, costs.byPrompt() ? 1.0 : 0.0);
        steps.end();
        OutcomeTable all = outcomes.and(held);
        return new Trial(
                router(material, fitted.scorer(), costs, figures), heard -> again(all, fitted, figures, heard));
    }

    private LearnedRouter again(OutcomeTable all, Fitted fitted, Map<String, Double> figures, Progress progress) {
        Steps steps = new Steps(progress, OTHER_STEPS);
        Material material = material(all, steps);
        CostFit costFit = new CostFit(material.examples());
        PromptCosts costs =
                figures.getOrDefault(RouterCard.COSTS_BY_PROMPT, 0.0) == 1 ? costFit.byPrompt() : costFit.means();
        LearnedRouter router = router(material, fitted.again().apply(material), costs, figures);
        steps.end();
        return router;
    }

    private Material material(OutcomeTable outcomes, Steps steps) {
        steps.begin();
        PromptSpace byNgrams =
                TextFit.fit(outcomes.rows().stream().map(OutcomeRow::prompt).toList(), seed);
        PromptSpace space = encoder == null ? byNgrams : byNgrams.encodedBy(encoder);
        steps.next();
        Material material = Material.of(new Examples(outcomes, space), seed);
        steps.next();
        return material;
    }

    private LearnedRouter router(Material material, Scorer scorer, PromptCosts costs, Map<String, Double> figures) {
        OutcomeTable outcomes = material.examples().table();
        RouterCard card = new RouterCard(kind, seed, outcomes.size(), OutcomeDigest.of(outcomes), figures, Map.of());
        PromptSpace space = material.examples().space();
        return new LearnedRouter(card, outcomes.models(), costs, space, material.stored(), scorer);
    }

    private static double familiarFrom(LearnedRouter router, Examples others) {
        double[] familiarities = new double[others.size()];
        for (int i = 0; i < familiarities.length; i++) {
            familiarities[i] = router.familiarity(others.point(i));
        }
        Arrays.sort(familiarities);
        return familiarities[(int) (UNFAMILIAR_SHARE * familiarities.length)];
    }

    /** Counts what is done. */
    private static final class Steps {
        private final Progress progress;
        private final int all;
        private int done;

        Steps(Progress progress, int all) {
            this.progress = progress;
            this.all = all;
        }

        void begin() {
            progress.at(0, all);
        }

        void next() {
            done++;
            progress.at(done, all);
        }

        void end() {
            progress.at(all, all);
        }
    }
}
