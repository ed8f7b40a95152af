package dev.pointsman.balance;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.Headers;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Live figures of all deployments by id: calls under way, times, errors, rate limits. One for the life of the gateway, so that
 * they carry over a reload; {@link #retain} after a reload keeps it bounded.
 *
 * <p>All of it fades: an observation is worth half after ten seconds ({@link Recent}), so that a deployment is judged by its last minute.
 * Shared by all loops; each deployment's figures are one immutable value in an atomic reference, each event one swap of it.
 */
public final class DeploymentStats {
    /** Where nobody was called for so long the last times tell nothing any more. */
    private static final long FORGOTTEN_NANOS = 300_000_000_000L;

    /** Figures of one deployment. Readers see the latest. */
    public static final class Load {
        private final LongSupplier nanoTime;
        private final RateLimitHeaders limits;
        private final long originNanos;
        private final AtomicReference<Figures> figures = new AtomicReference<>(Figures.NOTHING);
        private volatile Headroom headroom = Headroom.UNKNOWN;

        private Load(LongSupplier nanoTime, RateLimitHeaders limits) {
            this.nanoTime = nanoTime;
            this.limits = limits;
            this.originNanos = nanoTime.getAsLong();
        }

        /**
         * A call was sent. Exactly one of the call's ends must follow.
         *
         * @param stream whether its answer is asked for as a stream
         */
        public Call started(boolean stream) {
            return new Call(this, stream, nanoTime.getAsLong());
        }

        /** Calls under way. */
        public int inflight() {
            return figures().calls().inflight();
        }

        Figures figures() {
            return Objects.requireNonNull(figures.get());
        }

        /** 0..1; NaN where nothing is known. */
        double headroomAt(long nowNanos) {
            return headroom.at(nowNanos);
        }

        double waitedMillis(Figures seen, long nowNanos) {
            return seen.calls().waitedMillis(micros(nowNanos));
        }

        private long micros(long atNanos) {
            return (atNanos - originNanos) / 1000;
        }
    }

    /** One call under way at a deployment. Confined to its loop. */
    public static final class Call {
        /** Told by a provider that refuses for its rate limit and says nothing of when it ends. */
        private static final long REFUSED_NANOS = 10_000_000_000L;

        private final Load load;
        private final boolean stream;
        private final long startNanos;
        private long heardNanos;
        private boolean waiting = true;
        private boolean over;

        private Call(Load load, boolean stream, long startNanos) {
            this.load = load;
            this.stream = stream;
            this.startNanos = startNanos;
            long since = load.micros(startNanos);
            load.figures.getAndUpdate(figures -> figures.started(since));
        }

        /** The head of a reply came, of whatever status: what it tells of rate limits is kept. */
        public void head(Headers headers) {
            Headroom told = load.limits.read(headers, load.nanoTime.getAsLong());
            if (told != null) {
                load.headroom = told;
            }
        }

        /** The first output came. Of a reply that is no stream only its end counts. */
        public void firstOutput() {
            if (!stream || !waiting || over) {
                return;
            }
            heardNanos = load.nanoTime.getAsLong();
            long now = heardNanos;
            waiting = false;
            long since = load.micros(startNanos);
            load.figures.getAndUpdate(figures -> figures.spoke(since).took(true, millis(startNanos, now), now));
        }

        /**
         * It ended; only the first such call counts.
         *
         * @param error null where the answer is whole
         * @param tokens of the reply; 0 where the provider did not tell
         */
        public void ended(@Nullable ErrorKind error, long tokens) {
            if (error == null) {
                answered(tokens);
            } else if (error.tripsBreaker()) {
                failed();
            } else if (error == ErrorKind.RATE_LIMITED) {
                limited();
            } else {
                released();
            }
        }

        /**
         * The answer is whole.
         *
         * @param tokens of the reply; 0 where the provider did not tell
         */
        void answered(long tokens) {
            long now = load.nanoTime.getAsLong();
            boolean unheard = waiting;
            end(figures -> {
                Figures timed = unheard ? figures.took(stream, millis(startNanos, now), now) : figures;
                return timed.answered(stream, tokens, unheard ? 0 : millis(heardNanos, now), now);
            });
        }

        /** It failed by the deployment's fault. */
        void failed() {
            long now = load.nanoTime.getAsLong();
            end(figures -> figures.failed(stream, millis(startNanos, now), now));
        }

        /** The provider refused it for its rate limit: no fault, but nothing is left for now. */
        void limited() {
            long now = load.nanoTime.getAsLong();
            Headroom told = load.headroom;
            long until = told.share() == 0 && told.untilNanos() - now > 0 ? told.untilNanos() : now + REFUSED_NANOS;
            load.headroom = new Headroom(0, until);
            end(figures -> figures.refused(stream, millis(startNanos, now), now));
        }

        /** It ended by nobody's fault, or the client's: that tells at most that an answer would have taken longer. */
        public void released() {
            long now = load.nanoTime.getAsLong();
            boolean unheard = waiting;
            end(figures -> unheard ? figures.wouldTakeLonger(stream, millis(startNanos, now), now) : figures);
        }

        private void end(UnaryOperator<Figures> verdict) {
            if (over) {
                return;
            }
            over = true;
            boolean unheard = waiting;
            waiting = false;
            long since = load.micros(startNanos);
            load.figures.getAndUpdate(figures -> {
                Figures spoken = unheard ? figures.spoke(since) : figures;
                return verdict.apply(spoken).ended();
            });
        }

        private static double millis(long fromNanos, long toNanos) {
            return Math.max(0, toNanos - fromNanos) / 1e6;
        }
    }

    private final LongSupplier nanoTime;
    private final RateLimitHeaders limits;
    private final Map<String, Load> loads = new ConcurrentHashMap<>();
    private final Holds holds = new Holds();

    /**
     * Of a gateway that runs.
     *
     * @param nanoTime monotonic clock
     * @param wallMillis wall clock, for rate limits that tell their renewal as a time of day
     */
    public DeploymentStats(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.nanoTime = nanoTime;
        this.limits = new RateLimitHeaders(wallMillis);
    }

    /** Of a gateway that has just started and where no time passes: for decisions that are only thought through. */
    public DeploymentStats() {
        this(() -> 0, () -> 0);
    }

    /** The figures of a deployment of the policy; kept from the first time it is named. */
    public Load of(String deploymentId) {
        Load load = loads.get(deploymentId);
        return load != null ? load : loads.computeIfAbsent(deploymentId, id -> new Load(nanoTime, limits));
    }

    /** Expected milliseconds to the first token of a stream; NaN where nothing is known, or nobody was called for five minutes. */
    public double firstTokenMillis(String deploymentId) {
        return fresh(figures(deploymentId).firstToken().usual());
    }

    /** Expected milliseconds for each further token of a stream; NaN as above. */
    public double outputTokenMillis(String deploymentId) {
        return fresh(figures(deploymentId).outputToken().usual());
    }

    /** Share of its recent calls that failed by its own fault, 0..1, fading with time; NaN where none was judged yet. */
    public double errorRate(String deploymentId) {
        return figures(deploymentId).errorRateAt(nanoTime.getAsLong());
    }

    /** Share left of the tightest rate limit that its provider told, 0..1; NaN where none was told, or it has been renewed since. */
    public double headroom(String deploymentId) {
        Load load = loads.get(deploymentId);
        return load == null ? Double.NaN : load.headroomAt(nanoTime.getAsLong());
    }

    /** Forgets all deployments but these. Calls still under way keep counting on the object they hold. */
    public void retain(Collection<String> deploymentIds) {
        loads.keySet().retainAll(deploymentIds);
        holds.retain(deploymentIds);
    }

    /** Which of them operators have taken out of use. */
    public Holds holds() {
        return holds;
    }

    /** The clock of all figures. */
    LongSupplier clock() {
        return nanoTime;
    }

    private Figures figures(String deploymentId) {
        Load load = loads.get(deploymentId);
        return load == null ? Figures.NOTHING : load.figures();
    }

    private double fresh(Recent recent) {
        return nanoTime.getAsLong() - recent.atNanos() > FORGOTTEN_NANOS ? Double.NaN : recent.mean();
    }
}
