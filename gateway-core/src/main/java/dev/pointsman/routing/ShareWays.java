package dev.pointsman.routing;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which what rules leave to shares can come out in a decision, one after the other, and how likely each is: the first as it was drawn, the
 * others so that the odds of what was decided are known. Shares of different rules are independent. Confined to one thread.
 */
public final class ShareWays {
    /** More are not gone; then the odds are not known. */
    static final int MOST = 16;

    /** What is less likely is not told from never. */
    private static final double LEAST = 1e-12;

    /** A router that asks for shares. */
    public interface Asker extends Router {
        /** Whether any of its rules does, and odds are to be told. */
        boolean asksForShares();

        /** As {@link #apply}, with shares as {@code ways} has them come out; null for as they are drawn. */
        RoutingDecision apply(RoutingDecision decision, RoutingContext context, @Nullable ShareWays ways);
    }

    /** What could have come out both ways. */
    private static final class Fork {
        private boolean yes;
        private boolean turned;

        Fork(boolean yes) {
            this.yes = yes;
        }
    }

    private final List<Fork> forks = new ArrayList<>(2);
    private int met;
    private int gone = 1;
    private double probability = 1;

    /**
     * How it comes out in the way that is gone.
     *
     * @param chance of yes; 0 and 1 are no fork
     * @param drawn how it was drawn
     */
    public boolean comesOut(double chance, boolean drawn) {
        if (chance < LEAST || chance > 1 - LEAST) {
            return drawn;
        }
        if (met == forks.size()) {
            forks.add(new Fork(drawn));
        }
        boolean yes = forks.get(met).yes;
        met++;
        probability *= yes ? chance : 1 - chance;
        return yes;
    }

    /** Whether anything could have come out otherwise. */
    boolean forked() {
        return !forks.isEmpty();
    }

    /** Of the way that was gone. */
    double probability() {
        return probability;
    }

    /** Goes on to the next way; false where there is none, or none more is gone. */
    boolean next() {
        while (!forks.isEmpty() && forks.get(forks.size() - 1).turned) {
            forks.remove(forks.size() - 1);
        }
        if (forks.isEmpty() || gone == MOST) {
            return false;
        }
        Fork last = forks.get(forks.size() - 1);
        last.yes = !last.yes;
        last.turned = true;
        met = 0;
        probability = 1;
        gone++;
        return true;
    }

    /** Whether all ways were gone, once {@link #next} has none. */
    boolean all() {
        return forks.isEmpty();
    }
}
