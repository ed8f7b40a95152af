package dev.pointsman.fleet;

import dev.pointsman.fleet.Leases.Lease;
import dev.pointsman.fleet.Question.Counted;
import dev.pointsman.fleet.SharedGrant.Slice;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.quota.Rate;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Refusal.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Counts in a store that several gateways share, and beside that here what this gateway takes of it.
 *
 * <p>While the store is away, or takes longer than its time, the book of this gateway decides, by its part of each limit; what it lets through is told
 * to the store when that is back. A demand is one round trip, and so is what becomes of it.
 */
public final class SharedQuota implements QuotaBook {
    private static final Duration SWEEP = Duration.ofMillis(10);
    private static final long LONGEST_HINT_NANOS = 1_000_000_000;

    private final LocalQuota local;
    private final Fleet fleet;
    private final Alone alone;
    private final Arrears arrears;
    private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong decidedHere = new AtomicLong();
    private volatile Map<Limit, SharedLimit> limits = Map.of();
    private Map<Limit, SharedLimit> newest = Map.of();

    /** Begins to look for the store. */
    public SharedQuota(LocalQuota local, Fleet fleet) {
        this.local = local;
        this.fleet = fleet;
        this.arrears = new Arrears(fleet, local);
        this.alone = new Alone(local, fleet, this);
        fleet.start(arrears);
        fleet.every(SWEEP, this::sweep);
    }

    /** Demands that were decided by this gateway alone. */
    public long decidedHere() {
        return decidedHere.get();
    }

    @Override
    public synchronized List<Limit> limits(List<LimitSettings> settings) {
        List<Limit> made = local.limits(settings);
        Map<Limit, SharedLimit> fresh = new HashMap<>();
        for (Limit limit : made) {
            fresh.put(limit, new SharedLimit(limit, local.owner()));
        }
        Map<Limit, SharedLimit> both = new HashMap<>(newest); // requests of the policy before are under way
        both.putAll(fresh);
        newest = fresh;
        limits = both;
        if (settings.stream().anyMatch(each -> each.spend() != null)) {
            arrears.begin();
        }
        return made;
    }

    SharedLimit shared(Limit limit) {
        SharedLimit known = limits.get(limit);
        return known == null ? new SharedLimit(limit, local.owner()) : known;
    }

    @Override
    public @Nullable Grant ask(Demand demand, Executor loop, Consumer<Grant> later) {
        if (demand.claims().isEmpty() || refusesUnpriced(demand)) {
            return local.ask(demand, loop, later);
        }
        if (!fleet.up()) {
            return here(demand);
        }
        Question question = new Question(demand, counted(demand), fleet, loop, later);
        CompletionStage<List<Long>> answer = fleet.run(
                Script.TAKE, question.keys(), question.arguments(fleet.clock().millis()));
        if (answer == null) {
            return here(demand);
        }
        waiting.add(question);
        answer.whenComplete((numbers, failure) -> heard(question, numbers, failure));
        return null;
    }

    private static boolean refusesUnpriced(Demand demand) {
        if (demand.costNanos() != Demand.UNKNOWN_COST) {
            return false;
        }
        for (Claim claim : demand.claims()) {
            if (claim.spend() && !claim.limit().settings().unknownPriceAllowed()) {
                return true;
            }
        }
        return false;
    }

    List<Counted> counted(Demand demand) {
        List<Counted> counted = new ArrayList<>(demand.claims().size());
        for (int i = 0; i < demand.claims().size(); i++) {
            Claim claim = demand.claims().get(i);
            SharedLimit limit = shared(claim.limit());
            counted.add(new Counted(claim, limit, limit.subject(claim.subject())));
        }
        return counted;
    }

    private Grant here(Demand demand) {
        decidedHere.incrementAndGet();
        return alone.ask(demand);
    }

    /** On a thread of the store. */
    private void heard(Question question, @Nullable List<Long> numbers, @Nullable Throwable failure) {
        if (numbers == null) {
            fleet.failed(failure == null ? new IllegalStateException("no answer") : failure);
            if (question.take()) {
                question.answer(() -> here(question.demand));
            }
        } else if (question.take()) {
            fleet.heard(numbers.get(1));
            question.answer(() -> answered(question, numbers));
        } else if (numbers.get(0) == 1) {
            giveBack(question, numbers);
        }
    }

