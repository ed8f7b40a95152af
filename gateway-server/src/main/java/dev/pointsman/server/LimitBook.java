package dev.pointsman.server;

import dev.pointsman.fleet.SharedQuota;
import dev.pointsman.policy.StorageSettings;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.telemetry.GatewayMetrics;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where it is counted what limits allow: here, or in a store that several gateways share. */
final class LimitBook implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LimitBook.class);

    private final LocalQuota local;
    private final QuotaBook book;

    private LimitBook(LocalQuota local, QuotaBook book) {
        this.local = local;
        this.book = book;
    }

    /** @param link to the store that counts, which outlives this; null where there is none */
    static LimitBook of(StorageSettings storage, @Nullable FleetLink link, GatewayMetrics metrics) {
        if (link == null) {
            LocalQuota local = new LocalQuota(storage.spend(), System::nanoTime, Clock.systemUTC());
            return new LimitBook(local, local);
        }
        LocalQuota local = new LocalQuota(storage.spend(), System::nanoTime, link.clock());
        SharedQuota book = new SharedQuota(local, link.fleet());
        metrics.count(
                "pointsman.shared.decided.here",
                "Demands on limits that this gateway decided without the shared store",
                book::decidedHere);
        return new LimitBook(local, book);
    }

    QuotaBook book() {
        return book;
    }

    @Override
    public void close() {
        try {
            local.close();
        } catch (IOException late) {
            LOG.warn("the journal of what was spent could not be closed", late);
        }
    }
}
