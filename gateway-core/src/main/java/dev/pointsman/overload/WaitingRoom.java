package dev.pointsman.overload;

import dev.pointsman.access.Priority;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for a place, by priority. Of one priority the first to come is the first to go in: with a bound on the wait that is known at the door there
 * are no old requests that nobody waits for any more, which serving the last first would pass over.
 *
 * <p>Where several priorities wait they go in by turns, 16 to 4 to 1, so none starves. Of the room a low one may fill half and a normal one nine tenths.
 * Not thread-safe: its {@link Places} hold their lock.
 */
final class WaitingRoom {
    private static final double WEIGHT = 0.1;

    private final Map<Priority, Line> lines = new EnumMap<>(Priority.class);
    private long turn;
    private int size;

    /** Those of one priority. */
    private static final class Line {
        private final Set<Waiter> waiters = new LinkedHashSet<>();
        /** How far a turn takes the count on: the line that is least far is next. */
        private final int stride;
        /** Of the room. */
        private final double share;

        private long count;
        /** When the latest went in, or, if later, when the first came. */
        private long movedAt;
        /** Between two that go in, while some wait; -1 before that was seen. */
        private double gapNanos = -1;

        Line(int stride, double share) {
            this.stride = stride;
            this.share = share;
        }

        void moved(long now) {
            double gap = Math.max(0, now - movedAt);
            gapNanos = gapNanos < 0 ? gap : gapNanos + WEIGHT * (gap - gapNanos);
            movedAt = now;
        }

        /** What the gap would be if the next went in now, where that is longer: a line that stands still is seen before it moves again. 0 where not known. */
        double expectedGap(long now) {
            double open = now - movedAt;
            return gapNanos < 0 || open <= gapNanos ? Math.max(0, gapNanos) : gapNanos + WEIGHT * (open - gapNanos);
        }
    }

    WaitingRoom() {
        lines.put(Priority.HIGH, new Line(1, 1));
        lines.put(Priority.NORMAL, new Line(4, 0.9));
        lines.put(Priority.LOW, new Line(16, 0.5));
    }

    private Line line(Priority priority) {
        return Objects.requireNonNull(lines.get(priority));
    }

    int size() {
        return size;
    }

    boolean isFullFor(Priority priority, int most) {
        return size >= Math.ceil(most * line(priority).share);
    }

    /** How long one that came now would wait; 0 where that is not known, as of the first of its priority: what was seen before may be over. */
    double expectedNanos(Priority priority, long now) {
        Line line = line(priority);
        return line.waiters.isEmpty() ? 0 : line.expectedGap(now) * (line.waiters.size() + 1);
    }

    void add(Waiter waiter, long now) {
        Line line = line(waiter.priority());
        if (line.waiters.isEmpty()) {
            line.movedAt = now;
            line.count = Math.max(line.count, turn); // turns that nobody took are not made up for
        }
        line.waiters.add(waiter);
        size++;
    }

    /** False where it does not wait here. That a line stood still until its last one went is not forgotten. */
    boolean remove(Waiter waiter, long now) {
        Line line = line(waiter.priority());
        boolean removed = line.waiters.remove(waiter);
        size -= removed ? 1 : 0;
        if (removed && line.waiters.isEmpty() && line.gapNanos >= 0) {
            line.gapNanos = line.expectedGap(now);
        }
        return removed;
    }

    /** Takes out whose turn it is; one that is late stays, for its timer. Null where there is nobody else. */
    @Nullable
    Waiter next(long now) {
        Line first = null;
        Waiter its = null;
        for (Line line : lines.values()) {
            Waiter head = head(line, now);
            if (head != null && (first == null || line.count < first.count)) {
                first = line;
                its = head;
            }
        }
        if (first != null && its != null) {
            turn = first.count;
            first.count += first.stride;
            first.moved(now);
            remove(its, now);
        }
        return its;
    }

    private static @Nullable Waiter head(Line line, long now) {
        Iterator<Waiter> waiters = line.waiters.iterator();
        while (waiters.hasNext()) {
            Waiter waiter = waiters.next();
            if (!waiter.late(now)) {
                return waiter;
            }
        }
        return null;
    }
}
