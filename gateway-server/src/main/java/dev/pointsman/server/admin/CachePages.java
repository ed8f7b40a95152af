package dev.pointsman.server.admin;

import dev.pointsman.flow.cached.ReplyCache;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.PolicyStore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The cache of replies for operators: what it holds, as figures, and how it is emptied. */
public final class CachePages {
    private static final Logger LOG = LoggerFactory.getLogger(CachePages.class);

    private final PolicyStore<ActivePolicy> policies;

    public CachePages(PolicyStore<ActivePolicy> policies) {
        this.policies = policies;
    }

    /** {@code DELETE /admin/v1/cache}: all replies, or with {@code ?key=NAME} those that one virtual key has paid for. */
    public AdminPage clear(AdminRequest request) {
        ReplyCache cache = policies.current().cache();
        if (cache == null) {
            throw new AdminProblem(404, "the policy has no cache");
        }
        String key = request.query("key");
        if (key != null && key.isEmpty()) {
            throw new AdminProblem(400, "query parameter key: expected the name of a key");
        }
        long forgotten = cache.store().clear(key);
        LOG.info(
                "{} replies of {} were forgotten, by {}",
                forgotten,
                key == null ? "all keys" : "one key",
                request.who());
        return AdminPage.json(200, "{\"forgotten\":" + forgotten + "}\n");
    }

    /** A figure of the cache of now; 0 where there is none. */
    public Number figure(Function<ReplyCache, Number> figure) {
        @Nullable ReplyCache cache = policies.current().cache();
        return cache == null ? 0 : figure.apply(cache);
    }
}
