package dev.pointsman.estimate;

/** What an estimator says of one prompt; NaN is nothing. Confined to the decision's thread. */
interface PromptView {
    /** Expected score of a model of the policy, 0..1. */
    double quality(String model);

    /** How much speaks for the strong model of the score's pair, 0..1. */
    double preference();

    /** By how much the prompt is more alike to one that was learned from than it must be. */
    double familiarity();
}
