package dev.pointsman.flow.limits;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.quota.Limit;
import dev.pointsman.quota.Per;
import dev.pointsman.quota.QuotaBook;
import dev.pointsman.telemetry.LimitMeters;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The limits of one policy, by when they are asked. Immutable; shared by all loops. */
public final class PolicyLimits {
    /** What a deployment is called for. */
    record Place(String provider, @Nullable String onlyModel) {}

    private final QuotaBook book;
    private final LimitMeters meters;
    private final List<Limit> ofRequests = new ArrayList<>();
    private final List<Limit> ofCalls = new ArrayList<>();
    private final Map<String, Place> places = new HashMap<>();
    private final Map<String, Model> models = new HashMap<>();

    /**
     * @param limits in the policy's order, in which they are asked
     * @param catalogs of all policies whose calls are held to them; where two have a model, the first one's counts
     */
    public PolicyLimits(List<Limit> limits, QuotaBook book, List<Catalog> catalogs, LimitMeters meters) {
        this.book = book;
        this.meters = meters;
        for (Limit limit : limits) {
            (limit.settings().per().kind().ofCall() ? ofCalls : ofRequests).add(limit);
        }
        catalogs.forEach(catalog -> catalog.models().forEach(this::add));
    }

    private void add(Model model) {
        models.putIfAbsent(model.name(), model);
        for (Deployment deployment : model.deployments()) {
            Place known = places.get(deployment.id());
            boolean shared = known != null && !model.name().equals(known.onlyModel());
            places.put(deployment.id(), new Place(deployment.provider(), shared ? null : model.name()));
        }
    }

    QuotaBook book() {
        return book;
    }

    LimitMeters meters() {
        return meters;
    }

    List<Limit> ofRequests() {
        return ofRequests;
    }

    List<Limit> ofCalls() {
        return ofCalls;
    }

    /** Whether some limit of calls limits spending. */
    boolean callsSpend() {
        for (int i = 0; i < ofCalls.size(); i++) {
            if (ofCalls.get(i).settings().spend() != null) {
                return true;
            }
        }
        return false;
    }

    /** As which a call is counted. */
    static String subject(Per.Kind kind, String model, Deployment deployment) {
        return switch (kind) {
            case MODEL -> model;
            case PROVIDER -> deployment.provider();
            case DEPLOYMENT -> deployment.id();
            case KEY, TEAM, USER, HEADER -> throw new IllegalStateException("known when the request comes");
        };
    }

    /** Null where there is no such deployment. */
    @Nullable
    Place place(String deploymentId) {
        return places.get(deploymentId);
    }

    @Nullable
    Model model(String name) {
        return models.get(name);
    }
}
