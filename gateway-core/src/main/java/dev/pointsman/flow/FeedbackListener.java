package dev.pointsman.flow;

/** Hears what clients thought of answers, beside the figures of models. Called on all loops; never blocks. */
@FunctionalInterface
public interface FeedbackListener {
    /** Nobody listens. */
    FeedbackListener NONE = (decisionId, model, score) -> {};

    /**
     * A client has rated an answer; again where it thinks otherwise now.
     *
     * @param model that answered
     * @param score 0..1
     */
    void rated(String decisionId, String model, double score);
}
