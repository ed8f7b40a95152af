package dev.pointsman.performance;

import dev.pointsman.online.Chosen;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.performance.RecentDecisions.Who;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The newest answers, each in a place that the oldest one leaves to it, found by a hash table with linear probing. What a place holds is spread over arrays,
 * so that adding one makes no object that lives.
 */
final class AnswerTable {
    /**
     * An id, told by 128 bits of it.
     *
     * @param high says where it is looked for
     */
    record Id(long high, long low) {
        private static final long FIRST = 0x9e3779b97f4a7c15L; // two odd numbers without a pattern
        private static final long SECOND = 0xc2b2ae3d27d4eb4fL;

        static Id of(String id) {
            long high = id.length();
            long low = FIRST;
            for (int i = 0; i < id.length(); i++) {
                high = (high ^ id.charAt(i)) * FIRST;
                high ^= high >>> Integer.SIZE;
                low = (low ^ id.charAt(i)) * SECOND;
                low ^= low >>> (Integer.SIZE - 3);
            }
            return new Id(high, low);
        }
    }

    private static final int EMPTY = -1;

    private final int places;
    private final long[] high;
    private final long[] low;
    private final long[] atNanos;
    private final @Nullable String[] model;
    private final @Nullable String[] deployment;
    private final @Nullable String[] task;
    private final @Nullable String[] key;
    private final @Nullable Chosen[] chosen;
    private final @Nullable Rating[] rating;
    /** Places by hash; twice as many as there are places. */
    private final int[] table;

    private int next;
    private boolean full;

    /** @param places how many answers are kept, a power of two */
    AnswerTable(int places) {
        this.places = places;
        high = new long[places];
        low = new long[places];
        atNanos = new long[places];
        model = new String[places];
        deployment = new String[places];
        task = new String[places];
        key = new String[places];
        chosen = new Chosen[places];
        rating = new Rating[places];
        table = new int[places * 2];
        Arrays.fill(table, EMPTY);
    }

    synchronized void add(Id id, Who who, long now) {
        int place = next;
        if (full) {
            forget(place);
        }
        next = (place + 1) & (places - 1);
        full |= next == 0;
        high[place] = id.high;
        low[place] = id.low;
        atNanos[place] = now;
        model[place] = who.model();
        deployment[place] = who.deployment();
        task[place] = who.task();
        key[place] = who.key();
        chosen[place] = who.chosen();
        rating[place] = null;
        int slot = home(id.high);
        while (table[slot] != EMPTY) {
            slot = after(slot);
        }
        table[slot] = place;
    }

    /** Null where it is not known, or was not added after that. */
    synchronized @Nullable Who find(Id id, long after) {
        int place = place(id);
        if (place == EMPTY || atNanos[place] - after <= 0) {
            return null;
        }
        return new Who(
                Objects.requireNonNull(model[place]),
                Objects.requireNonNull(deployment[place]),
                task[place],
                Objects.requireNonNull(key[place]),
                chosen[place]);
    }

    /** Null where nobody has rated it, or it is no longer known. */
    synchronized @Nullable Rating rating(Id id) {
        int place = place(id);
        return place == EMPTY ? null : rating[place];
    }

    /** Gives the rating before; does nothing where it is no longer known. */
    synchronized @Nullable Rating rate(Id id, Rating now) {
        int place = place(id);
        if (place == EMPTY) {
            return null;
        }
        Rating before = rating[place];
        rating[place] = now;
        return before;
    }

    private int place(Id id) {
        for (int slot = home(id.high); table[slot] != EMPTY; slot = after(slot)) {
            int place = table[slot];
            if (high[place] == id.high && low[place] == id.low) {
                return place;
            }
        }
        return EMPTY;
    }

    /** Takes a place out of the table; those behind it move up, so that none is cut off from where it is looked for. */
    private void forget(int place) {
        int slot = home(high[place]);
        while (table[slot] != place) {
            slot = after(slot);
        }
        int hole = slot;
        for (slot = after(slot); table[slot] != EMPTY; slot = after(slot)) {
            int home = home(high[table[slot]]);
            boolean mayMove = ((slot - home) & (table.length - 1)) >= ((slot - hole) & (table.length - 1));
            if (mayMove) {
                table[hole] = table[slot];
                hole = slot;
            }
        }
        table[hole] = EMPTY;
    }

    private int home(long hash) {
        return (int) hash & (table.length - 1);
    }

    private int after(int slot) {
        return (slot + 1) & (table.length - 1);
    }
}
