package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.performance.RecentDecisions.Other;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.score.Criterion;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * How each model does of late, over all tasks and for each task: failures, times, length of replies, feedback. One for the life of the
 * gateway, so that it carries over a reload; {@link #retain} bounds it to the models and tasks of the policy.
 *
 * <p>All of it fades. Failures count half after 30 seconds and times after a minute, so that a model is judged by its last minutes and a lost
 * one comes back; lengths of replies after an hour; feedback as the policy says. Shared by all loops; no update waits for another.
 */
public final class ModelFigures {
    private static final double FAILURES_HALF_LIFE = 30e9;
    private static final double TIMES_HALF_LIFE = 60e9;
    private static final double LENGTHS_HALF_LIFE = 3600e9;
    /** Calls that the guess of failures is worth. */
    private static final double FAILURES_PRIOR = 5;
    /** Replies that a guess of their length is worth. */
    private static final double LENGTHS_PRIOR = 10;
    /** Stands for all models together. */
    private static final String EVERYONE = "";

    private record Key(String model, @Nullable String task) {}

    /** Of a model, over all tasks or for one. */
    private static final class Cell {
        private final FadingMean failures = new FadingMean();
        private final FadingMean outputToken = new FadingMean();
        private final FadingMean replyTokens = new FadingMean();
        private final FadingMean feedback = new FadingMean();
        private final FadingQuantiles totals;

        Cell(long nowNanos) {
            totals = new FadingQuantiles(TIMES_HALF_LIFE, nowNanos);
        }
    }

    private final LongSupplier nanoTime;
    private final Map<Key, Cell> cells = new ConcurrentHashMap<>();
    private volatile Set<String> models = Set.of();
    private volatile Set<String> tasks = Set.of();
    private volatile double feedbackHalfLife =
            FeedbackSettings.DEFAULT.halfLife().toNanos();

    public ModelFigures(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Forgets all models and tasks but these: whatever is told of others later counts for all tasks together, or not at all. */
    public void retain(Collection<String> names, Collection<String> labels, FeedbackSettings settings) {
        Set<String> kept = Set.copyOf(names);
        models = kept;
        tasks = Set.copyOf(labels);
        feedbackHalfLife = settings.halfLife().toNanos();
        cells.keySet()
                .removeIf(key -> !(kept.contains(key.model) || key.model.equals(EVERYONE))
                        || !(key.task == null || tasks.contains(key.task)));
    }

    /** The models that feedback may name. */
    public Set<String> models() {
        return models;
    }

    /** The labels that feedback may name. */
    public Set<String> tasks() {
        return tasks;
    }

    /** A call failed by the fault of the model's provider. */
    public void failed(String model, @Nullable String task) {
        long now = nanoTime.getAsLong();
        cell(model, null).failures.add(1, now, FAILURES_HALF_LIFE);
        if (known(task)) {
            cell(model, task).failures.add(1, now, FAILURES_HALF_LIFE);
        }
    }

    /** A call was answered whole. */
    public void answered(String model, @Nullable String task, Answer answer) {
        long now = nanoTime.getAsLong();
        note(cell(model, null), answer, now);
        measure(cell(EVERYONE, null), answer, now);
        if (known(task)) {
            note(cell(model, task), answer, now);
            measure(cell(EVERYONE, task), answer, now);
        }
    }

    /**
     * An answer as far as it is measured.
     *
     * @param totalMillis from sending the call to its end; NaN where it tells nothing of the model
     * @param outputTokenMillis for each token after the first; NaN where not told
     * @param replyTokens of one choice; NaN where not told
     * @param cut the reply ended at the client's maximum: it would have been longer
     */
    public record Answer(double totalMillis, double outputTokenMillis, double replyTokens, boolean cut) {}

    /** A client told how good a reply was, 0..1. */
    public void rated(String model, @Nullable String task, double score) {
        long now = nanoTime.getAsLong();
        cell(model, null).feedback.add(score, now, feedbackHalfLife);
        if (known(task)) {
            cell(model, task).feedback.add(score, now, feedbackHalfLife);
        }
    }

    /** A client thinks otherwise now: what it said before, of the model and of one it was compared with, counts no more. */
    public void withdrawn(String model, Rating before) {
        withdraw(model, before.score(), before);
        Other other = before.other();
        if (other != null) {
            withdraw(other.model(), other.score(), before);
        }
    }

    private void withdraw(String model, double score, Rating before) {
        long now = nanoTime.getAsLong();
        cell(model, null).feedback.withdraw(score, before.atNanos(), now, feedbackHalfLife);
        if (known(before.task())) {
            cell(model, before.task()).feedback.withdraw(score, before.atNanos(), now, feedbackHalfLife);
        }
    }

    /** Share of recent calls that failed, 0..1, together with a guess worth five calls; NaN where nothing is known of late. */
    public double errorRate(String model, @Nullable String task) {
        Cell cell = cells.get(new Key(model, task));
        long now = nanoTime.getAsLong();
        return cell == null || cell.failures.weight(now, FAILURES_HALF_LIFE) < 0.5
                ? Double.NaN
                : cell.failures.shrunk(Criterion.FAILURES, FAILURES_PRIOR, now, FAILURES_HALF_LIFE);
    }

    /** Expected milliseconds for each token of a reply after the first; NaN where nothing is known. */
    public double outputTokenMillis(String model, @Nullable String task) {
        Cell cell = cells.get(new Key(model, task));
        return cell == null ? Double.NaN : cell.outputToken.mean();
    }

    /** Milliseconds that a share (0..1) of the recent answers did not exceed; NaN where too few are known. */
    public double totalMillis(String model, @Nullable String task, double share) {
        Cell cell = cells.get(new Key(model, task));
        return cell == null ? Double.NaN : cell.totals.quantile(share, nanoTime.getAsLong());
    }

    /**
     * Expected tokens of one choice of a reply; NaN before the first reply of any model. While few of its own are known, a model is taken to
     * write as all models do, and its replies to a task to be as much longer or shorter than its others as those of all models are: or a model
     * that is seldom asked would look dearer, or cheaper, for no other reason.
     */
    public double replyTokens(String model, @Nullable String task) {
        long now = nanoTime.getAsLong();
        Cell everyone = cells.get(new Key(EVERYONE, null));
        if (everyone == null || Double.isNaN(everyone.replyTokens.mean())) {
            return Double.NaN;
        }
        double all = length(everyone, ExpectedCost.REPLY_TOKENS, now);
        double its = length(cells.get(new Key(model, null)), all, now);
        if (task == null) {
            return its;
        }
        double ofTask = length(cells.get(new Key(EVERYONE, task)), all, now);
        return length(cells.get(new Key(model, task)), its * ofTask / all, now);
    }

    private static double length(@Nullable Cell cell, double guess, long now) {
        return cell == null ? guess : cell.replyTokens.shrunk(guess, LENGTHS_PRIOR, now, LENGTHS_HALF_LIFE);
    }

    /** Mean of the recent feedback, 0..1; NaN where there is none. */
    public double feedback(String model, @Nullable String task) {
        Cell cell = cells.get(new Key(model, task));
        return cell == null ? Double.NaN : Math.max(0, Math.min(1, cell.feedback.mean()));
    }

    /** How many feedbacks of now that mean is worth; 0 where there is none. */
    public double feedbackWeight(String model, @Nullable String task) {
        Cell cell = cells.get(new Key(model, task));
        return cell == null ? 0 : cell.feedback.weight(nanoTime.getAsLong(), feedbackHalfLife);
    }

    /** What is known of feedback, as a field of the object that is open. */
    void write(JsonWriter json) {
        long now = nanoTime.getAsLong();
        json.name("feedback").beginArray();
        cells.forEach((key, cell) -> {
            if (cell.feedback.weight(now, feedbackHalfLife) > 0) {
                json.beginObject();
                json.field("model", key.model);
                json.fieldIfAny("task", key.task);
                cell.feedback.write(json, now);
                json.endObject();
            }
        });
        json.endArray();
    }

    /**
     * Goes on from what was written, before the first {@link #retain}, which bounds it.
     *
     * @param awayMillis since it was written
     * @throws IllegalArgumentException where that is not what {@link #write} wrote
     */
    void read(JsonNode node, long awayMillis) {
        long now = nanoTime.getAsLong();
        for (JsonNode each : node.path("feedback")) {
            cell(each.path("model").asString(""), each.path("task").asString(null))
                    .feedback
                    .read(each, awayMillis, now);
        }
    }

    private static void note(Cell cell, Answer answer, long now) {
        cell.failures.add(0, now, FAILURES_HALF_LIFE);
        if (!Double.isNaN(answer.totalMillis)) {
            cell.totals.add(answer.totalMillis, now);
        }
        if (!Double.isNaN(answer.outputTokenMillis)) {
            cell.outputToken.add(answer.outputTokenMillis, now, TIMES_HALF_LIFE);
        }
        measure(cell, answer, now);
    }

    private static void measure(Cell cell, Answer answer, long now) {
        if (!Double.isNaN(answer.replyTokens)) {
            double mean = cell.replyTokens.mean();
            boolean atLeast = answer.cut && mean > answer.replyTokens;
            cell.replyTokens.add(atLeast ? mean : answer.replyTokens, now, LENGTHS_HALF_LIFE);
        }
    }

    private boolean known(@Nullable String task) {
        return task != null && tasks.contains(task);
    }

    private Cell cell(String model, @Nullable String task) {
        Key key = new Key(model, task);
        Cell cell = cells.get(key);
        return cell != null ? cell : cells.computeIfAbsent(key, created -> new Cell(nanoTime.getAsLong()));
    }
}
