package dev.pointsman.quota;

import java.time.Duration;
import java.util.Arrays;

/**
 * A sum over the time just past, kept in slices of a {@value #SLICES}th of it. Guarded by its owner.
 *
 * <p>The slice under way and the {@value #SLICES} before it are summed: never less than what came within the time, and at most 1/{@value #SLICES}th of
 * it longer. So no more than a limit is ever let through in any stretch of that length, and under steady pressure at least 99.2 % of it is.
 */
final class SlidingWindow {
    static final int SLICES = 128;

    private final long sliceNanos;
    private final long[] counts = new long[SLICES + 1];
    private long newest = Long.MIN_VALUE;
    private long sum;

    SlidingWindow(Duration length) {
        this.sliceNanos = Math.max(1, (length.toNanos() + SLICES - 1) / SLICES);
    }

    /** Forgets what is too old by now; an earlier moment than the latest one counts as that. */
    void advance(long nowNanos) {
        long slice = Math.floorDiv(nowNanos, sliceNanos);
        if (slice <= newest) {
            return;
        }
        if (newest == Long.MIN_VALUE || slice - newest > SLICES) {
            Arrays.fill(counts, 0);
            sum = 0;
        } else {
            for (long each = newest + 1; each <= slice; each++) {
                int at = at(each);
                sum -= counts[at];
                counts[at] = 0;
            }
        }
        newest = slice;
    }

    long sum() {
        return sum;
    }

    /** Adds to the slice under way; gives that slice. */
    long add(long amount) {
        counts[at(newest)] += amount;
        sum += amount;
        return newest;
    }

    /** Corrects what was added to a slice, unless that is too old to count. */
    void correct(long slice, long change) {
        if (newest - slice <= SLICES) {
            counts[at(slice)] += change;
            sum += change;
        }
    }

    /** Nanoseconds until the sum is at most that, if nothing is added; 0 where it is. */
    long nanosUntil(long most, long nowNanos) {
        if (sum <= most) {
            return 0;
        }
        // the newest slice that has to go; those that may stay are few where little may, as each reply's headers ask
        long slice = newest;
        int at = at(newest);
        long stay = counts[at];
        while (stay <= most) {
            slice--;
            at = at == 0 ? SLICES : at - 1;
            stay += counts[at];
        }
        return Math.max(1, (slice + SLICES + 1) * sliceNanos - nowNanos);
    }

    private int at(long slice) {
        return (int) Math.floorMod(slice, (long) counts.length);
    }
}
