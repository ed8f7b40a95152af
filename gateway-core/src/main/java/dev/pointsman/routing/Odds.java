package dev.pointsman.routing;

import java.util.ArrayList;
import java.util.List;

/**
 * How likely each model was to come first where a score drew among them, or a share of the requests goes elsewhere: what weighs a choice against those that were not made.
 *
 * @param models in the order before the draw
 * @param shares one for each, 0..1, 1 in all
 */
public record Odds(List<String> models, List<Double> shares) {
    public Odds {
        if (models.size() != shares.size()) {
            throw new IllegalArgumentException(
                    "odds: " + shares.size() + " shares (expected: one for each of " + models.size() + " models)");
        }
        models = List.copyOf(models);
        shares = List.copyOf(shares);
    }

    /** Of those candidates; a share for each. */
    public static Odds among(List<Candidate> candidates, double[] chances) {
        List<String> names = new ArrayList<>(chances.length);
        List<Double> each = new ArrayList<>(chances.length);
        for (int i = 0; i < chances.length; i++) {
            names.add(candidates.get(i).model().name());
            each.add(chances[i]);
        }
        return new Odds(names, each);
    }

    /** No model but that one. */
    public static Odds certain(String model) {
        return new Odds(List.of(model), List.of(1.0));
    }

    /** 0 of a model that is not among them. */
    public double of(String model) {
        int place = models.indexOf(model);
        return place < 0 ? 0 : shares.get(place);
    }
}
