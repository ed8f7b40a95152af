package dev.pointsman.recorded;

import dev.pointsman.api.Usage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger as a value: what was asked, what was decided, how it ended.
 *
 * @param atMillis when the request came, milliseconds since 1970
 * @param policy digest of the policy that decided, its first 12 hex digits
 * @param choice null where the request was refused
 * @param refusal in words; null where there is a choice
 * @param order deployments of the chosen model as they were balanced
 * @param expectedCostNanos of the first of them; -1 where it was not known
 */
public record RecordedDecision(
        String id,
        long atMillis,
        String policy,
        RecordedRequest request,
        @Nullable RecordedChoice choice,
        @Nullable String refusal,
        List<String> order,
        long expectedCostNanos,
        Settled settled) {
    /**
     * How the request ended.
     *
     * @param end {@code complete}, or the error's kind in lower case
     * @param model that answered; null where none did
     * @param costNanos -1 where it is not known
     * @param firstOutputMillis -1 where there was no output
     */
    public record Settled(
            int status,
            String end,
            @Nullable String model,
            @Nullable String deployment,
            long costNanos,
            Usage usage,
            double firstOutputMillis,
            double totalMillis) {
        /** Of a request that was not sent. */
        public static final Settled NOT = new Settled(0, "", null, null, -1, Usage.NONE, -1, -1);
    }

    public RecordedDecision {
        order = List.copyOf(order);
    }
}
