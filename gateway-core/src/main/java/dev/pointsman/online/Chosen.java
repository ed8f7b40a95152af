package dev.pointsman.online;

import java.util.List;

/** What a rating of an answer teaches by: how it was chosen, and from which models. Immutable. */
public final class Chosen {
    private final String score;
    private final Features features;
    private final List<String> models;
    private final double[] beliefs;

    /**
     * That ranked some models.
     *
     * @param score that ranked, and learns
     * @param models that it ranked
     * @param beliefs what each was believed to be worth without any rating, 0..1
     */
    public Chosen(String score, Features features, List<String> models, double[] beliefs) {
        this.score = score;
        this.features = features;
        this.models = models;
        this.beliefs = beliefs.clone();
    }

    public String score() {
        return score;
    }

    public Features features() {
        return features;
    }

    /** What a model was believed to be worth without any rating, 0..1; NaN where it was not ranked. */
    public double belief(String model) {
        int at = models.indexOf(model);
        return at < 0 ? Double.NaN : beliefs[at];
    }
}
