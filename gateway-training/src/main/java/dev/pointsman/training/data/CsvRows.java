package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records of comma-separated text as RFC 4180 has it: a field in double quotes may hold commas, line feeds and doubled quotes. A record holds at most
 * {@value TextLines#MOST_LETTERS} letters. Not for use by several threads.
 */
final class CsvRows {
    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final String name;
    private final BufferedReader reader;
    private long line = 1;
    private long first;

    CsvRows(String name, BufferedReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /** Fields of the next record; null after the last. Empty lines are passed over. */
    @Nullable
    List<String> next() throws IOException {
        List<String> fields = record();
        while (fields != null && fields.size() == 1 && fields.get(0).isEmpty()) {
            fields = record();
        }
        return fields;
    }

    /** Line on which the record that was read last begins, from 1. */
    long number() {
        return first;
    }

    private @Nullable List<String> record() throws IOException {
        first = line;
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        int letters = 0;
        int c = read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0; c = read()) {
            line += c == '\n' ? 1 : 0;
            if (++letters > TextLines.MOST_LETTERS) {
                throw new IOException(name + ":" + first + ": expected a record of at most " + TextLines.MOST_LETTERS
                        + " letters; a quote may be missing");
            }
            if (quoted) {
                quoted = quotedLetter(c, field);
            } else if (c == '"' && field.isEmpty()) {
                quoted = true;
            } else if (c == ',') {
                fields.add(taken(field));
            } else if (c == '\n') {
                break;
            } else if (c != BYTE_ORDER_MARK || letters > 1 || first > 1) {
                field.append((char) c);
            }
        }
        if (quoted) {
            throw new IOException(name + ":" + first + ": the quote that begins in this record does not end");
        }
        int end = field.length() - 1;
        if (end >= 0 && field.charAt(end) == '\r') {
            field.setLength(end);
        }
        fields.add(taken(field));
        return fields;
    }

    /** Takes a letter within quotes; tells whether they go on. */
    private boolean quotedLetter(int c, StringBuilder field) throws IOException {
        if (c != '"') {
            field.append((char) c);
            return true;
        }
        reader.mark(1);
        if (reader.read() == '"') {
            field.append('"');
            return true;
        }
        reader.reset();
        return false;
    }

    private int read() throws IOException {
        try {
            return reader.read();
        } catch (CharacterCodingException notText) {
            throw new IOException(name + " is not UTF-8 text", notText);
        }
    }

    private static String taken(StringBuilder field) {
        String text = field.toString();
        field.setLength(0);
        return text;
    }
}
