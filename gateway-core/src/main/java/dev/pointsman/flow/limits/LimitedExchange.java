package dev.pointsman.flow.limits;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Usage;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.flow.Exchange;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Per;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Standing;
import dev.pointsman.routing.RequestLimits;
import dev.pointsman.upstream.AttemptRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One exchange under the policy's limits: what it is counted as, what its call under way has reserved, and what became of it. Confined to its
 * loop.
 *
 * <p>What was granted to the request is settled when its reply ends, what was granted to a call when that call ends; each once.
 */
final class LimitedExchange implements Exchange.Limits {
    private static final int MOST_REMARKS = 10;

    private final Exchange exchange;
    private final PolicyLimits limits;
    private final List<Claim> claims;
    private List<Claim> spending = List.of();
    private List<String> remarks = List.of();
    private @Nullable String redirect;
    private @Nullable Grant admission;
    private final CallLimits calls;
    private boolean named;
    private long tokens = -1;

    LimitedExchange(Exchange exchange, PolicyLimits limits) {
        this.exchange = exchange;
        this.limits = limits;
        this.claims = new ArrayList<>(limits.ofRequests().size());
        for (int i = 0; i < limits.ofRequests().size(); i++) {
            claim(limits.ofRequests().get(i));
        }
        calls = new CallLimits(this, limits);
    }

    private void claim(Limit limit) {
        LimitSettings settings = limit.settings();
        String subject = subject(settings.per());
        if (subject == null || !settings.covers(own(subject))) {
            return;
        }
        claims.add(new Claim(limit, subject, settings.limitsRates(), settings.spend() != null, false));
        if (settings.spend() != null) {
            spending = spending.isEmpty() ? new ArrayList<>(2) : spending;
            spending.add(new Claim(limit, subject, false, true, false));
        }
    }

    /** Null where it is not counted: a key without a team has none to share a limit with. A user is one of its key. */
    private @Nullable String subject(Per per) {
        Principal principal = exchange.principal();
        return switch (per.kind()) {
            case KEY -> principal.key();
            case TEAM -> principal.team();
            case USER ->
                principal.key() + "\n" + orNone(exchange.request().facts().user());
            case HEADER -> orNone(exchange.request().headers().first(per.header()));
            case MODEL, PROVIDER, DEPLOYMENT -> throw new IllegalStateException("known only when a call is made");
        };
    }

    private static String own(String subject) {
        return subject.substring(subject.indexOf('\n') + 1);
    }

    private static String orNone(@Nullable String text) {
        return text == null ? "" : text;
    }

    Exchange exchange() {
        return exchange;
    }

    QuotaBook book() {
        return limits.book();
    }

    List<Claim> claims() {
        return claims;
    }

    /** Of the request: money is only looked at, whether any is left. */
    Demand demand() {
        return new Demand(claims, limitsTokens(claims) ? tokens() : 0, 0);
    }

    static boolean limitsTokens(List<Claim> some) {
        for (int i = 0; i < some.size(); i++) {
            if (some.get(i).rates() && some.get(i).limit().settings().tokens() != null) {
                return true;
            }
        }
        return false;
    }

    /** That it is counted as before it is answered. */
    long tokens() {
        if (tokens < 0) {
            tokens = WorstCase.tokens(exchange.request());
        }
        return tokens;
    }

    /** It is granted to the request: from here on its reply tells how it stands. */
    void admitted(Grant grant) {
        admission = grant;
        tell("requests", grant.requests());
        tell("tokens", grant.tokens());
    }

    private void tell(String what, @Nullable Standing standing) {
        if (standing != null) {
            exchange.replyHeader("x-ratelimit-limit-" + what, Long.toString(standing.most()));
            exchange.replyHeader("x-ratelimit-remaining-" + what, Long.toString(standing.left()));
            exchange.replyHeader("x-ratelimit-reset-" + what, Words.duration(standing.resetNanos()));
        }
    }

