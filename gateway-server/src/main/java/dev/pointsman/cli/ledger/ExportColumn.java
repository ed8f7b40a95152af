package dev.pointsman.cli.ledger;

import dev.pointsman.cli.parquet.ParquetColumn.Kind;
import java.util.ArrayList;
import java.util.List;

/**
 * A column of a table of records, named as in the database.
 *
 * @param pointer where its value stands in a record
 */
record ExportColumn(String name, String pointer, Kind kind) {
    static final List<ExportColumn> ALL = all();

    private static List<ExportColumn> all() {
        List<ExportColumn> all = new ArrayList<>();
        all.add(new ExportColumn("id", "/id", Kind.TEXT));
        all.add(new ExportColumn("at", "/at", Kind.MOMENT));
        texts(all, "policy", "endpoint");
        all.add(new ExportColumn("stream", "/stream", Kind.FLAG));
        texts(all, "key", "team");
        all.add(new ExportColumn("user_id", "/decision/facts/user", Kind.TEXT));
        texts(all, "asked", "rule");
        all.add(new ExportColumn("task", "/decision/signals/task", Kind.TEXT));
        texts(all, "model", "deployment");
        all.add(new ExportColumn("status", "/status", Kind.LONG));
        all.add(new ExportColumn("outcome", "/end", Kind.TEXT));
        texts(all, "cache");
        all.add(new ExportColumn("attempts", "/attempts", Kind.LONG));
        for (String kind : List.of("input", "cached", "cache_write", "output", "reasoning")) {
            all.add(new ExportColumn(kind + "_tokens", "/usage/" + kind, Kind.LONG));
        }
        all.add(new ExportColumn("cost_nanos", "/cost_nano_usd", Kind.LONG));
        for (String time : List.of("first_output_ms", "overhead_ms", "total_ms")) {
            all.add(new ExportColumn(time, "/" + time, Kind.DOUBLE));
        }
        all.add(new ExportColumn("prompt", "/text/prompt", Kind.TEXT));
        all.add(new ExportColumn("reply", "/text/reply", Kind.TEXT));
        return List.copyOf(all);
    }

    private static void texts(List<ExportColumn> all, String... names) {
        for (String name : names) {
            all.add(new ExportColumn(name, "/" + name, Kind.TEXT));
        }
    }
}
