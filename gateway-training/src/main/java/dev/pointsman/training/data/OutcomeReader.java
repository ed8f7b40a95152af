package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads outcome tables, one JSON object a line:
 *
 * <pre>{"id": "7", "dataset": "support", "prompt": "…", "qkey": "…", "scores": {"small": 0.5, "large": 1}, "costs": {"small": 0.0001}}</pre>
 *
 * <p>{@code odds}, of each model's being the one that was asked, may stand beside them. {@code prompt} and {@code scores} are needed; a score or cost that is null or missing is not known; further keys and empty lines are passed over.
 */
final class OutcomeReader {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** A row whose columns are not yet known. */
    private record Draft(
            String id,
            String dataset,
            String prompt,
            String key,
            Map<String, Double> scores,
            Map<String, Double> costs,
            Map<String, Double> odds) {
        OutcomeRow row(List<String> models) {
            double[] chances = odds.isEmpty() ? new double[0] : values(odds, models, 0);
            return new OutcomeRow(
                    id,
                    dataset,
                    prompt,
                    key,
                    values(scores, models, Double.NaN),
                    values(costs, models, Double.NaN),
                    chances);
        }

        private static double[] values(Map<String, Double> named, List<String> models, double missing) {
            return models.stream()
                    .mapToDouble(model -> named.getOrDefault(model, missing))
                    .toArray();
        }
    }

    private final String name;
    private final RowProblems problems;
    private final TreeSet<String> models = new TreeSet<>();
    private final List<Draft> drafts = new ArrayList<>();

    /** @param name of the file in problems */
    OutcomeReader(String name) {
        this.name = name;
        this.problems = new RowProblems(name);
    }

    OutcomeTable read(Path file) throws IOException {
        try (BufferedReader reader = TextLines.open(file)) {
            TextLines lines = new TextLines(name, reader);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    add(line, lines.number());
                }
            }
        }
        if (drafts.isEmpty() && problems.count() == 0) {
            problems.add(0, "expected at least one row");
        }
        if (models.size() > OutcomeTable.MOST_MODELS) {
            problems.add(0, models.size() + " models (expected: at most " + OutcomeTable.MOST_MODELS + ")");
        }
        problems.check();
        List<String> names = List.copyOf(models);
        return new OutcomeTable(
                names, drafts.stream().map(draft -> draft.row(names)).toList());
    }

    private void add(String line, long number) {
        JsonNode node;
        try {
            node = MAPPER.readTree(line);
        } catch (JacksonException noJson) {
            problems.add(number, "expected one JSON object a line, each key once");
            return;
        }
        if (!node.isObject()) {
            problems.add(number, "expected a JSON object");
            return;
        }
        if (drafts.size() == OutcomeTable.MOST_ROWS) {
            problems.add(number, "expected at most " + OutcomeTable.MOST_ROWS + " rows");
            return;
        }
        int before = problems.count();
        String prompt = text(node, "prompt", null, number);
        String id = text(node, "id", Long.toString(number), number);
        String dataset = text(node, "dataset", "", number);
        String key = text(node, "qkey", "", number);
        Map<String, Double> scores = numbers(node, "scores", 1, "0 to 1, or null", number);
        Map<String, Double> costs = numbers(node, "costs", Double.MAX_VALUE, "US dollars from 0 on, or null", number);
        if (scores.isEmpty() && problems.count() == before) {
            problems.add(number, "scores: none (expected: {\"model\": 0 to 1, …} with at least one)");
        }
        Map<String, Double> odds = numbers(node, "odds", 1, "0 to 1, or null", number);
        for (String model : scores.keySet()) {
            if (!odds.isEmpty() && odds.getOrDefault(model, 0.0) == 0) {
                problems.add(number, "odds." + model + ": 0 (expected: above 0, for it was asked)");
            }
        }
        if (problems.count() == before) {
            models.addAll(scores.keySet());
            drafts.add(
                    new Draft(id, dataset, prompt, key.isEmpty() ? QuestionKey.of(prompt) : key, scores, costs, odds));
        }
    }

    /** A field's text; the other one where it is missing or null, which is refused where there is no other. */
    private String text(JsonNode node, String field, @Nullable String other, long number) {
        JsonNode value = node.path(field);
        boolean missing = value.isMissingNode() || value.isNull();
        if (missing && other != null) {
            return other;
        }
        if (!value.isString() || (other == null && value.stringValue().isBlank())) {
            String found = missing ? "missing" : value.isString() ? "empty" : shortened(value);
            problems.add(number, field + ": " + found + " (expected: text)");
            return "";
        }
        return value.stringValue();
    }

    private Map<String, Double> numbers(JsonNode node, String field, double most, String expected, long number) {
        Map<String, Double> numbers = new TreeMap<>();
        JsonNode object = node.path(field);
        if (object.isMissingNode() || object.isNull()) {
            return numbers;
        }
        if (!object.isObject()) {
            problems.add(number, field + ": " + shortened(object) + " (expected: {\"model\": " + expected + ", …})");
            return numbers;
        }
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            JsonNode value = entry.getValue();
            if (value.isNull()) {
                continue;
            }
            double told = value.isNumber() ? value.doubleValue() : value.isBoolean() && most == 1 ? truth(value) : -1;
            if (told >= 0 && told <= most) {
                numbers.put(entry.getKey(), told);
            } else {
                problems.add(
                        number,
                        field + "." + entry.getKey() + ": " + shortened(value) + " (expected: " + expected + ")");
            }
        }
        return numbers;
    }

    private static double truth(JsonNode value) {
        return value.booleanValue() ? 1 : 0;
    }

    /** What was found, cut so that a message never holds a prompt. */
    private static String shortened(JsonNode value) {
        String text = value.isString() ? "a text" : value.isContainer() ? "no single value" : value.toString();
        return text.length() <= 20 ? text : text.substring(0, 20) + "…";
    }
}
