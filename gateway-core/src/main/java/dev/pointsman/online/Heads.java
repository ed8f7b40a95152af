package dev.pointsman.online;

import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.routing.score.OnlineSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What scores with {@code online} have learned from ratings, by score, model and task, and what their exploring has cost today. One for the life of the
 * gateway, so that it carries over a reload, and over a restart by {@link #write} and {@link #read}; {@link #retain} bounds it to the policy's. Shared by
 * all loops.
 */
public final class Heads {
    private static final Logger LOG = LoggerFactory.getLogger(Heads.class);
    /** What a model's heads keep of what they knew when its ratings have drifted. */
    private static final double KEPT_AFTER_DRIFT = 0.1;

    private static final Head NOBODY = new Head();

    private record Key(String score, String model, @Nullable String task) {}

    private record OfModel(String score, String model) {}

    /** One head, for people; {@code gain} and {@code deviation} are those of a prompt in the middle. */
    public record Shown(
            String score, String model, @Nullable String task, double ratings, double gain, double deviation) {}

    private final LongSupplier nanoTime;
    private final LongSupplier wallMillis;
    private final Map<Key, Head> heads = new ConcurrentHashMap<>();
    private final Map<OfModel, Drift> drifts = new ConcurrentHashMap<>();
    private final Map<String, Purse> purses = new ConcurrentHashMap<>();
    private volatile Map<String, OnlineSettings> scores = Map.of();
    private volatile Set<String> models = Set.of();
    private volatile Set<String> tasks = Set.of();

    /**
     * That know nothing.
     *
     * @param nanoTime monotonic clock
     * @param wallMillis Unix time in milliseconds
     */
    public Heads(LongSupplier nanoTime, LongSupplier wallMillis) {
        this.nanoTime = nanoTime;
        this.wallMillis = wallMillis;
    }

    /** Forgets all scores, models and tasks but these. */
    public void retain(Map<String, OnlineSettings> settings, Collection<String> names, Collection<String> labels) {
        models = Set.copyOf(names);
        tasks = Set.copyOf(labels);
        scores = Map.copyOf(settings);
        heads.keySet()
                .removeIf(key -> !settings.containsKey(key.score)
                        || !models.contains(key.model)
                        || !(key.task == null || tasks.contains(key.task)));
        drifts.keySet().removeIf(key -> !settings.containsKey(key.score) || !models.contains(key.model));
        purses.keySet().retainAll(settings.keySet());
    }

    /** Whether the score learns from ratings. */
    public boolean learns(@Nullable String score) {
        return score != null && scores.containsKey(score);
    }

    /** The same figures, with what the heads say of one prompt, worked out when it is first asked for. */
    public LiveSource over(LiveSource live, Signals signals) {
        return new LiveSource() {
            private @Nullable Features features;

            @Override
            public double value(Figure figure, String subject, @Nullable String score) {
                if ((figure != Figure.ONLINE_GAIN && figure != Figure.ONLINE_DEVIATION) || score == null) {
                    return live.value(figure, subject, score);
                }
                Features known = features == null ? Features.of(signals) : features;
                features = known;
                TaskGuess guess = signals.task();
                Head.Opinion opinion = opinion(score, subject, guess == null ? null : guess.label(), known);
                if (opinion == null) {
                    return Double.NaN;
                }
                return figure == Figure.ONLINE_GAIN ? opinion.gain() : opinion.deviation();
            }
        };
    }

    /**
     * A client has rated an answer.
     *
     * @param task that it counts for
     * @param score 0..1
     */
    public void rated(Chosen chosen, String model, @Nullable String task, double score) {
        OnlineSettings settings = learning(chosen, model);
        if (settings == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        double halfLife = settings.halfLife().toNanos();
        double above = score - chosen.belief(model);
        Head head = head(chosen.score(), model, task);
        Head.Opinion expected = head.opinion(chosen.features(), settings.prior(), now, halfLife);
        head.learn(chosen.features(), above, now, halfLife);
        double surprise = (above - expected.gain()) / Math.hypot(Head.NOISE, expected.deviation());
        Drift.Finding finding = drifts.computeIfAbsent(new OfModel(chosen.score(), model), first -> new Drift())
                .rated(surprise);
        if (finding != Drift.Finding.NONE) {
            drifted(chosen.score(), model, finding);
        }
    }

    /**
     * A client has compared an answer with another model's; told of both. It is no surprise to the drift alarm, which could not tell whose it is.
     *
     * @param score that the comparison counts for the model, -0.5..1.5
     */
    public void compared(Chosen chosen, String model, @Nullable String task, double score) {
        OnlineSettings settings = learning(chosen, model);
        if (settings != null) {
            head(chosen.score(), model, task)
                    .learn(chosen.features(), score - chosen.belief(model), nanoTime.getAsLong(), (double)
                            settings.halfLife().toNanos());
        }
    }

    /** What a model's answer was worth by all that is known now, as a rating; NaN where the score did not rank the model, or learns no more. */
    public double expected(Chosen chosen, String model, @Nullable String task) {
        Head.Opinion opinion = opinion(chosen.score(), model, task, chosen.features());
        return opinion == null ? Double.NaN : chosen.belief(model) + opinion.gain();
    }

    private @Nullable OnlineSettings learning(Chosen chosen, String model) {
        return models.contains(model) && !Double.isNaN(chosen.belief(model)) ? scores.get(chosen.score()) : null;
    }

    /** A client thinks otherwise of an answer than it said before. */
    public void corrected(Chosen chosen, String model, @Nullable String task, double higher, long countedNanos) {
        OnlineSettings settings = learning(chosen, model);
        if (settings != null) {
            head(chosen.score(), model, task)
                    .correct(chosen.features(), higher, countedNanos, nanoTime.getAsLong(), (double)
                            settings.halfLife().toNanos());
        }
    }

    private void drifted(String score, String model, Drift.Finding finding) {
        heads.forEach((key, head) -> {
            if (key.score.equals(score) && key.model.equals(model)) {
                head.forget(KEPT_AFTER_DRIFT);
            }
        });
        LOG.warn(
                "score {}: ratings of {} are {} than they were; what was learned of it counts a tenth from now on",
                score,
                model,
                finding == Drift.Finding.BETTER ? "better" : "worse");
    }

    /** Exploring is expected to have cost so many nano-dollars more than the best choice known. */
    public void explored(String score, long nanos) {
        if (learns(score) && nanos > 0) {
            purse(score).add(nanos, wallMillis.getAsLong());
        }
    }

    /** US dollars that exploring may still cost today (UTC); NaN where the score has no cap. */
    public double left(String score) {
        OnlineSettings settings = scores.get(score);
        return settings == null || settings.capNanos() < 0
                ? Double.NaN
                : Math.max(0, settings.capNanos() / 1e9 - spentDollars(score));
    }

    /** US dollars that exploring is expected to have cost today (UTC). */
    public double spentDollars(String score) {
        Purse purse = purses.get(score);
        return purse == null ? 0 : purse.today(wallMillis.getAsLong()) / 1e9;
    }

    /** Names of the scores that learn, in order. */
    public List<String> scores() {
        return scores.keySet().stream().sorted().toList();
    }

    /** How many ratings of a model the score has learned from. */
    public long ratings(String score, String model) {
        Drift drift = drifts.get(new OfModel(score, model));
        return drift == null ? 0 : drift.ratings();
    }

    /** How often ratings of a model were found to have drifted. */
    public long drifts(String score, String model) {
        Drift drift = drifts.get(new OfModel(score, model));
        return drift == null ? 0 : drift.alarms();
    }

    /** All heads that have heard of a rating. */
    public List<Shown> shown() {
        List<Shown> all = new ArrayList<>();
        long now = nanoTime.getAsLong();
        heads.forEach((key, head) -> {
            OnlineSettings settings = scores.get(key.score);
            if (settings != null) {
                double halfLife = settings.halfLife().toNanos();
                Head.Opinion opinion = head.opinion(Features.MIDDLE, settings.prior(), now, halfLife);
                all.add(new Shown(
                        key.score,
                        key.model,
                        key.task,
                        head.ratings(now, halfLife),
                        opinion.gain(),
                        opinion.deviation()));
            }
        });
        all.sort(Comparator.comparing(Shown::score)
                .thenComparing(Shown::model)
                .thenComparing(Shown::task, Comparator.nullsFirst(Comparator.naturalOrder())));
        return all;
    }

    /** All of it, as fields of the object that is open. */
    public void write(JsonWriter json) {
        json.name("heads").beginArray();
        heads.forEach((key, head) -> {
            json.beginObject();
            json.field("score", key.score);
            json.field("model", key.model);
            json.fieldIfAny("task", key.task);
            head.write(json, nanoTime.getAsLong());
            json.endObject();
        });
        json.endArray();
        json.name("drifts").beginArray();
        drifts.forEach((key, drift) -> {
            json.beginObject();
            json.field("score", key.score);
            json.field("model", key.model);
            drift.write(json);
            json.endObject();
        });
        json.endArray();
        json.name("explored").beginArray();
        purses.forEach((score, purse) -> {
            json.beginObject();
            json.field("score", score);
            purse.write(json);
            json.endObject();
        });
        json.endArray();
    }

    /**
     * Goes on from what was written, before the first {@link #retain}, which bounds it.
     *
     * @param awayMillis since it was written
     * @throws IllegalArgumentException where that is not what {@link #write} wrote; then nothing is taken
     */
    public void read(JsonNode node, long awayMillis) {
        Map<Key, Head> known = new HashMap<>();
        for (JsonNode each : node.path("heads")) {
            Key key = new Key(
                    text(each, "score"), text(each, "model"), each.path("task").asString(null));
            known.put(key, Head.read(each, awayMillis, nanoTime.getAsLong()));
        }
        Map<OfModel, Drift> counted = new HashMap<>();
        for (JsonNode each : node.path("drifts")) {
            counted.put(new OfModel(text(each, "score"), text(each, "model")), Drift.read(each));
        }
        Map<String, Purse> spent = new HashMap<>();
        for (JsonNode each : node.path("explored")) {
            spent.put(text(each, "score"), Purse.read(each));
        }
        heads.putAll(known);
        drifts.putAll(counted);
        purses.putAll(spent);
    }

    private static String text(JsonNode node, String field) {
        if (!node.path(field).isString()) {
            throw new IllegalArgumentException(field + " (expected: a name)");
        }
        return node.path(field).stringValue();
    }

    private Head.@Nullable Opinion opinion(String score, String model, @Nullable String task, Features features) {
        OnlineSettings settings = scores.get(score);
        if (settings == null) {
            return null;
        }
        Head head = heads.get(new Key(score, model, known(task)));
        return (head == null ? NOBODY : head).opinion(features, settings.prior(), nanoTime.getAsLong(), (double)
                settings.halfLife().toNanos());
    }

    private @Nullable String known(@Nullable String task) {
        return task != null && tasks.contains(task) ? task : null;
    }

    private Head head(String score, String model, @Nullable String task) {
        return heads.computeIfAbsent(new Key(score, model, known(task)), first -> new Head());
    }

    private Purse purse(String score) {
        return purses.computeIfAbsent(score, first -> new Purse());
    }
}
