package dev.pointsman.cache;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A store that several gateways share, behind the one in memory: asked where that has nothing, told what that is told. Thread-safe; never blocks
 * the caller, and its failures are its own: it then finds nothing.
 */
public interface SharedReplies {
    /** There is none. */
    SharedReplies NONE = new SharedReplies() {
        @Override
        public void find(
                CacheKey key,
                CacheSettings.Shared reach,
                ScheduledExecutorService loop,
                Consumer<@Nullable CachedReply> then) {
            then.accept(null);
        }

        @Override
        public void put(CacheKey key, CachedReply reply, Duration ttl, CacheSettings.Shared reach) {}

        @Override
        public void clear(@Nullable String keyName) {}

        @Override
        public void watch(Consumer<Predicate<String>> forgotten) {}
    };

    /**
     * Looks for a reply.
     *
     * @param then called once, on the loop, at once or later but within the reach's time; null where there is none. The reply's time is told on
     *     this gateway's monotonic clock
     */
    void find(
            CacheKey key,
            CacheSettings.Shared reach,
            ScheduledExecutorService loop,
            Consumer<@Nullable CachedReply> then);

    /** Keeps a reply, as far as it can. */
    void put(CacheKey key, CachedReply reply, Duration ttl, CacheSettings.Shared reach);

    /** Forgets all replies, or those that one virtual key has paid for. */
    void clear(@Nullable String keyName);

    /**
     * Who is told, from now on, that replies were forgotten somewhere: by the names of the keys that have paid for them. Called on a worker's thread;
     * takes the place of the one before.
     */
    void watch(Consumer<Predicate<String>> forgotten);
}
