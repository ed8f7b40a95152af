package dev.pointsman.fleet;

import dev.pointsman.fleet.Leases.Lease;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.Spent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What the store has to be told: what was counted here while it was away, what has come of what it granted, and, where it has lost that or this gateway
 * began anew, all that this gateway has spent. Thread-safe.
 */
final class Arrears implements Fleet.Missed {
    private static final int BATCH = 200;

    private final Fleet fleet;
    private final LocalQuota local;
    private final Debts debts = new Debts();
    private List<Spent> asserted = List.of();
    private int assertions;
    private boolean begun;

    Arrears(Fleet fleet, LocalQuota local) {
        this.fleet = fleet;
        this.local = local;
    }

    /** Money is limited from now on, and so it is known what the gateway before has spent: the store hears of it before it is asked. */
    synchronized void begin() {
        if (begun) {
            return;
        }
        begun = true;
        List<Spent> found = local.spent();
        if (!found.isEmpty()) {
            toAssert(found);
            fleet.away("has to hear what was spent before");
        }
    }

    void owe(List<Change> changes) {
        changes.forEach(debts::add);
    }

    /** Tells now; where it is not heard, what would be counted too little is owed. */
    void send(Lease lease, List<Change> changes) {
        if (changes.isEmpty()) {
            return;
        }
        CompletionStage<List<Long>> answer = fleet.run(Script.CHANGE, Change.keys(changes), Change.arguments(changes));
        if (answer == null) {
            owe(changes);
            return;
        }
        answer.whenComplete((numbers, failure) -> {
            if (failure != null) {
                fleet.failed(failure);
                doubtful(lease, changes);
            }
        });
    }

    private void doubtful(Lease lease, List<Change> changes) {
        for (Change change : changes) {
            debts.doubtful(change);
            if (change.underWay() != 0) {
                fleet.lapse(lease);
            }
        }
    }

    @Override
    public void lost() {
        debts.forgiveMoney();
        toAssert(local.spent());
    }

    @Override
    public CompletionStage<?> tell() {
        if (debts.overflowed()) {
            lost();
        }
        int number = assertions();
        return assertFrom(asserted(), 0).thenCompose(none -> {
            told(number);
            return pay();
        });
    }

    private synchronized void toAssert(List<Spent> whole) {
        asserted = whole;
        assertions++;
    }

    private synchronized int assertions() {
        return assertions;
    }

    private synchronized List<Spent> asserted() {
        return asserted;
    }

    /** Nothing is left of it, but where there is another one by now. */
    private synchronized void told(int number) {
        if (number == assertions) {
            asserted = List.of();
        }
    }

    private CompletionStage<?> assertFrom(List<Spent> whole, int from) {
        if (from >= whole.size()) {
            return CompletableFuture.completedFuture(null);
        }
        int end = Math.min(whole.size(), from + BATCH);
        List<Spent> batch = whole.subList(from, end);
        List<String> keys = new ArrayList<>();
        List<String> arguments = new ArrayList<>(List.of(Integer.toString(batch.size())));
        long owner = local.owner();
        for (Spent each : batch) {
            keys.add(SharedLimit.moneyKey(each.limit(), each.subject()));
            keys.add(SharedLimit.ownKey(each.limit(), each.subject(), owner));
            arguments.add(Long.toString(each.period()));
            arguments.add(Long.toString(each.endMillis()));
            arguments.add(Long.toString(each.nanos()));
        }
        return run(Script.ASSERT, keys, arguments).thenCompose(none -> assertFrom(whole, end));
    }

    private CompletionStage<?> pay() {
        List<Change> batch = debts.take(BATCH);
        if (batch.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        return run(Script.CHANGE, Change.keys(batch), Change.arguments(batch))
                .handle((numbers, failure) -> {
                    if (failure != null) {
                        batch.forEach(this::owedStill);
                        throw new IllegalStateException(failure);
                    }
                    return batch;
                })
                .thenCompose(paid -> paid.size() < BATCH ? CompletableFuture.completedFuture(null) : pay());
    }

    /** Perhaps it was heard: rather too much than too little, and what is under way under no lease of which it is not known. */
    private void owedStill(Change change) {
        debts.add(change.owed(change.requests(), change.tokens(), 0, Math.max(0, change.nanos())));
        if (change.underWay() != 0) {
            fleet.lapse(new Lease(change.lease()));
        }
    }

    private CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
        CompletionStage<List<Long>> answer = fleet.run(script, keys, arguments);
        return answer == null
                ? CompletableFuture.failedFuture(new IllegalStateException("too much is under way"))
                : answer;
    }
}
