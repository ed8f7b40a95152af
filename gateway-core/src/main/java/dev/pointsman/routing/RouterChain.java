package dev.pointsman.routing;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.facts.TextHits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routers of one policy in order, from the name a client asked for to a decision. Total: it gives a decision with at least one
 * candidate, or fails with the {@link GatewayException} to answer.
 *
 * <p>Names: {@code auto} (or none) lets the rules choose; {@code auto:SCORE} ranks by one score; {@code router-NAME-THRESHOLD} chooses
 * between the two models of a score by its trained router; a model's name goes to that model;
 * {@code provider/model} goes to that deployment. For all but {@code auto} the decision is {@linkplain RoutingDecision#fixed() fixed}.
 */
public final class RouterChain {
    public static final String AUTO = "auto";
    private static final int NEAR_NAMES = 3;

    /**
     * How a name begins.
     *
     * @param models names of which the key must be allowed one; empty where the candidates are filtered instead
     */
    private record Start(RoutingDecision decision, List<String> models) {}

    private final Map<String, Start> starts = new LinkedHashMap<>();
    private final Map<String, Start> thresholded = new HashMap<>();
    private final List<String> names;
    private final List<Router> routers = new ArrayList<>();
    private final Map<String, List<Candidate>> whenTooLong = new HashMap<>();
    private final boolean asksForShares;

    /**
     * @param routers those after the capability filter and the request's own limits, which are always first
     * @param scores names of the policy's scores, for {@code auto:SCORE}
     * @param routerNames for each name that comes before a threshold in {@link RouterName}s the score that it is of
     * @param whenTooLong models to go to, in order, where the named one has no room for the prompt
     */
    public RouterChain(
            Catalog catalog,
            List<Router> routers,
            Collection<String> scores,
            Map<String, String> routerNames,
            Map<String, List<String>> whenTooLong) {
        this.routers.add(new CapabilityRouter());
        this.routers.add(new RequestLimits());
        this.routers.addAll(routers);
        this.asksForShares =
                routers.stream().anyMatch(router -> router instanceof ShareWays.Asker asker && asker.asksForShares());
        List<Candidate> all = new ArrayList<>();
        for (Model model : catalog.models()) {
            Candidate candidate = Candidate.of(model);
            all.add(candidate);
            starts.put(model.name(), new Start(fixed(candidate), List.of(model.name())));
            whenTooLong.getOrDefault(model.name(), List.of()).forEach(other -> addWhenTooLong(model, catalog, other));
        }
        Set<String> askable = new LinkedHashSet<>(starts.keySet());
        for (Model model : catalog.models()) {
            model.deployments().forEach(deployment -> addDeployment(model, deployment));
        }
        starts.put(AUTO, new Start(RoutingDecision.among(all), List.of()));
        starts.put("", new Start(RoutingDecision.among(all), List.of()));
        askable.add(AUTO);
        for (String score : scores) {
            starts.put(AUTO + ":" + score, new Start(RoutingDecision.fixed(all, score), List.of()));
            askable.add(AUTO + ":" + score);
        }
        routerNames.forEach(
                (name, score) -> thresholded.put(name, new Start(RoutingDecision.fixed(all, score), List.of())));
        this.names = List.copyOf(askable);
    }

    /** The names a client may ask for, models first; without {@code provider/model}. */
    public List<String> names() {
        return names;
    }

    /**
     * Decides. Where a share had a say the other ways in which it could have come out are decided too, so that the odds of the decision are known.
     *
     * @throws GatewayException {@code MODEL_NOT_FOUND} (listing near names), {@code PERMISSION}, {@code CONTEXT_TOO_LONG} or
     *     {@code INVALID_REQUEST}
     */
    public RoutingDecision route(RoutingContext context) {
        ShareWays ways = asksForShares ? new ShareWays() : null;
        RoutingDecision decision = routed(context, ways);
        if (ways != null && ways.forked()) {
            decision = withOdds(decision, context, ways);
        }
        String task = context.signals().taskRemark();
        return task == null ? decision : decision.note("tasks", task);
    }

    private RoutingDecision routed(RoutingContext context, @Nullable ShareWays ways) {
        RoutingDecision decision = capable(start(context), context);
        for (int i = 1; i < routers.size() && !decision.settled(); i++) {
            Router router = routers.get(i);
            decision = ways != null && router instanceof ShareWays.Asker asker
                    ? asker.apply(decision, context, ways)
                    : router.apply(decision, context);
            if (decision.candidates().isEmpty()) {
                throw new GatewayException(
                                ErrorKind.INVALID_REQUEST,
                                "router " + router.name() + " leaves no model for this request")
                        .withCode("no_eligible_model");
            }
        }
        return decision;
    }

    /**
     * The decision with the odds of each model over all ways of the shares that it met, a refusal left aside; as it is where these are too many. What rules
     * found in the texts in another way is kept, so that a record tells all that was looked at.
     */
    private RoutingDecision withOdds(RoutingDecision decision, RoutingContext context, ShareWays ways) {
        Map<String, Double> chances = new LinkedHashMap<>();
        add(chances, decision, ways.probability());
        TextHits found = decision.text();
        while (ways.next()) {
            TextHits there;
            try {
                RoutingDecision other = routed(context, ways);
                there = other.text();
                add(chances, other, ways.probability());
            } catch (GatewayException refused) {
                there = refused.getCause() instanceof Refused so ? so.decision().text() : null;
            }
            found = found == null ? there : found;
        }
        RoutingDecision known = found == null ? decision : decision.found(found);
        if (!ways.all() || chances.size() == 1) {
            return known;
        }
        double all = 0;
        for (double chance : chances.values()) {
            all += chance;
        }
        List<Double> shares = new ArrayList<>(chances.size());
        for (double chance : chances.values()) {
            shares.add(chance / all);
        }
        return known.drawnFrom(new Odds(List.copyOf(chances.keySet()), shares));
    }

    private static void add(Map<String, Double> chances, RoutingDecision decision, double probability) {
        Odds odds = decision.odds();
        if (odds == null) {
            chances.merge(decision.candidates().get(0).model().name(), probability, Double::sum);
            return;
        }
        for (int i = 0; i < odds.models().size(); i++) {
            chances.merge(odds.models().get(i), probability * odds.shares().get(i), Double::sum);
        }
    }

    private RoutingDecision capable(RoutingDecision decision, RoutingContext context) {
        List<Candidate> larger = whenTooLong.isEmpty() ? null : whenTooLong.get(context.asked());
        if (larger == null) {
            return routers.get(0).apply(decision, context);
        }
        try {
            return routers.get(0).apply(decision, context);
        } catch (GatewayException error) {
            if (error.kind() != ErrorKind.CONTEXT_TOO_LONG
                    || !context.traits().fallback()
                    || RequestLimits.forbidsFallback(context.request().headers())) {
                throw error;
            }
            RoutingDecision others =
                    RoutingDecision.fixed(larger, null).note(CapabilityRouter.NAME, error.text() + ": falls back");
            return routers.get(0).apply(allowed(others, context), context);
        }
    }

    private RoutingDecision start(RoutingContext context) {
        Start start = starts.get(context.asked());
        if (start == null && !thresholded.isEmpty()) {
            RouterName router = RouterName.of(context.asked());
            start = router == null ? null : thresholded.get(router.router());
        }
        if (start == null) {
            throw unknown(context);
        }
        if (start.models.isEmpty()) {
            return allowed(start.decision, context);
        }
        if (context.allowed().test(context.asked())) {
            return start.decision;
        }
        for (String model : start.models) {
            if (context.allowed().test(model)) {
                return start.decision;
            }
        }
        throw forbidden(context);
    }

    private static RoutingDecision allowed(RoutingDecision decision, RoutingContext context) {
        RoutingDecision left = decision.restrict(
                "access",
                candidate -> context.allowed().test(candidate.model().name()) ? candidate : null,
                "models of the key");
        if (left.candidates().isEmpty()) {
            throw forbidden(context);
        }
        return left;
    }

    private void addDeployment(Model model, Deployment deployment) {
        Candidate alone = new Candidate(model, List.of(deployment), Double.NaN);
        starts.merge(deployment.id(), new Start(fixed(alone), List.of(model.name())), (first, second) -> {
            List<String> models = new ArrayList<>(first.models);
            models.addAll(second.models);
            return new Start(first.decision, List.copyOf(models));
        });
    }

    private void addWhenTooLong(Model model, Catalog catalog, String other) {
        Model larger = catalog.model(other);
        if (larger != null) {
            whenTooLong.computeIfAbsent(model.name(), name -> new ArrayList<>()).add(Candidate.of(larger));
        }
    }

    private static RoutingDecision fixed(Candidate candidate) {
        return RoutingDecision.fixed(List.of(candidate), null);
    }

    private static GatewayException forbidden(RoutingContext context) {
        return new GatewayException(
                        ErrorKind.PERMISSION,
                        "key \"" + context.key() + "\" may not use the model \"" + context.asked() + "\"")
                .withParam("model");
    }

    /** Near names are those the key may use. */
    private GatewayException unknown(RoutingContext context) {
        List<String> askable = names.stream()
                .filter(name -> name.startsWith(AUTO) || context.allowed().test(name))
                .toList();
        List<String> near = NearestWord.near(context.asked(), askable, NEAR_NAMES);
        String hint =
                near.isEmpty() ? "GET /v1/models lists those there are" : "near names: " + String.join(", ", near);
        return new GatewayException(
                        ErrorKind.MODEL_NOT_FOUND,
                        "the model \"" + shown(context.asked()) + "\" does not exist; " + hint)
                .withParam("model");
    }

    /** A client's text in a message is cut, since it may be of any length. */
    private static String shown(String asked) {
        return asked.length() <= 100 ? asked : asked.substring(0, 100) + "…";
    }
}
