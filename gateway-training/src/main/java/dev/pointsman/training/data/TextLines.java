package dev.pointsman.training.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Lines of a text file, counted, none longer than {@value #MOST_LETTERS} letters. Not for use by several threads. */
final class TextLines {
    static final int MOST_LETTERS = 8 << 20;

    private final String name;
    private final BufferedReader reader;
    private long number;

    TextLines(String name, BufferedReader reader) {
        this.name = name;
        this.reader = reader;
    }

    /** Opens UTF-8 text, unpacked where the file's name ends with {@code .gz}; what is no UTF-8 fails when it is read. */
    static BufferedReader open(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        try {
            InputStream unpacked = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 1 << 16) : bytes;
            return new BufferedReader(new InputStreamReader(unpacked, StandardCharsets.UTF_8.newDecoder()), 1 << 16);
        } catch (IOException failed) {
            bytes.close();
            throw failed;
        }
    }

    /** The next line without its end; null after the last. */
    @Nullable
    String next() throws IOException {
        StringBuilder line = new StringBuilder(256);
        try {
            for (int c = reader.read(); c != '\n'; c = reader.read()) {
                if (c < 0) {
                    if (line.isEmpty()) {
                        return null;
                    }
                    break;
                }
                if (line.length() == MOST_LETTERS) {
                    throw new IOException(
                            name + ":" + (number + 1) + ": expected a line of at most " + MOST_LETTERS + " letters");
                }
                line.append((char) c);
            }
        } catch (CharacterCodingException notText) {
            throw new IOException(name + " is not UTF-8 text", notText);
        }
        number++;
        int end = line.length() - 1;
        if (end >= 0 && line.charAt(end) == '\r') {
            line.setLength(end);
        }
        return line.toString();
    }

    /** Number of the line that was read last, from 1. */
    long number() {
        return number;
    }
}
