package dev.pointsman.server;

import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.config.Secret;
import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.FleetClock;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.fleet.hints.FleetHints;
import dev.pointsman.fleet.replies.FleetReplies;
import dev.pointsman.fleet.replies.FleetReplies.Result;
import dev.pointsman.fleet.sessions.FleetSessions;
import dev.pointsman.server.storage.FleetKeys;
import dev.pointsman.server.storage.RedisStore;
import dev.pointsman.sharing.Shared;
import dev.pointsman.telemetry.GatewayMetrics;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** This gateway's end of the store that it shares with others, where the policy names one: what limits count there is {@link LimitBook}'s. */
final class FleetLink implements AutoCloseable {
    private final Fleet fleet;
    private final FleetClock clock;
    private final ScheduledExecutorService worker;
    private final Shared shared;
    private final @Nullable ExecutorService keyWorker;

    private FleetLink(
            Fleet fleet,
            FleetClock clock,
            ScheduledExecutorService worker,
            Shared shared,
            @Nullable ExecutorService keyWorker) {
        this.fleet = fleet;
        this.clock = clock;
        this.worker = worker;
        this.shared = shared;
        this.keyWorker = keyWorker;
    }

    /**
     * Null where nothing is shared.
     *
     * @param keys that are managed here; null where none are
     */
    static @Nullable FleetLink of(
            @Nullable SharedSettings settings, @Nullable ManagedKeys keys, GatewayMetrics metrics) {
        if (settings == null) {
            return null;
        }
        FleetClock clock = new FleetClock(Clock.systemUTC(), System::nanoTime);
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(FleetLink::thread);
        RedisStore store = RedisStore.of(settings);
        Fleet fleet = new Fleet(store, settings, worker, System::nanoTime, clock);
        metrics.watch("pointsman.shared.up", "Whether the shared store is asked", () -> fleet.up() ? 1 : 0);
        metrics.watch("pointsman.shared.gateways", "Gateways that share the store", fleet::gateways);
        metrics.count("pointsman.shared.outages", "Times that the shared store went away", fleet::outages);
        SharedReplies replies = replies(new FleetReplies(fleet, store, ForkJoinPool.commonPool()), metrics);
        FleetSessions sessions = sessions(new FleetSessions(fleet, store), metrics);
        return new FleetLink(
                fleet,
                clock,
                worker,
                new Shared(replies, hints(new FleetHints(fleet), metrics), sessions),
                keys(settings, keys, fleet, store));
    }

    /** A file is written there; null where keys are not shared. */
    private static @Nullable ExecutorService keys(
            SharedSettings settings, @Nullable ManagedKeys keys, Fleet fleet, RedisStore store) {
        Secret secret = settings.keys();
        if (keys == null || secret == null) {
            return null;
        }
        ExecutorService worker = Executors.newSingleThreadExecutor(FleetLink::thread);
        new FleetKeys(fleet, store, secret, keys, worker).start();
        return worker;
    }

    private static SharedReplies replies(FleetReplies replies, GatewayMetrics metrics) {
        for (Result result : Result.values()) {
            metrics.count(
                    "pointsman.shared.replies",
                    "What became of questions for replies, and of replies that were to be kept, in the shared store",
                    result.name().toLowerCase(Locale.ROOT),
                    () -> replies.count(result));
        }
        return replies;
    }

    private static FleetSessions sessions(FleetSessions sessions, GatewayMetrics metrics) {
        metrics.count(
                "pointsman.shared.sessions.found", "Conversations that other gateways remembered", sessions::found);
        metrics.count(
                "pointsman.shared.sessions.missed",
                "Conversations of which the shared store did not tell in time whether others remember them",
                sessions::missed);
        return sessions;
    }

    private static FleetHints hints(FleetHints hints, GatewayMetrics metrics) {
        metrics.watch("pointsman.shared.hints", "Deployments that other gateways leave alone", hints::count);
        metrics.count(
                "pointsman.shared.hints.confirmed",
                "Breakers that one failure opened, since another gateway's was open",
                hints::confirmations);
        return hints;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "pointsman-shared");
        thread.setDaemon(true);
        return thread;
    }

    Fleet fleet() {
        return fleet;
    }

    /** Waits a little for the store, so that what is counted there is known from the first request on. */
    void awaitStore() {
        try {
            fleet.awaitStore();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    FleetClock clock() {
        return clock;
    }

    /** What is known together, beside what limits count. */
    static Shared shared(@Nullable FleetLink link) {
        return link == null ? Shared.NONE : link.shared;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        fleet.close();
        if (keyWorker != null) {
            keyWorker.shutdownNow();
        }
    }
}
