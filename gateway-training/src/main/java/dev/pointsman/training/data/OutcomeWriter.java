package dev.pointsman.training.data;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Writes tables as {@link OutcomeTable#read} reads them. */
public final class OutcomeWriter {
    private static final JsonMapper MAPPER = new JsonMapper();

    private OutcomeWriter() {}

    /** Writes a file, packed with gzip where its name ends with {@code .gz}; what is not known is left out. */
    public static void write(OutcomeTable table, Path file) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                OutputStream packed = file.toString().endsWith(".gz") ? new GZIPOutputStream(bytes) : bytes;
                Writer out = new BufferedWriter(new OutputStreamWriter(packed, StandardCharsets.UTF_8))) {
            for (OutcomeRow row : table.rows()) {
                out.write(line(row, table.models()));
                out.write('\n');
            }
        }
    }

    private static String line(OutcomeRow row, List<String> models) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", row.id()).put("dataset", row.dataset()).put("prompt", row.prompt());
        node.put("qkey", row.questionKey());
        ObjectNode scores = node.putObject("scores");
        ObjectNode costs = MAPPER.createObjectNode();
        ObjectNode odds = MAPPER.createObjectNode();
        for (int model = 0; model < models.size(); model++) {
            if (!Double.isNaN(row.score(model))) {
                scores.put(models.get(model), row.score(model));
            }
            if (!Double.isNaN(row.costUsd(model))) {
                costs.put(models.get(model), row.costUsd(model));
            }
            if (row.odds(model) > 0) {
                odds.put(models.get(model), row.odds(model));
            }
        }
        if (!costs.isEmpty()) {
            node.set("costs", costs);
        }
        if (!odds.isEmpty()) {
            node.set("odds", odds);
        }
        return node.toString();
    }
}
