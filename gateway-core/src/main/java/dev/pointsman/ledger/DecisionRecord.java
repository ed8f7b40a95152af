package dev.pointsman.ledger;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.tracing.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request as it was decided and as it ended; no key, and no prompt and no reply but where a policy keeps their texts.
 *
 * @param id request id, as sent in {@code x-request-id}
 * @param atMillis wall-clock start, milliseconds since 1970
 * @param policy digest of the policy that decided, its first 12 hex digits
 * @param route what was asked and what was decided
 * @param outcome how it ended
 * @param timing where the time went
 * @param cached what a cache did; null where it had no part
 * @param detail the decision itself; null where the request came to none
 * @param rated what was thought of an earlier answer; null where this is no rating
 * @param text what was asked and answered, without what the policy removes from it; null where it keeps none
 * @param traced the trace that it is a part of; null where there is none
 */
public record DecisionRecord(
        String id,
        long atMillis,
        String policy,
        Route route,
        List<Attempt> attempts,
        Usage usage,
        Outcome outcome,
        Timing timing,
        @Nullable Cached cached,
        @Nullable Detail detail,
        @Nullable Rated rated,
        @Nullable Text text,
        @Nullable Traced traced) {
    /** Of a request that no cache had a part in. */
    public DecisionRecord(
            String id,
            long atMillis,
            String policy,
            Route route,
            List<Attempt> attempts,
            Usage usage,
            Outcome outcome,
            Timing timing,
            @Nullable Detail detail) {
        this(id, atMillis, policy, route, attempts, usage, outcome, timing, null, detail, null, null, null);
    }

    /**
     * Of a rating that is no request of a client's own.
     *
     * @param route of whose answer is rated; who rates stands as what was asked
     * @param costNanos of the rating; 0 where it cost nothing
     */
    public static DecisionRecord ofRating(
            String id, long atMillis, String policy, Route route, long costNanos, Rated rated) {
        return new DecisionRecord(
                id,
                atMillis,
                policy,
                route,
                List.of(),
                Usage.NONE,
                new Outcome(200, "complete", route.asked(), null, null, costNanos, List.of()),
                new Timing(0, -1, 0, 0),
                null,
                null,
                rated,
                null,
                null);
    }

    /** The same without its texts. */
    public DecisionRecord withoutText() {
        return text == null && (traced == null || traced.content() == null)
                ? this
                : new DecisionRecord(
                        id,
                        atMillis,
                        policy,
                        route,
                        attempts,
                        usage,
                        outcome,
                        timing,
                        cached,
                        detail,
                        rated,
                        null,
                        traced == null ? null : new Traced(traced.trace(), null));
    }

    /** All that the decision was made of and how it was made; immutable, and holds nothing of the prompt. */
    public interface Detail {
        /** Writes the fields of its object; on the loop when the request has ended, or on the thread of whoever shows the record. */
        void write(JsonWriter json);
    }

    /**
     * What was asked and what was decided.
     *
     * @param asked the model name in the request
     * @param rule null where none ended the decision
     * @param draw the random number of the decision, 0..1
     */
    public record Route(
            String endpoint,
            boolean stream,
            String key,
            @Nullable String team,
            String asked,
            @Nullable String rule,
            double draw,
            List<Choice> candidates,
            List<String> reasons) {}

    /** A model in the order of the decision; the score is NaN where none was given. */
    public record Choice(String model, double score) {}

    /**
     * Times are nanoseconds from the start of the request; -1 where the moment never came.
     *
     * @param requestId the provider's own id of the call; null where it told none
     */
    public record Attempt(
            String model,
            String deployment,
            long startNanos,
            long firstByteNanos,
            long firstOutputNanos,
            long endNanos,
            int status,
            @Nullable String error,
            @Nullable String requestId) {}

    /**
     * How it ended.
     *
     * @param status sent to the client
     * @param end {@code complete}, or the error's kind in lower case
     * @param model null where nothing answered
     * @param costNanos nano-dollars; -1 where unknown
     * @param dropped fields of the request that the provider has no place for
     */
    public record Outcome(
            int status,
            String end,
            @Nullable String model,
            @Nullable String deployment,
            @Nullable String finishReason,
            long costNanos,
            List<String> dropped) {}

    /**
     * What a cache did.
     *
     * @param use {@code hit}, {@code shared}, {@code semantic}, {@code miss} or {@code bypass}
     * @param savedNanos nano-dollars that the reply has cost when it was made; -1 where unknown, or where it was made for this request
     */
    public record Cached(String use, long savedNanos) {}

    /**
     * What a client, or a model in its place, thought of an answer.
     *
     * @param decision id of the answer's record
     * @param model that answered
     * @param task that it counts for; null for all together
     * @param score 0..1; of a comparison 1 where this answer is better than the other model's, and 0 where that is
     * @param by {@code client}, {@code judge} or {@code operator}
     * @param comparedWith the other model; null where the answer is rated by itself
     */
    public record Rated(
            String decision,
            String model,
            @Nullable String task,
            double score,
            String by,
            @Nullable String comparedWith) {
        /** Of an answer by itself. */
        public Rated(String decision, String model, @Nullable String task, double score, String by) {
            this(decision, model, task, score, by, null);
        }
    }

    /**
     * Texts, within the bound that the policy sets.
     *
     * @param prompt the newest texts of the request; null where it is not kept
     * @param reply null where it is not kept, or there was none
     * @param askedFrom where the last user message begins in the prompt
     * @param askedTo where it ends
     */
    public record Text(@Nullable String prompt, @Nullable String reply, int askedFrom, int askedTo) {}

    /**
     * A part of a trace.
     *
     * @param trace ended, so that it changes no more
     * @param content texts that go with it; null for none. They are no part of the record as it is kept
     */
    public record Traced(Trace trace, @Nullable Text content) {}

    /** Where the time went. */
    public record Timing(long decisionNanos, long firstOutputNanos, long overheadNanos, long totalNanos) {}
}
