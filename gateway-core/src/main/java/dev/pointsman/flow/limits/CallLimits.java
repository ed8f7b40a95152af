package dev.pointsman.flow.limits;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.flow.Exchange;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Refusal;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.upstream.AttemptPlan.Gate.Leave;
import dev.pointsman.upstream.AttemptRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one exchange, one after the other: each reserves the most it may cost before it goes out, and is settled with what it did cost when it
 * is over. Confined to its loop.
 *
 * <p>A call costs nothing where it never left or its provider refused it. Where it answered and its usage is known, it costs that. A reply that broke
 * off, or whose provider told no usage, costs the prompt at its most and what was delivered, or what is known if that is more. A call that went out
 * and was never heard of costs all that was reserved: its provider may bill it.
 */
final class CallLimits {
    private final LimitedExchange limited;
    private final Exchange exchange;
    private final PolicyLimits limits;
    private final @Nullable DeliveredText delivered;
    private @Nullable String standIn;
    private @Nullable GatewayException refusal;
    private @Nullable Grant granted;
    private @Nullable Deployment calledAt;
    private @Nullable Model calledFor;
    private long reservedNanos;

    CallLimits(LimitedExchange limited, PolicyLimits limits) {
        this.limited = limited;
        this.exchange = limited.exchange();
        this.limits = limits;
        this.delivered = limited.spending().isEmpty() && !limits.callsSpend() ? null : new DeliveredText();
    }

    Leave ask(String model, Deployment deployment, Consumer<Leave> later) {
        Model known = limits.model(model);
        RoutingContext context = exchange.context();
        List<Claim> claims = claims(model, deployment);
        if (claims.isEmpty() || known == null || context == null) {
            return Leave.GRANTED;
        }
        calledAt = deployment;
        calledFor = known;
        long cost = spends(claims) ? WorstCase.costNanos(known, deployment, context) : 0;
        Demand demand = new Demand(claims, LimitedExchange.limitsTokens(claims) ? limited.tokens() : 0, cost);
        Grant answer = limits.book().ask(demand, exchange.loop(), late -> later.accept(answered(late, demand)));
        return answer == null ? Leave.LATER : answered(answer, demand);
    }

    private List<Claim> claims(String model, Deployment deployment) {
        List<Claim> claims = new ArrayList<>(4);
        for (int i = 0; i < limited.spending().size(); i++) {
            Claim claim = limited.spending().get(i);
            boolean forced = model.equals(claim.limit().settings().use());
            claims.add(forced ? new Claim(claim.limit(), claim.subject(), false, true, true) : claim);
        }
        for (int i = 0; i < limits.ofCalls().size(); i++) {
            Limit limit = limits.ofCalls().get(i);
            LimitSettings settings = limit.settings();
            String subject = PolicyLimits.subject(settings.per().kind(), model, deployment);
            if (settings.covers(subject)) {
                boolean beyond = model.equals(settings.use());
                claims.add(
                        new Claim(limit, subject, settings.limitsRates() && !beyond, settings.spend() != null, beyond));
            }
        }
        return claims;
    }

    private static boolean spends(List<Claim> claims) {
        for (int i = 0; i < claims.size(); i++) {
            if (claims.get(i).spend()) {
                return true;
            }
        }
        return false;
    }

    private Leave answered(Grant answer, Demand demand) {
        Refusal refused = answer.refusal();
        if (refused == null) {
            granted = answer;
            reservedNanos = Math.max(0, demand.costNanos());
            if (demand.costNanos() == Demand.UNKNOWN_COST) {
                unpriced(demand.claims());
            }
            return Leave.GRANTED;
        }
        refusal = Words.refusal(refused);
        limits.meters().refused(refused.limit().name(), refused.what());
        limited.name(refused);
        limited.remark(Words.text(refused) + (calledAt == null ? "" : ": not called: " + calledAt.id()));
        String use = refused.limit().use();
        if (use != null) {
            standIn = use;
            limits.meters().branched(refused.limit().name());
        }
        return Leave.REFUSED;
    }

    /** It passed, and counts nothing: that is to be seen. */
    private void unpriced(List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.spend()) {
                String name = claim.limit().settings().name();
                limits.meters().unpriced(name);
                limited.remark("limit \"" + name + "\": the price of " + (calledAt == null ? "" : calledAt.id())
                        + " is not known, the call counts nothing");
            }
        }
    }

    GatewayException refusal() {
        GatewayException latest = refusal;
        if (latest == null) {
            throw new IllegalStateException("no limit held a call back");
        }
        return latest;
    }

    @Nullable
    String standIn() {
        return standIn;
    }

    void unsent() {
        Grant its = granted;
        granted = null;
        if (its != null) {
            its.undo();
        }
    }

    void delivered(byte[] bytes) {
        if (delivered != null) {
            delivered.add(bytes);
        }
    }

    void ended(AttemptRecord attempt) {
        Grant its = granted;
        granted = null;
        if (its != null) {
            Usage usage = exchange.usage();
            long told = attempt.firstOutputNanos() < 0 ? 0 : usage.prompt() + usage.completion();
            its.settle(unbilled(attempt) ? 0 : told > 0 ? told : limited.tokens(), costNanos(attempt));
        }
    }

    private long costNanos(AttemptRecord attempt) {
        Deployment deployment = calledAt;
        Price price = deployment == null ? null : deployment.price();
        if (price == null || unbilled(attempt)) {
            return 0;
        }
        if (attempt.firstOutputNanos() < 0) {
            return reservedNanos;
        }
        Usage usage = exchange.usage();
        boolean told = !usage.isNone();
        long known = told ? price.cost(usage) : 0;
        return told && attempt.error() == null ? known : Math.max(known, deliveredNanos(price));
    }

    private long deliveredNanos(Price price) {
        Model model = calledFor;
        RoutingContext context = exchange.context();
        if (model == null || context == null || delivered == null || reservedNanos == 0) {
            return 0;
        }
        long prompt = WorstCase.promptTokens(model, context);
        return WorstCase.dearest(price).cost(new Usage(prompt, 0, 0, delivered.tokens(), 0));
    }

    /** Whether the provider says that it did not serve it, or never heard of it. */
    private static boolean unbilled(AttemptRecord attempt) {
        ErrorKind error = attempt.error();
        if (error == null) {
            return false;
        }
        boolean silent = attempt.firstOutputNanos() < 0;
        return silent
                && (attempt.status() >= 400
                        || switch (error) {
                            case UPSTREAM_CONNECT,
                                    RATE_LIMITED,
                                    QUOTA_EXHAUSTED,
                                    UPSTREAM_OVERLOADED,
                                    UPSTREAM_AUTHENTICATION,
                                    UPSTREAM_NOT_FOUND,
                                    UPSTREAM_REJECTED,
                                    CONTEXT_TOO_LONG -> true;
                            default -> false;
                        });
    }
}
