package dev.pointsman.quota;

import dev.pointsman.quota.Refusal.What;
import org.jspecify.annotations.Nullable;

/**
 * Requests, tokens and what is under way of one subject of one limit. Guarded by its own lock, held for tens of nanoseconds: checking and taking
 * are one step, so that no two threads take the same rest.
 */
final class RateState implements SubjectTable.Counter {
    private final @Nullable SlidingWindow requests;
    private final @Nullable SlidingWindow tokens;
    private int underWay;
    private boolean retired;

    RateState(LimitSettings limit) {
        Rate ofRequests = limit.requests();
        Rate ofTokens = limit.tokens();
        this.requests = ofRequests == null
                ? null
                : new SlidingWindow(ofRequests.window().length());
        this.tokens =
                ofTokens == null ? null : new SlidingWindow(ofTokens.window().length());
    }

    /** What was taken, or why nothing was; neither where this has retired. */
    static final class Taken {
        private final RateState state;
        final @Nullable What refused;
        final long waitNanos;
        private final long slice;
        private final long tokenSlice;
        private final long tokens;
        final @Nullable Standing ofRequests;
        final @Nullable Standing ofTokens;

        private Taken(RateState state, What refused, long waitNanos) {
            this.state = state;
            this.refused = refused;
            this.waitNanos = waitNanos;
            this.slice = 0;
            this.tokenSlice = 0;
            this.tokens = 0;
            this.ofRequests = null;
            this.ofTokens = null;
        }

        private Taken(
                RateState state,
                long slice,
                long tokenSlice,
                long tokens,
                @Nullable Standing ofRequests,
                @Nullable Standing ofTokens) {
            this.state = state;
            this.refused = null;
            this.waitNanos = 0;
            this.slice = slice;
            this.tokenSlice = tokenSlice;
            this.tokens = tokens;
            this.ofRequests = ofRequests;
            this.ofTokens = ofTokens;
        }

        void settle(long itsTokens) {
            state.ended(0, tokenSlice, itsTokens - tokens, 0);
        }

        void undo() {
            state.ended(slice, tokenSlice, -tokens, -1);
        }
    }

    /** Null where this has retired: another one counts now. */
    synchronized @Nullable Taken take(LimitSettings limit, long itsTokens, boolean forced, long nowNanos) {
        if (retired) {
            return null;
        }
        Taken refused = refusal(limit, itsTokens, nowNanos);
        if (refused != null && !forced) {
            return refused;
        }
        underWay++;
        long slice = requests == null ? 0 : requests.add(1);
        long tokenSlice = tokens == null ? 0 : tokens.add(itsTokens);
        return new Taken(
                this,
                slice,
                tokenSlice,
                itsTokens,
                standing(requests, limit.requests(), nowNanos),
                standing(tokens, limit.tokens(), nowNanos));
    }

    /** Whether one more request of a token would be refused. */
    synchronized boolean exhausted(LimitSettings limit, long nowNanos) {
        return !retired && refusal(limit, 1, nowNanos) != null;
    }

    private @Nullable Taken refusal(LimitSettings limit, long itsTokens, long nowNanos) {
        advance(nowNanos);
        if (limit.concurrent() > 0 && underWay >= limit.concurrent()) {
            return new Taken(this, What.CONCURRENT, 0);
        }
        Taken refused = refusal(requests, limit.requests(), 1, What.REQUESTS, nowNanos);
        return refused != null ? refused : refusal(tokens, limit.tokens(), itsTokens, What.TOKENS, nowNanos);
    }

    private @Nullable Taken refusal(
            @Nullable SlidingWindow window, @Nullable Rate rate, long amount, What what, long nowNanos) {
        if (window == null || rate == null || window.sum() + amount <= rate.most()) {
            return null;
        }
        long wait = amount > rate.most() ? -1 : window.nanosUntil(rate.most() - amount, nowNanos);
        return new Taken(this, what, wait);
    }

    private static @Nullable Standing standing(@Nullable SlidingWindow window, @Nullable Rate rate, long nowNanos) {
        return window == null || rate == null
                ? null
                : new Standing(rate.most(), Math.max(0, rate.most() - window.sum()), window.nanosUntil(0, nowNanos));
    }

    private synchronized void ended(long slice, long tokenSlice, long moreTokens, int moreRequests) {
        underWay--;
        if (requests != null && moreRequests != 0) {
            requests.correct(slice, moreRequests);
        }
        if (tokens != null && moreTokens != 0) {
            tokens.correct(tokenSlice, moreTokens);
        }
    }

    private void advance(long nowNanos) {
        if (requests != null) {
            requests.advance(nowNanos);
        }
        if (tokens != null) {
            tokens.advance(nowNanos);
        }
    }

    @Override
    public synchronized boolean retire(long nowNanos, long nowMillis) {
        advance(nowNanos);
        boolean counts =
                underWay > 0 || (requests != null && requests.sum() > 0) || (tokens != null && tokens.sum() > 0);
        retired |= !counts;
        return retired;
    }
}
