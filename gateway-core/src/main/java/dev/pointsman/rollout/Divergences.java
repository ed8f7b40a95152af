package dev.pointsman.rollout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;

/** How often a shadow decides otherwise, and the last {@value #MOST_KEPT} times that it did. Thread-safe. */
public final class Divergences {
    static final int MOST_KEPT = 50;

    /** What a second decision was beside the first. */
    public enum Result {
        /** The same model first, and the same deployments of it to choose from. */
        SAME,
        /** Another model first. */
        MODEL,
        /** The same model first, with other deployments to choose from. */
        DEPLOYMENT,
        /** It refused what the current policy serves, or failed. */
        ERROR;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One time.
     *
     * @param decision id of the decision that counted
     * @param from model of the current policy, with its deployments
     * @param to the same of the next policy, or its error
     * @param reasons of the next policy's decision
     */
    public record Divergence(String decision, long atMillis, String from, String to, List<String> reasons) {
        public Divergence {
            reasons = List.copyOf(reasons);
        }
    }

    private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);
    private final LongAdder costNanos = new LongAdder();
    private final LongAdder priced = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Divergence> latest = new ArrayDeque<>(MOST_KEPT);

    Divergences() {
        for (Result result : Result.values()) {
            counts.put(result, new LongAdder());
        }
    }

    public void count(Result result) {
        adder(result).increment();
    }

    public long counted(Result result) {
        return adder(result).sum();
    }

    /** The expected cost under both policies is known; {@code nanos} dollars more under the next one, or less. */
    public void costs(long nanos) {
        costNanos.add(nanos);
        priced.increment();
    }

    /** Nano-dollars that the next policy was expected to cost more, in all. */
    public long costNanos() {
        return costNanos.sum();
    }

    /** Decisions whose expected cost is known under both. */
    public long priced() {
        return priced.sum();
    }

    public void keep(Divergence divergence) {
        lock.lock();
        try {
            if (latest.size() == MOST_KEPT) {
                latest.removeFirst();
            }
            latest.addLast(divergence);
        } finally {
            lock.unlock();
        }
    }

    /** Oldest first. */
    public List<Divergence> latest() {
        lock.lock();
        try {
            return new ArrayList<>(latest);
        } finally {
            lock.unlock();
        }
    }

    private LongAdder adder(Result result) {
        LongAdder adder = counts.get(result);
        if (adder == null) {
            throw new IllegalStateException("no count of " + result);
        }
        return adder;
    }
}
