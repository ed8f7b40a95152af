package dev.pointsman.cli.parquet;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * Writes a flat table as a Parquet file: plain values, GZIP, one page a column in each row group, every column optional. One row group at a time is in memory.
 * Source: github.com/apache/parquet-format, README.md and parquet.thrift (2.11). Confined to one thread.
 */
public final class ParquetWriter implements Closeable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int OPTIONAL = 1;
    private static final int PLAIN = 0;
    private static final int RLE = 3;
    private static final int GZIP = 2;
    private static final int DATA_PAGE = 0;
    private static final int LARGE_COLUMN = 16 << 20;

    private final OutputStream out;
    private final List<ParquetColumn> columns;
    private final int rowsAGroup;
    private final List<Group> groups = new ArrayList<>();
    private long written;

    /** One column's part of a row group. */
    private record Chunk(long offset, long rawBytes, long bytes) {}

    private record Group(int rows, List<Chunk> chunks) {}

    /**
     * Begins the file.
     *
     * @param rowsAGroup from 1 on
     */
    public ParquetWriter(OutputStream out, List<ParquetColumn> columns, int rowsAGroup) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        this.rowsAGroup = rowsAGroup;
        write(MAGIC);
    }

    /** Ends a row: every column has been given its value, or none. A group ends early where a column holds {@value #LARGE_COLUMN} bytes. */
    public void endRow() throws IOException {
        boolean large = false;
        for (ParquetColumn column : columns) {
            large |= column.bytes() >= LARGE_COLUMN;
        }
        if (large || columns.get(0).rows() >= rowsAGroup) {
            writeGroup();
        }
    }

    private void writeGroup() throws IOException {
        int rows = columns.get(0).rows();
        List<Chunk> chunks = new ArrayList<>();
        for (ParquetColumn column : columns) {
            if (column.rows() != rows) {
                throw new IllegalStateException(
                        column.name() + ": " + column.rows() + " values (expected: " + rows + ", one for each row)");
            }
            chunks.add(writeChunk(column, rows));
        }
        groups.add(new Group(rows, chunks));
    }

    private Chunk writeChunk(ParquetColumn column, int rows) throws IOException {
        long offset = written;
        byte[] page = column.page();
        byte[] small = zipped(page);
        byte[] head = new Thrift()
                .i32(1, DATA_PAGE)
                .i32(2, page.length)
                .i32(3, small.length)
                .struct(5)
                .i32(1, rows)
                .i32(2, PLAIN)
                .i32(3, RLE)
                .i32(4, RLE)
                .end()
                .end()
                .bytes();
        write(head);
        write(small);
        return new Chunk(offset, head.length + (long) page.length, head.length + (long) small.length);
    }

    private static byte[] zipped(byte[] bytes) throws IOException {
        ByteArrayOutputStream small = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (GZIPOutputStream zip = new GZIPOutputStream(small)) {
            zip.write(bytes);
        }
        return small.toByteArray();
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        written += bytes.length;
    }

    /** Writes what waits and the footer; without it the file is none. */
    @Override
    public void close() throws IOException {
        try (out) {
            if (columns.get(0).rows() > 0) {
                writeGroup();
            }
            byte[] footer = footer();
            write(footer);
            ByteArrayOutputStream end = new ByteArrayOutputStream();
            ParquetColumn.little(end, footer.length, Integer.BYTES);
            end.writeBytes(MAGIC);
            write(end.toByteArray());
        }
    }

    private byte[] footer() {
        long rows = groups.stream().mapToLong(Group::rows).sum();
        Thrift footer = new Thrift().i32(1, 1).structs(2, columns.size() + 1);
        footer.element().text(4, "schema").i32(5, columns.size()).end();
        for (ParquetColumn column : columns) {
            footer.element().i32(1, column.kind().type()).i32(3, OPTIONAL).text(4, column.name());
            if (column.kind().converted() >= 0) {
                footer.i32(6, column.kind().converted());
            }
            footer.end();
        }
        footer.i64(3, rows).structs(4, groups.size());
        groups.forEach(group -> group(footer, group));
        return footer.text(6, "pointsman").end().bytes();
    }

    private void group(Thrift footer, Group group) {
        footer.element().structs(1, columns.size());
        for (int i = 0; i < columns.size(); i++) {
            ParquetColumn column = columns.get(i);
            Chunk chunk = group.chunks().get(i);
            footer.element().i64(2, chunk.offset()).struct(3);
            footer.i32(1, column.kind().type()).numbers(2, 2).element(PLAIN).element(RLE);
            footer.texts(3, 1).element(column.name());
            footer.i32(4, GZIP).i64(5, group.rows()).i64(6, chunk.rawBytes()).i64(7, chunk.bytes());
            footer.i64(9, chunk.offset()).end().end();
        }
        footer.i64(2, group.chunks().stream().mapToLong(Chunk::rawBytes).sum())
                .i64(3, group.rows())
                .end();
    }
}