    /** Those that have waited long enough are answered here. All have the same time, so the first one is the next. */
    private void sweep() {
        long now = fleet.nanoTime();
        for (Question first = waiting.peek(); first != null; first = waiting.peek()) {
            if (!first.answered()) {
                if (now - first.askedAtNanos < fleet.waitNanos()) {
                    return;
                }
                if (first.take()) {
                    fleet.late();
                    Demand demand = first.demand;
                    first.answer(() -> here(demand));
                }
            }
            waiting.remove();
        }
    }

    /** On the loop. What was asked before the store went away, and lost what it knew perhaps, is not relied on. */
    private Grant answered(Question question, List<Long> numbers) {
        Reply reply = new Reply(question, numbers);
        if (!reply.granted()) {
            return new Refused(refusal(question, reply));
        }
        if (question.outages != fleet.outages()) {
            giveBack(question, numbers);
            return here(question.demand);
        }
        Grant here = local.ask(forced(question.demand), Runnable::run, none -> {});
        if (here.refusal() != null) {
            giveBack(question, numbers);
            return here;
        }
        return granted(question, reply, here);
    }

    private Grant granted(Question question, Reply reply, Grant here) {
        List<Slice> slices = reply.slices();
        SharedGrant.Taken taken = new SharedGrant.Taken(
                question.counted, slices, question.lease, question.demand.tokens(), question.costNanos());
        reply.remember();
        return new SharedGrant(this, here, taken, reply.requests(), reply.tokens());
    }

    private Refusal refusal(Question question, Reply reply) {
        Counted refused = question.counted.get(reply.refusedClaim());
        What what = reply.what();
        long waitNanos = reply.waitNanos();
        if (what == What.REQUESTS) {
            refused.subject().refused(fleet.nanoTime(), Math.min(waitNanos, LONGEST_HINT_NANOS));
        } else if (what == What.SPEND) {
            SharedLimit limit = refused.limit();
            refused.subject()
                    .spent(
                            reply.refusedSpent(),
                            limit.endMillis(limit.period(fleet.clock().millis())));
        }
        return new Refusal(refused.claim().limit().settings(), refused.claim().subject(), what, waitNanos);
    }

    /** Counts, and is never refused. */
    private static Demand forced(Demand demand) {
        List<Claim> claims = new ArrayList<>(demand.claims().size());
        for (Claim claim : demand.claims()) {
            claims.add(new Claim(claim.limit(), claim.subject(), claim.rates(), claim.spend(), true));
        }
        return new Demand(claims, demand.tokens(), demand.costNanos());
    }

    /** It was granted, and is of no use. Money of a store that has lost it since is not there any more. */
    private void giveBack(Question question, List<Long> numbers) {
        List<Slice> slices = new Reply(question, numbers).slices();
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            changes.add(SharedGrant.change(
                    question.counted.get(i),
                    slices.get(i),
                    question.lease,
                    -1,
                    -question.demand.tokens(),
                    -1,
                    question.losses == fleet.losses() ? -question.costNanos() : 0));
        }
        arrears.send(question.lease, changes);
    }

    /** What was taken under a lease has come to something else; what is not told now is owed. */
    void changed(Lease lease, List<Change> changes) {
        if (fleet.up()) {
            arrears.send(lease, changes);
        } else {
            arrears.owe(changes);
        }
    }

    Arrears arrears() {
        return arrears;
    }

    @Override
    public boolean exhausted(Claim claim) {
        SharedSubject subject = shared(claim.limit()).subject(claim.subject());
        Rate money = claim.limit().settings().spend();
        return (claim.rates() && subject.refusedNow(fleet.nanoTime()))
                || (money != null && subject.spentNanos(fleet.clock().millis()) >= money.most())
                || local.exhausted(claim);
    }

    @Override
    public double spendUsed(Claim claim) {
        Rate money = claim.limit().settings().spend();
        if (money == null) {
            return Double.NaN;
        }
        SharedSubject subject = shared(claim.limit()).subject(claim.subject());
        return Math.max((double) subject.spentNanos(fleet.clock().millis()) / money.most(), local.spendUsed(claim));
    }

    @Override
    public double spentDollars(Limit limit) {
        return Math.max(shared(limit).spentNanos(fleet.clock().millis()) / 1e9, local.spentDollars(limit));
    }
}
