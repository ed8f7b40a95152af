package dev.pointsman.provider.keys;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.ProviderAdapter;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a provider as the calls to one of its deployments meet them: the first one of the policy's order that does not rest makes the call, and
 * where all rest the one that is free first.
 *
 * <p>The order is kept, rather than the keys taken in turn: a provider's cache of prompts belongs to a key's organisation, and keys of one
 * organisation share its limits, so that turns would lose the one and gain nothing for the other. Where a key is out of its limit the next takes over.
 *
 * <p>A key rests after 429 for this deployment ({@code Retry-After}, else ten seconds), after 403 for this deployment, and after 401, 402 or a quota
 * that is used up for all of the provider, ten minutes each: limits and permissions are a model's, a bad key is bad everywhere. A key whose file has
 * a new value does not rest.
 *
 * <p>Shared by all loops; what rests is in {@link Rests}.
 */
public final class KeyRing {
    private static final long LIMITED_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long SHORTEST_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_NANOS = Duration.ofMinutes(5).toNanos();
    private static final long USELESS_NANOS = Duration.ofMinutes(10).toNanos();
    private static final int FORBIDDEN = 403;

    private final String provider;
    private final List<KeyedAdapter.Key> keys;
    private final Rests everywhere;
    private final Rests here;
    private final KeyListener listener;
    private final @Nullable Turn only;

    /** The key that makes one call, with the value it has at that moment. Prints no key. */
    public static final class Turn {
        private final int place;
        private final ProviderAdapter adapter;
        private final String value;

        private Turn(int place, ProviderAdapter adapter, String value) {
            this.place = place;
            this.adapter = adapter;
            this.value = value;
        }

        /** Encodes with this key, and reads what comes of it. */
        public ProviderAdapter adapter() {
            return adapter;
        }
    }

    KeyRing(String provider, ProviderAdapter adapter, Rests everywhere, KeyListener listener) {
        this.provider = provider;
        this.keys = adapter instanceof KeyedAdapter keyed ? keyed.keys() : List.of();
        this.everywhere = everywhere;
        this.here = new Rests(keys.size());
        this.listener = listener;
        this.only = keys.isEmpty() ? new Turn(0, adapter, "") : null;
    }

    /** How many keys there are; 1 where the provider is not told several. */
    public int size() {
        return Math.max(1, keys.size());
    }

    /** Whose turn it is. */
    public Turn turn(long now) {
        if (only != null) {
            return only;
        }
        int best = 0;
        long leastNanos = Long.MAX_VALUE;
        for (int i = 0; i < keys.size() && leastNanos > 0; i++) {
            long nanos = restNanos(i, now);
            best = nanos < leastNanos ? i : best;
            leastNanos = Math.min(nanos, leastNanos);
        }
        KeyedAdapter.Key key = keys.get(best);
        return new Turn(best, key.adapter(), key.secret().reveal());
    }

    /**
     * A call failed: where that is the key's fault it rests from now on.
     *
     * @param status the provider's; 0 where none came
     * @return whether it is the key's fault and another one is free
     */
    public boolean failed(Turn turn, int status, GatewayException error, long now) {
        ErrorKind kind = error.kind();
        long nanos = restNanos(error);
        if (only != null || nanos == 0) {
            return false;
        }
        boolean ofModel = kind == ErrorKind.RATE_LIMITED || status == FORBIDDEN;
        if ((ofModel ? here : everywhere).begin(turn.place, turn.value, now, nanos)) {
            listener.rests(provider, keys.get(turn.place).number(), kind, Duration.ofNanos(nanos));
        }
        return freeInNanos(now) == 0;
    }

    /** Nanoseconds until a key is free; 0 where one is. */
    public long freeInNanos(long now) {
        long least = keys.isEmpty() ? 0 : Long.MAX_VALUE;
        for (int i = 0; i < keys.size(); i++) {
            least = Math.min(least, restNanos(i, now));
        }
        return least;
    }

    private long restNanos(int place, long now) {
        String value = keys.get(place).secret().reveal();
        return Math.max(everywhere.remainingNanos(place, value, now), here.remainingNanos(place, value, now));
    }

    /** How long a key rests after that; 0 where it is not its fault. */
    private static long restNanos(GatewayException error) {
        return switch (error.kind()) {
            case RATE_LIMITED -> {
                Duration told = error.retryAfter();
                yield told == null ? LIMITED_NANOS : Math.min(LONGEST_NANOS, Math.max(SHORTEST_NANOS, told.toNanos()));
            }
            case UPSTREAM_AUTHENTICATION, QUOTA_EXHAUSTED -> USELESS_NANOS;
            default -> 0;
        };
    }
}
