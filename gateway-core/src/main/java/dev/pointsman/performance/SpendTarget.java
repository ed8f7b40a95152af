package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.routing.score.SpendSettings;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Turns the weight of cost in one score so that a day's requests cost what the policy says.
 *
 * <p>Dual ascent on the multiplier λ of the cost weight (λ ← λ + η·(spend rate / target rate − 1) in each window), in the logarithm of λ, since
 * what tells two models apart may lie orders of magnitude from what tells two others apart. Its steps are summed in closed form: with d the
 * share of the day's target that was spent ahead of the plan, {@code ln λ = ln λ0 + GAIN · d / remaining}. So there is no state that could wind
 * up, no lag and no swinging, and a burst moves λ by what it cost only. Dividing by the share of the day that remains makes the day end at the
 * target even if it began with a λ0 that is far off.
 *
 * <p>The plan is the target times the share of the day's requests that are expected until now ({@link DayShape}). What was spent is what
 * ended calls cost, and what is expected of those under way. The next day begins with the mean ln λ of this one's requests. λ stays in
 * {@value #LEAST} to {@value #MOST}: at its most the cheapest model is chosen, whatever else is weighed; is that still too dear, it is said and
 * nothing moves.
 *
 * <p>Shared by all loops: a day is one immutable value, each event one swap of it.
 */
final class SpendTarget {
    private static final Logger LOG = LoggerFactory.getLogger(SpendTarget.class);
    static final double LEAST = 1e-3;
    static final double MOST = 1e5;

    private static final double GAIN = 20;
    /** The share of the day that is never thought to be less, or the last requests would swing λ. */
    private static final double LEAST_REMAINING = 0.05;
    /** How long the cheapest choice must have been too dear before that is said. */
    private static final long PATIENCE_MILLIS = 600_000;

    /**
     * What happened in a day of the zone.
     *
     * @param spentNanos by calls that ended
     * @param logStart ln λ0
     * @param logSum sum of ln λ over the day's requests
     * @param limitMillis since when λ has been at its most; 0 where it is not
     */
    private record Day(
            long epochDay,
            long spentNanos,
            double logStart,
            double logSum,
            long requests,
            long limitMillis,
            boolean told) {
        static Day first(long epochDay) {
            return new Day(epochDay, 0, 0, 0, 0, 0, false);
        }

        Day next(long nextEpochDay) {
            return new Day(nextEpochDay, 0, requests == 0 ? logStart : logSum / requests, 0, 0, 0, false);
        }

        Day spent(long nanos) {
            return new Day(epochDay, spentNanos + nanos, logStart, logSum, requests, limitMillis, told);
        }

        Day ranked(double logWeight, long nowMillis) {
            boolean most = logWeight >= LOG_MOST;
            long since = most ? (limitMillis == 0 ? nowMillis : limitMillis) : 0;
            boolean tells = told || (most && nowMillis - since >= PATIENCE_MILLIS);
            return new Day(epochDay, spentNanos, logStart, logSum + logWeight, requests + 1, since, tells);
        }
    }

    private static final double LOG_LEAST = Math.log(LEAST);
    private static final double LOG_MOST = Math.log(MOST);

    private final String score;
    private final LongSupplier wallMillis;
    private final DayShape shape = new DayShape();
    private final AtomicLong inflightNanos = new AtomicLong();
    private final AtomicReference<Day> day;
    private volatile SpendSettings settings;

    SpendTarget(String score, SpendSettings settings, LongSupplier wallMillis) {
        this.score = score;
        this.settings = settings;
        this.wallMillis = wallMillis;
        this.day = new AtomicReference<>(
                Day.first(local(wallMillis.getAsLong()).toLocalDate().toEpochDay()));
    }

    /** What was spent and learned, as fields of the object that is open; what is under way counts as spent. */
    void write(JsonWriter json) {
        Day now = day();
        json.field("day", now.epochDay);
        json.field("spent_nano_usd", now.spentNanos + Math.max(0, inflightNanos.get()));
        json.field("log_start", now.logStart);
        json.field("log_sum", now.logSum);
        json.field("requests", now.requests);
        shape.write(json);
    }

    /**
     * Goes on from what was written.
     *
     * @throws IllegalArgumentException where that is not what a target wrote
     */
    void read(JsonNode node) {
        long epochDay = node.path("day").asLong(-1);
        long spent = node.path("spent_nano_usd").asLong(-1);
        double start = node.path("log_start").asDouble(Double.NaN);
        double sum = node.path("log_sum").asDouble(Double.NaN);
        long requests = node.path("requests").asLong(-1);
        boolean logs = start >= LOG_LEAST
                && start <= LOG_MOST
                && sum >= requests * LOG_LEAST - 1
                && sum <= requests * LOG_MOST + 1;
        if (epochDay < 0 || spent < 0 || requests < 0 || !logs) {
            throw new IllegalArgumentException("a spend target's day (expected: what was spent, and weights of cost)");
        }
        shape.read(node);
        day.set(new Day(epochDay, spent, start, sum, requests, 0, false));
    }

    /** The policy says otherwise; what was spent stays spent. */
    void settings(SpendSettings changed) {
        settings = changed;
    }

    /** A request was ranked; its cost counts as expected until {@link #settled}. */
    void begun(long expectedNanos) {
        long now = wallMillis.getAsLong();
        ZonedDateTime time = local(now);
        Day today = today(time);
        double logWeight = logWeight(today, time);
        inflightNanos.addAndGet(expectedNanos);
        shape.count(time.toLocalTime().toSecondOfDay());
        boolean told = today.told();
        Day after = Objects.requireNonNull(day.updateAndGet(each -> each.ranked(logWeight, now)));
        if (!told && after.told()) {
            LOG.warn(
                    "score {}: even the cheapest models cost more than spend.target; no model is cheaper, so the target"
                            + " is missed",
                    score);
        }
    }

    /** It has ended and cost so much. */
    void settled(long expectedNanos, long costNanos) {
        today(local(wallMillis.getAsLong()));
        inflightNanos.addAndGet(-expectedNanos);
        day.getAndUpdate(each -> each.spent(costNanos));
    }

    /** λ: what the weight of cost is to be multiplied with. */
    double costWeight() {
        ZonedDateTime time = local(wallMillis.getAsLong());
        return Math.exp(logWeight(today(time), time));
    }

    /** Nano-dollars spent today, calls under way among them as expected. */
    long spentNanos() {
        return today(local(wallMillis.getAsLong())).spentNanos() + inflightNanos.get();
    }

    long targetNanos() {
        return settings.nanosPerDay();
    }

    /** Whether the cheapest choice has been too dear for ten minutes. */
    boolean unreachable() {
        long now = wallMillis.getAsLong();
        Day today = today(local(now));
        return today.limitMillis() != 0 && now - today.limitMillis() >= PATIENCE_MILLIS;
    }

    private double logWeight(Day today, ZonedDateTime time) {
        double elapsed = shape.elapsed(time.toLocalTime().toSecondOfDay());
        double spent = (double) (today.spentNanos() + inflightNanos.get()) / settings.nanosPerDay();
        double remaining = Math.max(LEAST_REMAINING, 1 - elapsed);
        double log = today.logStart() + GAIN * (spent - elapsed) / remaining;
        return Math.max(LOG_LEAST, Math.min(LOG_MOST, log));
    }

    private Day today(ZonedDateTime time) {
        long epochDay = time.toLocalDate().toEpochDay();
        Day known = day();
        while (known.epochDay() < epochDay) {
            if (day.compareAndSet(known, known.next(epochDay))) {
                shape.dayEnded();
            }
            known = day();
        }
        return known;
    }

    private Day day() {
        return Objects.requireNonNull(day.get());
    }

    private ZonedDateTime local(long millis) {
        return Instant.ofEpochMilli(millis).atZone(settings.zone());
    }
}
