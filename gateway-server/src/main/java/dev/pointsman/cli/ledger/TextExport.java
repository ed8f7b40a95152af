package dev.pointsman.cli.ledger;

import java.io.PrintWriter;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Records as lines of text. */
final class TextExport implements ExportSink {
    private final ExportFormat format;
    private final PrintWriter out;

    TextExport(ExportFormat format, PrintWriter out) {
        this.format = format;
        this.out = out;
        if (format == ExportFormat.CSV) {
            out.print(ExportColumn.ALL.stream().map(ExportColumn::name).collect(Collectors.joining(",")) + "\n");
        }
    }

    @Override
    public void record(JsonNode record, String line) {
        out.print((format == ExportFormat.CSV ? csv(record) : line) + "\n");
    }

    private static String csv(JsonNode record) {
        StringJoiner row = new StringJoiner(",");
        for (ExportColumn column : ExportColumn.ALL) {
            JsonNode value = record.at(column.pointer());
            row.add(value.isArray() ? Integer.toString(value.size()) : quoted(value.asString("")));
        }
        return row.toString();
    }

    /** As RFC 4180 has it. A text that a table program would take for a formula is led by an apostrophe. */
    private static String quoted(String text) {
        String safe = !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0 && !number(text) ? "'" + text : text;
        boolean plain = safe.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    private static boolean number(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || "+-.eE".indexOf(c) >= 0);
    }

    /** The writer stays open: it may be the terminal's. */
    @Override
    public void close() {
        out.flush();
    }
}
