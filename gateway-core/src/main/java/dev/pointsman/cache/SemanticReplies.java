package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.learned.HashedVectors;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the reply to a like request: one that is the same but for its last text, whose numbers are the same, and whose last text points the same way.
 * The replies themselves lie in the {@link ReplyStore}. Encodes and searches on a worker, for about {@value #MOST_QUEUED} requests at a
 * time; more find nothing.
 */
public final class SemanticReplies {
    static final int MOST_QUEUED = 64;
    private static final Logger LOG = LoggerFactory.getLogger(SemanticReplies.class);
    /** Of like texts the nearest whose reply is still there counts. */
    private static final int CANDIDATES = 4;

    private final SemanticSettings settings;
    private final ReplyStore store;
    private final NeighborTable table;
    private final Executor worker;
    private final AtomicInteger queued = new AtomicInteger();

    /**
     * A request's last text, and all else that like requests must have in common with it.
     */
    public static final class Question {
        private final CacheKey group;
        private final String text;
        private volatile float @Nullable [] vector;

        private Question(CacheKey group, String text) {
            this.group = group;
            this.text = text;
        }

        /** Null where a request does not end with a text of the user's. */
        public static @Nullable Question of(RequestKeys keys, ApiRequest request, String tenant, String model) {
            LastText last = LastText.of(request);
            return last == null ? null : new Question(keys.around(request, tenant, model, last), last.text());
        }

        CacheKey group() {
            return group;
        }
    }

    private SemanticReplies(SemanticSettings settings, ReplyStore store, NeighborTable table, Executor worker) {
        this.settings = settings;
        this.store = store;
        this.table = table;
        this.worker = worker;
    }

    /** Of a policy that takes over what {@code previous} remembers, where that is as large and its vectors mean the same. */
    public static SemanticReplies of(
            SemanticSettings settings, ReplyStore store, @Nullable SemanticReplies previous, Executor worker) {
        boolean same = previous != null
                && previous.settings.entries() == settings.entries()
                && previous.settings.encoder() instanceof HashedVectors
                && settings.encoder() instanceof HashedVectors;
        NeighborTable table = previous != null && same ? previous.table : new NeighborTable(settings.entries());
        return new SemanticReplies(settings, store, table, worker);
    }

    /**
     * Looks for a reply.
     *
     * @param loop where {@code then} is called, once, later: with null where nothing is alike enough
     */
    public void find(Question question, Executor loop, Consumer<@Nullable CachedReply> then) {
        boolean taken = run(() -> {
            CachedReply found = found(question);
            loop.execute(() -> then.accept(found));
        });
        if (!taken) {
            loop.execute(() -> then.accept(null));
        }
    }

    /** Remembers that this text has that reply; where too many wait, it does not. */
    public void keep(Question question, CacheKey key) {
        run(() -> {
            float[] vector = vector(question);
            if (vector != null) {
                table.add(question.group, vector, key);
            }
        });
    }

    /** Texts that are remembered. */
    public int entries() {
        return table.size();
    }

    private boolean run(Runnable task) {
        if (queued.incrementAndGet() > MOST_QUEUED) {
            queued.decrementAndGet();
            return false;
        }
        try {
            worker.execute(() -> {
                try {
                    task.run();
                } finally {
                    queued.decrementAndGet();
                }
            });
            return true;
        } catch (RejectedExecutionException stopping) {
            queued.decrementAndGet();
            LOG.debug("no worker looks for like requests any more", stopping);
            return false;
        }
    }

    private @Nullable CachedReply found(Question question) {
        float[] vector = vector(question);
        if (vector == null) {
            return null;
        }
        for (NeighborSegment.Near near : table.nearest(question.group, vector, settings.threshold(), CANDIDATES)) {
            CachedReply reply = store.find(near.key(), settings.ttl());
            if (reply != null) {
                return reply;
            }
            table.forget(question.group, near);
        }
        return null;
    }

    private float @Nullable [] vector(Question question) {
        float[] known = question.vector;
        if (known != null) {
            return known;
        }
        try {
            float[] made = settings.encoder().encode(question.text);
            question.vector = made;
            return made;
        } catch (EncodingFailed failed) {
            LOG.warn("a text could not be encoded, no like request is looked for: {}", failed.getMessage());
            return null;
        }
    }
}
