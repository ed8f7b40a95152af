package dev.pointsman.flow.cached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.ReplyStore;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.flow.cached.Cached.Sent;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.policy.Policies;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Replies that take time to find: those to like requests, and those of a store that gateways share. */
class LikeRequestsTest {
    private static final String TEXT =
            "Please explain how the interest of a savings account is computed over several long years";
    private static final String TYPO = TEXT.replace("several", "severel");

    private static final String SHARED =
            "storage: { shared: \"redis://r\" }\ncache: { exact: { largest: 2kB, shared: true } }\n";

    private final Cached gateway =
            new Cached("cache: { exact: {}, semantic: { threshold: 0.85, when: { header.x-like: \"yes\" } } }\n");

    @Test
    void aLikeRequestThatWantsItGetsTheReply() {
        first(TEXT);

        Sent like = send(TYPO, "x-like", "yes");

        assertThat(like.cache()).isEqualTo("semantic-hit");
        assertThat(like.sink().body()).isEqualTo("hello\n");
        assertThat(gateway.transport.calls()).hasSize(1);
        assertThat(gateway.records.get(1).cached()).isEqualTo(new DecisionRecord.Cached("semantic", 330_000));
        assertThat(gateway.records.get(1).outcome().costNanos()).isZero();
        assertThat(gateway.cache().texts()).isEqualTo(1);
    }

    @Test
    void oneThatDoesNotWantItDoesNot() {
        first(TEXT);

        assertThat(send(TYPO).cache()).isEqualTo("miss");
    }

    @Test
    void anotherTextSystemPromptNumberOrKeyIsNotAlike() {
        first(TEXT + " 5");

        assertThat(send("Write a poem about the sea 5", "x-like", "yes").cache())
                .isEqualTo("miss");
        assertThat(send(TYPO + " 6", "x-like", "yes").cache()).isEqualTo("miss");
        String system = Cached.chat(TYPO + " 5").replace("[{", "[{\"role\":\"system\",\"content\":\"be brief\"},{");
        assertThat(settled(gateway.send(system, "x-like", "yes")).cache()).isEqualTo("miss");
        assertThat(settled(gateway.as("bob", null, Cached.chat(TYPO + " 5"), "x-like", "yes"))
                        .cache())
                .isEqualTo("miss");
        assertThat(send(TYPO + " 5", "x-like", "yes").cache()).isEqualTo("semantic-hit");
    }

    @Test
    void aReplyThatIsOverIsNotFound() {
        first(TEXT);
        gateway.loop.advance(Duration.ofMinutes(11));

        assertThat(send(TYPO, "x-like", "yes").cache()).isEqualTo("miss");
    }

    @Test
    void whoWantsANewReplyGetsOne() {
        first(TEXT);

        assertThat(send(TYPO, "x-like", "yes", "cache-control", "no-cache").cache())
                .isEqualTo("miss");
    }

    @Test
    void textsOutliveAReload() {
        first(TEXT);

        gateway.reload(Policies.BASE
                + "cache: { exact: {}, semantic: { threshold: 0.8, when: { header.x-like: \"yes\" } } }\n");

        assertThat(send(TYPO, "x-like", "yes").cache()).isEqualTo("semantic-hit");
    }

