package dev.pointsman.server;

import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.flow.FeedbackDesk;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminRoute;
import dev.pointsman.server.admin.AdminServer;
import dev.pointsman.server.admin.OnlinePages;
import dev.pointsman.server.insight.DeploymentPages;
import dev.pointsman.server.insight.FeedbackPages;
import dev.pointsman.server.insight.LimitPages;
import dev.pointsman.server.insight.LiveStream;
import dev.pointsman.server.insight.RecordSource;
import dev.pointsman.server.insight.RouterPages;
import dev.pointsman.server.insight.TrialPages;
import dev.pointsman.server.insight.UsagePages;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What of the admin API looks at the gateway as it runs and at what it has recorded. */
final class WatchPages {
    private static final String JSON = "application/json";

    private WatchPages() {}

    /** All that can be asked, a line each. {@code ledger} is null where the policy keeps none. */
    static List<AdminRoute> routes(
            PolicyStore<ActivePolicy> policies,
            ActivePolicy.Surroundings around,
            RecentDecisions recent,
            @Nullable LedgerReader ledger,
            PolicyVersions versions) {
        InstantSource clock = around.clock();
        RecordSource records = new RecordSource(recent, ledger, clock, around.nanoTime());
        DeploymentPages deployments = new DeploymentPages(policies, around.stats());
        UsagePages usage = new UsagePages(policies::policy, records);
        LimitPages limits = new LimitPages(policies::policy, around.metrics().registry());
        RouterPages routers = new RouterPages(policies::policy);
        TrialPages trials = new TrialPages(policies, versions, records, clock);
        FeedbackPages feedback = new FeedbackPages(desk(policies, around), recent, clock);
        OnlinePages online = new OnlinePages(around.performance().heads());
        LiveStream live =
                new LiveStream(recent, deployments::healths, around.metrics().registry(), clock);
        AdminPage document = AdminPage.resource(AdminServer.class, "openapi.json", JSON);
        AdminPage schema = AdminPage.resource(AdminServer.class, "gateway.schema.json", JSON);
        return List.of(
                AdminRoute.page("/admin/v1/openapi.json", () -> document),
                AdminRoute.page("/admin/v1/policy/schema", () -> schema),
                AdminRoute.post("/admin/v1/policy/explain", trials::explain),
                AdminRoute.post("/admin/v1/policy/replay", trials::replay).slow(),
                AdminRoute.get("/admin/v1/models", deployments::models),
                AdminRoute.post("/admin/v1/deployments/disable", deployments::disable),
                AdminRoute.post("/admin/v1/deployments/enable", deployments::enable),
                AdminRoute.get("/admin/v1/usage", usage::usage).slow(),
                AdminRoute.get("/admin/v1/limits", limits::limits),
                AdminRoute.get("/admin/v1/routers", routers::list),
                AdminRoute.get("/admin/v1/routers/{score}", routers::one),
                AdminRoute.post("/admin/v1/feedback", feedback::rate),
                AdminRoute.get("/admin/v1/online", online::report),
                AdminRoute.stream("GET", "/admin/v1/live", live::open));
    }

    /** A rating goes to the side of the rollout that gave the answer, too, as one of a client does. */
    private static FeedbackDesk desk(PolicyStore<ActivePolicy> policies, ActivePolicy.Surroundings around) {
        return new FeedbackDesk(
                around.performance(),
                (decision, model, score) -> {
                    @Nullable Rollout rollout = policies.current().rollout();
                    if (rollout != null) {
                        rollout.feedback(decision, score);
                    }
                },
                around.nanoTime());
    }
}
