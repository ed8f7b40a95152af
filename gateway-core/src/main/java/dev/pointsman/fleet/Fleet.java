package dev.pointsman.fleet;

import dev.pointsman.fleet.Leases.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This gateway among those that share a store: whether the store is there, how many gateways there are, and what time it is.
 *
 * <p>The store is away from the moment on at which a command fails, or several in a row take longer than the time for them; it is back when a heartbeat
 * was answered in time and it has been told what it missed. Read by all loops; changes are made by the worker, and by what hears of failures.
 */
public final class Fleet implements AutoCloseable {
    /** Of all keys: they are in one slot of a cluster, since a script may touch no other. */
    public static final String PREFIX = "{pointsman}:";

    /** How often the store hears of this gateway. */
    static final Duration BEAT = Duration.ofMillis(500);

    /** A gateway that was not heard of for so long gives back what was under way in it. */
    static final Duration LIFE = Duration.ofSeconds(10);

    /** A store that is there is found within this time of a start. */
    private static final Duration FOUND_WITHIN = Duration.ofSeconds(1);

    /** Until it is looked for again meanwhile. */
    private static final Duration SOON = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final String MEMBERS = SharedLimit.PREFIX + "gateways";
    private static final String BIRTH = SharedLimit.PREFIX + "birth";
    private static final int MOST_UNDER_WAY = 10_000;
    private static final int SLOW_IN_A_ROW = 5;
    private static final int PAUSES = 4;

    private final SharedStore store;
    private final ScheduledExecutorService worker;
    private final LongSupplier nanoTime;
    private final FleetClock clock;
    private final long waitNanos;
    private final String name = SharedLimit.hex(ThreadLocalRandom.current().nextLong());
    private final Leases leases = new Leases(name);
    private final List<Future<?>> tasks = new CopyOnWriteArrayList<>();
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger slow = new AtomicInteger();
    private final AtomicLong outages = new AtomicLong();
    private final AtomicLong losses = new AtomicLong();
    private final CountDownLatch found = new CountDownLatch(1);
    private volatile boolean up;
    private volatile long slowSinceNanos;
    private boolean missedOnce;
    private long startedNanos;
    private volatile int gateways;
    private boolean beating;
    private long knownBirth;
    private @Nullable Missed missed;

    /** What the store has to hear of before it is asked again. */
    interface Missed {
        /** Tells it; fails where it did not hear. Called by the worker, once at a time. */
        CompletionStage<?> tell();

        /** The store has lost what it was told. */
        void lost();
    }

    /**
     * Not there yet: the first heartbeat tells.
     *
     * @param worker one thread, for what need not be done at once
     * @param nanoTime monotonic clock
     */
    public Fleet(
            SharedStore store,
            SharedSettings settings,
            ScheduledExecutorService worker,
            LongSupplier nanoTime,
            FleetClock clock) {
        this.store = store;
        this.worker = worker;
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.waitNanos = settings.answerWithin().toNanos();
        this.gateways = settings.gateways();
    }

    /** Begins to look for the store. */
    void start(Missed missed) {
        this.missed = missed;
        startedNanos = nanoTime.getAsLong();
        every(BEAT, this::beat);
    }

