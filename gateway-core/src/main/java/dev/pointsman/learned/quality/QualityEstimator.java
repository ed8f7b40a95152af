package dev.pointsman.learned.quality;

import java.util.List;

/**
 * What each model's answer to a prompt is expected to be worth, learned from outcomes. Immutable and thread-safe; bounded work per prompt, whatever
 * it is; the same prompt gives the same numbers.
 */
public interface QualityEstimator {
    /** The models it knows, in the order of every array that it returns; no two alike. */
    List<String> models();

    /** Expected score of each model's answer, each 0 to 1. */
    double[] estimate(String prompt);

    /**
     * How much speaks for the strong model, 0 to 1: comparable between prompts, so that the share of prompts above a threshold is the share that the
     * strong model answers. Half, and half the difference of the expected scores, unless an estimator has a definition of its own.
     *
     * @param strong position in {@link #models}
     * @param weak position in {@link #models}
     */
    default double preference(String prompt, int strong, int weak) {
        double[] scores = estimate(prompt);
        return 0.5 + (scores[strong] - scores[weak]) / 2;
    }

    /** Expected cost of each model's answer in US dollars; NaN where the outcomes did not say. */
    double[] costs(String prompt);

    /**
     * How like the prompts it learned from: the highest cosine to one of them, times the part of the prompt that it can compare at all; -1 to 1, NaN where
     * it keeps none.
     */
    double familiarity(String prompt);
}
