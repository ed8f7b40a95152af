package dev.pointsman.fleet.replies;

import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.Script;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was forgotten on purpose, by any gateway of the fleet: asked for once a second, and told at once.
 *
 * <p>The store counts generations. A reply carries the one in which it was kept, and counts no more where all replies, or those of its payer, were
 * forgotten in a later one. What it could not be told yet is told first when it is back; until then nothing there counts. Its lock guards what
 * waits to be told; loops read one immutable value, and share one number: what may be written before it is asked again.
 */
final class Forgotten {
    /** How often it is asked what others have forgotten. */
    static final Duration PAUSE = Duration.ofSeconds(1);

    /** What is older than that is not known. */
    static final Duration LASTS = Duration.ofSeconds(3);

    private static final String KEY = Fleet.PREFIX + "forgotten";
    private static final String ALL = "all";
    private static final int MOST_WAITING = 1_000;
    private static final int HEAD = 4;
    private static final long PAYER_BITS = (1L << 48) - 1;

    private final Fleet fleet;
    private final Executor worker;
    private final ArrayDeque<Owed> waiting = new ArrayDeque<>();
    private boolean asking;
    private volatile boolean owes;
    private final AtomicLong roomBytes = new AtomicLong();
    private volatile @Nullable Known known;
    private volatile Consumer<Predicate<String>> watcher = payers -> {};

    /** What the store is to be told: each is one of its own, whatever it says. */
    private static final class Owed {
        private final String payer;

        private Owed(String payer) {
            this.payer = payer;
        }
    }

    /**
     * As the store told it.
     *
     * @param newest generation of now
     * @param all generation from which on any reply counts
     * @param payers the same of those whose replies were forgotten since, by their numbers
     * @param atNanos when it was asked
     */
    record Known(long newest, long all, Map<Long, Long> payers, long atNanos) {
        /** Whether a reply still counts. */
        boolean counts(long generation, String payer) {
            return generation >= all && generation >= payers.getOrDefault(number(payer), 0L);
        }
    }

    Forgotten(Fleet fleet, Executor worker) {
        this.fleet = fleet;
        this.worker = worker;
    }

    /** Null where it is not known now: then no reply of the store's counts. */
    @Nullable
    Known known() {
        Known latest = known;
        boolean old = latest == null || fleet.nanoTime() - latest.atNanos > LASTS.toNanos();
        return old || owes ? null : latest;
    }

    /** Whether the store has room for a reply, this gateway's part of it; takes it. */
    boolean room(long bytes) {
        return roomBytes.addAndGet(-bytes) >= 0;
    }

    void watch(Consumer<Predicate<String>> forgotten) {
        watcher = forgotten;
    }

    /** Has replies count no more: all, or those of one payer. */
    void forget(@Nullable String payer) {
        synchronized (waiting) {
            owes = true;
            if (payer == null || waiting.size() >= MOST_WAITING) {
                waiting.clear();
                waiting.add(new Owed(ALL));
            } else {
                waiting.add(new Owed(Long.toString(number(payer))));
            }
        }
        ask();
    }

    /** Tells what waits to be told, and hears what others told. */
    void ask() {
        List<String> arguments = new ArrayList<>();
        List<Owed> told;
        synchronized (waiting) {
            if (asking || !fleet.up()) {
                return;
            }
            asking = true;
            Known before = known;
            arguments.add(before == null ? "-1" : Long.toString(before.newest));
            told = List.copyOf(waiting);
        }
        told.forEach(each -> arguments.add(each.payer));
        long now = fleet.nanoTime();
        CompletionStage<List<Long>> answer = fleet.run(Script.FORGOTTEN, List.of(KEY), arguments);
        if (answer == null) {
            answered(told, null, now);
        } else {
            answer.whenCompleteAsync((numbers, failure) -> answered(told, numbers, now), worker);
        }
    }

    private void answered(List<Owed> told, @Nullable List<Long> numbers, long askedNanos) {
        Known before;
        Known now;
        boolean more;
        synchronized (waiting) {
            asking = false;
            before = known;
            now = numbers == null ? before : known(numbers, before, askedNanos);
            known = now;
            if (numbers != null) {
                roomBytes.set(numbers.get(2) / fleet.gateways());
                waiting.removeAll(told);
                owes = !waiting.isEmpty();
            }
            more = numbers != null && owes;
        }
        if (more) {
            ask();
        }
        if (before != null && now != null && now.newest != before.newest) {
            watcher.accept(payer -> !now.counts(before.newest, payer));
        }
    }

    private static Known known(List<Long> numbers, @Nullable Known before, long askedNanos) {
        long newest = numbers.get(1);
        if (before != null && before.newest == newest) {
            return new Known(newest, before.all, before.payers, askedNanos);
        }
        Map<Long, Long> payers = new HashMap<>();
        for (int i = HEAD; i + 1 < numbers.size(); i += 2) {
            payers.put(numbers.get(i), numbers.get(i + 1));
        }
        return new Known(newest, numbers.get(3), Map.copyOf(payers), askedNanos);
    }

    /** 48 bits, which a script can count with. */
    private static long number(String payer) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(payer.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & PAYER_BITS;
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
