package dev.pointsman.cli.ledger;

import dev.pointsman.cli.parquet.ParquetColumn;
import dev.pointsman.cli.parquet.ParquetWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Records as a Parquet file. */
final class ParquetExport implements ExportSink {
    private static final int ROWS_A_GROUP = 20_000;

    private final List<ParquetColumn> columns = new ArrayList<>();
    private final ParquetWriter writer;

    /** @param out closed at the end */
    ParquetExport(OutputStream out) throws IOException {
        ExportColumn.ALL.forEach(column -> columns.add(new ParquetColumn(column.name(), column.kind())));
        writer = new ParquetWriter(out, columns, ROWS_A_GROUP);
    }

    @Override
    public void record(JsonNode record, String line) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            put(columns.get(i), record.at(ExportColumn.ALL.get(i).pointer()));
        }
        writer.endRow();
    }

    private static void put(ParquetColumn column, JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            column.none();
            return;
        }
        switch (column.kind()) {
            case TEXT -> column.text(value.asString(""));
            case LONG, MOMENT -> column.number(value.isArray() ? value.size() : value.asLong(0));
            case DOUBLE -> column.number(value.asDouble(0));
            case FLAG -> column.flag(value.asBoolean(false));
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
