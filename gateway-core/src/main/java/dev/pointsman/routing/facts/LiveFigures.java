package dev.pointsman.routing.facts;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The live figures one decision looks at, each read at most once: so the decision is a function of them, and can be made again from
 * {@link #readings()}. Confined to the decision's thread; no more is read once the decision is made.
 *
 * <p>An open hash table of parallel arrays, at most half full.
 */
public final class LiveFigures {
    /**
     * One figure as it was read.
     *
     * @param value NaN where nothing was known
     */
    public record Reading(
            Figure figure, String subject, @Nullable String task, double value) {}

    private static final int SLOTS = 32;
    private static final int GROWTH = 4;

    private final LiveSource source;
    private @Nullable Figure[] figures = new Figure[0];
    private @Nullable String[] subjects = new String[0];
    private @Nullable String[] tasks = new String[0];
    private double[] values = {};
    private int count;

    public LiveFigures(LiveSource source) {
        this.source = source;
    }

    /** Knows nothing. */
    public static LiveFigures none() {
        return new LiveFigures(LiveSource.NONE);
    }

    /** Gives again what was read, and NaN for all else. */
    public static LiveFigures recorded(List<Reading> readings) {
        LiveFigures figures = new LiveFigures(LiveSource.NONE);
        for (Reading reading : readings) {
            figures.put(reading.figure(), reading.subject(), reading.task(), reading.value());
        }
        return figures;
    }

    /** The figure of a deployment or a score, or of a model over all tasks; NaN where nothing is known. */
    public double of(Figure figure, String subject) {
        return of(figure, subject, null);
    }

    /** The figure of a model for a task. */
    public double of(Figure figure, String subject, @Nullable String task) {
        if (count > 0) {
            int slot = slot(figure, subject, task);
            if (figures[slot] != null) {
                return values[slot];
            }
        }
        return put(figure, subject, task, source.value(figure, subject, task));
    }

    /** All that was read, in no order. */
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(count);
        for (int slot = 0; slot < figures.length; slot++) {
            Figure figure = figures[slot];
            String subject = subjects[slot];
            if (figure != null && subject != null) {
                readings.add(new Reading(figure, subject, tasks[slot], values[slot]));
            }
        }
        return readings;
    }

    private double put(Figure figure, String subject, @Nullable String task, double value) {
        if (count * 2 >= figures.length) {
            grow();
        }
        int slot = slot(figure, subject, task);
        count += figures[slot] == null ? 1 : 0;
        figures[slot] = figure;
        subjects[slot] = subject;
        tasks[slot] = task;
        values[slot] = value;
        return value;
    }

    /** Where it stands, or the free place where it belongs. */
    private int slot(Figure figure, String subject, @Nullable String task) {
        int mask = figures.length - 1;
        int hash = (subject.hashCode() * 31 + (task == null ? 0 : task.hashCode())) * 31
                + figure.word().hashCode();
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (figures[slot] != null
                && !(figures[slot] == figure && subject.equals(subjects[slot]) && Objects.equals(task, tasks[slot]))) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        Figure[] oldFigures = figures;
        String[] oldSubjects = subjects;
        String[] oldTasks = tasks;
        double[] oldValues = values;
        int size = Math.max(SLOTS, oldFigures.length * GROWTH);
        figures = new Figure[size];
        subjects = new String[size];
        tasks = new String[size];
        values = new double[size];
        for (int i = 0; i < oldFigures.length; i++) {
            Figure figure = oldFigures[i];
            String subject = oldSubjects[i];
            if (figure != null && subject != null) {
                int slot = slot(figure, subject, oldTasks[i]);
                figures[slot] = figure;
                subjects[slot] = subject;
                tasks[slot] = oldTasks[i];
                values[slot] = oldValues[i];
            }
        }
    }
}
