package dev.pointsman.server.insight;

import dev.pointsman.estimate.Estimators;
import dev.pointsman.learned.quality.MeasuredCurves;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The trained routers of the policy, as their cards tell of them. */
public final class RouterPages {
    private final Supplier<Policy> policy;

    public RouterPages(Supplier<Policy> policy) {
        this.policy = policy;
    }

    /** {@code GET /admin/v1/routers}: one entry for each score that names one. */
    public AdminPage list(AdminRequest request) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode routers = root.putArray("routers");
        all().forEach((score, router) -> routers.add(described(score, router)));
        return AdminPage.json(200, root + "\n");
    }

    /** {@code GET /admin/v1/routers/{score}}. */
    public AdminPage one(AdminRequest request) {
        String score = request.parameter("score");
        Estimators.Described router = all().get(score);
        if (router == null) {
            throw new AdminProblem(404, "no score named \"" + score + "\" has a trained router");
        }
        return AdminPage.json(200, described(score, router) + "\n");
    }

    private Map<String, Estimators.Described> all() {
        return policy.get().estimators().described();
    }

    private static ObjectNode described(String score, Estimators.Described router) {
        ObjectNode one = JsonNodeFactory.instance.objectNode();
        RouterCard card = router.card();
        one.put("score", score);
        one.put("file", router.file());
        one.put("kind", card.kind().word());
        one.put("prompts", card.prompts());
        one.put("seed", card.seed());
        one.put("outcomes_digest", card.digest());
        ArrayNode models = one.putArray("models");
        for (int i = 0; i < router.models().size(); i++) {
            ObjectNode model = models.addObject().put("name", router.models().get(i));
            number(model, "mean_cost_usd", router.costsUsd().get(i));
            number(model, "mean_score", router.scores().get(i));
        }
        ArrayNode tasks = one.putArray("tasks");
        for (Estimators.KnownTask task : router.tasks()) {
            ObjectNode told = tasks.addObject().put("prompts", task.prompts());
            ArrayNode words = told.putArray("words");
            task.words().forEach(words::add);
            ObjectNode scores = told.putObject("scores");
            for (int i = 0; i < router.models().size(); i++) {
                number(scores, router.models().get(i), task.scores().get(i));
            }
            ArrayNode examples = told.putArray("examples");
            task.examples().forEach(examples::add);
        }
        if (router.curves().isEmpty()) {
            one.putNull("curves");
        } else {
            curves(one.putObject("curves"), router);
        }
        ObjectNode figures = one.putObject("figures");
        card.plainFigures().forEach(figures::put);
        ObjectNode notes = one.putObject("notes");
        card.plainNotes().forEach(notes::put);
        return one;
    }

    private static void curves(ObjectNode node, Estimators.Described router) {
        MeasuredCurves curves = router.curves();
        ArrayNode cost = node.putArray("cost");
        curves.settings().forEach(each -> setting(cost.addObject(), each));
        ArrayNode models = node.putArray("models");
        curves.singles()
                .forEach((model, each) ->
                        setting(models.addObject().put("name", router.models().get(model)), each));
        MeasuredCurves.Pair pair = curves.pair();
        if (pair == null) {
            node.putNull("pair");
        } else {
            ArrayNode quality = node.putObject("pair")
                    .put("strong", router.models().get(pair.strong()))
                    .put("weak", router.models().get(pair.weak()))
                    .putArray("quality");
            pair.quality().forEach(quality::add);
        }
        ArrayNode bins = node.putArray("calibration");
        curves.bins()
                .forEach(bin -> bins.addObject()
                        .put("answers", bin.answers())
                        .put("expected", bin.expected())
                        .put("actual", bin.actual()));
    }

    private static void setting(ObjectNode node, MeasuredCurves.Setting setting) {
        node.put("cost_usd", setting.costUsd()).put("quality", setting.quality());
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }
}
