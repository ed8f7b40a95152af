package dev.pointsman.cli.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads Parquet files as far as the specification has flat, plain, optional columns in gzip; after the specification, not after the writer. */
public final class ParquetFile {
    private final ByteBuffer file;
    private final Map<Integer, Object> footer;

    /** Of a whole file. */
    public ParquetFile(byte[] bytes) {
        file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (!magic(0) || !magic(bytes.length - 4)) {
            throw new IllegalArgumentException("no Parquet file");
        }
        file.position(bytes.length - 8 - file.getInt(bytes.length - 8));
        footer = struct();
    }

    private boolean magic(int at) {
        return new String(file.array(), at, 4, StandardCharsets.US_ASCII).equals("PAR1");
    }

    public long rows() {
        return (Long) footer.get(3);
    }

    public int groups() {
        return list(footer, 4).size();
    }

    /** Names of the columns. */
    public List<String> names() {
        return list(footer, 2).stream().skip(1).map(each -> text(each.get(4))).toList();
    }

    /** Values of a column, over all row groups; null where there is none. */
    public List<Object> column(String name) throws IOException {
        int at = names().indexOf(name);
        List<Object> values = new ArrayList<>();
        for (Map<Integer, Object> group : list(footer, 4)) {
            Map<Integer, Object> meta = map(list(group, 1).get(at).get(3));
            file.position(((Long) meta.get(9)).intValue());
            int begin = file.position();
            Map<Integer, Object> head = struct();
            byte[] small = new byte[((Long) head.get(3)).intValue()];
            file.get(small);
            if (file.position() - begin != (Long) meta.get(7)) {
                throw new IllegalArgumentException(name + ": the chunk is not as long as its page");
            }
            byte[] page = new GZIPInputStream(new ByteArrayInputStream(small)).readAllBytes();
            if (page.length != (Long) head.get(2)) {
                throw new IllegalArgumentException(name + ": the page is not as long as it says");
            }
            int rows = ((Long) map(head.get(5)).get(1)).intValue();
            values(ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN), rows, ((Long) meta.get(1)).intValue(), values);
        }
        return values;
    }

    private static void values(ByteBuffer page, int rows, int type, List<Object> values) {
        int levels = page.getInt();
        int end = page.position() + levels;
        int groups = (int) (varint(page) >>> 1);
        byte[] there = new byte[groups];
        page.get(there);
        if (page.position() != end) {
            throw new IllegalArgumentException("levels are not as long as they say");
        }
        int flags = 0;
        for (int row = 0; row < rows; row++) {
            boolean any = ((there[row / 8] >> (row % 8)) & 1) == 1;
            if (!any) {
                values.add(null);
            } else if (type == 0) {
                values.add(((page.get(page.position() + flags / 8) >> (flags % 8)) & 1) == 1);
                flags++;
            } else if (type == 2) {
                values.add(page.getLong());
            } else if (type == 5) {
                values.add(page.getDouble());
            } else {
                byte[] text = new byte[page.getInt()];
                page.get(text);
                values.add(new String(text, StandardCharsets.UTF_8));
            }
        }
    }

    private Map<Integer, Object> struct() {
        Map<Integer, Object> fields = new HashMap<>();
        int field = 0;
        for (int head = file.get() & 0xff; head != 0; head = file.get() & 0xff) {
            field += head >> 4;
            fields.put(field, value(head & 15));
        }
        return fields;
    }

    private Object value(int type) {
        return switch (type) {
            case 5, 6 -> {
                long raw = varint(file);
                yield (raw >>> 1) ^ -(raw & 1);
            }
            case 8 -> {
                byte[] text = new byte[(int) varint(file)];
                file.get(text);
                yield new String(text, StandardCharsets.UTF_8);
            }
            case 9 -> {
                int head = file.get() & 0xff;
                int size = head >> 4 == 15 ? (int) varint(file) : head >> 4;
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < size; i++) {
                    list.add(value(head & 15));
                }
                yield list;
            }
            case 12 -> struct();
            default -> throw new IllegalArgumentException("type " + type);
        };
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = bytes.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static String text(Object value) {
        return (String) value;
    }

    @SuppressWarnings("unchecked") // structures are read as maps
    private static Map<Integer, Object> map(Object value) {
        return (Map<Integer, Object>) value;
    }

    private static List<Map<Integer, Object>> list(Map<Integer, Object> fields, int field) {
        List<Map<Integer, Object>> list = new ArrayList<>();
        for (Object each : (List<?>) fields.get(field)) {
            list.add(map(each));
        }
        return list;
    }
}
