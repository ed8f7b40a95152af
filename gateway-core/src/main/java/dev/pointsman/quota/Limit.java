package dev.pointsman.quota;

import org.jspecify.annotations.Nullable;

/** A limit of a policy with what is counted of it; what is counted outlives the policy. */
public final class Limit {
    private final LimitSettings settings;
    private final @Nullable SubjectTable<RateState> rates;
    private final @Nullable SubjectTable<SpendAccount> spend;
    private final long hash;

    /** @param hash by which the journal knows it */
    Limit(
            LimitSettings settings,
            @Nullable SubjectTable<RateState> rates,
            @Nullable SubjectTable<SpendAccount> spend,
            long hash) {
        this.settings = settings;
        this.rates = rates;
        this.spend = spend;
        this.hash = hash;
    }

    public LimitSettings settings() {
        return settings;
    }

    @Nullable
    SubjectTable<RateState> rates() {
        return rates;
    }

    @Nullable
    SubjectTable<SpendAccount> spend() {
        return spend;
    }

    /** The same counts, held to other numbers. */
    public Limit under(LimitSettings others) {
        return new Limit(others, rates, spend, hash);
    }

    /** By which what is spent is known wherever it is kept; 0 where it limits no spending. */
    public long hash() {
        return hash;
    }
}
