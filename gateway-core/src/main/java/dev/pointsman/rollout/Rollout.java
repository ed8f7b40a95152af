package dev.pointsman.rollout;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One trial of a next policy: whether it goes on, and what has become of the calls under both policies.
 *
 * <p>States: running → stopped, by a bound or by an operator; → running again only by an operator, or with another next policy. {@link #running} is
 * one volatile read. All figures are behind one lock, held for a few additions (and, with a bound on times, a sort of its window at most every
 * twentieth part of it); the invariant it keeps: a stop is told exactly once.
 */
public final class Rollout {
    /** Decisions whose policy is remembered for feedback that comes later. */
    private static final int MOST_DECISIONS = 10_000;

    private static final int CHECKS_PER_WINDOW = 20;

    /** How a call ended. */
    public enum Result {
        OK,
        /** The gateway or a provider failed. */
        ERROR,
        /** The caller's fault, or it left. */
        REFUSED;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One request that ended.
     *
     * @param decision its id
     * @param firstTokenMillis NaN where it was no stream, or had no output
     * @param costDollars NaN where it is not known
     */
    public record Call(
            String decision, Result result, double latencyMillis, double firstTokenMillis, double costDollars) {}

    /**
     * Why and when it ended.
     *
     * @param by word of the measure whose bound was exceeded, or {@code operator}
     * @param why with the figures
     */
    public record Stop(Instant at, String by, String why) {}

    private final RolloutSettings settings;
    private final String current;
    private final String next;
    private final Clock clock;
    private final Consumer<Stop> listener;
    private final Divergences divergences = new Divergences();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Arm, ArmFigures> arms = new EnumMap<>(Arm.class);
    private final Map<String, Arm> decisions = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Arm> eldest) {
            return size() > MOST_DECISIONS;
        }
    };
    private Instant since;
    private volatile @Nullable Stop stop;

    /**
     * A trial that begins now.
     *
     * @param current digest of the policy that runs
     * @param next digest of the one that is tried
     * @param listener hears of every stop, on the thread that brought it about
     */
    public Rollout(RolloutSettings settings, String current, String next, Clock clock, Consumer<Stop> listener) {
        this.settings = settings;
        this.current = current;
        this.next = next;
        this.clock = clock;
        this.listener = listener;
        this.since = clock.instant();
        begin();
    }

    /**
     * What goes on after a reload: this trial where nothing of it has changed; else a new one, which stays stopped where the next policy is one
     * that was stopped.
     */
    public Rollout continued(RolloutSettings asked, String currentDigest, String nextDigest) {
        if (asked.equals(settings) && currentDigest.equals(current) && nextDigest.equals(next)) {
            return this;
        }
        Rollout fresh = new Rollout(asked, currentDigest, nextDigest, clock, listener);
        if (nextDigest.equals(next)) {
            fresh.stop = stop;
        }
        return fresh;
    }

    public RolloutSettings settings() {
        return settings;
    }

    /** Digest of the policy that runs. */
    public String current() {
        return current;
    }

    /** Digest of the policy that is tried. */
    public String next() {
        return next;
    }

    public Divergences divergences() {
        return divergences;
    }

    /** False once it was stopped: the current policy then decides for all. */
    public boolean running() {
        return stop == null;
    }

    /** Null while it runs. */
    public @Nullable Stop stop() {
        return stop;
    }

    /** When it began, or began anew. */
    public Instant since() {
        lock.lock();
        try {
            return since;
        } finally {
            lock.unlock();
        }
    }

    /** A request ended under one of the policies. Any thread. */
    public void ended(Arm arm, Call call) {
        lock.lock();
        try {
            ArmFigures figures = figures(arm);
            figures.add(call);
            decisions.put(call.decision(), arm);
            int every = Math.max(1, settings.over() / CHECKS_PER_WINDOW);
            check(figures.requests() % every == 0);
        } finally {
            lock.unlock();
        }
    }

    /** A score of an answer, 0..1, by the id of its decision; nothing where that is not, or no longer, known. Any thread. */
    public void feedback(String decision, double score) {
        lock.lock();
        try {
            Arm arm = decisions.get(decision);
            if (arm != null) {
                figures(arm).score(score);
                check(true);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it; false where it was already. */
    public boolean stopBy(String who) {
        lock.lock();
        try {
            return end("operator", "stopped by " + who);
        } finally {
            lock.unlock();
        }
    }

    /** Begins anew, with no figures; false where it runs. */
    public boolean restart() {
        lock.lock();
        try {
            if (stop == null) {
                return false;
            }
            begin();
            since = clock.instant();
            stop = null;
            return true;
        } finally {
            lock.unlock();
        }
    }

    public ArmFigures.Report report(Arm arm) {
        lock.lock();
        try {
            return figures(arm).report();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        decisions.clear();
        for (Arm arm : Arm.values()) {
            arms.put(arm, new ArmFigures(settings.over()));
        }
    }

    private ArmFigures figures(Arm arm) {
        ArmFigures figures = arms.get(arm);
        if (figures == null) {
            throw new IllegalStateException("no figures of " + arm);
        }
        return figures;
    }

    /** @param sorting whether bounds are looked at that need a sort */
    private void check(boolean sorting) {
        if (stop != null) {
            return;
        }
        ArmFigures tried = figures(Arm.NEXT);
        ArmFigures usual = figures(Arm.CURRENT);
        for (Bound bound : settings.bounds()) {
            Measure measure = bound.measure();
            if (!tried.known(measure)
                    || (bound.relative() && !usual.known(measure))
                    || (measure.byQuantile() && !sorting)) {
                continue;
            }
            double reference = bound.relative() ? reference(measure, usual) : Double.NaN;
            double figure = tried.figure(measure);
            if (bound.exceeded(figure, reference)) {
                end(measure.word(), why(bound, figure, usual.figure(measure)));
                return;
            }
        }
    }

    /** One failed call is no multiple of none: an error rate is at least one call of the window. */
    private double reference(Measure measure, ArmFigures usual) {
        double figure = usual.figure(measure);
        return measure == Measure.ERROR_RATE ? Math.max(figure, 1.0 / settings.over()) : figure;
    }

    private String why(Bound bound, double figure, double usual) {
        return bound.measure().word() + " is " + shown(bound.measure(), figure) + " over the last " + settings.over()
                + " calls (bound: \"" + bound.text() + "\"; current policy: "
                + (Double.isNaN(usual) ? "not known" : shown(bound.measure(), usual)) + ")";
    }

    private static String shown(Measure measure, double figure) {
        return switch (measure) {
            case ERROR_RATE -> String.format(Locale.ROOT, "%.1f%%", figure * 100);
            case FIRST_TOKEN, LATENCY -> String.format(Locale.ROOT, "%.0fms", figure);
            case COST -> String.format(Locale.ROOT, "$%.6f", figure);
            case QUALITY -> String.format(Locale.ROOT, "%.3f", figure);
        };
    }

    private boolean end(String by, String why) {
        if (stop != null) {
            return false;
        }
        Stop made = new Stop(clock.instant(), by, why);
        stop = made;
        listener.accept(made);
        return true;
    }
}
