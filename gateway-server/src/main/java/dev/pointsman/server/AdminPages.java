package dev.pointsman.server;

import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.config.Secret;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.ListenAddress;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.policy.ServerSettings;
import dev.pointsman.server.admin.AdminAccess;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminRoute;
import dev.pointsman.server.admin.CachePages;
import dev.pointsman.server.admin.KeyPages;
import dev.pointsman.server.admin.PolicyPages;
import dev.pointsman.server.admin.RolloutPages;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the admin listener shows. Ready means: clients are served, and the gateway is not about to stop. */
final class AdminPages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final PolicyStore<ActivePolicy> policies;
    private final DecisionPages decisions;
    private final KeyPages keys;
    private final List<AdminRoute> more;
    private volatile String state = "starting";

    /**
     * @param keys null where none are managed
     * @param more that can be asked
     */
    AdminPages(
            PrometheusMeterRegistry registry,
            PolicyStore<ActivePolicy> policies,
            DecisionPages decisions,
            @Nullable ManagedKeys keys,
            List<AdminRoute> more) {
        this.more = List.copyOf(more);
        this.keys = new KeyPages(keys, policies::policy, this::askable, InstantSource.system());
        this.registry = registry;
        this.policies = policies;
        this.decisions = decisions;
    }

    void ready() {
        state = "ready";
    }

    void draining() {
        state = "draining";
    }

    /** All that can be asked, a line each. */
    List<AdminRoute> routes() {
        PolicyPages policy = new PolicyPages(policies);
        RolloutPages rollout =
                new RolloutPages(policies, () -> policies.current().rollout(), policy);
        List<AdminRoute> own = List.of(
                AdminRoute.page("/health/live", () -> AdminPage.json(200, "{\"status\":\"live\"}\n")),
                AdminRoute.page("/health/ready", this::readiness),
                AdminRoute.page("/metrics", () -> new AdminPage(200, PROMETHEUS, registry.scrape())),
                AdminRoute.get("/admin/v1/decisions", request -> decisions.list(request::query)),
                AdminRoute.get("/admin/v1/decisions/{id}", request -> decisions.one(request.parameter("id"))),
                AdminRoute.delete("/admin/v1/cache", new CachePages(policies)::clear),
                AdminRoute.get("/admin/v1/keys", keys::list),
                AdminRoute.post("/admin/v1/keys", keys::create),
                AdminRoute.get("/admin/v1/keys/{name}", keys::one),
                AdminRoute.post("/admin/v1/keys/{name}/rotate", keys::rotate),
                AdminRoute.post("/admin/v1/keys/{name}/revoke", keys::revoke),
                AdminRoute.post("/admin/v1/keys/{name}/expire", keys::expire),
                AdminRoute.post("/admin/v1/keys/{name}/priority", keys::prioritize),
                AdminRoute.get("/admin/v1/policy", policy::current),
                AdminRoute.post("/admin/v1/policy", policy::replace),
                AdminRoute.get("/admin/v1/policy/versions", policy::versions),
                AdminRoute.get("/admin/v1/policy/versions/{digest}", policy::version),
                AdminRoute.get("/admin/v1/policy/diff", policy::diff),
                AdminRoute.post("/admin/v1/policy/rollback", policy::rollback),
                AdminRoute.get("/admin/v1/rollout", rollout::report),
                AdminRoute.post("/admin/v1/rollout/stop", rollout::stop),
                AdminRoute.post("/admin/v1/rollout/start", rollout::start),
                AdminRoute.post("/admin/v1/rollout/promote", rollout::promote));
        return Stream.concat(own.stream(), more.stream()).toList();
    }

    /** Who may use the admin API: the key of the first policy, read again where its file changes, until a restart. */
    AdminAccess access(ServerSettings first) {
        ListenAddress listen = first.admin();
        return new AdminAccess(listen != null && listen.loopback(), () -> key(first.adminKey()));
    }

    private @Nullable Secret key(ServerSettings.@Nullable AdminKey first) {
        ServerSettings.AdminKey now = policies.policy().server().adminKey();
        if (first == null) {
            return null;
        }
        return now != null && now.equals(first) ? now.secret() : first.secret();
    }

    /** What a key may be allowed: models, scores and deployments. */
    private List<String> askable() {
        List<String> names = new ArrayList<>(policies.current().names());
        policies.policy().catalog().deployments().forEach(deployment -> names.add(deployment.id()));
        return names;
    }

    private AdminPage readiness() {
        PolicyStore.Status status = policies.status();
        Map<String, @Nullable Object> loaded = new LinkedHashMap<>();
        loaded.put("digest", status.digest());
        loaded.put("loaded_at", status.loadedAt().toString());
        loaded.put("loads", status.loads());
        loaded.put("failures", status.failures());
        loaded.put("restart_needed", status.restartNeeded());
        loaded.put("in_memory", policies.inMemory());
        loaded.put("error", status.error());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("status", state);
        page.put("policy", loaded);
        PolicyStore.NextStatus next = policies.next();
        if (next != null) {
            Map<String, @Nullable Object> named = new LinkedHashMap<>();
            named.put("digest", next.digest());
            named.put("error", next.error());
            page.put("next_policy", named);
        }
        return AdminPage.json(state.equals("ready") ? 200 : 503, JSON.writeValueAsString(page) + "\n");
    }
}
