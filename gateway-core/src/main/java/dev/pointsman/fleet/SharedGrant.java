package dev.pointsman.fleet;

import dev.pointsman.fleet.Leases.Lease;
import dev.pointsman.fleet.Question.Counted;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Standing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was taken in the store and here, or here only while the store is away. */
final class SharedGrant implements Grant {
    private final SharedQuota quota;
    private final Grant here;
    private final List<Counted> counted;
    private final Lease lease;
    private final List<Slice> slices;
    private final long tokens;
    private final long costNanos;
    private final @Nullable Standing ofRequests;
    private final @Nullable Standing ofTokens;
    private boolean over;

    /** Where one claim was counted. */
    record Slice(long requests, long tokens, long period, long endMillis) {}

    /** What was taken, claim by claim. */
    record Taken(List<Counted> counted, List<Slice> slices, Lease lease, long tokens, long costNanos) {}

    SharedGrant(
            SharedQuota quota, Grant here, Taken taken, @Nullable Standing ofRequests, @Nullable Standing ofTokens) {
        this.quota = quota;
        this.here = here;
        this.counted = taken.counted;
        this.slices = taken.slices;
        this.lease = taken.lease;
        this.tokens = taken.tokens;
        this.costNanos = taken.costNanos;
        this.ofRequests = ofRequests;
        this.ofTokens = ofTokens;
    }

    @Override
    public @Nullable Refusal refusal() {
        return null;
    }

    @Override
    public @Nullable Standing requests() {
        return ofRequests;
    }

    @Override
    public @Nullable Standing tokens() {
        return ofTokens;
    }

    @Override
    public void settle(long itsTokens, long itsCostNanos) {
        if (!over) {
            over = true;
            here.settle(itsTokens, itsCostNanos);
            quota.changed(lease, changes(0, itsTokens - tokens, -1, itsCostNanos - costNanos));
        }
    }

    @Override
    public void undo() {
        if (!over) {
            over = true;
            here.undo();
            quota.changed(lease, changes(-1, -tokens, -1, -costNanos));
        }
    }

    /** What taking it was, for the store that has not heard of it. */
    List<Change> whole() {
        return changes(1, tokens, 1, costNanos);
    }

    private List<Change> changes(long requests, long moreTokens, long underWay, long moreNanos) {
        List<Change> changes = new ArrayList<>(counted.size());
        for (int i = 0; i < counted.size(); i++) {
            Change change = change(counted.get(i), slices.get(i), lease, requests, moreTokens, underWay, moreNanos);
            if (!change.nothing()) {
                changes.add(change);
            }
        }
        return changes;
    }

    /** Only what the claim's limit counts. */
    static Change change(
            Counted each, Slice slice, Lease lease, long requests, long tokens, long underWay, long nanos) {
        return new Change(
                each.subject(),
                each.requests() ? requests : 0,
                slice.requests,
                each.limit().requestSliceMicros,
                each.tokens() ? tokens : 0,
                slice.tokens,
                each.limit().tokenSliceMicros,
                each.underWay() ? underWay : 0,
                lease.name(),
                each.money() ? nanos : 0,
                slice.period,
                slice.endMillis,
                false);
    }
}
