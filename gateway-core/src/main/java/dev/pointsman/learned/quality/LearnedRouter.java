package dev.pointsman.learned.quality;

import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.prompt.PromptSpace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A router that was trained: what it learned, what of, and how it tells what each model's answer is worth. */
public final class LearnedRouter implements QualityEstimator {
    private final RouterCard card;
    private final List<String> models;
    private final PromptCosts costs;
    private final PromptSpace space;
    private final StoredPrompts stored;
    private final Scorer scorer;

    /**
     * Fitted elsewhere, or read.
     *
     * @param stored the prompts it learned from, or some of them
     */
    public LearnedRouter(
            RouterCard card,
            List<String> models,
            PromptCosts costs,
            PromptSpace space,
            StoredPrompts stored,
            Scorer scorer) {
        if (costs.models() != models.size()
                || stored.models() != models.size()
                || new HashSet<>(models).size() != models.size()) {
            throw new IllegalArgumentException("models: " + models + " (expected: each once, with scores and a cost)");
        }
        this.card = card;
        this.models = List.copyOf(models);
        this.costs = costs;
        this.space = space;
        this.stored = stored;
        this.scorer = scorer;
    }

    public RouterCard card() {
        return card;
    }

    /** The same router with another card. */
    public LearnedRouter with(RouterCard other) {
        return new LearnedRouter(other, models, costs, space, stored, scorer);
    }

    /** Which encoder its prompts are compared by; null where n-grams tell. */
    public @Nullable String encoder() {
        return card.notes().get(RouterCard.ENCODER);
    }

    /** Length of its prompts' vectors. */
    public int dimensions() {
        return space.dimensions();
    }

    /**
     * The same router, which encodes prompts by that. One whose {@link #encoder} is named is to be asked only then.
     *
     * @throws IllegalArgumentException where its vectors have another length
     */
    public LearnedRouter encodedBy(TextEncoder other) {
        if (other.dimensions() != space.dimensions()) {
            throw new IllegalArgumentException("the encoder's vectors have " + other.dimensions()
                    + " numbers (expected: " + space.dimensions() + ", as those of the encoder it was trained with)");
        }
        return new LearnedRouter(card, models, costs, space.encodedBy(other), stored, scorer);
    }

    @Override
    public List<String> models() {
        return models;
    }

    @Override
    public double[] estimate(String prompt) {
        return scorer.scores(space.point(prompt));
    }

    @Override
    public double preference(String prompt, int strong, int weak) {
        return scorer.preference(space.point(prompt), strong, weak);
    }

    @Override
    public double[] costs(String prompt) {
        return costs.byPrompt() ? costs.usd(space.point(prompt)) : costs.meansUsd();
    }

    /** What models' answers cost, whatever the prompt, and by it. */
    public PromptCosts costs() {
        return costs;
    }

    @Override
    public double familiarity(String prompt) {
        return familiarity(space.point(prompt));
    }

    /** The prompt as a point, for those who ask more than one thing of it. */
    public PromptPoint point(String prompt) {
        return space.point(prompt);
    }

    /** See {@link #familiarity(String)}. */
    public double familiarity(PromptPoint point) {
        return point.known() * stored.familiarity(point);
    }

    /** Whether telling of a prompt goes through all stored ones. */
    public boolean comparesAll() {
        return switch (card.kind()) {
            case SW, KNN, BLEND -> true;
            case MF, CLASSIFIER, CLUSTER, TWO_STAGE -> false;
        };
    }

    /** Numbers of all stored prompts together. */
    public long storedNumbers() {
        return (long) stored.size() * space.denseSize();
    }

    /** The tasks it tells apart, if its method is one that does. */
    public Optional<TaskMixture> tasks() {
        if (scorer instanceof Blend blend) {
            return blend.parts().stream()
                    .map(Blend.Part::scorer)
                    .filter(TaskMixture.class::isInstance)
                    .map(TaskMixture.class::cast)
                    .findFirst();
        }
        return scorer instanceof TaskMixture mixture ? Optional.of(mixture) : Optional.empty();
    }

    /** Mean score of each model over the prompts it keeps; NaN where it keeps none. */
    public double[] meanScores() {
        float[] same = new float[stored.size()];
        Arrays.fill(same, 1);
        return stored.weightedMeans(same);
    }

    public Scorer scorer() {
        return scorer;
    }

    PromptSpace space() {
        return space;
    }

    StoredPrompts stored() {
        return stored;
    }
}
