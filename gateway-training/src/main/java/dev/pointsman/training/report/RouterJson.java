package dev.pointsman.training.report;

import dev.pointsman.training.evaluate.CostQualityCurve.Point;
import dev.pointsman.training.evaluate.Interval;
import dev.pointsman.training.report.RouterEvaluation.Part;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A router's evaluation as JSON; a figure that does not exist is null, an interval is {@code {"value", "low", "high"}}. */
public final class RouterJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private RouterJson() {}

    public static ObjectNode of(RouterEvaluation e) {
        ObjectNode root = MAPPER.createObjectNode();
        root.put("rows", e.rows()).put("left_out", e.leftOut()).put("best_single", e.bestSingle());
        if (e.drawn() != null) {
            root.putObject("drawn")
                    .put("rows", e.drawn().rows())
                    .put("effective", e.drawn().effective())
                    .put("most_weight", e.drawn().mostWeight());
        }
        root.put("gains", e.gains());
        root.put("gain_floor", e.gainFloor());
        ArrayNode models = root.putArray("models");
        e.models().forEach(models::add);
        ArrayNode ways = root.putArray("ways");
        for (RouterEvaluation.Way way : e.ways()) {
            ObjectNode node = ways.addObject().put("name", way.name());
            interval(node, "quality", way.quality());
            interval(node, "gain", way.gain());
            number(node, "cost_usd", way.costUsd());
            number(node, "cost_share", way.costShare());
        }
        calibration(root.putObject("calibration"), e);
        if (e.cost() != null) {
            cost(root.putObject("cost"), e.cost());
        }
        if (e.pair() != null) {
            pair(root.putObject("pair"), e.pair());
        }
        ObjectNode unchanged = root.putObject("unchanged");
        e.unchanged().forEach((name, share) -> unchanged.put(name.replace(' ', '_'), share));
        parts(root.putArray("datasets"), e.datasets());
        parts(root.putArray("tasks"), e.tasks());
        return root;
    }

    private static void calibration(ObjectNode node, RouterEvaluation e) {
        number(node, "calibration_error", e.calibration().calibrationError());
        number(node, "brier", e.calibration().squaredError());
        ArrayNode bins = node.putArray("bins");
        e.calibration()
                .bins()
                .forEach(bin -> bins.addObject()
                        .put("answers", bin.answers())
                        .put("expected", bin.expected())
                        .put("actual", bin.actual()));
    }

    private static void cost(ObjectNode node, CostFigures cost) {
        interval(node, "aiq", cost.aiq());
        interval(node, "gain", cost.gain());
        number(node, "singles", cost.singles());
        number(node, "label_known", cost.labelKnown());
        ArrayNode shares = node.putArray("shares");
        for (int i = 0; i < cost.shares().size(); i++) {
            ObjectNode each = shares.addObject().put("of_quality", CostFigures.LEVELS.get(i));
            number(each, "cost_share", cost.shares().get(i));
        }
        if (cost.chosen() != null) {
            ObjectNode chosen =
                    node.putObject("chosen").put("weight", cost.chosen().weight());
            number(chosen, "gain", cost.chosen().gain());
            number(chosen, "cost_share", cost.chosen().costShare());
        }
        points(node.putArray("curve"), cost.curve());
        points(node.putArray("models"), cost.models());
    }

    private static void points(ArrayNode array, List<Point> points) {
        points.forEach(
                point -> array.addObject().put("cost_usd", point.costUsd()).put("quality", point.quality()));
    }

    private static void pair(ObjectNode node, PairFigures pair) {
        node.put("strong", pair.strong()).put("weak", pair.weak());
        interval(node, "strong_quality", pair.strongQuality());
        interval(node, "weak_quality", pair.weakQuality());
        number(node, "weak_cost", pair.weakCost());
        ArrayNode lines = node.putArray("lines");
        for (PairFigures.Line line : pair.lines()) {
            ObjectNode each = lines.addObject().put("name", line.name());
            interval(each, "apgr", line.apgr());
            interval(each, "cpt50", line.cpt50());
            interval(each, "cpt80", line.cpt80());
            interval(each, "calls_at_95", line.callsAt95());
            interval(each, "cost_reduction", line.costReduction());
        }
    }

    private static void parts(ArrayNode array, List<Part> parts) {
        for (Part part : parts) {
            ObjectNode node = array.addObject().put("name", part.name()).put("rows", part.rows());
            number(node, "quality", part.quality());
            number(node, "single", part.single());
            interval(node, "gain", part.gain());
        }
    }

    private static void interval(ObjectNode node, String name, Interval interval) {
        ObjectNode of = node.putObject(name);
        number(of, "value", interval.value());
        number(of, "low", interval.low());
        number(of, "high", interval.high());
    }

    private static void number(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
