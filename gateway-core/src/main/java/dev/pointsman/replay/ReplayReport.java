package dev.pointsman.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a next policy would have changed. Intervals are of 95 %.
 *
 * @param next digest of the next policy
 * @param policies that decided, with their requests
 * @param missingPolicies those of them that are not kept: of their texts only what was found is known
 * @param changed share of the told requests that would go to another model
 * @param costBefore US dollars, expected and brought to what such requests really cost
 * @param quality mean change of the expected quality of a request, -1..1
 * @param waitMillis change of the mean time to the first output
 * @param offPolicy what came of choices that chance made, weighed for the next policy
 * @param untold what was asked for and not recorded, with the requests
 * @param refusals of requests that no model could serve, with the requests
 * @param hours since 1970, with the expected nano-dollars before and after
 * @param warnings of lines that were passed over, the first of them
 */
public record ReplayReport(
        String next,
        Map<String, Long> policies,
        List<String> missingPolicies,
        Counts counts,
        Interval changed,
        Interval costBefore,
        Interval costAfter,
        Interval costDelta,
        Interval quality,
        Interval waitMillis,
        OffPolicy.Report offPolicy,
        List<Changed> most,
        List<Flows.Flow> models,
        List<Flows.Flow> rules,
        Map<String, Long> untold,
        Map<String, Long> refusals,
        TreeMap<Long, double[]> hours,
        List<String> warnings) {
    /** Counts of lines and requests; filled while reading. */
    public static final class Counts {
        long lines;
        long foreign;
        long undecided;
        long requests;
        long told;
        long untold;
        long changed;
        long refusedBefore;
        long refusedAfter;
        long costKnown;
        long costUnknown;

        Counts copy() {
            Counts copy = new Counts();
            copy.lines = lines;
            copy.foreign = foreign;
            copy.undecided = undecided;
            copy.requests = requests;
            copy.told = told;
            copy.untold = untold;
            copy.changed = changed;
            copy.refusedBefore = refusedBefore;
            copy.refusedAfter = refusedAfter;
            copy.costKnown = costKnown;
            copy.costUnknown = costUnknown;
            return copy;
        }

        /** By name, in the order of a report. */
        public Map<String, Long> all() {
            Map<String, Long> all = new LinkedHashMap<>();
            all.put("lines", lines);
            all.put("foreign_lines", foreign);
            all.put("undecided", undecided);
            all.put("requests", requests);
            all.put("told", told);
            all.put("untold", untold);
            all.put("changed", changed);
            all.put("refused_before", refusedBefore);
            all.put("refused_after", refusedAfter);
            all.put("cost_known", costKnown);
            all.put("cost_unknown", costUnknown);
            return all;
        }
    }

    public ReplayReport {
        policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
        missingPolicies = List.copyOf(missingPolicies);
        most = List.copyOf(most);
        models = List.copyOf(models);
        rules = List.copyOf(rules);
        untold = Collections.unmodifiableMap(new LinkedHashMap<>(untold));
        refusals = Collections.unmodifiableMap(new LinkedHashMap<>(refusals));
        warnings = List.copyOf(warnings);
    }

    /** For programs. */
    public String json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("next_policy", next);
        numbers(root.putObject("policies"), policies);
        ArrayNode missing = root.putArray("policies_not_kept");
        missingPolicies.forEach(missing::add);
        numbers(root.putObject("counts"), counts.all());
        interval(root, "changed_share", changed);
        interval(root, "cost_before_usd", costBefore);
        interval(root, "cost_after_usd", costAfter);
        interval(root, "cost_delta_usd", costDelta);
        interval(root, "quality_delta", quality);
        interval(root, "first_output_delta_ms", waitMillis);
        offPolicy(root.putObject("off_policy"));
        flows(root.putArray("models"), models);
        flows(root.putArray("rules"), rules);
        numbers(root.putObject("untold_for"), untold);
        numbers(root.putObject("refusals"), refusals);
        ArrayNode changes = root.putArray("most_changed");
        for (Changed each : most) {
            changes.addObject()
                    .put("id", each.id())
                    .put("at", each.atMillis())
                    .put("from", each.from())
                    .put("to", each.to())
                    .put("from_rule", each.fromRule())
                    .put("to_rule", each.toRule())
                    .put("cost_delta_nano_usd", each.costNanos())
                    .put("quality_delta", each.quality());
        }
        ArrayNode told = root.putArray("warnings");
        warnings.forEach(told::add);
        return root.toPrettyString();
    }

    private void offPolicy(ObjectNode node) {
        node.put("decisions", offPolicy.decisions());
        node.put("drawn", offPolicy.drawn());
        node.put("supported", offPolicy.supported());
        node.put("ratings", offPolicy.ratings());
        node.put("ratings_supported", offPolicy.ratingsSupported());
        node.put("ratings_lost", offPolicy.ratingsLost());
        estimate(node.putObject("quality"), offPolicy.quality());
        estimate(node.putObject("cost_nano_usd"), offPolicy.costNanos());
    }

    private static void estimate(ObjectNode node, OffPolicy.Estimate estimate) {
        node.put("observations", estimate.observations());
        number(node, "effective_sample_size", estimate.effective());
        number(node, "largest_weight", estimate.mostWeight());
        interval(node, "before", estimate.before());
        interval(node, "ips", estimate.inverse());
        interval(node, "snips", estimate.normalised());
        interval(node, "doubly_robust", estimate.robust());
        interval(node, "change", estimate.change());
    }

    private static void numbers(ObjectNode node, Map<String, Long> numbers) {
        numbers.forEach(node::put);
    }

    private static void flows(ArrayNode node, List<Flows.Flow> flows) {
        for (Flows.Flow flow : flows) {
            node.addObject().put("from", flow.from()).put("to", flow.to()).put("requests", flow.requests());
        }
    }

    private static void interval(ObjectNode root, String name, Interval interval) {
        ObjectNode node = root.putObject(name);
        number(node, "value", interval.value());
        number(node, "low", interval.low());
        number(node, "high", interval.high());
    }

    private static void number(ObjectNode node, String name, double value) {
        node.put(name, Double.isFinite(value) ? (Double) value : null);
    }

    /** Each hour's middle (in hours since the first), and expected dollars before or after. */
    double[][] costsPerHour() {
        List<Long> all = new ArrayList<>(hours.keySet());
        double[][] series = new double[3][all.size()];
        for (int i = 0; i < all.size(); i++) {
            double[] costs = hours.get(all.get(i));
            series[0][i] = all.get(i) - all.get(0);
            series[1][i] = costs == null ? 0 : costs[0] / 1e9;
            series[2][i] = costs == null ? 0 : costs[1] / 1e9;
        }
        return series;
    }
}
