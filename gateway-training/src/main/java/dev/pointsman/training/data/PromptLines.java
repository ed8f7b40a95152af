package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prompts alone: of JSON lines, the {@code prompt} or else the {@code text} of each; so outcome tables serve too. */
public final class PromptLines {
    private static final JsonMapper MAPPER = new JsonMapper();

    private PromptLines() {}

    /**
     * Reads a file, packed with gzip where its name ends with {@code .gz}.
     *
     * @throws BadRows telling every line that cannot be used, up to {@value BadRows#MOST_TOLD}
     */
    public static List<String> read(Path file) throws IOException {
        RowProblems problems = new RowProblems(file.toString());
        List<String> prompts = new ArrayList<>();
        try (BufferedReader reader = TextLines.open(file)) {
            TextLines lines = new TextLines(file.toString(), reader);
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (!line.isBlank()) {
                    add(line, lines.number(), prompts, problems);
                }
            }
        }
        if (prompts.isEmpty() && problems.count() == 0) {
            problems.add(0, "expected at least one prompt");
        }
        problems.check();
        return prompts;
    }

    private static void add(String line, long number, List<String> prompts, RowProblems problems) {
        try {
            JsonNode node = MAPPER.readTree(line);
            JsonNode text = node.path("prompt").isString() ? node.path("prompt") : node.path("text");
            if (prompts.size() == OutcomeTable.MOST_ROWS) {
                problems.add(number, "expected at most " + OutcomeTable.MOST_ROWS + " prompts");
            } else if (text.isString()) {
                prompts.add(text.stringValue());
            } else {
                problems.add(number, "expected {\"prompt\": \"…\"} or {\"text\": \"…\"}");
            }
        } catch (JacksonException noJson) {
            problems.add(number, "expected one JSON object a line");
        }
    }
}
