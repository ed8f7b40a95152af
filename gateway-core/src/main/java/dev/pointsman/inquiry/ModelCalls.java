package dev.pointsman.inquiry;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.balance.LoadBalancer;
import dev.pointsman.balance.Pick;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.routing.facts.Eligibility;
import dev.pointsman.upstream.AttemptPlan;
import dev.pointsman.upstream.Execution;
import dev.pointsman.upstream.UpstreamExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Calls of the gateway's own to one model: balanced like others, no deployment called twice, no other model in its place. */
public final class ModelCalls {
    /** Hears how a call ended, once. */
    public interface Ended {
        /**
         * It is over.
         *
         * @param reply null where there is none
         * @param costNanos nano-dollars; 0 where no price or no usage is known
         */
        void with(byte @Nullable [] reply, long costNanos);
    }

    private final Model model;
    private final UpstreamExecutor executor;
    private final LoadBalancer balancer;
    private final DeploymentStats stats;
    private final LongConsumer costs;
    private final LongSupplier nanoTime;

    /**
     * @param executor one that does not call again
     * @param costs hears what each call has cost, in nano-dollars
     */
    public ModelCalls(
            Model model, UpstreamExecutor executor, DeploymentStats stats, LongConsumer costs, LongSupplier nanoTime) {
        this.model = model;
        this.executor = executor;
        this.balancer = LoadBalancer.of(model, stats);
        this.stats = stats;
        this.costs = costs;
        this.nanoTime = nanoTime;
    }

    /** Chance enough to spread calls, of the clock's last digits. */
    private double draw() {
        return Math.floorMod((nanoTime.getAsLong() * 0x9e3779b97f4a7c15L) >>> 40, 1 << 20) / (double) (1 << 20);
    }

    /** That is called. */
    public Model model() {
        return model;
    }

    /** Sends one; {@code ended} is called once, on the loop, also before this returns. */
    public Execution send(ApiRequest request, ScheduledExecutorService loop, Ended ended) {
        Eligibility eligible = executor.serving().of(request);
        List<Deployment> able = new ArrayList<>();
        for (Deployment deployment : model.deployments()) {
            if (eligible.lack(deployment.id()) == null) {
                able.add(deployment);
            }
        }
        AttemptPlan.Step step = new AttemptPlan.Step(model.name(), balancer.order(able, new Pick(request, draw())));
        ModelCall call = new ModelCall(step, stats);
        WholeReply reply = new WholeReply(bytes -> {
            costs.accept(call.costNanos());
            ended.with(bytes, call.costNanos());
        });
        return executor.execute(request, call, call, reply, loop, nanoTime.getAsLong());
    }
}
