package dev.pointsman.routing.facts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The live figures one decision looks at, each read at most once: so the decision is a function of them, and can be made again from
 * {@link #readings()}. Confined to the decision's thread; no more is read once the decision is made.
 *
 * <p>Parallel arrays in the order of reading, and an open hash table of places in them, at most half full.
 */
public final class LiveFigures {
    /**
     * One figure as it was read.
     *
     * @param value NaN where nothing was known
     */
    public record Reading(
            Figure figure, String subject, @Nullable String task, double value) {}

    private static final int FIRST = 16;
    private static final int GROWTH = 4;
    /** Slots of the table for each figure. */
    private static final int SPARSE = 2;

    private LiveSource source;
    private Figure[] figures = {};
    private String[] subjects = {};
    private @Nullable String[] tasks = new String[0];
    private double[] values = {};
    /** In each slot a place from 1 on; 0 is free. */
    private int[] slots = {};

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
            figures.read(reading.figure(), reading.subject(), reading.task(), reading.value());
        }
        return figures;
    }

    /** The figure of a deployment or a score, or of a model over all tasks; NaN where nothing is known. */
    public double of(Figure figure, String subject) {
        return of(figure, subject, null);
    }

    /** The figure of a model for a task. */
    public double of(Figure figure, String subject, @Nullable String task) {
        int slot = slotWithRoom(figure, subject, task);
        int place = slots[slot] - 1;
        return place >= 0 ? values[place] : put(slot, figure, subject, task, source.value(figure, subject, task));
    }

    /** Forgets where figures are read, and with that the request it may know: what was read stays, all else is not known from now on. */
    public LiveFigures settled() {
        source = LiveSource.NONE;
        return this;
    }

    /** All that was read, in the order of reading. */
    public List<Reading> readings() {
        List<Reading> readings = new ArrayList<>(count);
        for (int place = 0; place < count; place++) {
            readings.add(new Reading(figures[place], subjects[place], tasks[place], values[place]));
        }
        return readings;
    }

    /** The first value counts. */
    private void read(Figure figure, String subject, @Nullable String task, double value) {
        int slot = slotWithRoom(figure, subject, task);
        if (slots[slot] == 0) {
            put(slot, figure, subject, task, value);
        }
    }

    private int slotWithRoom(Figure figure, String subject, @Nullable String task) {
        if (count == figures.length) {
            grow();
        }
        return slot(figure, subject, task);
    }

    /** @param slot the free one where it belongs */
    private double put(int slot, Figure figure, String subject, @Nullable String task, double value) {
        figures[count] = figure;
        subjects[count] = subject;
        tasks[count] = task;
        values[count] = value;
        count++;
        slots[slot] = count;
        return value;
    }

    /** Where its place stands, or the free slot where that belongs. */
    private int slot(Figure figure, String subject, @Nullable String task) {
        int mask = slots.length - 1;
        int hash = (subject.hashCode() * 31 + (task == null ? 0 : task.hashCode())) * 31
                + figure.word().hashCode();
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (slots[slot] != 0 && !at(slots[slot] - 1, figure, subject, task)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean at(int place, Figure figure, String subject, @Nullable String task) {
        return figures[place] == figure && subjects[place].equals(subject) && Objects.equals(tasks[place], task);
    }

    private void grow() {
        int size = Math.max(FIRST, figures.length * GROWTH);
        figures = Arrays.copyOf(figures, size);
        subjects = Arrays.copyOf(subjects, size);
        tasks = Arrays.copyOf(tasks, size);
        values = Arrays.copyOf(values, size);
        slots = new int[size * SPARSE];
        for (int place = 0; place < count; place++) {
            slots[slot(figures[place], subjects[place], tasks[place])] = place + 1;
        }
    }
}
