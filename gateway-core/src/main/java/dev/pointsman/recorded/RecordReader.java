package dev.pointsman.recorded;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.ledger.DecisionJson;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.routing.facts.TextHits;
import dev.pointsman.tokens.Tokenizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Ledger lines as values. A line that is none fails with {@link IllegalArgumentException}, which says in words what it lacks. */
public final class RecordReader {
    private static final Map<String, Endpoint> ENDPOINTS = new HashMap<>();
    private static final Map<String, Figure> FIGURES = new HashMap<>();

    static {
        for (Endpoint endpoint : Endpoint.values()) {
            ENDPOINTS.put(endpoint.word(), endpoint);
        }
        for (Figure figure : Figure.values()) {
            FIGURES.put(figure.word(), figure);
        }
    }

    private final JsonNode line;
    private final JsonNode decision;

    private RecordReader(JsonNode line, JsonNode decision) {
        this.line = line;
        this.decision = decision;
    }

    /**
     * Reads one line.
     *
     * @return null where it records a request that came to no decision: refused before, or by a version that did not record them
     */
    public static @Nullable RecordedDecision read(JsonNode line) {
        if (!line.isObject() || !line.path("id").isString() || !line.path("at").isNumber()) {
            throw new IllegalArgumentException("is no decision record: expected an object with id and at");
        }
        JsonNode decision = line.path("decision");
        return decision.isObject() ? new RecordReader(line, decision).read() : null;
    }

    /** The rating that a line records; null where it records none. */
    public static DecisionRecord.@Nullable Rated rating(JsonNode line) {
        JsonNode feedback = line.path("feedback");
        double score = number(feedback.path("score"));
        return score >= 0 && score <= 1 && feedback.path("decision").isString()
                ? new DecisionRecord.Rated(
                        text(feedback, "decision"),
                        text(feedback, "model"),
                        maybe(feedback, "task"),
                        score,
                        text(feedback, "by"),
                        maybe(feedback, "compared_with"))
                : null;
    }

    private RecordedDecision read() {
        JsonNode expected = decision.path("expected_cost_nano_usd");
        return new RecordedDecision(
                text(line, "id"),
                line.path("at").asLong(),
                text(line, "policy"),
                request(),
                decision.has("deployments") ? choice() : null,
                maybe(decision, "refusal"),
                texts(decision.path("order")),
                expected.isNumber() ? expected.asLong() : -1,
                settled());
    }

    private RecordedRequest request() {
        Endpoint endpoint = ENDPOINTS.get(text(line, "endpoint"));
        if (endpoint == null) {
            throw new IllegalArgumentException("has an unknown endpoint \"" + text(line, "endpoint") + "\"");
        }
        JsonNode allowed = decision.path("allowed");
        JsonNode lacks = decision.path("lacks");
        JsonNode facts = decision.path("facts");
        return new RecordedRequest(
                endpoint,
                facts(facts),
                map(decision.path("headers")),
                facts.path("body_bytes").asInt(0),
                text(line, "asked"),
                text(line, "key"),
                maybe(line, "team"),
                allowed.isArray() ? Set.copyOf(texts(allowed)) : null,
                Instant.ofEpochMilli(decision.path("at").asLong(line.path("at").asLong())),
                line.path("draw").asDouble(0),
                signals(decision.path("signals")),
                texts(decision.path("blocked")),
                lacks.isObject() ? new Lacks(map(lacks), maybe(decision, "lacks_field")) : null,
                live(decision.path("live")),
                conversation(decision.path("conversation")),
                found(decision.path("found")),
                new KeyTraits(
                        Set.copyOf(texts(decision.path("key_tags"))),
                        decision.path("key_fallback").asBoolean(true)));
    }

    private RequestFacts facts(JsonNode facts) {
        return new RequestFacts(
                text(line, "asked"),
                line.path("stream").asBoolean(false),
                false,
                facts.path("max_tokens").asInt(-1),
                facts.path("choices").asInt(1),
                facts.path("tools").asBoolean(false),
                facts.path("parallel_tools").asBoolean(false),
                facts.path("schema").asBoolean(false),
                facts.path("images").asBoolean(false),
                facts.path("audio").asBoolean(false),
                facts.path("files").asBoolean(false),
                facts.path("logprobs").asBoolean(false),
                facts.path("turns").asInt(0),
                facts.path("text_bytes").asInt(0),
                maybe(facts, "user"),
                map(facts.path("metadata")));
    }

    private static SignalReadings signals(JsonNode signals) {
        String label = maybe(signals, "task");
        return new SignalReadings(
                signals.path("input_tokens").asInt(-1),
                signals.has("language"),
                maybe(signals, "language"),
                signals.path("code").asDouble(-1),
                signals.has("task"),
                label == null
                        ? null
                        : new TaskGuess(label, signals.path("confidence").asDouble(0)),
                maybe(signals, "task_remark"),
                signals.has("difficulty"),
                number(signals.path("difficulty")),
                counted(signals.path("counted_tokens")));
    }

    private static Map<Tokenizer, Integer> counted(JsonNode counts) {
        Map<Tokenizer, Integer> counted = new EnumMap<>(Tokenizer.class);
        for (Tokenizer tokenizer : Tokenizer.values()) {
            if (counts.has(tokenizer.word())) {
                counted.put(tokenizer, counts.path(tokenizer.word()).asInt(0));
            }
        }
        return counted;
    }

