package dev.pointsman.training.routers;

import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.prompt.PromptSpace;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.learned.quality.StoredPrompts;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.fit.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trains a router: the space of the prompts, then the method with the settings that are off the least on outcomes held back. The same outcomes and seed
 * give the same router, bit for bit. Two threads at most.
 */
public final class RouterTrainer {
    /** Fewer prompts teach nothing. */
    public static final int LEAST_PROMPTS = 20;

    private static final int MOST_STORED = 20_000;
    private static final int MOST_STORED_SCORES = 1 << 21;
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
     * Trains.
     *
     * @param outcomes to learn from, at least {@value #LEAST_PROMPTS} rows
     * @param held to choose settings on; no question of theirs is among the outcomes; at least one row
     */
    public LearnedRouter train(OutcomeTable outcomes, OutcomeTable held, Progress progress) {
        if (outcomes.size() < LEAST_PROMPTS || held.size() < 1) {
            throw new IllegalArgumentException("outcomes: " + outcomes.size() + " and " + held.size()
                    + " rows (expected: at least " + LEAST_PROMPTS + " to learn from, 1 to choose on)");
        }
        Steps steps = new Steps(progress, OTHER_STEPS + Methods.fits(kind));
        progress.at(0, steps.all);
        PromptSpace byNgrams =
                TextFit.fit(outcomes.rows().stream().map(OutcomeRow::prompt).toList(), seed);
        PromptSpace space = encoder == null ? byNgrams : byNgrams.encodedBy(encoder);
        steps.next();
        Examples examples = new Examples(outcomes, space);
        Examples others = new Examples(held.withModels(outcomes.models()), space);
        StoredPrompts stored = some(examples).stored();
        steps.next();
        Fitted fitted = new Methods(examples, others, stored, seed, steps::next).fit(kind);
        RouterCard card = new RouterCard(kind, seed, outcomes.size(), OutcomeDigest.of(outcomes), Map.of(), Map.of());
        LearnedRouter router =
                new LearnedRouter(card, outcomes.models(), costs(outcomes), space, stored, fitted.scorer());
        Map<String, Double> figures = new TreeMap<>(fitted.settings());
        figures.put("held-prompts", (double) held.size());
        figures.put("held-squared-error", fitted.error());
        figures.put(RouterCard.FAMILIAR_FROM, familiarFrom(router, others));
        LearnedRouter told = router.with(new RouterCard(kind, seed, outcomes.size(), card.digest(), figures, Map.of()));
        progress.at(steps.all, steps.all);
        return told;
    }

    /** So many that the file stays small; drawn by the seed. */
    private Examples some(Examples examples) {
        int most = Math.min(MOST_STORED, MOST_STORED_SCORES / examples.models());
        if (examples.size() <= most) {
            return examples;
        }
        List<Integer> places = new ArrayList<>();
        Random random = new Random(seed);
        int left = most;
        for (int i = 0; i < examples.size(); i++) { // each set of that size is equally likely: Knuth, algorithm S
            if (random.nextInt(examples.size() - i) < left) {
                places.add(i);
                left--;
            }
        }
        return examples.at(places);
    }

    private static double[] costs(OutcomeTable outcomes) {
        double[] costs = new double[outcomes.models().size()];
        for (int model = 0; model < costs.length; model++) {
            costs[model] = outcomes.meanCostUsd(model);
        }
        return costs;
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

        void next() {
            done++;
            progress.at(done, all);
        }
    }
}
