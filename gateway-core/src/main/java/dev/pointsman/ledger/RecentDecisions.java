package dev.pointsman.ledger;

import dev.pointsman.api.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each record as a line, once; keeps the newest lines at hand, in 6 MB that are used again and again, and passes all on. Texts are not kept at
 * hand, nor is a line of more than 16 kB.
 *
 * <p>Lines are written into {@value #WRITERS} buffers that are kept: a thread takes one out of its place and puts it back, and makes a new one where
 * the place is empty.
 */
public final class RecentDecisions implements Ledger {
    /** Most that are told at once. */
    public static final int MOST = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(RecentDecisions.class);
    private static final int WRITERS = 16;
    private static final int BUFFER = 8 * 1024;
    private static final int MOST_KEPT = 64 * 1024;

    private final LineLedger next;
    private final LineRing ring = new LineRing();
    private final AtomicLong appended = new AtomicLong();
    private final AtomicReferenceArray<@Nullable JsonWriter> writers = new AtomicReferenceArray<>(WRITERS);
    private final AtomicLong unwritten = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();

    public RecentDecisions(LineLedger next) {
        this.next = next;
    }

    @Override
    public void append(DecisionRecord record) {
        int place = (int) (Thread.currentThread().getId() & (WRITERS - 1));
        JsonWriter json = writers.getAndSet(place, null);
        if (json == null) {
            json = new JsonWriter(BUFFER);
        }
        try {
            write(record, json);
        } catch (RuntimeException broken) {
            unwritten.incrementAndGet();
            if (!told.getAndSet(true)) {
                LOG.error("a record could not be written", broken);
            }
        }
        if (json.buffer().length <= MOST_KEPT) {
            writers.set(place, json);
        }
    }

    private void write(DecisionRecord record, JsonWriter json) {
        json.reset();
        DecisionJson.write(record, json);
        next.append(json.buffer(), json.length());
        if (record.text() != null) {
            json.reset();
            DecisionJson.write(record.withoutText(), json);
        }
        ring.add(json.buffer(), json.length());
        appended.incrementAndGet();
    }

    @Override
    public long lost() {
        return unwritten.get() + next.lost();
    }

    @Override
    public void close() {
        next.close();
    }

    /** Records so far, those included that are no longer at hand. */
    public long appended() {
        return appended.get();
    }

    /** The record as a line of the ledger; null where it is not among those at hand. */
    public @Nullable String line(String id) {
        return ring.starting(("{\"id\":\"" + id + "\"").getBytes(StandardCharsets.UTF_8));
    }

    /** Lines that pass, newest first, {@link #MOST} at most. */
    public List<String> newest(int limit, Predicate<String> test) {
        return ring.newest(Math.min(limit, MOST), test);
    }
}
