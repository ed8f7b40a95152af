package dev.pointsman.quota;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where it is counted what limits allow: in this process, or in a store that several share. Outlives policies. Called on all loops; never
 * blocks.
 */
public interface QuotaBook {
    /**
     * Takes all that is demanded, or nothing.
     *
     * @param loop of the caller, on which a later answer comes
     * @param later hears the answer, once and within a bounded time, where it does not come at once
     * @return the answer; null where it comes later
     */
    @Nullable
    Grant ask(Demand demand, Executor loop, Consumer<Grant> later);

    /** Whether nothing more would be let through, as far as is known here and now. Takes nothing. */
    boolean exhausted(Claim claim);

    /** Share that is used of what the limit lets its subject spend, 0 or more; NaN where it limits no spending. As far as is known here. */
    double spendUsed(Claim claim);

    /** US dollars that all subjects of a limit have spent in its present window; 0 where it limits no spending. */
    double spentDollars(Limit limit);

    /**
     * The limits of a policy that goes live, in its order. One of the same name and the same windows goes on with what it has counted.
     *
     * @throws java.io.UncheckedIOException where what was spent before cannot be read or kept
     */
    List<Limit> limits(List<LimitSettings> settings);
}
