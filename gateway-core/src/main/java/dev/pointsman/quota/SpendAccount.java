package dev.pointsman.quota;

import dev.pointsman.quota.Refusal.What;
import dev.pointsman.quota.SpendJournal.Place;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one subject of one limit has spent: settled costs, and what is reserved for calls under way. Guarded by its own lock; checking and
 * reserving are one step, so that what is counted passes the limit only where a call cost more than it was expected to at most.
 *
 * <p>It is counted in slices of the window: one for a period of the calendar, {@value #SLICES} for time that slides. Each that is not empty has a
 * place in the journal, which holds its amount at every moment.
 */
final class SpendAccount implements SubjectTable.Counter {
    static final int SLICES = 96;
    private static final long MOST_NANOS = Long.MAX_VALUE / 4;

    private final Window window;
    private final SpendJournal journal;
    private final Place.Id id;
    private final long sliceMillis;
    private final ArrayDeque<Slice> slices = new ArrayDeque<>(1);
    private long sum;
    private long knownPeriod = Long.MIN_VALUE;
    private long knownUntilMillis = Long.MIN_VALUE;
    private boolean retired;

    /** A part of the window. */
    private static final class Slice {
        private final long period;
        private int place;
        private long nanos;
        private boolean gone;

        Slice(long period, int place, long nanos) {
            this.period = period;
            this.place = place;
            this.nanos = nanos;
        }
    }

    /** Goes on with what the journal knows of it. */
    SpendAccount(Window window, SpendJournal journal, Place.Id id) {
        this.window = window;
        this.journal = journal;
        this.id = id;
        this.sliceMillis = Math.max(1, (window.length().toMillis() + SLICES - 1) / SLICES);
        for (Place place : journal.adopt(id)) {
            Slice last = slices.peekLast();
            if (last != null && last.period == place.period()) {
                last.nanos += place.nanos();
                journal.free(place.index());
                journal.put(last.place, last.nanos);
            } else {
                slices.addLast(new Slice(place.period(), place.index(), place.nanos()));
            }
            sum += place.nanos();
        }
    }

    /** What was reserved, or why nothing was. */
    static final class Reserved {
        private final @Nullable SpendAccount account;
        private final @Nullable Slice slice;
        private final long nanos;
        final @Nullable What refused;
        final long waitNanos;

        private Reserved(SpendAccount account, Slice slice, long nanos) {
            this.account = account;
            this.slice = slice;
            this.nanos = nanos;
            this.refused = null;
            this.waitNanos = 0;
        }

        private Reserved(What refused, long waitNanos) {
            this.account = null;
            this.slice = null;
            this.nanos = 0;
            this.refused = refused;
            this.waitNanos = waitNanos;
        }

        /** It cost that; 0 gives all of it back. */
        void settle(long costNanos) {
            if (account != null && slice != null) {
                account.change(slice, Math.min(costNanos, MOST_NANOS) - nanos);
            }
        }
    }

    /**
     * Reserves.
     *
     * @param nanos 0 asks whether anything is left
     * @return null where this has retired: another account counts now
     */
    synchronized @Nullable Reserved reserve(Rate limit, long nanos, boolean forced, long nowMillis) {
        if (retired) {
            return null;
        }
        advance(nowMillis);
        long wanted = Math.min(nanos, MOST_NANOS);
        boolean fits = wanted == 0 ? sum < limit.most() : sum + wanted <= limit.most();
        if (!forced && !fits) {
            return new Reserved(What.SPEND, wanted > limit.most() ? -1 : waitNanos(limit.most() - wanted, nowMillis));
        }
        Slice last = slices.peekLast();
        if (last == null || last.period < knownPeriod) {
            last = new Slice(knownPeriod, SpendJournal.NOWHERE, 0);
            slices.addLast(last);
        }
        if (wanted > 0 && !placed(last, nowMillis)) {
            return new Reserved(What.SUBJECTS, -1);
        }
        change(last, wanted);
        return new Reserved(this, last, wanted);
    }

    /** Nano-dollars of the window that ends now. */
    synchronized long nanos(long nowMillis) {
        advance(nowMillis);
        return sum;
    }

    /** Its amounts as they are now, without looking at the clock. */
    synchronized void addTo(List<Spent> all) {
        for (Slice slice : slices) {
            all.add(new Spent(id.limit(), id.subject(), slice.period, endMillis(slice.period), slice.nanos));
        }
    }

    @Override
    public synchronized boolean retire(long nowNanos, long nowMillis) {
        advance(nowMillis);
        if (sum <= 0 && !retired) {
            retired = true;
            slices.forEach(slice -> {
                slice.gone = true;
                journal.free(slice.place);
            });
            slices.clear();
        }
        return retired;
    }

    private boolean placed(Slice slice, long nowMillis) {
        if (slice.place == SpendJournal.NOWHERE) {
            int place = journal.open(id, slice.period, endMillis(slice.period), nowMillis);
            if (place == SpendJournal.FULL) {
                return false;
            }
            slice.place = place;
        }
        return true;
    }

    private synchronized void change(Slice slice, long more) {
        if (slice.gone || more == 0) {
            return;
        }
        slice.nanos += more;
        sum += more;
        if (slice.place >= 0) {
            journal.put(slice.place, slice.nanos);
        }
    }

    /** Forgets what is too old; a clock that goes back changes nothing. */
    private void advance(long nowMillis) {
        if (nowMillis < knownUntilMillis) {
            return;
        }
        Window.Calendar calendar = window.calendar();
        long period = calendar == null ? Math.floorDiv(nowMillis, sliceMillis) : calendar.start(nowMillis);
        knownPeriod = Math.max(period, knownPeriod);
        knownUntilMillis = calendar == null ? (period + 1) * sliceMillis : calendar.endMillis(period);
        long oldest = calendar == null ? knownPeriod - SLICES : knownPeriod;
        for (Slice first = slices.peekFirst(); first != null && first.period < oldest; first = slices.peekFirst()) {
            slices.removeFirst();
            first.gone = true;
            sum -= first.nanos;
            journal.free(first.place);
        }
    }

    private long waitNanos(long most, long nowMillis) {
        long left = sum;
        for (Slice slice : slices) {
            left -= slice.nanos;
            if (left <= most) {
                return Math.max(1, endMillis(slice.period) - nowMillis) * 1_000_000;
            }
        }
        return Math.max(1, endMillis(knownPeriod) - nowMillis) * 1_000_000;
    }

    /** When what was spent in a period counts no more. */
    private long endMillis(long period) {
        Window.Calendar calendar = window.calendar();
        return calendar == null ? (period + SLICES + 1) * sliceMillis : calendar.endMillis(period);
    }
}
