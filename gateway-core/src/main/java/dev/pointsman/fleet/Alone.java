package dev.pointsman.fleet;

import dev.pointsman.fleet.Question.Counted;
import dev.pointsman.fleet.SharedGrant.Slice;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.Rate;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Refusal.What;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides without the store: each limit at this gateway's part of it, one at least of what is counted in pieces. Money that was left when the store went
 * away is parted evenly.
 */
final class Alone {
    private static final long RETRY_NANOS = 1_000_000_000;

    private final LocalQuota local;
    private final Fleet fleet;
    private final SharedQuota quota;

    Alone(LocalQuota local, Fleet fleet, SharedQuota quota) {
        this.local = local;
        this.fleet = fleet;
        this.quota = quota;
    }

    Grant ask(Demand demand) {
        List<Counted> counted = quota.counted(demand);
        long nowMillis = fleet.clock().millis();
        List<Claim> claims = new ArrayList<>(counted.size());
        for (Counted each : counted) {
            Limit part = each.claim().limit().under(part(each, nowMillis));
            Claim claim = each.claim();
            claims.add(new Claim(part, claim.subject(), claim.rates(), claim.spend(), claim.forced()));
        }
        Grant here = local.ask(new Demand(claims, demand.tokens(), demand.costNanos()), Runnable::run, none -> {});
        Refusal refused = here.refusal();
        return refused == null
                ? granted(demand, counted, here, nowMillis)
                : new Refused(whole(refused, claims, demand));
    }

    private Grant granted(Demand demand, List<Counted> counted, Grant here, long nowMillis) {
        List<Slice> slices = new ArrayList<>(counted.size());
        for (int i = 0; i < counted.size(); i++) {
            SharedLimit limit = counted.get(i).limit();
            long period = counted.get(i).money() ? limit.period(nowMillis) : 0;
            slices.add(new Slice(Change.NOW, Change.NOW, period, counted.get(i).money() ? limit.endMillis(period) : 0));
        }
        SharedGrant.Taken taken =
                new SharedGrant.Taken(counted, slices, fleet.lease(), demand.tokens(), Math.max(0, demand.costNanos()));
        SharedGrant grant = new SharedGrant(quota, here, taken, here.requests(), here.tokens());
        quota.arrears().owe(grant.whole());
        return grant;
    }

    private LimitSettings part(Counted each, long nowMillis) {
        LimitSettings whole = each.limit().settings();
        int gateways = fleet.gateways();
        int concurrent = whole.concurrent() == 0 ? 0 : Math.max(1, whole.concurrent() / gateways);
        return new LimitSettings(
                whole.name(),
                whole.per(),
                part(whole.requests(), gateways),
                part(whole.tokens(), gateways),
                concurrent,
                each.money() ? money(each, whole.spend(), gateways, nowMillis) : null,
                whole.use(),
                whole.only(),
                whole.unknownPriceAllowed());
    }

    private static @Nullable Rate part(@Nullable Rate whole, int gateways) {
        return whole == null ? null : new Rate(Math.max(1, whole.most() / gateways), whole.window());
    }

    private @Nullable Rate money(Counted each, @Nullable Rate whole, int gateways, long nowMillis) {
        if (whole == null) {
            return null;
        }
        SharedLimit limit = each.limit();
        long most = each.subject()
                .ownMost(
                        fleet.outages(),
                        new SharedSubject.Left(whole.most(), gateways, local.spentNanos(each.claim())),
                        nowMillis,
                        limit.endMillis(limit.period(nowMillis)));
        return new Rate(most, whole.window());
    }

    /** As a refusal by the whole limit; what only its part is too small for may come again. */
    private static Refusal whole(Refusal refused, List<Claim> parts, Demand demand) {
        int at = 0;
        while (!parts.get(at).limit().settings().equals(refused.limit())) {
            at++;
        }
        LimitSettings whole = demand.claims().get(at).limit().settings();
        boolean never = refused.waitNanos() < 0 && beyond(whole, refused.what(), demand);
        long wait = refused.waitNanos() < 0 && !never ? RETRY_NANOS : refused.waitNanos();
        return new Refusal(whole, refused.subject(), refused.what(), wait);
    }

    private static boolean beyond(LimitSettings whole, What what, Demand demand) {
        Rate tokens = whole.tokens();
        Rate money = whole.spend();
        return switch (what) {
            case TOKENS -> tokens != null && demand.tokens() > tokens.most();
            case SPEND -> money != null && demand.costNanos() > money.most();
            case UNKNOWN_PRICE, SUBJECTS -> true;
            case REQUESTS, CONCURRENT -> false;
        };
    }
}
