package dev.pointsman.ledger;

import dev.pointsman.api.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest records at hand, and passes all on. A ring of {@value #CAPACITY} references: an append is one atomic step, and a reader may
 * miss what is appended meanwhile, never see a record twice or in part. A record holds a few kilobytes (most of it shared with its policy), so
 * the ring holds some megabytes: 4,096 records of six candidates, 5 MB. Texts are not kept in it.
 */
public final class RecentDecisions implements Ledger {
    private static final int CAPACITY = 4_096;

    private final Ledger next;
    private final AtomicReferenceArray<DecisionRecord> ring;
    private final AtomicLong appended = new AtomicLong();

    public RecentDecisions(Ledger next) {
        this(next, CAPACITY);
    }

    RecentDecisions(Ledger next, int capacity) {
        this.next = next;
        this.ring = new AtomicReferenceArray<>(capacity);
    }

    @Override
    public void append(DecisionRecord record) {
        ring.set((int) (appended.getAndIncrement() % ring.length()), record.withoutText());
        next.append(record);
    }

    @Override
    public long lost() {
        return next.lost();
    }

    @Override
    public void close() {
        next.close();
    }

    /** Records so far, those included that are no longer at hand. */
    public long appended() {
        return appended.get();
    }

    /** Most records that are at hand. */
    public int capacity() {
        return ring.length();
    }

    /** The record as a line of the ledger; null where it is not among those at hand. */
    public @Nullable String line(String id) {
        List<DecisionRecord> found = newest(1, record -> record.id().equals(id));
        return found.isEmpty() ? null : line(found.get(0));
    }

    /** Those that pass, newest first. */
    public List<DecisionRecord> newest(int limit, Predicate<DecisionRecord> test) {
        List<DecisionRecord> found = new ArrayList<>();
        long last = appended.get();
        for (long at = last - 1; at >= Math.max(0, last - ring.length()) && found.size() < limit; at--) {
            DecisionRecord record = ring.get((int) (at % ring.length()));
            if (record != null && test.test(record)) {
                found.add(record);
            }
        }
        return found;
    }

    /** One record as a line of the ledger, without its end. */
    public static String line(DecisionRecord record) {
        JsonWriter json = new JsonWriter(4_096);
        DecisionJson.write(record, json);
        return new String(json.buffer(), 0, json.length(), StandardCharsets.UTF_8);
    }
}
