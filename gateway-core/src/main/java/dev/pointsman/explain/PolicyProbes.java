package dev.pointsman.explain;

import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.score.ScoreSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the policy might have said of the best candidates: prices and profiles, and the weights of the score that ranked them. */
final class PolicyProbes {
    private static final int BEST = 4;

    private final Probes probes;
    private final Policy policy;

    PolicyProbes(Probes probes) {
        this.probes = probes;
        this.policy = probes.policy();
    }

    void run() {
        RoutingDecision decision = probes.outcome().decision();
        ScoreSettings score = decision == null || decision.sheet() == null
                ? null
                : policy.scores().get(decision.sheet().score());
        if (decision == null || score == null) {
            return;
        }
        for (int i = 0; i < Math.min(BEST, decision.candidates().size()); i++) {
            price(decision.candidates().get(i));
            quality(decision.candidates().get(i).model());
        }
        for (int i = 0; i < score.weights().size(); i++) {
            weight(score, i);
        }
    }

    private void price(Candidate candidate) {
        Deployment first = candidate.deployments().get(0);
        long nanos =
                ExpectedCost.nanos(candidate.model(), first, probes.outcome().context());
        if (nanos <= 0) {
            return;
        }
        double now = nanos / 1e9;
        probes.factor(
                new Probes.Amount(
                        Change.Kind.PRICE, candidate.model().name(), now, false, value -> "$" + Probes.digits(value)),
                value -> probes.altered(with(candidate.model().name(), model -> priced(model, value / now))));
    }

    private static Model priced(Model model, double factor) {
        List<Deployment> deployments = new ArrayList<>();
        for (Deployment deployment : model.deployments()) {
            deployments.add(
                    deployment.price() == null
                            ? deployment
                            : deployment.withPrice(deployment.price().times(factor)));
        }
        return model.withDeployments(deployments);
    }

    private void quality(Model model) {
        String task = probes.outcome().context().task();
        String profile = task != null && model.quality().containsKey(task) ? task : "default";
        double now = model.quality(task);
        List<Double> values = new ArrayList<>();
        for (int i = 0; i <= 20; i++) {
            values.add(i / 20.0);
        }
        probes.number(
                new Probes.Amount(Change.Kind.QUALITY, model.name(), now, false, Probes::digits),
                RequestProbes.nearest(values, now),
                value -> probes.altered(with(model.name(), changed -> {
                    Map<String, Double> quality = new HashMap<>(changed.quality());
                    quality.put(profile, value);
                    return changed.withQuality(quality);
                })));
    }

    private void weight(ScoreSettings score, int index) {
        ScoreSettings.Weight weight = score.weights().get(index);
        String subject = weight.criterion().name() + " in score " + score.name();
        probes.factor(new Probes.Amount(Change.Kind.WEIGHT, subject, weight.weight(), false, Probes::digits), value -> {
            List<ScoreSettings.Weight> weights = new ArrayList<>(score.weights());
            weights.set(index, new ScoreSettings.Weight(weight.criterion(), value));
            Map<String, ScoreSettings> scores = new LinkedHashMap<>(policy.scores());
            scores.put(score.name(), score.withWeights(weights));
            return probes.altered(policy.with(policy.catalog(), scores));
        });
    }

    private Policy with(String name, UnaryOperator<Model> change) {
        List<Model> models = new ArrayList<>();
        for (Model model : policy.catalog().models()) {
            models.add(model.name().equals(name) ? change.apply(model) : model);
        }
        return policy.with(new Catalog(models), policy.scores());
    }
}
