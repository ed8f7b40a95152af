package dev.pointsman.flow.limits;

import dev.pointsman.api.GatewayException;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Per;
import dev.pointsman.quota.Refusal;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What limits would do to a request if they were reached: for tests in a policy. Limits of models, providers and deployments are not foreseen.
 *
 * @param redirect the model that it would go to; null where it asks as it did
 * @param refusal null where it would not be refused
 */
public record Foreseen(@Nullable String redirect, @Nullable GatewayException refusal) {
    /**
     * Asks them in order.
     *
     * @param reached of one that holds for the request
     * @param subject as what the request counts; null where it does not
     * @param mayUse whether its key may use a model
     */
    public static Foreseen of(
            List<LimitSettings> limits,
            Predicate<LimitSettings> reached,
            Function<Per, @Nullable String> subject,
            Predicate<String> mayUse) {
        String redirect = null;
        for (LimitSettings limit : limits) {
            String its = limit.per().kind().ofCall() ? null : subject.apply(limit.per());
            if (its == null || !limit.covers(its) || !reached.test(limit)) {
                continue;
            }
            String use = limit.use();
            if (use == null || !mayUse.test(use)) {
                Refusal refusal = new Refusal(limit, its, what(limit), 1_000_000_000);
                return new Foreseen(redirect, Words.refusal(refusal));
            }
            redirect = use;
        }
        return new Foreseen(redirect, null);
    }

    private static Refusal.What what(LimitSettings limit) {
        if (limit.spend() != null) {
            return Refusal.What.SPEND;
        }
        if (limit.requests() != null) {
            return Refusal.What.REQUESTS;
        }
        return limit.tokens() != null ? Refusal.What.TOKENS : Refusal.What.CONCURRENT;
    }
}
