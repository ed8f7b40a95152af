package dev.pointsman.routing;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TaskGuess;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One decision told to people, as text or JSON: what was asked, every step with what it removed, the candidates with their scores, and what
 * was chosen and why.
 *
 * @param attempts deployments of the first candidate in the balancer's order
 * @param losses by deployment, the fields of the request that it would not be told of; those that lose none are not in it
 */
public record Explanation(
        RoutingContext context, RoutingDecision decision, List<Deployment> attempts, Map<String, List<String>> losses) {
    public Explanation {
        losses = Collections.unmodifiableMap(new LinkedHashMap<>(losses));
        attempts = List.copyOf(attempts);
    }

    /** Several lines, the last of which says what was chosen. */
    public String text() {
        StringBuilder text = new StringBuilder(512);
        text.append("asked for    ").append(asked()).append('\n');
        text.append("prompt       about ")
                .append(context.signals().inputTokens())
                .append(" tokens, language ")
                .append(language())
                .append('\n');
        signals(text);
        for (Reason reason : decision.reasons()) {
            text.append("step         ").append(reason).append('\n');
        }
        sheet(text);
        for (Candidate candidate : decision.candidates()) {
            text.append("candidate    ").append(candidate.model().name());
            if (!Double.isNaN(candidate.score())) {
                text.append(String.format(Locale.ROOT, "  score %.3f", candidate.score()));
            }
            text.append("  at ").append(ids(candidate.deployments())).append('\n');
        }
        losses.forEach((deployment, fields) -> text.append("dropped      ")
                .append(deployment)
                .append(" loses ")
                .append(String.join(", ", fields))
                .append('\n'));
        long expected = expectedCostNanos();
        if (expected >= 0) {
            text.append(String.format(Locale.ROOT, "expected     $%.6f\n", expected / 1e9));
        }
        text.append("chosen       ").append(chosenModel()).append(" at ").append(chosenDeployment());
        text.append("\nwhy          ").append(why()).append('\n');
        return text.toString();
    }

    /** What the signals say beyond tokens and language, where the decision looked at them. */
    private void signals(StringBuilder text) {
        SignalReadings read = context.signals().readings();
        if (read.code() > 0) {
            text.append(String.format(Locale.ROOT, "code         %.2f of the text\n", read.code()));
        }
        TaskGuess task = read.task();
        if (task != null) {
            text.append(
                    String.format(Locale.ROOT, "task         %s (confidence %.2f)\n", task.label(), task.confidence()));
        }
        if (read.difficultyRead() && !Double.isNaN(read.difficulty())) {
            text.append(String.format(Locale.ROOT, "difficulty   %.2f\n", read.difficulty()));
        }
    }

    /** Each model's raw values, what they are from 0 (worst) to 1 (best), and the weights. */
    private void sheet(StringBuilder text) {
        ScoreSheet sheet = decision.sheet();
        if (sheet == null) {
            return;
        }
        for (int row = 0; row < sheet.models().size(); row++) {
            text.append("scored       ").append(sheet.models().get(row)).append(':');
            for (int column = 0; column < sheet.criteria().size(); column++) {
                text.append(column == 0 ? " " : ", ")
                        .append(String.format(
                                Locale.ROOT,
                                "%s %s -> %.3f (weight %s)",
                                sheet.criteria().get(column),
                                number(sheet.raw(row, column)),
                                sheet.scaled(row, column),
                                number(sheet.weight(column))));
            }
            text.append(String.format(Locale.ROOT, " = %.3f\n", sheet.worth(row)));
        }
    }

    /** Up to six significant digits; {@code ?} where it is not known. */
    private static String number(double value) {
        return Double.isNaN(value)
                ? "?"
                : new BigDecimal(value, new MathContext(6)).stripTrailingZeros().toPlainString();
    }

    /** Of the deployment that is called first; -1 where its price is not known. */
    private long expectedCostNanos() {
        List<Deployment> deployments =
                attempts.isEmpty() ? decision.candidates().get(0).deployments() : attempts;
        return ExpectedCost.nanos(decision.candidates().get(0).model(), deployments.get(0), context);
    }

    /** The same, for programs. */
    public String json() {
        return node().toPrettyString();
    }

    /** The same, to be added to. */
    public ObjectNode node() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("asked", asked());
        root.put("input_tokens", context.signals().inputTokens());
        root.put("language", context.signals().language());
        ArrayNode steps = root.putArray("steps");
        for (Reason reason : decision.reasons()) {
            ObjectNode step = steps.addObject();
            step.put("router", reason.router());
            step.put("text", reason.text());
            ArrayNode removed = step.putArray("removed");
            reason.removed().forEach(removed::add);
        }
        ArrayNode candidates = root.putArray("candidates");
        for (Candidate candidate : decision.candidates()) {
            ObjectNode one = candidates.addObject();
            one.put("model", candidate.model().name());
            if (!Double.isNaN(candidate.score())) {
                one.put("score", candidate.score());
            }
            one.put("preferred", candidate.preferred() > 0);
            ArrayNode deployments = one.putArray("deployments");
            candidate.deployments().forEach(deployment -> deployments.add(deployment.id()));
        }
        ObjectNode dropped = root.putObject("dropped");
        losses.forEach((deployment, fields) -> fields.forEach(dropped.putArray(deployment)::add));
        root.put("rule", decision.rule());
        root.put("outcome", decision.outcome());
        root.put("score", decision.score());
        root.put("probability", decision.probability());
        root.put("model", chosenModel());
        root.put("deployment", attempts.isEmpty() ? null : attempts.get(0).id());
        root.put("why", why());
        long expected = expectedCostNanos();
        root.put("expected_cost_nano_usd", expected < 0 ? null : (Long) expected);
        signals(root);
        sheet(root);
        return root;
    }

    private void signals(ObjectNode root) {
        SignalReadings read = context.signals().readings();
        if (read.code() >= 0) {
            root.put("code", read.code());
        }
        TaskGuess task = read.task();
        root.put("task", task == null ? null : task.label());
        if (task != null) {
            root.put("confidence", task.confidence());
        }
        if (read.difficultyRead() && !Double.isNaN(read.difficulty())) {
            root.put("difficulty", read.difficulty());
        }
    }

    private void sheet(ObjectNode root) {
        ScoreSheet sheet = decision.sheet();
        if (sheet == null) {
            return;
        }
        ObjectNode node = root.putObject("sheet");
        ObjectNode weights = node.putObject("weights");
        for (int column = 0; column < sheet.criteria().size(); column++) {
            weights.put(sheet.criteria().get(column), sheet.weight(column));
        }
        ObjectNode rows = node.putObject("models");
        for (int row = 0; row < sheet.models().size(); row++) {
            ObjectNode one = rows.putObject(sheet.models().get(row));
            one.put("worth", sheet.worth(row));
            for (int column = 0; column < sheet.criteria().size(); column++) {
                ObjectNode cell = one.putObject(sheet.criteria().get(column));
                double raw = sheet.raw(row, column);
                cell.put("raw", Double.isNaN(raw) ? null : (Double) raw);
                cell.put("scaled", sheet.scaled(row, column));
            }
        }
    }

    private String asked() {
        return context.asked().isEmpty() ? RouterChain.AUTO : context.asked();
    }

    private String language() {
        @Nullable String language = context.signals().language();
        return language == null ? "not told" : language;
    }

    private String chosenModel() {
        return decision.candidates().get(0).model().name();
    }

    private String chosenDeployment() {
        return attempts.isEmpty()
                ? "no deployment that takes traffic"
                : attempts.get(0).id();
    }

    private String why() {
        StringBuilder why = new StringBuilder();
        if (decision.rule() != null) {
            why.append("rule ").append(decision.rule());
            why.append(decision.outcome() == null ? "" : " (" + decision.outcome() + ")");
        } else if (decision.fixed()) {
            why.append("the client asked for ").append(asked());
        } else {
            why.append("no rule ended: the first model in the policy's order");
        }
        if (decision.score() != null) {
            why.append(", ranked by score ").append(decision.score());
        }
        if (decision.probability() < 1) {
            why.append(String.format(Locale.ROOT, ", drawn with probability %.4f", decision.probability()));
        }
        return why.toString();
    }

    private static String ids(List<Deployment> deployments) {
        return String.join(", ", deployments.stream().map(Deployment::id).toList());
    }
}
