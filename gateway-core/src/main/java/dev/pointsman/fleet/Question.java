package dev.pointsman.fleet;

import dev.pointsman.fleet.Leases.Lease;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Rate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A demand that the store was asked for. It is answered once, by whoever comes first: the store, or the time that it has. */
final class Question {
    final Demand demand;
    final List<Counted> counted;
    final Lease lease;
    final long outages;
    final long losses;
    final long askedAtNanos;
    private final Executor loop;
    private final Consumer<Grant> later;
    private final AtomicBoolean answered = new AtomicBoolean();

    /** One claim as the store counts it. */
    record Counted(Claim claim, SharedLimit limit, SharedSubject subject) {
        boolean requests() {
            return claim.rates() && limit.settings().requests() != null;
        }

        boolean tokens() {
            return claim.rates() && limit.settings().tokens() != null;
        }

        boolean underWay() {
            return claim.rates() && limit.settings().concurrent() > 0;
        }

        boolean money() {
            return claim.spend() && limit.settings().spend() != null;
        }
    }

    Question(Demand demand, List<Counted> counted, Fleet fleet, Executor loop, Consumer<Grant> later) {
        this.demand = demand;
        this.counted = counted;
        this.lease = fleet.lease();
        this.outages = fleet.outages();
        this.losses = fleet.losses();
        this.askedAtNanos = fleet.nanoTime();
        this.loop = loop;
        this.later = later;
    }

    /** Whether who asks is the one to answer it. */
    boolean take() {
        return answered.compareAndSet(false, true);
    }

    boolean answered() {
        return answered.get();
    }

    /** On its loop; only by who has taken it. */
    void answer(Answer answer) {
        loop.execute(() -> later.accept(answer.now()));
    }

    /** Made when its time has come, on the loop. */
    interface Answer {
        Grant now();
    }

    List<String> keys() {
        List<String> keys = new ArrayList<>(1 + counted.size() * SharedSubject.KEYS);
        keys.add(Leases.KEY);
        for (Counted each : counted) {
            for (int i = 0; i < SharedSubject.KEYS; i++) {
                keys.add(each.subject.key(i));
            }
        }
        return keys;
    }

    /** @param nowMillis the store's clock */
    List<String> arguments(long nowMillis) {
        List<String> arguments = new ArrayList<>(2 + counted.size() * 12);
        arguments.add(lease.name());
        arguments.add(Integer.toString(counted.size()));
        for (Counted each : counted) {
            LimitSettings settings = each.limit.settings();
            add(arguments, each.requests() ? settings.requests() : null, each.limit.requestSliceMicros);
            add(arguments, each.tokens() ? settings.tokens() : null, each.limit.tokenSliceMicros);
            arguments.add(Long.toString(demand.tokens()));
            arguments.add(each.underWay() ? Integer.toString(settings.concurrent()) : "0");
            addMoney(arguments, each, nowMillis);
        }
        return arguments;
    }

    private static void add(List<String> arguments, @Nullable Rate rate, long sliceMicros) {
        arguments.add(rate == null ? "0" : Long.toString(rate.most()));
        arguments.add(Long.toString(sliceMicros));
    }

    private void addMoney(List<String> arguments, Counted each, long nowMillis) {
        Rate money = each.money() ? each.limit.settings().spend() : null;
        arguments.add(money == null ? "-1" : Long.toString(money.most()));
        arguments.add(Long.toString(costNanos()));
        arguments.add(each.claim.forced() ? "1" : "0");
        arguments.add(Long.toString(each.limit.moneySliceMillis));
        boolean calendar = money != null && each.limit.moneySliceMillis == 0;
        long period = calendar ? each.limit.period(nowMillis) : 0;
        arguments.add(Long.toString(period));
        arguments.add(calendar ? Long.toString(each.limit.endMillis(period)) : "0");
    }

    /** What is reserved; a price that is not known reserves nothing. */
    long costNanos() {
        return Math.max(0, demand.costNanos());
    }
}
