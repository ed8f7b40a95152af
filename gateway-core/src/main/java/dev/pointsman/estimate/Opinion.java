package dev.pointsman.estimate;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What an estimator said of a prompt, all at once.
 *
 * @param qualities expected scores by the policy's models, as far as they are known
 * @param preference how much speaks for the strong model of the score's pair, 0..1; NaN where nothing is said
 * @param familiarity by how much the prompt is more alike to one that was learned from than it must be; NaN where nothing is said
 */
public record Opinion(Map<String, Double> qualities, double preference, double familiarity) implements PromptView {
    /** Nothing is said, and whether the prompt is alike to others is open. */
    static final Opinion OPEN = new Opinion(Map.of(), Double.NaN, Double.NaN);

    /** There was no answer in time: the prompt counts as unlike all others. */
    public static final Opinion NONE = new Opinion(Map.of(), Double.NaN, -2);

    public Opinion {
        qualities = Map.copyOf(qualities);
    }

    /** Of what tells pairs alone. */
    public static Opinion preferring(double preference) {
        return new Opinion(Map.of(), preference, Double.NaN);
    }

    static Opinion of(PromptView view, Set<String> models) {
        Map<String, Double> qualities = new HashMap<>();
        models.forEach(model -> qualities.put(model, view.quality(model)));
        return new Opinion(qualities, view.preference(), view.familiarity());
    }

    @Override
    public double quality(String model) {
        return qualities.getOrDefault(model, Double.NaN);
    }
}
