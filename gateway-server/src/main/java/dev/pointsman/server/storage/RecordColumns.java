package dev.pointsman.server.storage;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people filter and sum by, taken out of a record's line in one pass over its bytes. Texts leave the line for columns of their own, so that they
 * can be removed before the record is. One object reads line after line; confined to one thread.
 */
final class RecordColumns {
    /** The columns in the order of the table; the record itself comes last, and is none of them. */
    enum Column {
        ID(0, "id text not null", null),
        AT(1, "at integer not null", null),
        POLICY(2, "policy text", "$.policy"),
        ENDPOINT(3, "endpoint text", "$.endpoint"),
        STREAM(4, "stream integer", "$.stream"),
        KEY(5, "key text", "$.key"),
        TEAM(6, "team text", "$.team"),
        USER(7, "user_id text", "$.decision.facts.user"),
        ASKED(8, "asked text", "$.asked"),
        RULE(9, "rule text", "$.rule"),
        TASK(10, "task text", "$.decision.signals.task"),
        MODEL(11, "model text", "$.model"),
        DEPLOYMENT(12, "deployment text", "$.deployment"),
        STATUS(13, "status integer", "$.status"),
        OUTCOME(14, "outcome text", "$.end"),
        CACHE(15, "cache text", "$.cache"),
        ATTEMPTS(16, "attempts integer", "$.attempts"),
        INPUT(17, "input_tokens integer", "$.usage.input"),
        CACHED(18, "cached_tokens integer", "$.usage.cached"),
        CACHE_WRITE(19, "cache_write_tokens integer", "$.usage.cache_write"),
        OUTPUT(20, "output_tokens integer", "$.usage.output"),
        REASONING(21, "reasoning_tokens integer", "$.usage.reasoning"),
        COST(22, "cost_nanos integer", "$.cost_nano_usd"),
        FIRST_OUTPUT(23, "first_output_ms real", "$.first_output_ms"),
        OVERHEAD(24, "overhead_ms real", "$.overhead_ms"),
        TOTAL(25, "total_ms real", "$.total_ms"),
        SAVED(26, "saved_nanos integer", "$.saved_nano_usd"),
        PROMPT(27, "prompt text", null),
        REPLY(28, "reply text", null);

        private final int place;
        private final String declaration;
        private final boolean text;
        private final boolean real;
        private final @Nullable String path;

        /** @param path where it stands in the record; null where it cannot be found there, or not fast enough */
        Column(int place, String declaration, @Nullable String path) {
            this.place = place;
            this.declaration = declaration;
            this.path = path;
            this.text = declaration.contains(" text");
            this.real = declaration.endsWith(" real");
        }

        /** Name and type, as a table is declared. */
        String declaration() {
            return declaration;
        }

        /** Whether it holds a text; these came with the second version of the table. */
        boolean ofText() {
            return this == PROMPT || this == REPLY;
        }

        /** Where it stands in the record, as SQL's functions of JSON name it; null where a database has to keep it beside the record. */
        @Nullable
        String path() {
            return path;
        }

        /** The name alone. */
        String title() {
            return declaration.substring(0, declaration.indexOf(' '));
        }
    }

    /** Takes the values of a line, one call a column, in the order of the columns. */
    interface Values {
        void text(String value);

        void whole(long value);

        void real(double value);

        void nothing();
    }

    /** A field of a line and the column it goes to. */
    private static final class Field {
        private final byte[] name;
        private final Column column;

        Field(String name, Column column) {
            this.name = JsonText.ascii(name);
            this.column = column;
        }
    }

    private static final Column[] COLUMNS = Column.values();
    private static final Column[] KEPT =
            Arrays.stream(COLUMNS).filter(column -> column.path == null).toArray(Column[]::new);
    /** Of the columns that have no path. */
    static final int KEPT_COUNT = KEPT.length;

    /** From this version of a record on, its texts stand right behind the version. */
    private static final long TEXTS_FIRST = 3;

