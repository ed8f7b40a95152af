package dev.pointsman.server.storage;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.Yaml;
import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.FleetClock;
import dev.pointsman.fleet.SharedQuota;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.quota.Claim;
import dev.pointsman.quota.Demand;
import dev.pointsman.quota.Grant;
import dev.pointsman.quota.KnownSubjects;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.LocalQuota;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** The limits of one gateway of a fleet, asked by hand. */
final class Member implements AutoCloseable {
    final RedisStore store;
    final Fleet fleet;
    final SharedQuota book;
    private final LocalQuota local;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
    private final List<Limit> limits;

    /** Whose store has longer to answer than any policy may say, so that a busy machine is no outage. */
    static Member patient(String url, String limits, @Nullable Path journal) {
        SharedSettings its = settings("{ at: \"" + url + "\" }");
        return new Member(
                        new SharedSettings(
                                its.host(),
                                its.port(),
                                0,
                                false,
                                "",
                                null,
                                null,
                                Duration.ofSeconds(20),
                                its.gateways()),
                        limits,
                        journal)
                .joined();
    }

    Member(String store, String limits, @Nullable Path journal) {
        this(settings(store), limits, journal);
    }

    private static SharedSettings settings(String store) {
        Yaml shared = Yaml.of("shared: " + store);
        SharedSettings settings = SharedSettings.from(shared.node().orNothing("shared"));
        if (settings == null) {
            throw new AssertionError(shared.problems());
        }
        return settings;
    }

    private Member(SharedSettings settings, String limits, @Nullable Path journal) {
        FleetClock clock = new FleetClock(Clock.systemUTC(), System::nanoTime);
        this.store = RedisStore.of(settings);
        fleet = new Fleet(this.store, settings, worker, System::nanoTime, clock);
        local = new LocalQuota(journal, System::nanoTime, clock);
        book = new SharedQuota(local, fleet);
        this.limits = book.limits(LimitSettings.listFrom(
                Yaml.of(limits).node(), new KnownSubjects(new Catalog(List.of()), List.of(), List.of())));
    }

    Member joined() {
        Awaitility.await().until(fleet::up);
        return this;
    }

    Limit limit() {
        return limits.get(0);
    }

    /** One request of a subject under all limits, answered. */
    Grant ask(String subject, long tokens, long costNanos) {
        List<Claim> claims = new ArrayList<>();
        for (Limit limit : limits) {
            LimitSettings its = limit.settings();
            claims.add(new Claim(limit, subject, its.limitsRates(), its.spend() != null, false));
        }
        CompletableFuture<Grant> answer = new CompletableFuture<>();
        Grant now = book.ask(new Demand(claims, tokens, costNanos), Runnable::run, answer::complete);
        return now == null ? answer.join() : now;
    }

    boolean granted(String subject) {
        return ask(subject, 0, 0).refusal() == null;
    }

    /** As when its process is killed. */
    void vanish() {
        worker.shutdownNow();
        try {
            local.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        vanish();
        fleet.close();
    }
}