    @Test
    void aClientThatLeavesWhileItIsLookedForAsksNobody() {
        first(TEXT);

        Sent gone = gateway.send(
                new Principal("ann", null, null),
                gateway.loop,
                Endpoint.CHAT_COMPLETIONS,
                Cached.chat("Write a poem about the sea"),
                "x-like",
                "yes");
        gone.exchange().cancel();
        settle();

        assertThat(gone.sink().error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(gateway.transport.calls()).hasSize(1);
    }

    @Test
    void aSharedStoreIsAskedWhereThisOneHasNothingAndToldWhatIsKept() {
        Cached plain = new Cached(SHARED);
        Redis redis = new Redis();
        ReplyStore store = plain.cache().store().before(redis);
        plain.transport.reply(200, Cached.HELLO);
        plain.send(Cached.chat("hi"));
        redis.answer();
        plain.loop.turn();
        assertThat(redis.replies).hasSize(1);
        store.clear(null);

        Sent hit = plain.send(Cached.chat("hi"));
        assertThat(hit.sink().started()).isFalse();
        redis.answer();

        assertThat(hit.cache()).isEqualTo("hit");
        assertThat(hit.sink().body()).isEqualTo("hello\n");
        assertThat(plain.send(Cached.chat("hi")).sink().completed()).isTrue();
        assertThat(redis.asked).isEmpty();
    }

    @Test
    void aSharedStoreThatHasNothingLeadsToTheProvider() {
        Cached plain = new Cached(SHARED);
        Redis redis = new Redis();
        plain.cache().store().before(redis);
        plain.transport.reply(200, Cached.HELLO);

        Sent miss = plain.send(Cached.chat("hi"));
        redis.answer();
        plain.loop.turn();

        assertThat(miss.cache()).isEqualTo("miss");
        assertThat(miss.sink().completed()).isTrue();
    }

    @Test
    void whatComesFromASharedStoreLivesForTheRestOfItsTimeOnly() {
        Cached plain = new Cached(SHARED);
        Redis redis = new Redis();
        ReplyStore store = plain.cache().store().before(redis);
        plain.transport.reply(200, Cached.HELLO);
        plain.send(Cached.chat("hi"));
        redis.answer();
        plain.loop.turn();
        store.clear(null);
        plain.loop.advance(Duration.ofMinutes(9));

        Sent hit = plain.send(Cached.chat("hi"));
        redis.answer();
        assertThat(hit.cache()).isEqualTo("hit");
        assertThat(hit.header("age")).isEqualTo("540");
        plain.loop.advance(Duration.ofSeconds(61));
        plain.transport.reply(200, Cached.HELLO);
        Sent old = plain.send(Cached.chat("hi"));
        redis.answer();
        plain.loop.turn();

        assertThat(old.cache()).isEqualTo("miss");
    }

    @Test
    void whatWasForgottenWhileASharedStoreWasAskedIsNoHit() {
        Cached plain = new Cached(SHARED);
        Redis redis = new Redis();
        ReplyStore store = plain.cache().store().before(redis);
        plain.transport.reply(200, Cached.HELLO);
        plain.send(Cached.chat("hi"));
        redis.answer();
        plain.loop.turn();
        store.clear(null);
        plain.transport.reply(200, Cached.HELLO);

        Sent miss = plain.send(Cached.chat("hi"));
        store.clear(null);
        redis.answer();
        plain.loop.turn();

        assertThat(miss.cache()).isEqualTo("miss");
    }

    @Test
    void whereThePolicyDoesNotShareRepliesNoOtherStoreIsAskedOrTold() {
        Cached plain = new Cached(Cached.CACHE);
        Redis redis = new Redis();
        plain.cache().store().before(redis);
        plain.transport.reply(200, Cached.HELLO);

        assertThat(plain.send(Cached.chat("hi")).cache()).isEqualTo("miss");

        assertThat(redis.asked).isEmpty();
        assertThat(redis.replies).isEmpty();
    }

    private void first(String text) {
        gateway.transport.reply(200, Cached.HELLO);
        assertThat(send(text, "x-like", "yes").cache()).isEqualTo("miss");
    }

    private Sent send(String text, String... headers) {
        return settled(gateway.send(Cached.chat(text), headers));
    }

    private Sent settled(Sent sent) {
        settle();
        return sent;
    }

    /** Until the worker has done what it was given, and the loop what came of that. */
    private void settle() {
        for (int i = 0; i < 3; i++) {
            assertThat(ForkJoinPool.commonPool().awaitQuiescence(10, TimeUnit.SECONDS))
                    .isTrue();
            gateway.loop.turn();
        }
    }

    /** Answers when the test says so. */
    private static final class Redis implements SharedReplies {
        private final Map<CacheKey, CachedReply> replies = new HashMap<>();
        private final List<Runnable> asked = new ArrayList<>();

        @Override
        public void find(
                CacheKey key,
                CacheSettings.Shared reach,
                ScheduledExecutorService loop,
                Consumer<@Nullable CachedReply> then) {
            asked.add(() -> then.accept(replies.get(key)));
        }

        @Override
        public void put(CacheKey key, CachedReply reply, Duration ttl, CacheSettings.Shared reach) {
            replies.put(key, reply);
        }

        @Override
        public void watch(Consumer<Predicate<String>> forgotten) {}

        @Override
        public void clear(@Nullable String keyName) {}

        void answer() {
            List<Runnable> now = List.copyOf(asked);
            asked.clear();
            now.forEach(Runnable::run);
        }
    }
}
