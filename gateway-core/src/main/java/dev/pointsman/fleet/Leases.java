package dev.pointsman.fleet;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Under which the store counts what is under way in this gateway: one for each time that the store was there. A lease that is renewed no more lapses
 * there with all that was counted under it. Guarded by itself but for {@link #current}.
 */
final class Leases {
    static final String KEY = SharedLimit.PREFIX + "leases";
    private static final int MOST = 8;

    /** One of them. */
    record Lease(String name) {}

    private final String gateway;
    private final AtomicInteger number = new AtomicInteger();
    private final ArrayDeque<Lease> renewed = new ArrayDeque<>();
    private volatile Lease current;

    Leases(String gateway) {
        this.gateway = gateway;
        this.current = new Lease(gateway + ".0");
        renewed.add(current);
    }

    Lease current() {
        return current;
    }

    synchronized void next() {
        current = new Lease(gateway + "." + number.incrementAndGet());
        renewed.add(current);
        if (renewed.size() > MOST) {
            renewed.removeFirst();
        }
    }

    /** It is renewed no more; where it is the one in use another one is. */
    synchronized void lapse(Lease lease) {
        if (lease.equals(current)) {
            next();
        }
        for (Iterator<Lease> each = renewed.iterator(); each.hasNext(); ) {
            if (each.next().equals(lease)) {
                each.remove();
            }
        }
    }

    synchronized void addTo(List<String> arguments) {
        renewed.forEach(lease -> arguments.add(lease.name));
    }
}
