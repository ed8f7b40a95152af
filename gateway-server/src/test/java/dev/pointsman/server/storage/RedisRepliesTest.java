package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.ReplyStore;
import dev.pointsman.fleet.replies.FleetReplies;
import dev.pointsman.fleet.replies.FleetReplies.Result;
import dev.pointsman.testing.RealRedis;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kept replies of two gateways on a real Redis. */
class RedisRepliesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
    private static final CacheSettings.Shared PATIENT = new CacheSettings.Shared(Duration.ofSeconds(1), 100_000);

    @TempDir
    private Path folder;

    private final List<Gateway> gateways = new ArrayList<>();
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private RealRedis redis;

    /** One of the fleet. */
    private final class Gateway {
        private final Member member = Member.patient(redis.url(), "[]", null);
        private final FleetReplies replies = new FleetReplies(member.fleet, member.store, ForkJoinPool.commonPool());
        private final ReplyStore store = new ReplyStore(1_000_000, Runnable::run, System::nanoTime).before(replies);

        Optional<CachedReply> find(CacheKey key, CacheSettings.Shared reach) {
            CompletableFuture<Optional<CachedReply>> found = new CompletableFuture<>();
            loop.execute(() -> replies.find(key, reach, loop, reply -> found.complete(Optional.ofNullable(reply))));
            return found.orTimeout(20, TimeUnit.SECONDS).join();
        }

        /** Until it knows what was forgotten, and takes replies. */
        Gateway ready() {
            Awaitility.await().until(() -> {
                find(new CacheKey(0, 0, 0, 0), PATIENT);
                return replies.count(Result.MISS) > 0;
            });
            return this;
        }

        void keeps(CacheKey key, CachedReply reply, Duration ttl) {
            long before = replies.count(Result.KEPT);
            replies.put(key, reply, ttl, PATIENT);
            Awaitility.await().until(() -> replies.count(Result.KEPT) > before);
        }
    }

    @BeforeEach
    void begin() throws IOException {
        redis = RealRedis.in(folder);
    }

    @AfterEach
    void end() {
        gateways.forEach(each -> each.member.close());
        loop.shutdownNow();
        redis.close();
    }

    private Gateway gateway() {
        Gateway gateway = new Gateway();
        gateways.add(gateway);
        return gateway.ready();
    }

    private static CachedReply reply(String payer, int bytes) {
        CachedReply.Origin origin = new CachedReply.Origin(
                payer, "m", "p/m", new Usage(10, 0, 0, 20, 0), 5, "stop", true, List.of(), System.nanoTime());
        return new CachedReply(
                ReplyHead.json(bytes), List.of("x".repeat(bytes).getBytes(StandardCharsets.UTF_8)), origin);
    }

    private static @Nullable String body(Optional<CachedReply> reply) {
        return reply.map(it -> new String(it.body().get(0), StandardCharsets.UTF_8))
                .orElse(null);
    }

    @Test
    void whatOneGatewayKeepsAnotherFinds() {
        Gateway one = gateway();
        Gateway two = gateway();

        one.keeps(KEY, reply("ann", 3_000), MINUTE);
        Optional<CachedReply> found = two.find(KEY, PATIENT);

        assertThat(body(found)).isEqualTo("x".repeat(3_000));
        assertThat(found.orElseThrow().origin().usage()).isEqualTo(new Usage(10, 0, 0, 20, 0));
        assertThat(two.store.age(found.orElseThrow())).isLessThan(Duration.ofSeconds(20));
        assertThat(two.find(new CacheKey(1, 2, 3, 5), PATIENT)).isEmpty();
        assertThat(two.replies.count(Result.HIT)).isEqualTo(1);
    }

    @Test
    void itIsGoneWhenItsTimeIsOver() {
        Gateway one = gateway();
        one.keeps(KEY, reply("ann", 100), Duration.ofMillis(700));

        Awaitility.await().until(() -> one.find(KEY, PATIENT).isEmpty());
        assertThat(one.replies.count(Result.DAMAGED)).isZero();
    }

    @Test
    void aForeignOrBrokenValueIsAMiss() {
        Gateway one = gateway();
        one.keeps(KEY, reply("ann", 2_000), MINUTE);
        byte[] whole = one.member
                .store
                .get("{pointsman}:reply:" + KEY, 1 << 20)
                .toCompletableFuture()
                .join();
        CacheKey other = new CacheKey(9, 9, 9, 9);
        for (byte[] value : List.of(whole, "hello".getBytes(StandardCharsets.UTF_8), new byte[500_000])) {
            one.member
                    .store
                    .put("{pointsman}:reply:" + other, value, MINUTE)
                    .toCompletableFuture()
                    .join();
            assertThat(one.find(other, PATIENT)).isEmpty();
        }

        assertThat(one.replies.count(Result.DAMAGED)).isEqualTo(3);
    }

    @Test
    void whatIsForgottenAtOneGatewayIsForgottenAtAll() {
        Gateway one = gateway();
        Gateway two = gateway();
        CacheKey bobs = new CacheKey(5, 6, 7, 8);
        one.keeps(KEY, reply("ann", 100), MINUTE);
        one.keeps(bobs, reply("bob", 100), MINUTE);
        two.store.put(KEY, two.find(KEY, PATIENT).orElseThrow(), MINUTE, two.store.clears());
        two.store.put(bobs, two.find(bobs, PATIENT).orElseThrow(), MINUTE, two.store.clears());

        one.store.clear("ann");
        assertThat(one.find(KEY, PATIENT)).isEmpty();
        Awaitility.await().until(() -> two.store.find(KEY, MINUTE) == null);
        assertThat(two.find(KEY, PATIENT)).isEmpty();
        assertThat(two.store.find(bobs, MINUTE)).isNotNull();
        Awaitility.await().until(() -> one.find(bobs, PATIENT).isPresent());

        two.store.clear(null);
        Awaitility.await().until(() -> one.find(bobs, PATIENT).isEmpty());
        one.keeps(bobs, reply("bob", 200), MINUTE);
        Awaitility.await().until(() -> body(two.find(bobs, PATIENT)) != null);
    }

    @Test
    void whatIsForgottenWhileRedisIsAwayIsToldWhenItIsBack() {
        Gateway one = gateway();
        Gateway two = gateway();
        one.keeps(KEY, reply("ann", 100), MINUTE);
        redis.pause();
        one.store.clear("ann");
        assertThat(one.find(KEY, PATIENT)).isEmpty();
        redis.resume();

        Awaitility.await().until(() -> two.find(KEY, PATIENT).isEmpty());
        Awaitility.await().until(() -> {
            one.find(KEY, PATIENT);
            return one.replies.count(Result.MISS) > 1;
        });
        assertThat(one.find(KEY, PATIENT)).isEmpty();
    }

    @Test
    void aRequestWaitsNoLongerThanItsTime() {
        Gateway one = gateway();
        redis.pause();

        for (int i = 0; i < 10; i++) {
            assertThat(one.find(KEY, new CacheSettings.Shared(Duration.ofMillis(5), 100_000)))
                    .isEmpty();
        }
        long late = one.replies.count(Result.LATE);
        assertThat(late).isBetween(1L, 10L);
        assertThat(one.find(KEY, PATIENT)).as("it rests").isEmpty();
        assertThat(one.replies.count(Result.LATE)).isEqualTo(late);
        redis.resume();
    }

    @Test
    void aRedisThatIsKilledIsAMissAndOneThatIsBackIsAsked() {
        Gateway one = gateway();
        one.keeps(KEY, reply("ann", 100), MINUTE);
        redis.kill();
        Awaitility.await().until(() -> one.find(KEY, PATIENT).isEmpty());
        one.replies.put(KEY, reply("ann", 100), MINUTE, PATIENT);
        redis.restart();

        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            one.replies.put(KEY, reply("ann", 50), MINUTE, PATIENT);
            return body(one.find(KEY, PATIENT)) != null;
        });
        assertThat(one.replies.count(Result.LEFT_OUT)).isPositive();
    }

    @Test
    void repliesLeaveRoomForWhatIsCounted() throws IOException {
        redis.close();
        redis = RealRedis.in(java.nio.file.Files.createDirectory(folder.resolve("small")), "--maxmemory", "4mb");
        Gateway one = gateway();
        for (int i = 0; i < 400 && one.replies.count(Result.LEFT_OUT) == 0; i++) {
            byte[] noise = new byte[90_000];
            new java.util.SplittableRandom(i).nextBytes(noise);
            CachedReply reply = new CachedReply(
                    ReplyHead.json(noise.length),
                    List.of(noise),
                    reply("ann", 1).origin());
            one.replies.put(new CacheKey(i, 0, 0, 1), reply, MINUTE, PATIENT);
            one.find(new CacheKey(i, 0, 0, 2), PATIENT);
        }
        Awaitility.await().until(() -> {
            one.replies.put(KEY, reply("ann", 10), MINUTE, PATIENT);
            return one.replies.count(Result.LEFT_OUT) > 0;
        });
        long kept = one.replies.count(Result.KEPT);
        one.replies.put(KEY, reply("ann", 10), MINUTE, PATIENT);
        one.find(KEY, PATIENT);

        assertThat(kept).isPositive();
        assertThat(one.member.fleet.up()).isTrue();
    }

    @Test
    void aReplyThatIsTooLargeStaysHere() {
        Gateway one = gateway();

        one.replies.put(KEY, reply("ann", 100_001), MINUTE, PATIENT);

        assertThat(one.replies.count(Result.LEFT_OUT)).isEqualTo(1);
        assertThat(one.find(KEY, PATIENT)).isEmpty();
    }
}
