package dev.pointsman.flow.cached;

import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.cache.ReplyStore;
import dev.pointsman.cache.RequestKeys;
import dev.pointsman.cache.SemanticReplies;
import dev.pointsman.cache.SemanticSettings;
import dev.pointsman.cache.SharedReplies;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.Outcomes;
import dev.pointsman.performance.Performance;
import dev.pointsman.telemetry.CacheMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of one policy. What is kept outlives policies: a reply is found again as long as providers and models are defined as they were when it was
 * made, and it is not older than the policy of now allows.
 */
public final class ReplyCache {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyCache.class);

    private final CacheSettings settings;
    private final ReplyStore store;
    private final @Nullable SemanticReplies semantic;

    private ReplyCache(CacheSettings settings, ReplyStore store, @Nullable SemanticReplies semantic) {
        this.settings = settings;
        this.store = store;
        this.semantic = semantic;
    }

    /**
     * Of a policy that takes over what {@code previous} keeps.
     *
     * @param worker tidies up, encodes texts and searches
     * @param nanoTime monotonic clock
     * @param shared what other gateways keep, too
     */
    public static ReplyCache of(
            CacheSettings settings,
            @Nullable ReplyCache previous,
            Executor worker,
            LongSupplier nanoTime,
            SharedReplies shared) {
        long bytes = bounded(settings.exact().sizeBytes());
        ReplyStore store = previous == null ? new ReplyStore(bytes, worker, nanoTime).before(shared) : previous.store;
        store.maxBytes(bytes);
        SemanticSettings alike = settings.semantic();
        SemanticReplies semantic = alike == null
                ? null
                : SemanticReplies.of(alike, store, previous == null ? null : previous.semantic, worker);
        return new ReplyCache(settings, store, semantic);
    }

    /** More than half of the heap would end in its exhaustion. */
    private static long bounded(long wanted) {
        long most = Runtime.getRuntime().maxMemory() / 2;
        if (wanted > most) {
            LOG.warn("cache.exact.size: only {} bytes, half of the heap; more needs a larger heap", most);
        }
        return Math.min(wanted, most);
    }

    /**
     * The step of a policy's chain.
     *
     * @param context tells what providers are sent under that policy
     */
    public Filter filter(String context, Performance performance, MeterRegistry registry) {
        CacheMeters meters = new CacheMeters(
                registry, Arrays.stream(CacheUse.values()).map(CacheUse::word).toList());
        return new CacheFilter(
                settings,
                new CacheFilter.Store(store, new RequestKeys(context), semantic),
                new Outcomes(performance),
                meters);
    }

    public ReplyStore store() {
        return store;
    }

    /** Texts that like requests are looked for among. */
    public int texts() {
        return semantic == null ? 0 : semantic.entries();
    }
}