    private static final int LONGEST_NAME = 16;
    private static final Field[][] FIELDS = byLength(
            new Field("id", Column.ID),
            new Field("at", Column.AT),
            new Field("policy", Column.POLICY),
            new Field("endpoint", Column.ENDPOINT),
            new Field("stream", Column.STREAM),
            new Field("key", Column.KEY),
            new Field("team", Column.TEAM),
            new Field("user", Column.USER),
            new Field("asked", Column.ASKED),
            new Field("rule", Column.RULE),
            new Field("task", Column.TASK),
            new Field("model", Column.MODEL),
            new Field("deployment", Column.DEPLOYMENT),
            new Field("status", Column.STATUS),
            new Field("end", Column.OUTCOME),
            new Field("cache", Column.CACHE),
            new Field("cost_nano_usd", Column.COST),
            new Field("saved_nano_usd", Column.SAVED),
            new Field("first_output_ms", Column.FIRST_OUTPUT),
            new Field("overhead_ms", Column.OVERHEAD),
            new Field("total_ms", Column.TOTAL));
    private static final Field[][] USAGE = byLength(
            new Field("input", Column.INPUT),
            new Field("cached", Column.CACHED),
            new Field("cache_write", Column.CACHE_WRITE),
            new Field("output", Column.OUTPUT),
            new Field("reasoning", Column.REASONING));
    private static final Field[][] TEXT =
            byLength(new Field("prompt", Column.PROMPT), new Field("reply", Column.REPLY));
    private static final byte[] VERSION_NAME = JsonText.ascii("v");
    private static final byte[] TEXT_NAME = JsonText.ascii("text");
    private static final byte[] ATTEMPTS_NAME = JsonText.ascii("attempts");
    private static final byte[] USAGE_NAME = JsonText.ascii("usage");
    private static final byte[] DECISION_NAME = JsonText.ascii("decision");
    private static final byte[] FACTS = JsonText.ascii("facts");
    private static final byte[] SIGNALS = JsonText.ascii("signals");
    private static final byte[] USER_NAME = JsonText.ascii("user");
    private static final byte[] TASK_NAME = JsonText.ascii("task");

    private final JsonCursor cursor = new JsonCursor(new byte[0]);
    private final @Nullable String[] texts = new String[COLUMNS.length];
    private final long[] numbers = new long[COLUMNS.length];
    private final double[] reals = new double[COLUMNS.length];
    private final boolean[] known = new boolean[COLUMNS.length];
    private byte[] record = {};
    private int textFrom;
    private int textTo;
    private long version;

    /** Fields by the length of their names: few have the same. */
    private static Field[][] byLength(Field... fields) {
        Field[][] byLength = new Field[LONGEST_NAME][0];
        for (Field field : fields) {
            Field[] same = byLength[field.name.length];
            same = Arrays.copyOf(same, same.length + 1);
            same[same.length - 1] = field;
            byLength[field.name.length] = same;
        }
        return byLength;
    }

    /**
     * Reads a line; false where it is no record. Nothing is read behind the signals of the decision, which are the last of what is looked for: the
     * decision ends the line.
     */
    boolean read(byte[] line) {
        return read(line, false);
    }

    /** As {@link #read(byte[])}, but only the columns that have no path: they stand at the line's beginning. */
    boolean readKept(byte[] line) {
        return read(line, true);
    }

    private boolean read(byte[] line, boolean onlyKept) {
        Arrays.fill(known, false);
        record = line;
        textTo = 0;
        version = 0;
        cursor.reset(line, 0, line.length);
        try {
            cursor.beginObject();
            boolean more = true;
            while (more && cursor.nextField()) {
                more = onlyKept ? keptField() : field();
            }
        } catch (JsonCursor.Malformed noJson) {
            return false;
        }
        return known[Column.ID.place] && known[Column.AT.place];
    }

    /** False where nothing that is looked for comes after it. */
    private boolean field() {
        Column column = column(FIELDS);
        if (column != null) {
            value(column);
        } else if (cursor.nameIs(VERSION_NAME) && cursor.peek() >= '0' && cursor.peek() <= '9') {
            version = cursor.number();
        } else if (cursor.nameIs(ATTEMPTS_NAME) && cursor.peek() == '[') {
            attempts();
        } else if (cursor.nameIs(USAGE_NAME) && cursor.peek() == '{') {
            usage();
        } else if (cursor.nameIs(TEXT_NAME) && cursor.peek() == '{') {
            texts();
        } else if (cursor.nameIs(DECISION_NAME) && cursor.peek() == '{') {
            return decision();
        } else {
            cursor.skipValue();
        }
        return true;
    }

