package dev.pointsman.routing.facts;

/** A live number that a decision may look at, beside the policy's own. What it is of is named by a subject, at times narrowed by a task. */
public enum Figure {
    /** Expected milliseconds to the first token of a deployment. */
    FIRST_TOKEN("first_token_ms"),
    /** Expected milliseconds for each token of the reply after the first, of a deployment. */
    OUTPUT_TOKEN("output_token_ms"),
    /** Milliseconds to the first token that 95 % of a deployment's recent streams kept. */
    FIRST_TOKEN_P95("first_token_p95_ms"),
    /** The same of 99 %. */
    FIRST_TOKEN_P99("first_token_p99_ms"),
    /** Milliseconds for a whole answer that 95 % of a model's recent answers to a task kept. */
    TOTAL_P95("total_p95_ms"),
    /** Expected milliseconds for each token of the reply after the first, of a model for a task. */
    MODEL_OUTPUT_TOKEN("model_output_token_ms"),
    /** Share of the recent calls for a model and a task that failed by the provider's fault, 0..1. */
    MODEL_ERROR_RATE("model_error_rate"),
    /** Share of a deployment's recent calls that failed by its own fault, 0..1. */
    ERROR_RATE("error_rate"),
    /** Share left of what the provider allows a deployment, 0..1. */
    HEADROOM("headroom"),
    /** Calls under way at a deployment. */
    INFLIGHT("inflight"),
    /** Mean of the recent feedback on a model's replies to a task, 0..1. */
    FEEDBACK("feedback"),
    /** How many feedbacks that mean is worth, older ones counting less; 0 or more. */
    FEEDBACK_WEIGHT("feedback_weight"),
    /** Expected tokens of a model's reply to a task. */
    REPLY_TOKENS("reply_tokens"),
    /** What the weight of cost is multiplied with in a score that keeps to a spend target; 0 or more. */
    COST_WEIGHT("cost_weight"),
    /** Share of today's spend target of a score that is spent, 0 or more; with "" as its subject the greatest of all scores. */
    SPEND_USED("spend_used"),
    /** What the estimator of a score (as the task) expects of a model's answer, 0..1. */
    ESTIMATE("estimate"),
    /** How much speaks for the model, the strong one of a pair, by the estimator of a score (as the task), 0..1. */
    PREFERENCE("preference"),
    /** By how much the prompt is more alike to one that the estimator of a score learned from than it must be; below 0 it is unlike them all. */
    FAMILIARITY("familiarity"),
    /** By how much ratings tell a score (as the task) that a model is better for this prompt than it is believed to be, -1..1. */
    ONLINE_GAIN("online_gain"),
    /** Standard deviation of that. */
    ONLINE_DEVIATION("online_deviation"),
    /** US dollars that a score's exploring may still cost today. */
    EXPLORE_LEFT("explore_left_usd");

    private final String word;

    Figure(String word) {
        this.word = word;
    }

    /** For records: {@code first_token_ms}. */
    public String word() {
        return word;
    }
}
