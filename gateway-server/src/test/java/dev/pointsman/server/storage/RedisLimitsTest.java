package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Refusal;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways and 64 clients on a real Redis. */
class RedisLimitsTest {
    private static final int CLIENTS = 64;
    private static final long DOLLAR = 1_000_000_000L;

    @TempDir
    private Path folder;

    private final List<Member> members = new ArrayList<>();
    private RealRedis redis;

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
    }

    @AfterEach
    void end() {
        members.forEach(Member::close);
        redis.close();
    }

    private void three(String limits) {
        for (int i = 0; i < 3; i++) {
            member(limits);
        }
        Awaitility.await().until(() -> members.stream().allMatch(each -> each.fleet.gateways() == 3));
    }

    private Member member(String limits) {
        Member member = Member.patient(redis.url(), limits, null);
        members.add(member);
        return member;
    }

    private interface Client {
        void run(Member member, SplittableRandom random);
    }

    private void clients(Client client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            calls.add(() -> {
                client.run(members.get(number % members.size()), new SplittableRandom(number));
                return null;
            });
        }
        for (Future<Void> each : threads.invokeAll(calls)) {
            each.get();
        }
        threads.shutdown();
    }

    @Test
    void requestsAreGrantedToTheLimitAndNotBeyond() throws Exception {
        three("[{ per: key, requests: 1000/hour }]");
        AtomicInteger granted = new AtomicInteger();

        clients((member, random) -> {
            for (int i = 0; i < 40; i++) {
                granted.addAndGet(member.granted("ci") ? 1 : 0);
            }
        });

        assertThat(granted).hasValue(1_000);
        Refusal refusal = members.get(0).ask("ci", 0, 0).refusal();
        assertThat(refusal.what()).isEqualTo(Refusal.What.REQUESTS);
        assertThat(Duration.ofNanos(refusal.waitNanos())).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        assertThat(members.get(1).granted("web")).isTrue();
    }

    @Test
    void aWindowSlidesForAllTogether() throws Exception {
        three("[{ per: key, requests: 300/s }]");
        List<Long> times = new ArrayList<>();
        long until = System.nanoTime() + Duration.ofSeconds(3).toNanos();

        clients((member, random) -> {
            while (System.nanoTime() < until) {
                long before = System.nanoTime();
                if (member.granted("ci")) {
                    synchronized (times) {
                        times.add(before);
                    }
                }
            }
        });

        long seconds = 3;
        assertThat(times.size()).isBetween((int) (297 * seconds) - 10, (int) (300 * (seconds + 1)));
    }

    @Test
    void tokensAreCorrectedWhenTheyAreKnown() {
        three("[{ per: key, tokens: 1000/hour }]");
        Grant first = members.get(0).ask("ci", 900, 0);
        assertThat(members.get(1).ask("ci", 200, 0).refusal().what()).isEqualTo(Refusal.What.TOKENS);
        assertThat(first.tokens().left()).isEqualTo(100);

        first.settle(100, 0);

        Awaitility.await().until(() -> members.get(0).ask("ci", 800, 0).refusal() == null);
        assertThat(members.get(2).ask("ci", 200, 0).refusal().what()).isEqualTo(Refusal.What.TOKENS);
        assertThat(members.get(2).ask("ci", 100, 0).refusal()).isNull();
        assertThat(members.get(2).ask("ci", 1001, 0).refusal().waitNanos()).isEqualTo(-1);
    }

    @Test
    void noMoreIsUnderWayThanTheLimit() throws Exception {
        three("[{ per: key, concurrent: 20 }]");
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();

        clients((member, random) -> {
            for (int i = 0; i < 20; i++) {
                List<Grant> both = new ArrayList<>();
                for (int each = 0; each < 2; each++) {
                    Grant grant = member.ask("ci", 0, 0);
                    if (grant.refusal() == null) {
                        both.add(grant);
                        most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                    }
                }
                for (Grant grant : both) {
                    underWay.decrementAndGet();
                    grant.settle(0, 0);
                }
            }
        });

        assertThat(most.get()).isBetween(2, 20);
        List<Grant> held = new ArrayList<>();
        Awaitility.await().until(() -> {
            Grant grant = members.get(held.size() % 3).ask("ci", 0, 0);
            if (grant.refusal() == null) {
                held.add(grant);
            }
            return held.size() == 20;
        });
        assertThat(members.get(0).granted("ci")).isFalse();
    }

    @Test
    void moneyIsNeverSpentBeyondTheLimit() throws Exception {
        three("[{ per: key, spend: 10/day }, { per: key, spend: 1000/90m }]");
        AtomicLong counted = new AtomicLong();
        AtomicLong most = new AtomicLong();

        clients((member, random) -> {
            for (int i = 0; i < 60; i++) {
                long worst = 1 + random.nextLong(DOLLAR / 20);
                long cost = random.nextLong(worst + 1);
                Grant grant = member.ask("ci", 0, worst);
                if (grant.refusal() == null) {
                    most.accumulateAndGet(counted.addAndGet(worst), Math::max);
                    counted.addAndGet(cost - worst);
                    grant.settle(0, cost);
                }
            }
        });

        assertThat(members).allMatch(member -> member.book.decidedHere() == 0);
        assertThat(most.get()).isLessThanOrEqualTo(10 * DOLLAR);
        assertThat(counted.get()).isGreaterThan(99 * DOLLAR / 10);
        Awaitility.await().until(() -> {
            members.get(0).ask("ci", 0, 10 * DOLLAR);
            return Math.round(members.get(0).book.spentDollars(members.get(0).limit()) * 1e9) == counted.get();
        });
    }

    @Test
    void whatAVanishedGatewayHadUnderWayIsGivenBackAndWhatItReservedStays() {
        three("[{ per: key, concurrent: 2, spend: 10/day }]");
        Member first = members.get(0);
        assertThat(first.ask("ci", 0, DOLLAR).refusal()).isNull();
        assertThat(first.ask("ci", 0, DOLLAR).refusal()).isNull();
        assertThat(members.get(1).ask("ci", 0, 0).refusal().what()).isEqualTo(Refusal.What.CONCURRENT);

        first.vanish();

        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> members.get(1).ask("ci", 0, 0).refusal() == null);
        assertThat(members.get(1).book.spentDollars(members.get(1).limit())).isEqualTo(2);
        Awaitility.await().until(() -> members.get(1).fleet.gateways() == 2);
    }

    @Test
    void withoutTheStoreEachGatewayGoesOnWithItsPartAndTellsItLater() {
        three("[{ per: key, requests: 30/hour, spend: 9/day }]");
        members.get(0).ask("ci", 0, 3 * DOLLAR);
        redis.kill();

        List<Grant> granted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Grant grant = members.get(0).ask("ci", 0, DOLLAR / 2);
            if (grant.refusal() == null) {
                granted.add(grant);
            }
        }
        assertThat(granted).as("a third of the 6 dollars that are left").hasSize(4);
        assertThat(members.get(0).fleet.up()).isFalse();

        redis.restart();
        granted.get(0).settle(0, 0);
        members.forEach(Member::joined);

        assertThat(members.get(1).ask("ci", 0, 9 * DOLLAR).refusal()).isNotNull();
        assertThat(members.get(1).book.spentDollars(members.get(1).limit())).isEqualTo(4.5);
    }

    @Test
    void aStoreThatAnswersNothingDelaysAFewRequestsAndNoMore() {
        Member member = new Member(redis.url(), "[{ per: key, requests: 1000/hour }]", null).joined();
        members.add(member);
        member.granted("web");
        redis.pause();
        long begun = System.nanoTime();
        try {
            for (int i = 0; i < 200; i++) {
                assertThat(member.granted("ci")).isTrue();
            }
        } finally {
            redis.resume();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        assertThat(member.fleet.outages()).isEqualTo(1);
        member.joined();
        assertThat(member.ask("ci", 0, 0).requests().left())
                .as("each counted once")
                .isEqualTo(1_000 - 201);
    }

    @Test
    void aRestartedGatewayIsTheSameAsBefore() {
        String limits = "[{ per: key, spend: 10/day }]";
        Path journal = folder.resolve("spend");
        Member before = Member.patient(redis.url(), limits, journal);
        before.ask("ci", 0, 2 * DOLLAR).settle(0, DOLLAR);
        before.ask("ci", 0, 3 * DOLLAR);
        before.vanish();

        Member after = Member.patient(redis.url(), limits, journal);
        members.add(after);

        assertThat(after.ask("ci", 0, 7 * DOLLAR).refusal()).isNotNull();
        assertThat(after.book.spentDollars(after.limit())).isEqualTo(4);
        assertThat(after.ask("ci", 0, 6 * DOLLAR).refusal()).isNull();
        before.fleet.close(); // its connection would look for Redis as long as this process lives
    }
}
