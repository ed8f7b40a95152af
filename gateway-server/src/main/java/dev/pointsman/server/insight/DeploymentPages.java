package dev.pointsman.server.insight;

import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.NearestWord;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import dev.pointsman.upstream.DeploymentHealth;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Models and where they are served, with how each place does just now; places are taken out of use here, and put back. */
public final class DeploymentPages {
    private static final Logger LOG = LoggerFactory.getLogger(DeploymentPages.class);

    private final PolicyStore<ActivePolicy> policies;
    private final DeploymentStats stats;

    public DeploymentPages(PolicyStore<ActivePolicy> policies, DeploymentStats stats) {
        this.policies = policies;
        this.stats = stats;
    }

    /** {@code GET /admin/v1/models}: all of the policy, in its order. */
    public AdminPage models(AdminRequest request) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode names = root.putArray("names");
        policies.current().names().forEach(names::add);
        ArrayNode models = root.putArray("models");
        for (Model model : policies.policy().catalog().models()) {
            ObjectNode one = models.addObject();
            one.put("name", model.name());
            one.put(
                    "balance",
                    model.balance().way().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            one.put("context_tokens", model.contextTokens());
            one.put("quality", model.quality(null));
            if (model.can() != null) {
                ArrayNode can = one.putArray("can");
                new TreeSet<>(model.can()).forEach(capability -> can.add(word(capability)));
            }
            ArrayNode deployments = one.putArray("deployments");
            model.deployments().forEach(deployment -> deployments.add(described(deployment)));
        }
        return AdminPage.json(200, root + "\n");
    }

    /** {@code POST /admin/v1/deployments/disable}: no call begins there any more, those under way finish. */
    public AdminPage disable(AdminRequest request) {
        Deployment deployment = named(request);
        boolean changed = stats.holds().hold(deployment.id());
        return told(request, deployment, "taken out of use", changed);
    }

    /** {@code POST /admin/v1/deployments/enable}. */
    public AdminPage enable(AdminRequest request) {
        Deployment deployment = named(request);
        boolean changed = stats.holds().release(deployment.id());
        return told(request, deployment, "put back into use", changed);
    }

    private AdminPage told(AdminRequest request, Deployment deployment, String done, boolean changed) {
        if (changed) {
            LOG.info("deployment {} was {} by {}", deployment.id(), done, request.who());
        }
        return AdminPage.json(200, described(deployment).put("changed", changed) + "\n");
    }

    private Deployment named(AdminRequest request) {
        String id = request.json().path("deployment").asString("");
        Deployment deployment = policies.policy().catalog().deployment(id);
        if (deployment == null) {
            Collection<String> ids = policies.policy().catalog().deployments().stream()
                    .map(Deployment::id)
                    .toList();
            throw new AdminProblem(
                    id.isEmpty() ? 400 : 404,
                    id.isEmpty()
                            ? "expected {\"deployment\": \"provider/model\"}"
                            : "the policy has no deployment \"" + id + "\"" + NearestWord.hint(id, ids));
        }
        return deployment;
    }

    private ObjectNode described(Deployment deployment) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        String id = deployment.id();
        one.put("id", id);
        one.put("weight", deployment.weight());
        Price price = deployment.price();
        if (price != null) {
            one.putObject("usd_per_million").put("in", price.inputNanos() / 1e9).put("out", price.outputNanos() / 1e9);
        }
        ObjectNode tags = one.putObject("tags");
        deployment.tags().forEach(tags::put);
        health(one, deployment);
        number(one, "error_rate", stats.errorRate(id));
        number(one, "first_token_ms", stats.firstTokenMillis(id));
        number(one, "output_token_ms", stats.outputTokenMillis(id));
        number(one, "headroom", stats.headroom(id));
        return one;
    }

    /** State, breaker, and calls under way: what changes from second to second. */
    private void health(ObjectNode one, Deployment deployment) {
        String id = deployment.id();
        @Nullable DeploymentHealth health = policies.current().health(id);
        int inflight = stats.of(id).inflight();
        boolean held = stats.holds().on(id);
        one.put(
                "state",
                held
                        ? inflight > 0 ? "draining" : "disabled"
                        : health != null && health.blocked() ? "blocked" : "serving");
        one.put("breaker", health == null ? "closed" : word(health.state()));
        one.put("inflight", inflight);
    }

    /** Of all deployments, what changes from second to second. */
    public List<ObjectNode> healths() {
        return policies.policy().catalog().deployments().stream()
                .map(deployment -> {
                    ObjectNode one = JsonNodeFactory.instance.objectNode().put("id", deployment.id());
                    health(one, deployment);
                    return one;
                })
                .toList();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }
}
