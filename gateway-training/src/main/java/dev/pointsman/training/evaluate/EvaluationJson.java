package dev.pointsman.training.evaluate;

import dev.pointsman.training.evaluate.TaskEvaluation.Bin;
import dev.pointsman.training.evaluate.TaskEvaluation.PerLabel;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An evaluation as JSON; a figure that does not exist is null. */
public final class EvaluationJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private EvaluationJson() {}

    public static String of(TaskEvaluation e) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("texts", e.texts()).put("answered", e.answered()).put("min_confidence", e.least());
        number(root, "coverage", e.coverage());
        number(root, "accuracy_of_answered", e.accuracyOfAnswered());
        number(root, "accuracy", e.accuracy());
        number(root, "brier", e.brier());
        number(root, "log_loss", e.logLoss());
        number(root, "calibration_error", e.calibrationError());
        ArrayNode labels = root.putArray("labels");
        for (PerLabel each : e.perLabel()) {
            ObjectNode node = labels.addObject().put("label", each.label()).put("texts", each.texts());
            number(node, "precision", each.precision());
            number(node, "recall", each.recall());
            number(node, "f1", each.f1());
        }
        ArrayNode confusion = root.putArray("confusion");
        for (int truth = 0; truth <= e.labels().size(); truth++) {
            ArrayNode row = confusion.addArray();
            for (int told = 0; told <= e.labels().size(); told++) {
                row.add(e.confused(truth, told));
            }
        }
        ArrayNode curve = root.putArray("calibration");
        for (Bin bin : e.curve()) {
            curve.addObject()
                    .put("from", bin.from())
                    .put("texts", bin.texts())
                    .put("confidence", bin.confidence())
                    .put("right", bin.right());
        }
        return root.toPrettyString();
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isNaN(value)) {
            node.putNull(name);
        } else {
            node.put(name, value);
        }
    }
}
