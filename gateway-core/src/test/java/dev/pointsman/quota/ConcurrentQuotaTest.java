package dev.pointsman.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** 64 clients at once. */
class ConcurrentQuotaTest {
    private static final int CLIENTS = 64;
    private static final int CALLS = 400;

    private final AtomicLong nanos = new AtomicLong();
    private final LocalQuota book = new LocalQuota(null, nanos::get, Clock.systemUTC());

    private interface Client {
        void run(SplittableRandom random) throws Exception;
    }

    private static void together(Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        CountDownLatch start = new CountDownLatch(CLIENTS);
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            SplittableRandom random = new SplittableRandom(1000 + i);
            clients.add(threads.submit(() -> {
                start.countDown();
                start.await();
                client.run(random);
                return null;
            }));
        }
        for (Future<?> each : clients) {
            each.get();
        }
        threads.shutdown();
    }

    @Test
    void whatIsSpentAtRandomCostsNeverPassesItsLimit() throws Exception {
        List<Limit> limits = book.limits(Limited.settings(
                "[{ per: team, spend: 3/month, name: own }, { per: team, spend: 5/30d, name: all, for: platform }]"));
        long[] most = {3_000_000_000L, 5_000_000_000L};
        AtomicLong really = new AtomicLong();
        AtomicLong underWay = new AtomicLong();
        AtomicLong refused = new AtomicLong();
        List<Claim> claims = List.of(
                new Claim(limits.get(0), "platform", false, true, false),
                new Claim(limits.get(1), "platform", false, true, false));

        together(random -> {
            for (int i = 0; i < CALLS; i++) {
                long worst = random.nextLong(1, 4_000_000);
                Grant grant = book.ask(new Demand(claims, 0, worst), Runnable::run, late -> {});
                if (grant.refusal() != null) {
                    refused.incrementAndGet();
                    continue;
                }
                long cost = random.nextInt(4) == 0 ? 0 : random.nextLong(worst + 1);
                assertThat(underWay.addAndGet(cost)).isLessThanOrEqualTo(most[0]);
                assertThat(book.spentDollars(limits.get(0))).isLessThanOrEqualTo(3);
                really.addAndGet(cost);
                if (cost == 0) {
                    grant.undo();
                } else {
                    grant.settle(0, cost);
                }
            }
        });

        assertThat(refused).as("the limit was reached").hasPositiveValue();
        assertThat(really.get()).isBetween(most[0] * 99 / 100, most[0]);
        assertThat(Math.round(book.spentDollars(limits.get(0)) * 1e9)).isEqualTo(really.get());
        assertThat(Math.round(book.spentDollars(limits.get(1)) * 1e9))
                .as("what one limit refused was given back to the other")
                .isEqualTo(really.get());
    }

    @Test
    void requestsAndTokensNeverPassTheirLimitAndNothingIsLeftUnused() throws Exception {
        Limit limit = book.limits(Limited.settings("[{ per: key, requests: 5000/min, tokens: 400k/min }]"))
                .get(0);
        AtomicLong requests = new AtomicLong();
        AtomicLong tokens = new AtomicLong();
        List<Claim> claims = List.of(new Claim(limit, "a", true, false, false));

        together(random -> {
            for (int i = 0; i < CALLS; i++) {
                nanos.addAndGet(1000);
                long wanted = random.nextLong(1, 100);
                Grant grant = book.ask(new Demand(claims, wanted, 0), Runnable::run, late -> {});
                if (grant.refusal() == null) {
                    requests.incrementAndGet();
                    tokens.addAndGet(wanted);
                    grant.settle(wanted, 0);
                }
            }
        });

        assertThat(requests.get()).isEqualTo(5000);
        assertThat(tokens.get()).isLessThanOrEqualTo(400_000);
    }

    @Test
    void whatIsUnderWayIsNeverMoreThanAllowed() throws Exception {
        Limit limit =
                book.limits(Limited.settings("[{ per: key, concurrent: 7 }]")).get(0);
        AtomicLong underWay = new AtomicLong();
        AtomicLong granted = new AtomicLong();
        List<Claim> claims = List.of(new Claim(limit, "a", true, false, false));

        together(random -> {
            for (int i = 0; i < CALLS; i++) {
                Grant grant = book.ask(new Demand(claims, 0, 0), Runnable::run, late -> {});
                if (grant.refusal() == null) {
                    assertThat(underWay.incrementAndGet()).isLessThanOrEqualTo(7);
                    granted.incrementAndGet();
                    underWay.decrementAndGet();
                    grant.settle(0, 0);
                    grant.undo();
                }
            }
        });

        assertThat(granted.get()).isGreaterThan(CALLS);
        for (int i = 0; i < 7; i++) {
            assertThat(book.ask(new Demand(claims, 0, 0), Runnable::run, late -> {})
                            .refusal())
                    .isNull();
        }
        assertThat(book.ask(new Demand(claims, 0, 0), Runnable::run, late -> {}).refusal())
                .isNotNull();
    }
}
