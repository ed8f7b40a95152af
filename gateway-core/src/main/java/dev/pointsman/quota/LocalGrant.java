package dev.pointsman.quota;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was taken in this process, limit by limit. */
final class LocalGrant implements Grant {
    private final List<RateState.Taken> taken;
    private final List<SpendAccount.Reserved> reserved;
    private @Nullable Refusal refusal;
    private @Nullable Standing requests;
    private @Nullable Standing tokens;
    private boolean over;

    LocalGrant(int claims) {
        this.taken = new ArrayList<>(claims);
        this.reserved = new ArrayList<>(claims);
    }

    void add(RateState.Taken rates) {
        taken.add(rates);
        requests = tighter(requests, rates.ofRequests);
        tokens = tighter(tokens, rates.ofTokens);
    }

    void add(SpendAccount.Reserved spend) {
        reserved.add(spend);
    }

    /** Gives back what was taken so far. */
    void refuse(Refusal why) {
        refusal = why;
        undo();
    }

    private static @Nullable Standing tighter(@Nullable Standing one, @Nullable Standing other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.left() < one.left() ? other : one;
    }

    @Override
    public @Nullable Refusal refusal() {
        return refusal;
    }

    @Override
    public @Nullable Standing requests() {
        return requests;
    }

    @Override
    public @Nullable Standing tokens() {
        return tokens;
    }

    @Override
    public void settle(long itsTokens, long costNanos) {
        if (over) {
            return;
        }
        over = true;
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).settle(itsTokens);
        }
        for (int i = 0; i < reserved.size(); i++) {
            reserved.get(i).settle(costNanos);
        }
    }

    @Override
    public void undo() {
        if (over) {
            return;
        }
        over = true;
        for (int i = 0; i < taken.size(); i++) {
            taken.get(i).undo();
        }
        for (int i = 0; i < reserved.size(); i++) {
            reserved.get(i).settle(0);
        }
    }
}
