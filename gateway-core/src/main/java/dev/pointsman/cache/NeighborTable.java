package dev.pointsman.cache;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Vectors of requests by group: only what is of one group can be near. Holds a bounded number; where that is reached, the oldest part of the group goes
 * that was added to least recently.
 *
 * <p>One lock: searches share it, a change has it alone for about a millisecond. Called on workers, never on a loop.
 */
final class NeighborTable {
    /** A group that fills the table is in so many parts: one of them is lost at a time, and each is searched. */
    private static final int SEGMENTS = 2;

    private static final int LEAST_SEGMENT = 16;
    /** Above that two vectors are the same, but for rounding. */
    private static final double SAME = 0.99999;

    private final int most;
    private final int segmentSize;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    /** The group that was added to least recently first. */
    private final Map<CacheKey, Deque<NeighborSegment>> groups = new LinkedHashMap<>();

    private int size;

    /** @param most vectors it holds */
    NeighborTable(int most) {
        this.most = most;
        this.segmentSize = Math.max(LEAST_SEGMENT, (most + SEGMENTS - 1) / SEGMENTS);
    }

    int size() {
        lock.readLock().lock();
        try {
            return size;
        } finally {
            lock.readLock().unlock();
        }
    }

    /** The nearest of a group that are at least that near, nearest first. */
    List<NeighborSegment.Near> nearest(CacheKey group, float[] vector, double leastCosine, int limit) {
        List<NeighborSegment.Near> found = new ArrayList<>();
        lock.readLock().lock();
        try {
            Deque<NeighborSegment> segments = groups.get(group);
            if (segments != null) {
                segments.forEach(segment -> segment.search(vector, leastCosine, found));
            }
        } finally {
            lock.readLock().unlock();
        }
        found.sort(Comparator.comparingDouble(near -> -near.cosine()));
        return found.size() <= limit ? found : found.subList(0, limit);
    }

    /** Adds one, unless the group has the same vector with the same key. */
    void add(CacheKey group, float[] vector, CacheKey key) {
        for (NeighborSegment.Near same : nearest(group, vector, SAME, Integer.MAX_VALUE)) {
            if (same.key().equals(key)) {
                return;
            }
        }
        lock.writeLock().lock();
        try {
            while (size >= most) {
                dropOldest();
            }
            Deque<NeighborSegment> segments = groups.remove(group);
            Deque<NeighborSegment> of = segments == null ? new ArrayDeque<>(1) : segments;
            groups.put(group, of);
            if (of.isEmpty() || of.getLast().full()) {
                of.addLast(new NeighborSegment(segmentSize));
            }
            of.getLast().add(vector, key);
            size++;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** One that has no reply any more is not found again. */
    void forget(CacheKey group, NeighborSegment.Near near) {
        lock.writeLock().lock();
        try {
            near.segment().forget(near.node());
            Deque<NeighborSegment> segments = groups.get(group);
            if (segments != null && near.segment().spent() && segments.remove(near.segment())) {
                size -= near.segment().size();
                if (segments.isEmpty()) {
                    groups.remove(group);
                }
            }
        } finally {
            lock.writeLock().unlock();
        }
    }

    private void dropOldest() {
        Iterator<Deque<NeighborSegment>> all = groups.values().iterator();
        Deque<NeighborSegment> oldest = all.next();
        size -= oldest.removeFirst().size();
        if (oldest.isEmpty()) {
            all.remove();
        }
    }
}