    private static List<LiveFigures.Reading> live(JsonNode live) {
        List<LiveFigures.Reading> readings = new ArrayList<>();
        for (JsonNode each : live) {
            Figure figure = FIGURES.get(each.path(0).asString(""));
            if (figure != null) { // a figure of another version means nothing to this one's policies
                JsonNode task = each.path(3);
                readings.add(new LiveFigures.Reading(
                        figure,
                        each.path(1).asString(""),
                        task.isString() ? task.asString() : null,
                        number(each.path(2))));
            }
        }
        return readings;
    }

    private static @Nullable Conversation conversation(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        List<Conversation.Warm> warm = new ArrayList<>();
        node.path("warm")
                .properties()
                .forEach(each -> warm.add(
                        new Conversation.Warm(each.getKey(), each.getValue().asInt(0))));
        return new Conversation(
                text(node, "id"),
                text(node, "model"),
                warm,
                node.path("amid_tools").asBoolean(false));
    }

    private static @Nullable TextHits found(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        return new TextHits(texts(node.path("text")), texts(node.path("system")));
    }

    private RecordedChoice choice() {
        List<RecordedChoice.Standing> candidates = new ArrayList<>();
        for (JsonNode each : line.path("candidates")) {
            String model = text(each, "model");
            candidates.add(new RecordedChoice.Standing(
                    model,
                    number(each.path("score")),
                    texts(decision.path("deployments").path(model)),
                    decision.path("preferred").path(model).asInt(0)));
        }
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("has a decision without candidates");
        }
        List<RecordedChoice.Step> steps = new ArrayList<>();
        for (JsonNode each : line.path("reasons")) {
            JsonNode narrowed = decision.path("narrowed").path(Integer.toString(steps.size()));
            steps.add(new RecordedChoice.Step(each.asString(""), texts(narrowed)));
        }
        JsonNode sheet = decision.path("sheet");
        String score = maybe(decision, "score");
        return new RecordedChoice(
                candidates,
                steps,
                maybe(line, "rule"),
                maybe(decision, "outcome"),
                score,
                decision.path("fixed").asBoolean(false),
                decision.path("probability").asDouble(1),
                odds(decision.path("odds")),
                sheet.isObject() && score != null ? sheet(score, sheet) : null);
    }

    /**
     * Odds of each model when the one that answered was chosen: that one alone where chance had no part in it. Empty where they are not known, as where another
     * one stood in for the model that was chosen.
     */
    public static Map<String, Double> drawn(JsonNode record) {
        String chosen = record.path("candidates").path(0).path("model").asString("");
        JsonNode decision = record.path("decision");
        Odds odds = odds(decision.path("odds"));
        boolean certain = decision.isObject() && decision.path("probability").asDouble(1) == 1;
        if (chosen.isEmpty() || !chosen.equals(record.path("model").asString("")) || (odds == null && !certain)) {
            return Map.of();
        }
        Odds known = odds == null ? Odds.certain(chosen) : odds;
        Map<String, Double> told = new HashMap<>();
        for (int i = 0; i < known.models().size(); i++) {
            told.put(known.models().get(i), known.shares().get(i));
        }
        return told;
    }

    private static @Nullable Odds odds(JsonNode node) {
        if (!node.isObject()) {
            return null;
        }
        List<String> models = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        node.properties().forEach(each -> {
            models.add(each.getKey());
            shares.add(number(each.getValue()));
        });
        return new Odds(models, shares);
    }

    private static RecordedChoice.Sheet sheet(String score, JsonNode sheet) {
        List<RecordedChoice.Row> rows = new ArrayList<>();
        for (JsonNode row : sheet.path("rows")) {
            rows.add(new RecordedChoice.Row(
                    text(row, "model"),
                    numbers(row.path("raw")),
                    numbers(row.path("scaled")),
                    number(row.path("worth"))));
        }
        return new RecordedChoice.Sheet(score, texts(sheet.path("criteria")), numbers(sheet.path("weights")), rows);
    }

    private RecordedDecision.Settled settled() {
        return new RecordedDecision.Settled(
                line.path("status").asInt(0),
                line.path("end").asString(""),
                maybe(line, "model"),
                maybe(line, "deployment"),
                line.path("cost_nano_usd").asLong(-1),
                DecisionJson.usage(line),
                line.path("first_output_ms").asDouble(-1),
                line.path("total_ms").asDouble(-1));
    }

    private static String text(JsonNode node, String name) {
        return node.path(name).asString("");
    }

    private static @Nullable String maybe(JsonNode node, String name) {
        JsonNode value = node.path(name);
        return value.isString() ? value.asString() : null;
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asString("")));
        return texts;
    }

    private static Map<String, String> map(JsonNode object) {
        Map<String, String> map = new HashMap<>();
        object.properties()
                .forEach(each -> map.put(each.getKey(), each.getValue().asString("")));
        return map;
    }

    private static List<Double> numbers(JsonNode list) {
        List<Double> numbers = new ArrayList<>();
        list.forEach(each -> numbers.add(number(each)));
        return numbers;
    }

    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }
}