    /** Has the worker do something again and again, from now on, until this is closed. */
    public void every(Duration pause, Runnable task) {
        tasks.add(worker.scheduleWithFixedDelay(task, 0, pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    /** Waits until the store is there, a second at most: beside a store that is there nobody begins by its own counts. Not for an event loop. */
    public void awaitStore() throws InterruptedException {
        if (!found.await(FOUND_WITHIN.toNanos(), TimeUnit.NANOSECONDS)) {
            LOG.debug("clients are served without the shared store");
        }
    }

    /** Whether the store is asked. */
    public boolean up() {
        return up;
    }

    /** By which the store knows this gateway, until it ends. */
    public String name() {
        return name;
    }

    /** How many gateways there are, as far as is known: 1 or more. */
    public int gateways() {
        return gateways;
    }

    /** How often the store went away. Also the number of the outage under way. */
    public long outages() {
        return outages.get();
    }

    /** How often the store had lost what it knew. */
    long losses() {
        return losses.get();
    }

    /** The store's wall clock. */
    public FleetClock clock() {
        return clock;
    }

    /** Of this gateway's monotonic clock. */
    public long nanoTime() {
        return nanoTime.getAsLong();
    }

    long waitNanos() {
        return waitNanos;
    }

    Lease lease() {
        return leases.current();
    }

    /** Runs a script; null where too many are under way. */
    public @Nullable CompletionStage<List<Long>> run(Script script, List<String> keys, List<String> arguments) {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            return null;
        }
        CompletionStage<List<Long>> answer = store.run(script, keys, arguments);
        return answer.whenComplete((numbers, failure) -> underWay.decrementAndGet());
    }

    /** A command was answered in time. */
    void heard(long micros) {
        if (slow.get() != 0) {
            slow.set(0);
        }
        clock.told(micros);
    }

    /** A command was not answered in time. Several that were sent together are one pause, which may be this gateway's own. */
    void late() {
        long now = nanoTime.getAsLong();
        if (slow.getAndIncrement() == 0) {
            slowSinceNanos = now;
        }
        if (slow.get() >= SLOW_IN_A_ROW && now - slowSinceNanos >= PAUSES * waitNanos) {
            away("does not answer in time");
        }
    }

    /** A command failed. */
    void failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        away("fails (" + cause.getClass().getSimpleName() + ")");
    }

    /** It is not asked until the next heartbeat that goes well. */
    void away(String why) {
        synchronized (leases) {
            if (!up) {
                return;
            }
            up = false;
            outages.incrementAndGet();
            leases.next();
        }
        LOG.warn("the shared store {}: this gateway goes on by itself, with 1/{} of each limit", why, gateways);
    }

    /** It is not known what the store counts as under way under a lease: it lapses there. */
    void lapse(Lease lease) {
        leases.lapse(lease);
    }

    private void beat() {
        if (beating) {
            return;
        }
        beating = true;
        long begun = nanoTime.getAsLong();
        List<String> arguments = new ArrayList<>(List.of(
                name,
                Long.toString(LIFE.toMillis()),
                Long.toString(ThreadLocalRandom.current().nextLong(1, 1L << 52))));
        leases.addTo(arguments);
        store.run(Script.HEARTBEAT, List.of(Leases.KEY, MEMBERS, BIRTH), arguments)
                .whenComplete((numbers, failure) -> worker.execute(() -> beaten(numbers, failure, begun)));
    }

    private void beaten(@Nullable List<Long> numbers, @Nullable Throwable failure, long begun) {
        beating = false;
        Missed its = missed;
        if (numbers == null || its == null) {
            if (knownBirth == 0 && !missedOnce && !starting(begun)) {
                missedOnce = true;
                LOG.warn(
                        "the shared store is not there: this gateway goes on by itself, with 1/{} of each limit",
                        gateways);
            }
            failed(failure == null ? new IllegalStateException("no answer") : failure);
            beatSoon(begun);
            return;
        }
        clock.told(numbers.get(0));
        gateways = (int) Math.max(1, numbers.get(1));
        boolean lost = knownBirth != 0 && knownBirth != numbers.get(2);
        knownBirth = numbers.get(2);
        if (lost) {
            losses.incrementAndGet();
            away("has lost what it knew");
            its.lost();
        }
        if (up || nanoTime.getAsLong() - begun <= waitNanos) {
            beating = true;
            its.tell().whenComplete((none, unheard) -> worker.execute(() -> told(unheard)));
        } else {
            beatSoon(begun);
        }
    }

    private boolean starting(long now) {
        return now - startedNanos <= FOUND_WITHIN.toNanos();
    }

    /** At a start the connection is still being made, or its first answer takes long: the next heartbeat would come too late. */
    private void beatSoon(long begun) {
        if (found.getCount() > 0 && starting(begun) && !worker.isShutdown()) {
            tasks.add(worker.schedule(this::beat, SOON.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void told(@Nullable Throwable unheard) {
        beating = false;
        if (unheard != null) {
            failed(unheard);
        } else if (!up) {
            slow.set(0);
            up = true;
            found.countDown();
            LOG.info("the shared store is there: limits hold for {} gateways together", gateways);
        }
    }

    /** Tells the store that this gateway ends, as far as it can, and ends the connection. */
    @Override
    public void close() {
        tasks.forEach(task -> task.cancel(false));
        List<String> arguments = new ArrayList<>(List.of(name));
        leases.addTo(arguments);
        CompletableFuture<List<Long>> left =
                store.run(Script.LEAVE, List.of(Leases.KEY, MEMBERS), arguments).toCompletableFuture();
        left.completeOnTimeout(List.of(), BEAT.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(away -> List.of())
                .join();
        store.close();
    }
}
