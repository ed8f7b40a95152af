package dev.pointsman.cli.ledger;

import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineTime;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.LongConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Writes records one after the other; one at a time is in memory. What is no record is passed over and counted. */
final class Export {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int STEP = 10_000;
    /** Names of the columns, those of the database, and where their values stand in a record. */
    private static final Map<String, String> COLUMNS = columns();

    private final ExportFormat format;
    private final long fromMillis;
    private final long toMillis;
    private final LongConsumer progress;
    private long records;
    private long passedOver;

    Export(ExportFormat format, long fromMillis, long toMillis, LongConsumer progress) {
        this.format = format;
        this.fromMillis = fromMillis;
        this.toMillis = toMillis;
        this.progress = progress;
    }

    private static Map<String, String> columns() {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String name : new String[] {"id", "at", "policy", "endpoint", "stream", "key", "team"}) {
            columns.put(name, "/" + name);
        }
        columns.put("user_id", "/decision/facts/user");
        columns.put("asked", "/asked");
        columns.put("rule", "/rule");
        columns.put("task", "/decision/signals/task");
        columns.put("model", "/model");
        columns.put("deployment", "/deployment");
        columns.put("status", "/status");
        columns.put("outcome", "/end");
        columns.put("cache", "/cache");
        columns.put("attempts", "/attempts");
        columns.put("input_tokens", "/usage/input");
        columns.put("cached_tokens", "/usage/cached");
        columns.put("cache_write_tokens", "/usage/cache_write");
        columns.put("output_tokens", "/usage/output");
        columns.put("reasoning_tokens", "/usage/reasoning");
        columns.put("cost_nanos", "/cost_nano_usd");
        for (String name : new String[] {"first_output_ms", "overhead_ms", "total_ms"}) {
            columns.put(name, "/" + name);
        }
        return columns;
    }

    void run(LedgerReader reader, PrintWriter out) throws IOException {
        if (format == ExportFormat.CSV) {
            out.print(String.join(",", COLUMNS.keySet()) + "\n");
        }
        reader.forEach(fromMillis, toMillis, (number, line, whole) -> {
            if (line == null) {
                passedOver++;
            } else if (LineTime.within(line, fromMillis, toMillis)) {
                record(line, out);
            }
        });
        progress.accept(records);
    }

    private void record(String line, PrintWriter out) {
        JsonNode record;
        try {
            record = JSON.readTree(line);
        } catch (JacksonException foreign) { // counted, and told at the end
            passedOver++;
            return;
        }
        if (!record.path("id").isString() || !record.path("at").isNumber()) {
            passedOver++;
            return;
        }
        out.print((format == ExportFormat.CSV ? csv(record) : line) + "\n");
        if (++records % STEP == 0) {
            progress.accept(records);
        }
    }

    private static String csv(JsonNode record) {
        StringJoiner row = new StringJoiner(",");
        for (String pointer : COLUMNS.values()) {
            JsonNode value = record.at(pointer);
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

    long records() {
        return records;
    }

    /** Lines that are no records. */
    long passedOver() {
        return passedOver;
    }
}
