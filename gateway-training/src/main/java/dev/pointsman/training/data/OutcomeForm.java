package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Forms in which others keep outcomes, read as tables. */
public enum OutcomeForm {
    /**
     * Preferences between two models as RouteLLM's and the arena's files have them: {@code model_a}, {@code model_b}, the prompt in {@code prompt},
     * {@code question} or the first turn of {@code conversation_a}, and {@code winner} (a word) or {@code winner_model_a}, {@code winner_model_b},
     * {@code winner_tie} (0 or 1). A win scores 1 and 0, a tie one half each.
     */
    BATTLES,
    /** Wide tables as RouterBench has them: {@code prompt}, {@code eval_name}, a column of scores per model, {@code MODEL|total_cost}. */
    ROUTERBENCH,
    /** A call a line: {@code prompt}, {@code model}, {@code score}, perhaps {@code cost} and {@code dataset}; calls of the same prompt become one row. */
    CALLS;

    private static final JsonMapper MAPPER = new JsonMapper();

    /** As it is written in commands. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a file: comma-separated text with a head where its name, without {@code .gz}, ends with {@code .csv}, else JSON lines.
     *
     * @throws BadRows telling every row that cannot be used, up to {@value BadRows#MOST_TOLD}
     */
    public OutcomeTable read(Path file) throws IOException {
        String name = file.toString();
        RowProblems problems = new RowProblems(name);
        OutcomeRows rows = new OutcomeRows(problems);
        boolean csv = name.endsWith(".csv") || name.endsWith(".csv.gz");
        try (BufferedReader reader = TextLines.open(file)) {
            if (csv) {
                csv(new CsvRows(name, reader), rows, problems);
            } else {
                json(new TextLines(name, reader), rows, problems);
            }
        }
        return rows.table();
    }

    private void csv(CsvRows records, OutcomeRows rows, RowProblems problems) throws IOException {
        List<String> head = records.next();
        for (List<String> record = records.next(); head != null && record != null; record = records.next()) {
            if (record.size() != head.size()) {
                problems.add(
                        records.number(), record.size() + " fields (expected: " + head.size() + ", as in the head)");
                continue;
            }
            Map<String, String> fields = new HashMap<>();
            for (int i = 0; i < record.size(); i++) {
                fields.put(head.get(i), record.get(i));
            }
            add(rows, head, field -> fields.getOrDefault(field, ""), records.number());
        }
    }

    private void json(TextLines lines, OutcomeRows rows, RowProblems problems) throws IOException {
        for (String line = lines.next(); line != null; line = lines.next()) {
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode node = MAPPER.readTree(line);
                if (node.isObject()) {
                    add(rows, List.copyOf(node.propertyNames()), field -> text(node.path(field)), lines.number());
                } else {
                    problems.add(lines.number(), "expected a JSON object");
                }
            } catch (JacksonException noJson) {
                problems.add(lines.number(), "expected one JSON object a line");
            }
        }
    }

    private static String text(JsonNode value) {
        return value.isString() ? value.stringValue() : value.isMissingNode() || value.isNull() ? "" : value.toString();
    }

    private void add(OutcomeRows rows, List<String> names, UnaryOperator<String> fields, long line) {
        switch (this) {
            case BATTLES -> battle(rows.row(line), fields);
            case ROUTERBENCH -> wide(rows.row(line), names, fields);
            case CALLS -> call(rows, fields, line);
        }
    }

    private static void battle(OutcomeRows.Row row, UnaryOperator<String> fields) {
        String prompt = firstOf(fields, "prompt", "question", "conversation_a");
        row.prompt(firstTurn(prompt)).dataset(fields.apply("dataset"));
        String a = fields.apply("model_a");
        String b = fields.apply("model_b");
        double scoreA = winner(fields);
        if (a.isEmpty() || b.isEmpty() || a.equals(b)) {
            row.problem("model_a, model_b: expected the names of two models");
        } else if (Double.isNaN(scoreA)) {
            row.problem("winner: expected model_a, model_b or tie, or one 1 among winner_model_a, winner_model_b and"
                    + " winner_tie");
        } else {
            row.score(a, scoreA).score(b, 1 - scoreA);
        }
        row.end();
    }

    /** Score of the first model; NaN where it is not told. */
    private static double winner(UnaryOperator<String> fields) {
        String word = fields.apply("winner").strip().toLowerCase(Locale.ROOT);
        if (!word.isEmpty()) {
            return word.equals("model_a") ? 1 : word.equals("model_b") ? 0 : word.startsWith("tie") ? 0.5 : Double.NaN;
        }
        double score = Double.NaN;
        int told = 0;
        List<String> columns = List.of("winner_model_b", "winner_tie", "winner_model_a");
        for (int i = 0; i < columns.size(); i++) {
            String flag = fields.apply(columns.get(i)).strip().toLowerCase(Locale.ROOT);
            if (flag.equals("1") || flag.equals("1.0") || flag.equals("true")) {
                score = i / 2.0;
                told++;
            }
        }
        return told == 1 ? score : Double.NaN;
    }

    private static String firstOf(UnaryOperator<String> fields, String... names) {
        for (String name : names) {
            if (!fields.apply(name).isEmpty()) {
                return fields.apply(name);
            }
        }
        return "";
    }

    /** The first turn of a prompt that is written as a list of turns, or of messages; else the prompt itself. */
    private static String firstTurn(String prompt) {
        if (!prompt.startsWith("[")) {
            return prompt;
        }
        try {
            JsonNode turns = MAPPER.readTree(prompt);
            JsonNode first = turns.path(0);
            return first.isString()
                    ? first.stringValue()
                    : first.path("content").asString(prompt);
        } catch (JacksonException plainText) {
            return prompt; // it only began like one
        }
    }

    private static void wide(OutcomeRows.Row row, List<String> names, UnaryOperator<String> fields) {
        row.prompt(firstTurn(fields.apply("prompt"))).dataset(fields.apply("eval_name"));
        String id = fields.apply("sample_id");
        if (!id.isEmpty()) {
            row.id(id);
        }
        for (String name : names) {
            boolean model = !List.of("prompt", "eval_name", "sample_id", "oracle_model_to_route_to", "")
                            .contains(name)
                    && name.indexOf('|') < 0;
            if (model && !fields.apply(name).isBlank()) {
                row.score(name, fields.apply(name), name);
                row.cost(name, fields.apply(name + "|total_cost"), name + "|total_cost");
            }
        }
        row.end();
    }

    private static void call(OutcomeRows rows, UnaryOperator<String> fields, long line) {
        String prompt = fields.apply("prompt");
        OutcomeRows.Row row = rows.of(prompt, line).dataset(fields.apply("dataset"));
        String model = fields.apply("model");
        if (model.isBlank()) {
            row.problem("model: missing (expected: text)");
        } else {
            row.score(model, fields.apply("score"), "score").cost(model, fields.apply("cost"), "cost");
        }
        row.end();
    }
}
