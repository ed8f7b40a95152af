package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.routing.score.SpendSettings;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * What scores with a spend target have spent today, and how they are to weigh cost. One for the life of the gateway, so that a day goes on over
 * a reload, and over a restart by {@link #write} and {@link #read}. Shared by all loops.
 */
public final class SpendBook {
    /** A request that has not ended. */
    public static final class Pending {
        private final SpendTarget target;
        private final long expectedNanos;

        private Pending(SpendTarget target, long expectedNanos) {
            this.target = target;
            this.expectedNanos = expectedNanos;
        }

        /** Nano-dollars that it is expected to cost. */
        public long expectedNanos() {
            return expectedNanos;
        }

        /** It has ended, and cost so much; to be called once. */
        public void settled(long costNanos) {
            target.settled(expectedNanos, costNanos);
        }
    }

    private final LongSupplier wallMillis;
    private final Map<String, SpendTarget> targets = new ConcurrentHashMap<>();
    /** What targets go on from that are made by the first policy. */
    private volatile JsonNode kept = MissingNode.getInstance();

    /** @param wallMillis wall clock: Unix time in milliseconds */
    public SpendBook(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    /** The targets of a new policy, by score; a score of the same name goes on with its day, all others are forgotten. */
    public void retain(Map<String, SpendSettings> settings) {
        targets.keySet().retainAll(settings.keySet());
        settings.forEach((score, each) ->
                targets.computeIfAbsent(score, name -> made(name, each)).settings(each));
        kept = MissingNode.getInstance();
    }

    private SpendTarget made(String name, SpendSettings settings) {
        SpendTarget target = new SpendTarget(name, settings, wallMillis);
        for (JsonNode each : kept) {
            if (each.path("score").asString("").equals(name)) {
                target.read(each);
            }
        }
        return target;
    }

    /** All targets, as a field of the object that is open. */
    void write(JsonWriter json) {
        json.name("spend").beginArray();
        targets.forEach((score, target) -> {
            json.beginObject();
            json.field("score", score);
            target.write(json);
            json.endObject();
        });
        json.endArray();
    }

    /**
     * The first {@link #retain} goes on from what was written.
     *
     * @throws IllegalArgumentException where that is not what {@link #write} wrote
     */
    void read(JsonNode node) {
        JsonNode written = node.path("spend");
        for (JsonNode each : written) {
            new SpendTarget("", new SpendSettings(1, ZoneOffset.UTC), wallMillis).read(each);
        }
        kept = written;
    }

    /** Names of the scores with a target. */
    public Collection<String> scores() {
        return targets.keySet();
    }

    /** A request was ranked by a score: until it has ended it counts as what it is expected to cost. Null where the score has no target. */
    public @Nullable Pending begun(String score, long expectedNanos) {
        SpendTarget target = targets.get(score);
        if (target == null) {
            return null;
        }
        target.begun(expectedNanos);
        return new Pending(target, expectedNanos);
    }

    /** What the weight of cost is to be multiplied with, above 0; NaN where the score has no target. */
    public double costWeight(String score) {
        SpendTarget target = targets.get(score);
        return target == null ? Double.NaN : target.costWeight();
    }

    /** Share of today's target that is spent, 0 or more; NaN where the score has none. */
    public double used(String score) {
        SpendTarget target = targets.get(score);
        return target == null ? Double.NaN : (double) target.spentNanos() / target.targetNanos();
    }

    /** The greatest share of all targets; NaN where there is none. */
    public double mostUsed() {
        double most = Double.NaN;
        for (String score : targets.keySet()) {
            double used = used(score);
            most = Double.isNaN(most) || used > most ? used : most;
        }
        return most;
    }

    /** US dollars spent today. */
    public double spentDollars(String score) {
        SpendTarget target = targets.get(score);
        return target == null ? Double.NaN : target.spentNanos() / 1e9;
    }

    /** US dollars for each day. */
    public double targetDollars(String score) {
        SpendTarget target = targets.get(score);
        return target == null ? Double.NaN : target.targetNanos() / 1e9;
    }

    /** Whether even the cheapest choice has been too dear for ten minutes. */
    public boolean unreachable(String score) {
        SpendTarget target = targets.get(score);
        return target != null && target.unreachable();
    }
}
