package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A file of labelled texts, one JSON object a line: {@code {"text": "…", "label": "code"}}; further keys are passed over, empty lines too.
 *
 * @param lines those that can be used, in order
 * @param problems every line that cannot, as {@code file:line: what was expected}
 */
public record LabelledLines(List<Line> lines, List<String> problems) {
    /**
     * One text.
     *
     * @param number of its line, from 1
     * @param label null for a text that belongs to no label
     */
    public record Line(int number, String text, @Nullable String label) {}

    private static final String EXPECTED = "expected {\"text\": \"…\", \"label\": \"…\"}";
    private static final JsonMapper MAPPER = new JsonMapper();

    public LabelledLines {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    /**
     * Reads a file.
     *
     * @throws IOException where it cannot be read, or is not UTF-8 text
     */
    public static LabelledLines read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            int number = 0;
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                number++;
                if (!text.isBlank()) {
                    String problem = add(text, number, lines);
                    if (problem != null) {
                        problems.add(file + ":" + number + ": " + problem);
                    }
                }
            }
        } catch (CharacterCodingException notText) {
            throw new IOException(file + " is not UTF-8 text", notText);
        }
        return new LabelledLines(lines, problems);
    }

    /** What is wrong with a line; null where it was added. */
    private static @Nullable String add(String written, int number, List<Line> lines) {
        JsonNode node;
        try {
            node = MAPPER.readTree(written);
        } catch (JacksonException noJson) {
            return EXPECTED + " but found no JSON";
        }
        if (!node.isObject()) {
            return EXPECTED + " but found no object";
        }
        JsonNode text = node.path("text");
        if (!text.isString() || text.stringValue().isBlank()) {
            return EXPECTED + " but \"text\" is " + found(text);
        }
        JsonNode label = node.path("label");
        if (label.isNull()) {
            lines.add(new Line(number, text.stringValue(), null));
            return null;
        }
        if (!label.isString() || label.stringValue().isBlank()) {
            return EXPECTED + " but \"label\" is " + found(label) + " (null stands for no label)";
        }
        lines.add(new Line(number, text.stringValue(), label.stringValue()));
        return null;
    }

    private static String found(JsonNode node) {
        return node.isMissingNode() ? "missing" : node.isString() ? "empty" : "no text";
    }
}
