package dev.pointsman.inquiry;

import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Price;
import dev.pointsman.upstream.AttemptObserver;
import dev.pointsman.upstream.AttemptPlan;
import dev.pointsman.upstream.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request of the gateway's own at one model, with its load and its cost. Confined to its loop. */
final class ModelCall implements AttemptPlan, AttemptObserver {
    private static final Logger LOG = LoggerFactory.getLogger(ModelCall.class);

    private final Step step;
    private final DeploymentStats stats;
    private DeploymentStats.@Nullable Call call;
    private @Nullable Deployment answering;
    private Usage latest = Usage.NONE;

    ModelCall(Step step, DeploymentStats stats) {
        this.step = step;
        this.stats = stats;
    }

    /** Nano-dollars so far; 0 where no price or no usage is known. */
    long costNanos() {
        Price price = answering == null ? null : answering.price();
        return price == null || latest.isNone() ? 0 : price.cost(latest);
    }

    @Override
    public Step first() {
        return step;
    }

    @Override
    public List<Step> fallbacks() {
        return List.of();
    }

    @Override
    public void sent(String deploymentId) {
        call = stats.of(deploymentId).started(false);
    }

    @Override
    public void head(Headers headers) {
        DeploymentStats.Call its = call;
        if (its != null) {
            its.head(headers);
        }
    }

    @Override
    public void ended(AttemptRecord attempt) {
        DeploymentStats.Call its = call;
        if (its != null) {
            its.ended(attempt.error(), latest.completion());
        }
        call = null;
    }

    @Override
    public void answering(
            String model,
            Deployment deployment,
            String deploymentId,
            List<String> dropped,
            @Nullable String requestId) {
        answering = deployment; // what is dropped, temperature and log probabilities, are wishes
    }

    @Override
    public void usage(Usage usage) {
        latest = usage;
    }

    @Override
    public void finish(String reason, boolean known) {
        // the reply itself tells whether it answers
    }

    @Override
    public void defect(RuntimeException defect) {
        LOG.error("a question of the gateway's own failed by a defect", defect);
    }

    @Override
    public void gaveUp() {
        // the sink hears it next
    }
}
