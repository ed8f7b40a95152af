package dev.pointsman.overload;

/**
 * How many calls a model takes before they wait for each other: found from the latency of its answers, between two bounds.
 *
 * <p>Latencies are looked at in windows of 30 to 200 answers and compared with the latency of a model that has little to do, kept apart for streams (to
 * their first output) and whole answers. While they are about the same the limit grows: by half a window until it was once too high, then by its root.
 * Beyond 1.3 times it shrinks in proportion (the gradient of Netflix's concurrency-limits, Gradient2, and of Envoy's adaptive concurrency), and only as
 * far as chance does not explain it: three standard errors. A window in which less than half of the limit was used changes no limit.
 *
 * <p>The latency to compare with follows windows of little use, and falls with any that is quicker. Whoever is always busy would never see it rise: so
 * from time to time a full model is held to half of its limit, for as many calls as that lets through, and what they take counts as little use (as Envoy
 * does).
 *
 * <p>In a simulation of a server that does C calls at a time it ends between 1.3 and 1.7 times C, with 10 to 150 for C: {@code AdaptiveLimitTest}.
 *
 * <p>Not thread-safe: its {@link Places} hold their lock.
 */
final class AdaptiveLimit {
    private static final int FIRST = 10;
    private static final int FEWEST = 30;
    private static final int FEWEST_OF_PROBE = 60;
    private static final int MOST = 200;
    private static final double TOLERANCE = 1.3;
    private static final double ABOUT_THE_SAME = 1.15;
    private static final double ERRORS = 3;
    private static final double STEEPEST = 0.5;
    private static final double SMOOTHING = 0.3;
    private static final double GROWTH = 0.5;
    private static final double BLEND = 0.3;
    private static final double FALL = 0.1;
    private static final double START = 1.5;
    private static final double OVERLOADED = 0.9;
    private static final long PROBE_EVERY_NANOS = 30_000_000_000L;
    /** A probe takes some latencies: so it costs at most a few per cent of what could be served. */
    private static final int PROBE_EVERY_LATENCIES = 50;

    /** Latencies of one form of answers. */
    private static final class Form {
        private double base = Double.NaN;
        private double sum;
        private double squares;
        private int count;

        void add(double nanos) {
            sum += nanos;
            squares += nanos * nanos;
            count++;
        }

        double mean() {
            return sum / count;
        }

        /** Of the mean. */
        double error() {
            return Math.sqrt(Math.max(0, squares / count - mean() * mean()) / count);
        }

        void blend(double weight) {
            if (count > 0) {
                base = Math.max(1, Double.isNaN(base) ? mean() : base + weight * (mean() - base));
            }
        }
    }

    /** Held to half: first until no more than that are under way, then until as many calls have been sent and answered. */
    private enum Probe {
        NONE,
        SINKING,
        LOOKING
    }

    private final int least;
    private final int most;
    private final Form[] forms = {new Form(), new Form()};
    private double limit;
    private boolean starting = true;
    private int busiest;
    private boolean cut;
    private Probe probe = Probe.NONE;
    private long probeFromNanos;
    private long nextProbeNanos;

    AdaptiveLimit(PlaceSettings settings, long now) {
        this.least = settings.least();
        this.most = settings.most();
        this.limit = Math.max(least, Math.min(most, FIRST));
        this.nextProbeNanos = now + PROBE_EVERY_NANOS;
    }

    int limit() {
        return probe == Probe.NONE ? (int) limit : Math.max(least, (int) (limit / 2));
    }

    /** So many places are taken now. */
    void taken(int places) {
        busiest = Math.max(busiest, places);
    }

    /** The provider says itself that it is too much; once a window. */
    void overloaded() {
        starting = false;
        if (!cut) {
            cut = true;
            limit = Math.max(least, limit * OVERLOADED);
        }
    }

    void answered(boolean streamed, long sentNanos, long nanos, int taken, long now) {
        if (probe == Probe.SINKING) {
            if (taken > limit()) {
                return;
            }
            probe = Probe.LOOKING;
            probeFromNanos = now;
            reset(taken);
        }
        if (probe == Probe.LOOKING && sentNanos - probeFromNanos < 0) {
            return;
        }
        forms[streamed ? 0 : 1].add((double) nanos);
        int few = probe == Probe.LOOKING ? FEWEST_OF_PROBE : FEWEST;
        if (forms[0].count + forms[1].count < Math.max(few, Math.min(MOST, limit()))) {
            return;
        }
        if (probe == Probe.LOOKING) {
            probed(now);
        } else {
            windowEnded(now);
        }
        reset(taken);
    }

    private void windowEnded(long now) {
        boolean used = busiest * 2 >= (int) limit;
        for (Form form : forms) {
            if (!used || Double.isNaN(form.base)) {
                form.blend(BLEND);
            } else if (form.count > 0 && form.mean() + ERRORS * form.error() < form.base) {
                form.blend(FALL);
            }
        }
        boolean full = busiest >= (int) limit;
        if (used && !cut) {
            change();
        }
        if (full && now - nextProbeNanos >= 0) {
            probe = Probe.SINKING;
        }
    }

    /** By this window's latencies in units of those of little use. */
    private void change() {
        double sum = 0;
        double squares = 0;
        double count = 0;
        for (Form form : forms) {
            if (form.count > 0) {
                sum += form.sum / form.base;
                squares += form.squares / (form.base * form.base);
                count += form.count;
            }
        }
        double ratio = sum / count;
        double error = Math.sqrt(Math.max(0, squares / count - ratio * ratio) / count);
        double gradient = TOLERANCE / Math.max(TOLERANCE, ratio - ERRORS * error);
        double root = Math.sqrt(limit);
        starting &= gradient == 1;
        double next = starting
                ? limit * START
                : ratio < ABOUT_THE_SAME
                        ? limit + root
                        : limit + SMOOTHING * (limit * (Math.max(STEEPEST, gradient) - 1) + GROWTH * root);
        limit = Math.max(least, Math.min(most, next));
    }

    private void probed(long now) {
        double longest = 0;
        for (Form form : forms) {
            form.blend(BLEND);
            longest = Double.isNaN(form.base) ? longest : Math.max(longest, form.base);
        }
        probe = Probe.NONE;
        nextProbeNanos = now + Math.max(PROBE_EVERY_NANOS, (long) (longest * PROBE_EVERY_LATENCIES));
    }

    private void reset(int taken) {
        for (Form form : forms) {
            form.sum = 0;
            form.squares = 0;
            form.count = 0;
        }
        busiest = taken;
        cut = false;
    }
}
