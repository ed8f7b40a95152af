package dev.pointsman.server.insight;

import dev.pointsman.access.KeySettings;
import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.config.ConfigException;
import dev.pointsman.explain.Decider;
import dev.pointsman.explain.NearestChange;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.policy.Explainer;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.recorded.Captured;
import dev.pointsman.recorded.Watched;
import dev.pointsman.replay.Replay;
import dev.pointsman.routing.Explanation;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A policy tried before it is live: on one request, and on the recorded ones. Nobody is called. */
public final class TrialPages {
    private static final double DRAW = 0.5;

    private final PolicyStore<?> store;
    private final PolicyVersions versions;
    private final RecordSource records;
    private final InstantSource clock;

    /** @param versions where the policies that decided are found */
    public TrialPages(PolicyStore<?> store, PolicyVersions versions, RecordSource records, InstantSource clock) {
        this.store = store;
        this.versions = versions;
        this.records = records;
        this.clock = clock;
    }

    /**
     * {@code POST /admin/v1/policy/explain}: what a policy would decide about {@code request}, the body of a call to {@code endpoint}.
     * {@code policy} is a policy's text, or {@code version} names one; without both it is the current one.
     */
    public AdminPage explain(AdminRequest request) {
        JsonNode body = request.json();
        JsonNode asked = body.path("request");
        if (!asked.isObject()) {
            throw new AdminProblem(400, "request: expected the body of a request, such as a chat completion's");
        }
        Endpoint endpoint = endpoint(body.path("endpoint").asString("chat/completions"));
        Policy policy = policy(body);
        double draw = body.path("draw").asDouble(DRAW);
        if (!(draw >= 0 && draw < 1)) {
            throw new AdminProblem(400, "draw: expected 0 to below 1");
        }
        Principal who = principal(policy, body.path("key").asString(""));
        try {
            ApiRequest parsed = ApiRequest.parse(
                    endpoint, endpoint.path(), Headers.NONE, asked.toString().getBytes(StandardCharsets.UTF_8));
            Explanation explanation = new Explainer(policy).explain(parsed, who, clock.instant(), draw);
            ObjectNode page = explanation.node();
            page.put("policy", policy.digest());
            nearest(explanation, who, policy).json(page);
            return AdminPage.json(200, page + "\n");
        } catch (GatewayException refused) {
            return AdminPage.of(
                    200,
                    Map.of(
                            "policy",
                            policy.digest(),
                            "refused",
                            Map.of("status", refused.status(), "type", refused.type(), "message", refused.text())));
        }
    }

    /** {@code POST /admin/v1/policy/replay?since=&until=}: what the policy of the body would have changed. Reads the ledger. */
    public AdminPage replay(AdminRequest request) {
        Policy next = checked(request.text());
        RecordSource.Time time = records.time(request);
        Replay replay = new Replay(next, versions, time.fromMillis(), time.toMillis(), lines -> {});
        records.read(time, replay);
        return AdminPage.json(200, replay.report().json() + "\n");
    }

    private static NearestChange nearest(Explanation explanation, Principal who, Policy policy) {
        Captured captured = new Captured(
                Watched.of(policy.rules().sources()),
                who,
                explanation.context(),
                explanation.decision(),
                null,
                explanation.attempts());
        return NearestChange.of(captured.request(), policy, new Decider(policy));
    }

    private static Endpoint endpoint(String name) {
        return Endpoint.named(name).stream()
                .filter(each -> each.form() == Endpoint.Form.JSON)
                .findFirst()
                .orElseThrow(
                        () -> new AdminProblem(400, "endpoint: expected one with a JSON body, as in chat/completions"));
    }

    private Policy policy(JsonNode body) {
        JsonNode text = body.path("policy");
        if (text.isString()) {
            return checked(text.asString());
        }
        String version = body.path("version").asString("current");
        return version.equals("current")
                ? store.policy()
                : checked(store.text(version)
                        .orElseThrow(() -> new AdminProblem(404, "version: no policy of that name is kept")));
    }

    private Policy checked(String text) {
        try {
            return store.check(text);
        } catch (ConfigException bad) {
            throw new AdminProblem(
                    422,
                    "the policy cannot be used; the first of "
                            + bad.problems().size() + " problems: "
                            + bad.problems().get(0));
        }
    }

    private static Principal principal(Policy policy, String name) {
        if (name.isEmpty()) {
            return Principal.ANONYMOUS;
        }
        return policy.keys().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .map(KeySettings::principal)
                .orElseThrow(() -> new AdminProblem(404, "key: the policy has no key named \"" + name + "\""));
    }
}
