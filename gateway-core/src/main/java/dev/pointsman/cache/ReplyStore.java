package dev.pointsman.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Replies in memory, within a bound of bytes; what is asked for least goes first (Caffeine's W-TinyLFU). Outlives policies. Shared by all loops,
 * never blocks.
 */
public final class ReplyStore {
    private record Kept(CachedReply reply, long ttlNanos) {}

    private final Cache<CacheKey, Kept> replies;
    private final LongSupplier nanoTime;
    private final AtomicLong clears = new AtomicLong();
    private SharedReplies shared = SharedReplies.NONE;

    /**
     * An empty one.
     *
     * @param maxBytes that all replies may weigh
     * @param worker that tidies up
     * @param nanoTime monotonic clock
     */
    public ReplyStore(long maxBytes, Executor worker, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.replies = Caffeine.newBuilder()
                .maximumWeight(maxBytes)
                .<CacheKey, Kept>weigher((key, kept) -> kept.reply.weightBytes())
                .expireAfter(Expiry.<CacheKey, Kept>creating((key, kept) -> Duration.ofNanos(kept.ttlNanos)))
                .ticker(nanoTime::getAsLong)
                .executor(worker)
                .recordStats()
                .build();
    }

    /** Puts a store of several gateways behind it; before the first request. */
    public ReplyStore before(SharedReplies second) {
        shared = second;
        second.watch(this::forget);
        return this;
    }

    public SharedReplies shared() {
        return shared;
    }

    /**
     * A reply that is no older than that; null where there is none.
     *
     * @param ttl of the policy of now, which may be shorter than the one it was kept under
     */
    public @Nullable CachedReply find(CacheKey key, Duration ttl) {
        Kept kept = replies.getIfPresent(key);
        return kept == null || age(kept.reply).compareTo(ttl) >= 0 ? null : kept.reply;
    }

    /** Time since it was whole. */
    public Duration age(CachedReply reply) {
        return Duration.ofNanos(
                Math.max(0, nanoTime.getAsLong() - reply.origin().atNanos()));
    }

    /**
     * Keeps a reply.
     *
     * @param clears what {@link #clears} told when its request began: since then it may have been forgotten on purpose
     */
    public boolean put(CacheKey key, CachedReply reply, Duration ttl, long clears) {
        if (clears != this.clears.get()) {
            return false;
        }
        replies.put(key, new Kept(reply, ttl.toNanos()));
        if (clears != this.clears.get()) {
            replies.invalidate(key);
            return false;
        }
        return true;
    }

    /** Forgets one reply. */
    public void remove(CacheKey key) {
        replies.invalidate(key);
    }

    /** How often replies were forgotten on purpose. */
    public long clears() {
        return clears.get();
    }

    /**
     * Forgets replies; those of requests under way are not kept. Takes time with many: not on a loop.
     *
     * @param keyName virtual key that paid for them; null for all
     * @return how many, by estimate
     */
    public long clear(@Nullable String keyName) {
        long before = entries();
        if (keyName == null) {
            clears.incrementAndGet();
            replies.invalidateAll();
        } else {
            forget(keyName::equals);
        }
        shared.clear(keyName);
        return Math.max(0, before - entries());
    }

    private void forget(Predicate<String> payers) {
        clears.incrementAndGet();
        replies.asMap()
                .values()
                .removeIf(kept -> payers.test(kept.reply.origin().key()));
    }

    /** Another bound; what is over it goes. */
    public void maxBytes(long bytes) {
        replies.policy().eviction().ifPresent(eviction -> eviction.setMaximum(bytes));
    }

    /** Replies that are kept, by estimate. */
    public long entries() {
        return replies.estimatedSize();
    }

    /** What they weigh, by estimate. */
    public long bytes() {
        return replies.policy().eviction().orElseThrow().weightedSize().orElse(0);
    }

    /** Replies that went for want of room, or of age. */
    public long evictions() {
        return replies.stats().evictionCount();
    }
}
