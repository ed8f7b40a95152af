package dev.pointsman.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplyStoreTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);

    private final ManualLoop loop = new ManualLoop();
    private final ReplyStore store = new ReplyStore(100_000, Runnable::run, loop);

    @Test
    void aReplyIsFoundUntilItsTimeIsOver() {
        CachedReply reply = reply("ann", 10);
        assertThat(store.put(KEY, reply, MINUTE, 0)).isTrue();

        loop.advance(MINUTE.minusNanos(1));
        assertThat(store.find(KEY, MINUTE)).isSameAs(reply);
        assertThat(store.age(reply)).isEqualTo(MINUTE.minusNanos(1));
        loop.advance(Duration.ofNanos(1));

        assertThat(store.find(KEY, Duration.ofHours(1))).isNull();
        assertThat(store.find(new CacheKey(1, 2, 3, 5), MINUTE)).isNull();
    }

    @Test
    void aShorterTimeThanItWasKeptForCounts() {
        store.put(KEY, reply("ann", 10), MINUTE, 0);
        loop.advance(Duration.ofSeconds(30));

        assertThat(store.find(KEY, Duration.ofSeconds(30))).isNull();
        assertThat(store.find(KEY, Duration.ofSeconds(31))).isNotNull();
    }

    @Test
    void repliesTakeNoMoreThanTheirSize() {
        for (int i = 0; i < 1_000; i++) {
            store.put(new CacheKey(i, 0, 0, 0), reply("ann", 1_000), MINUTE, 0);
        }

        assertThat(store.bytes()).isLessThanOrEqualTo(100_000);
        assertThat(store.entries()).isBetween(50L, 60L);
        assertThat(store.evictions()).isGreaterThan(900);
        store.maxBytes(10_000);
        assertThat(store.bytes()).isLessThanOrEqualTo(10_000);
    }

    @Test
    void aReplyWeighsItsBytesAndSomeMore() {
        assertThat(reply("ann", 1_000).weightBytes()).isEqualTo(1_000 + CachedReply.OVERHEAD_BYTES + 24);
    }

    @Test
    void onesRepliesAreForgottenAndTheOthersStay() {
        CacheKey other = new CacheKey(9, 9, 9, 9);
        store.put(KEY, reply("ann", 10), MINUTE, 0);
        store.put(other, reply("bob", 10), MINUTE, 0);

        assertThat(store.clear("ann")).isEqualTo(1);

        assertThat(store.find(KEY, MINUTE)).isNull();
        assertThat(store.find(other, MINUTE)).isNotNull();
        assertThat(store.clear(null)).isEqualTo(1);
        assertThat(store.find(other, MINUTE)).isNull();
    }

    @Test
    void whatWasUnderWayWhenRepliesWereForgottenIsNotKept() {
        long before = store.clears();
        store.clear("someone");

        assertThat(store.put(KEY, reply("ann", 10), MINUTE, before)).isFalse();
        assertThat(store.find(KEY, MINUTE)).isNull();
        assertThat(store.put(KEY, reply("ann", 10), MINUTE, store.clears())).isTrue();
    }

    @Test
    void theSharedStoreForgetsTooAndIsHeardWhenOthersForget() {
        List<@Nullable String> told = new ArrayList<>();
        store.put(KEY, reply("bob", 10), MINUTE, store.clears());
        long before = store.clears();
        store.before(new SharedReplies() {
            @Override
            public void find(
                    CacheKey key,
                    CacheSettings.Shared reach,
                    ScheduledExecutorService where,
                    Consumer<@Nullable CachedReply> then) {
                then.accept(null);
            }

            @Override
            public void put(CacheKey key, CachedReply reply, Duration ttl, CacheSettings.Shared reach) {}

            @Override
            public void watch(Consumer<Predicate<String>> forgotten) {
                forgotten.accept("bob"::equals);
            }

            @Override
            public void clear(@Nullable String keyName) {
                told.add(keyName);
            }
        });

        assertThat(store.find(KEY, MINUTE)).isNull();
        assertThat(store.clears()).isEqualTo(before + 1);
        store.clear("ann");
        store.clear(null);

        assertThat(told).containsExactly("ann", null);
    }

    private CachedReply reply(String key, int bytes) {
        return new CachedReply(
                ReplyHead.json(bytes),
                List.of(new byte[bytes]),
                new CachedReply.Origin(key, "m", "p/m", Usage.NONE, 5, "stop", true, List.of(), loop.getAsLong()));
    }
}
