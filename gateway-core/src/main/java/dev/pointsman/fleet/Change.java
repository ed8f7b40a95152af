package dev.pointsman.fleet;

import java.util.ArrayList;
import java.util.List;

/**
 * Something to be added to what the store counts of one subject of one limit.
 *
 * @param requestSlice in which they were counted; {@link #NOW} adds them to the one under way
 * @param requestSliceMicros its length
 * @param lease of what is under way
 * @param period of the money
 * @param endMillis when that counts no more
 * @param create adds money also where the store knows of none
 */
record Change(
        SharedSubject subject,
        long requests,
        long requestSlice,
        long requestSliceMicros,
        long tokens,
        long tokenSlice,
        long tokenSliceMicros,
        long underWay,
        String lease,
        long nanos,
        long period,
        long endMillis,
        boolean create) {
    static final long NOW = -1;

    boolean nothing() {
        return requests == 0 && tokens == 0 && underWay == 0 && nanos == 0;
    }

    /** Other amounts of it, to be added at once, whatever the store knows. */
    Change owed(long itsRequests, long itsTokens, long itsUnderWay, long itsNanos) {
        return new Change(
                subject,
                itsRequests,
                NOW,
                requestSliceMicros,
                itsTokens,
                NOW,
                tokenSliceMicros,
                itsUnderWay,
                lease,
                itsNanos,
                period,
                endMillis,
                true);
    }

    static List<String> keys(List<Change> changes) {
        List<String> keys = new ArrayList<>(changes.size() * SharedSubject.KEYS);
        for (Change change : changes) {
            for (int i = 0; i < SharedSubject.KEYS; i++) {
                keys.add(change.subject.key(i));
            }
        }
        return keys;
    }

    static List<String> arguments(List<Change> changes) {
        List<String> arguments = new ArrayList<>(1 + changes.size() * 12);
        arguments.add(Integer.toString(changes.size()));
        for (Change change : changes) {
            change.addTo(arguments);
        }
        return arguments;
    }

    private void addTo(List<String> arguments) {
        arguments.add(Long.toString(requests));
        arguments.add(Long.toString(requestSlice));
        arguments.add(Long.toString(requestSliceMicros));
        arguments.add(Long.toString(tokens));
        arguments.add(Long.toString(tokenSlice));
        arguments.add(Long.toString(tokenSliceMicros));
        arguments.add(Long.toString(underWay));
        arguments.add(lease);
        arguments.add(Long.toString(nanos));
        arguments.add(Long.toString(period));
        arguments.add(Long.toString(endMillis));
        arguments.add(create ? "1" : "0");
    }
}
