package dev.pointsman.upstream;

import dev.pointsman.api.FallbackCause;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.upstream.Destinations.Destination;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where one request goes next, in the light of what has failed: each deployment of a model once, then some again, then the next model. */
final class AttemptOrder {
    private final AttemptPlan plan;
    private final ReliabilitySettings settings;
    private AttemptPlan.Step step;
    private @Nullable Iterator<AttemptPlan.Step> fallbacks;
    private int next;
    private int again;
    private boolean exhausted;
    private boolean mayLeaveModel;
    private List<Destination> failed = List.of();

    AttemptOrder(AttemptPlan plan, ReliabilitySettings settings) {
        this.plan = plan;
        this.settings = settings;
        this.step = plan.first();
        this.mayLeaveModel = nothingToTry();
    }

    /** A model all of whose deployments were taken out is as good as down. */
    private boolean nothingToTry() {
        return step.deployments().isEmpty() && settings.fallbacks().covers(FallbackCause.UNAVAILABLE);
    }

    String model() {
        return step.model();
    }

    /** How often a deployment of this model was called again. */
    int again() {
        return again;
    }

    /** The next deployment of the model that was not tried; null where there is none, or trying it makes no sense. */
    @Nullable
    Deployment untried() {
        return exhausted || next >= step.deployments().size()
                ? null
                : step.deployments().get(next++);
    }

    /** A deployment could not be called at all. */
    void skipped(FallbackCause cause) {
        mayLeaveModel |= settings.fallbacks().covers(cause);
    }

    /** A limit of the policy holds the call back: whatever the policy falls back for, other models may be within theirs. */
    void refused() {
        mayLeaveModel = true;
    }

    /** A deployment failed before its first output. */
    void failed(Destination destination, GatewayException error) {
        FallbackCause cause = error.kind().fallbackCause();
        mayLeaveModel |= settings.fallbacks().covers(cause);
        exhausted |= cause == FallbackCause.TOO_LONG || cause == FallbackCause.REFUSED;
        if (settings.retry().covers(error.kind())) {
            if (failed.isEmpty()) {
                failed = new ArrayList<>(2);
            }
            failed.add(destination);
        }
    }

    /** Of the deployments that failed and may be called again, the one that is free first; null where there is none. */
    @Nullable
    Destination toCallAgain() {
        if (exhausted || again >= settings.retry().times()) {
            return null;
        }
        Destination best = null;
        for (int i = 0; i < failed.size(); i++) {
            DeploymentHealth health = failed.get(i).health();
            boolean open = health.blockedNanos() > health.coolingNanos();
            if (!open && (best == null || health.coolingNanos() < best.health().coolingNanos())) {
                best = failed.get(i);
            }
        }
        return best;
    }

    void callsAgain(Destination destination) {
        again++;
        failed.remove(destination);
    }

    /** Goes on to the next model; false where there is none, or the policy says not to leave this one for what has happened. */
    boolean nextModel() {
        if (!mayLeaveModel) {
            return false;
        }
        Iterator<AttemptPlan.Step> rest = fallbacks;
        if (rest == null) {
            rest = plan.fallbacks().iterator();
            fallbacks = rest;
        }
        if (!rest.hasNext()) {
            return false;
        }
        step = rest.next();
        next = 0;
        again = 0;
        exhausted = false;
        mayLeaveModel = nothingToTry();
        failed = List.of();
        return true;
    }
}