    /** Whether the limit has another model take the request, which then is not counted there, but for what it spends. */
    boolean branches(Refusal refused) {
        String model = refused.limit().use();
        if (model == null
                || !exchange.principal().mayUse(model)
                || RequestLimits.forbidsFallback(exchange.request().headers())) {
            return false;
        }
        redirect = model;
        claims.removeIf(claim -> claim.limit().settings().equals(refused.limit()));
        remark(Words.text(refused) + ": asked for \""
                + exchange.request().facts().model() + "\", goes to " + model);
        limits.meters().branched(refused.limit().name());
        name(refused);
        return true;
    }

    /** What the client is told; the request ends with it. */
    GatewayException refused(Refusal refused) {
        GatewayException error = Words.refusal(refused);
        limits.meters().refused(refused.limit().name(), refused.what());
        name(refused);
        if (error.kind() == ErrorKind.OVER_SPEND || error.retryAfter() == null) {
            exchange.replyHeader("x-should-retry", "false");
        }
        return error;
    }

    /** The reply names the first limit that had a part in it. */
    void name(Refusal refused) {
        if (!named) {
            named = true;
            exchange.replyHeader("x-gateway-limit", refused.limit().name());
        }
    }

    /** The claims of what the request spends, whatever it calls. */
    List<Claim> spending() {
        return spending;
    }

    void remark(String words) {
        remarks = remarks.isEmpty() ? new ArrayList<>(2) : remarks;
        if (remarks.size() < MOST_REMARKS && !remarks.contains(words)) {
            remarks.add(words);
        }
    }

    @Override
    public @Nullable String redirect() {
        return redirect;
    }

    @Override
    public List<String> remarks() {
        return remarks;
    }

    @Override
    public double spendUsed() {
        double most = Double.NaN;
        for (int i = 0; i < spending.size(); i++) {
            double used = book().spendUsed(spending.get(i));
            most = Double.isNaN(most) || used > most ? used : most;
        }
        return most;
    }

    @Override
    public boolean holdsBack(String deploymentId) {
        PolicyLimits.Place place = limits.place(deploymentId);
        if (place == null) {
            return false;
        }
        for (int i = 0; i < limits.ofCalls().size(); i++) {
            Limit limit = limits.ofCalls().get(i);
            Per.Kind kind = limit.settings().per().kind();
            String subject = kind == Per.Kind.DEPLOYMENT
                    ? deploymentId
                    : kind == Per.Kind.PROVIDER ? place.provider() : place.onlyModel();
            if (subject != null
                    && limit.settings().covers(subject)
                    && !subject.equals(limit.settings().use())
                    && book().exhausted(new Claim(limit, subject, true, true, false))) {
                remark("limit \"" + limit.settings().name() + "\" holds " + deploymentId + " back");
                return true;
            }
        }
        return false;
    }

    @Override
    public Leave ask(String model, Deployment deployment, Consumer<Leave> later) {
        return calls.ask(model, deployment, later);
    }

    @Override
    public GatewayException refusal() {
        return calls.refusal();
    }

    @Override
    public void unsent() {
        calls.unsent();
    }

    @Override
    public void ended(AttemptRecord attempt) {
        calls.ended(attempt);
    }

    /** A piece of the reply goes to the client. */
    void delivered(byte[] bytes) {
        calls.delivered(bytes);
    }

    /** The reply has ended, however it did. */
    void over() {
        calls.unsent(); // a call that is over was settled before
        Grant its = admission;
        if (its == null) {
            return;
        }
        admission = null;
        its.settle(tokensUsed(), 0);
    }

    /** Of providers: a kept reply used none. What was not told counts as expected. */
    private long tokensUsed() {
        CacheUse cached = exchange.cacheUse();
        if (cached != null && cached.saved()) {
            return 0;
        }
        Usage usage = exchange.usage();
        long used = usage.prompt() + usage.completion();
        return used > 0 ? used : exchange.model() == null ? 0 : tokens();
    }

    @Override
    public @Nullable String standIn() {
        return calls.standIn();
    }
}
