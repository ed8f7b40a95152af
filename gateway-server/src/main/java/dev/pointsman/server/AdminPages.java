package dev.pointsman.server;

import dev.pointsman.policy.PolicyStore;
import dev.pointsman.server.admin.AdminPage;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the admin listener shows. Ready means: clients are served, and the gateway is not about to stop. */
final class AdminPages {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry;
    private final Supplier<PolicyStore.Status> policy;
    private volatile String state = "starting";

    AdminPages(PrometheusMeterRegistry registry, Supplier<PolicyStore.Status> policy) {
        this.registry = registry;
        this.policy = policy;
    }

    void ready() {
        state = "ready";
    }

    void draining() {
        state = "draining";
    }

    Map<String, Supplier<AdminPage>> byPath() {
        return Map.of(
                "/health/live", () -> AdminPage.json(200, "{\"status\":\"live\"}\n"),
                "/health/ready", this::readiness,
                "/metrics", () -> new AdminPage(200, PROMETHEUS, registry.scrape()));
    }

    private AdminPage readiness() {
        PolicyStore.Status status = policy.get();
        Map<String, @Nullable Object> loaded = new LinkedHashMap<>();
        loaded.put("digest", status.digest());
        loaded.put("loaded_at", status.loadedAt().toString());
        loaded.put("loads", status.loads());
        loaded.put("failures", status.failures());
        loaded.put("restart_needed", status.restartNeeded());
        loaded.put("error", status.error());
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("status", state);
        page.put("policy", loaded);
        return AdminPage.json(state.equals("ready") ? 200 : 503, JSON.writeValueAsString(page) + "\n");
    }
}
