package dev.pointsman.server.insight;

import dev.pointsman.policy.Policy;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Rate;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminRequest;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Limits of the policy and what is used of them; targets of what scores may spend. */
public final class LimitPages {
    private final Supplier<Policy> policy;
    private final MeterRegistry registry;

    public LimitPages(Supplier<Policy> policy, MeterRegistry registry) {
        this.policy = policy;
        this.registry = registry;
    }

    /** {@code GET /admin/v1/limits}. */
    public AdminPage limits(AdminRequest request) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode limits = root.putArray("limits");
        for (LimitSettings limit : policy.get().limits()) {
            ObjectNode one = limits.addObject();
            one.put("name", limit.name());
            one.put("per", limit.per().word());
            ArrayNode only = one.putArray("for");
            new TreeSet<>(limit.only()).forEach(only::add);
            rate(one, "requests", limit.requests(), 1);
            rate(one, "tokens", limit.tokens(), 1);
            if (limit.concurrent() > 0) {
                one.put("concurrent", limit.concurrent());
            }
            rate(one, "spend_usd", limit.spend(), 1e9);
            one.put("then", limit.use() == null ? "reject" : "use " + limit.use());
            gauge(one, "spent_usd", "pointsman.limit.spend.usd", "limit", limit.name());
            one.put("refused", count("pointsman.limit.refusals", limit.name()));
            one.put("sent_elsewhere", count("pointsman.limit.branches", limit.name()));
        }
        ArrayNode targets = root.putArray("spend_targets");
        for (Gauge target : registry.find("pointsman.spend.target.usd").gauges()) {
            String score = target.getId().getTag("score");
            if (score == null) {
                continue;
            }
            ObjectNode one = targets.addObject();
            one.put("score", score);
            gauge(one, "target_usd", "pointsman.spend.target.usd", "score", score);
            gauge(one, "spent_usd", "pointsman.spend.usd", "score", score);
            gauge(one, "cost_weight", "pointsman.cost.weight", "score", score);
        }
        return AdminPage.json(200, root + "\n");
    }

    private static void rate(ObjectNode limit, String name, @Nullable Rate rate, double unit) {
        if (rate != null) {
            limit.putObject(name)
                    .put("most", rate.most() / unit)
                    .put("window", rate.window().word());
        }
    }

    private void gauge(ObjectNode node, String name, String meter, String tag, String value) {
        Gauge gauge = registry.find(meter).tag(tag, value).gauge();
        if (gauge != null) {
            node.put(name, gauge.value());
        }
    }

    private long count(String meter, String limit) {
        double sum = 0;
        for (Meter each : registry.find(meter).tag("limit", limit).meters()) {
            for (Measurement measured : each.measure()) {
                sum += measured.getValue();
            }
        }
        return Math.round(sum);
    }
}