    /** As {@link #field}; from version {@value #TEXTS_FIRST} on nothing is looked for behind where texts would stand. */
    private boolean keptField() {
        boolean texts = cursor.nameIs(TEXT_NAME);
        if (version >= TEXTS_FIRST && !texts) {
            return false;
        }
        return field() && !texts;
    }

    private @Nullable Column column(Field[][] fields) {
        int length = cursor.nameLength();
        if (length < LONGEST_NAME) {
            for (Field field : fields[length]) {
                if (cursor.nameIs(field.name)) {
                    return field.column;
                }
            }
        }
        return null;
    }

    private void value(Column column) {
        int first = cursor.peek();
        int place = column.place;
        boolean number = first == '-' || (first >= '0' && first <= '9');
        if (column.text && first == '"') {
            texts[place] = cursor.string();
        } else if (column.real && number) {
            reals[place] = cursor.decimal();
        } else if (!column.text && !column.real && (number || first == 't' || first == 'f')) {
            numbers[place] = number ? cursor.number() : cursor.isTrue() ? 1 : 0;
        } else {
            cursor.skipValue();
            return;
        }
        known[place] = true;
    }

    private void attempts() {
        long count = 0;
        cursor.beginArray();
        while (cursor.nextElement()) {
            cursor.skipValue();
            count++;
        }
        numbers[Column.ATTEMPTS.place] = count;
        known[Column.ATTEMPTS.place] = true;
    }

    /** Never the first field: there is a comma before its name. */
    private void texts() {
        textFrom = cursor.nameStart();
        while (textFrom > 0 && record[textFrom] != ',') {
            textFrom--;
        }
        fields(TEXT);
        textTo = cursor.offset();
    }

    /** The record last read as it is kept: without its texts, which have columns. */
    byte[] record() {
        if (textTo == 0) {
            return record;
        }
        byte[] without = Arrays.copyOf(record, record.length - (textTo - textFrom));
        System.arraycopy(record, textTo, without, textFrom, record.length - textTo);
        return without;
    }

    private void usage() {
        fields(USAGE);
    }

    private void fields(Field[][] some) {
        cursor.beginObject();
        while (cursor.nextField()) {
            Column column = column(some);
            if (column == null) {
                cursor.skipValue();
            } else {
                value(column);
            }
        }
    }

    private boolean decision() {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(FACTS) && cursor.peek() == '{') {
                within(USER_NAME, Column.USER);
            } else if (cursor.nameIs(SIGNALS) && cursor.peek() == '{') {
                within(TASK_NAME, Column.TASK);
                return false;
            } else {
                cursor.skipValue();
            }
        }
        return true;
    }

    private void within(byte[] name, Column column) {
        cursor.beginObject();
        while (cursor.nextField()) {
            if (cursor.nameIs(name)) {
                value(column);
            } else {
                cursor.skipValue();
            }
        }
    }

    /** When the request of the line last read began, in milliseconds since 1970. */
    long atMillis() {
        return numbers[Column.AT.place];
    }

    /** Tells all columns of the line last read. */
    void each(Values values) {
        for (Column column : COLUMNS) {
            int place = column.place;
            if (!known[place]) {
                values.nothing();
            } else if (column.text) {
                values.text(Objects.requireNonNull(texts[place]));
            } else if (column.real) {
                values.real(reals[place]);
            } else {
                values.whole(numbers[place]);
            }
        }
    }

    /** Binds the columns that have no path, of the line last read, to the parameters from that number on; gives the number of the next one. */
    int bindKept(PreparedStatement insert, int from) throws SQLException {
        int number = from;
        for (Column column : KEPT) {
            int place = column.place;
            if (!known[place]) {
                insert.setNull(number++, Types.NULL);
            } else if (column.text) {
                insert.setString(number++, texts[place]);
            } else {
                insert.setLong(number++, numbers[place]);
            }
        }
        return number;
    }
}
