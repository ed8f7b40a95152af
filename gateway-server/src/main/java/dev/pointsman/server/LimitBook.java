package dev.pointsman.server;

import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.FleetClock;
import dev.pointsman.fleet.SharedQuota;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.policy.StorageSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.server.storage.RedisStore;
import dev.pointsman.telemetry.GatewayMetrics;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where it is counted what limits allow: here, or in a store that several gateways share. */
final class LimitBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimitBook.class);

    private final LocalQuota local;
    private final QuotaBook book;
    private final @Nullable Shared shared;

    /** What a shared store needs. */
    private record Shared(Fleet fleet, ScheduledExecutorService worker) {}

    private LimitBook(LocalQuota local, QuotaBook book, @Nullable Shared shared) {
        this.local = local;
        this.book = book;
        this.shared = shared;
    }

    static LimitBook of(StorageSettings storage, GatewayMetrics metrics) {
        SharedSettings settings = storage.shared();
        if (settings == null) {
            LocalQuota local = new LocalQuota(storage.spend(), System::nanoTime, Clock.systemUTC());
            return new LimitBook(local, local, null);
        }
        FleetClock clock = new FleetClock(Clock.systemUTC());
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(LimitBook::thread);
        Fleet fleet = new Fleet(RedisStore.of(settings), settings, worker, System::nanoTime, clock);
        LocalQuota local = new LocalQuota(storage.spend(), System::nanoTime, clock);
        SharedQuota book = new SharedQuota(local, fleet);
        metrics.watch("pointsman.shared.up", "Whether the shared store is asked", () -> fleet.up() ? 1 : 0);
        metrics.watch("pointsman.shared.gateways", "Gateways that share the store", fleet::gateways);
        metrics.count("pointsman.shared.outages", "Times that the shared store went away", fleet::outages);
        metrics.count(
                "pointsman.shared.decided.here",
                "Demands on limits that this gateway decided without the shared store",
                book::decidedHere);
        return new LimitBook(local, book, new Shared(fleet, worker));
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "pointsman-shared");
        thread.setDaemon(true);
        return thread;
    }

    QuotaBook book() {
        return book;
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.worker.shutdownNow();
            shared.fleet.close();
        }
        try {
            local.close();
        } catch (IOException late) {
            LOG.warn("the journal of what was spent could not be closed", late);
        }
    }
}
