package dev.pointsman.balance;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Deployments that operators have taken out of use: no call begins there, those under way finish. One for the life of the gateway; a restart
 * forgets them. Loops read one immutable set; it is replaced under this object's lock.
 */
public final class Holds {
    private volatile Set<String> held = Set.of();

    Holds() {}

    /** Whether no call may begin there. */
    public boolean on(String deployment) {
        Set<String> now = held;
        return !now.isEmpty() && now.contains(deployment);
    }

    /** Takes one out of use; false where it was out already. */
    public synchronized boolean hold(String deployment) {
        Set<String> more = new HashSet<>(held);
        boolean added = more.add(deployment);
        held = Set.copyOf(more);
        return added;
    }

    /** Puts one back; false where it was not out. */
    public synchronized boolean release(String deployment) {
        Set<String> fewer = new HashSet<>(held);
        boolean removed = fewer.remove(deployment);
        held = Set.copyOf(fewer);
        return removed;
    }

    synchronized void retain(Collection<String> deployments) {
        if (!held.isEmpty()) {
            Set<String> left = new HashSet<>(held);
            left.retainAll(Set.copyOf(deployments));
            held = Set.copyOf(left);
        }
    }
}
